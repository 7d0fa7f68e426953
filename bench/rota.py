"""`rota_solve`, `rota_replan`: eight weeks of a brigade of sixty, against a rota by hand and the bound."""

from __future__ import annotations

import dataclasses
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import timedelta

from bench import harness, rota_sample
from bench.harness import Result

WITHIN_SECONDS, REPLAN_SECONDS, GAP = 30.0, 2.0, 0.02
AWAY = timedelta(days=7)


def by_hand(problem):
    """Duty by duty, seat by seat: whoever is able, lawful and has had the fewest duties."""
    from rosters import duty_limits
    from rosters.solving.problem import Assignment, Burden

    candidates = defaultdict(list)
    for one in problem.candidates:
        candidates[one.duty].append(one)
    load = Counter({name: problem.history.get(name, {}).get(Burden.DUTY, 0) for name in problem.people})
    held = defaultdict(list, {name: list(duties) for name, duties in problem.outside.items()})
    found = []
    for duty in sorted(problem.duties, key=lambda duty: duty.interval.start):
        taken = set()
        for seat in sorted(duty.seats, key=lambda seat: (not seat.hard, seat.needs is None)):
            able = [
                one.person
                for one in candidates[duty.id]
                if one.person not in taken
                and (seat.needs is None or seat.needs in one.skills)
                and duty_limits.breach(
                    held[one.person],
                    duty.interval,
                    rest_hours=problem.limits.rest.total_seconds() / 3600,
                    week_hours=problem.limits.week_hours,
                )
                is None
            ]
            if not able:
                continue
            person = min(able, key=lambda name: (load[name], name))
            taken.add(person)
            load[person] += 1
            held[person].append(duty.interval)
            found.append(Assignment(person, duty.id, seat.needs))
    return tuple(found)


def short(problem, assignments) -> int:
    """Hard seats that stay empty."""
    from rosters.solving import solve

    return sum(gap.count for gaps in solve.gaps(problem, assignments).values() for gap in gaps)


def most_nights(problem, assignments) -> int:
    """Nights of whoever has most of them."""
    from rosters.solving.problem import Burden

    nights = {duty.id for duty in problem.duties if Burden.NIGHT in duty.burdens}
    return max(Counter(one.person for one in assignments if one.duty in nights).values(), default=0)


def rota_solve() -> Iterator[Result]:
    """Proven best, or within 2 % of the bound, in half a minute."""
    from rosters.solving import solve

    problem = rota_sample.brigade()
    began = time.perf_counter()
    hand = by_hand(problem)
    hand_seconds = time.perf_counter() - began
    solution = solve.solve(problem, seconds=WITHIN_SECONDS)
    gap = max(solution.coverage_gap, solution.fairness_gap)
    better = short(problem, solution.assignments) <= short(problem, hand)
    yield Result(
        id="rota_solve",
        value=solution.seconds,
        unit="s",
        floor=hand_seconds,
        rows=len(problem.candidates),
        met=solution.seconds <= WITHIN_SECONDS and gap <= GAP and better,
        note=f"{solution.proof}, gap {gap:.1%}; hard seats empty {short(problem, solution.assignments)} "
        f"(by hand {short(problem, hand)}), most nights {most_nights(problem, solution.assignments)} "
        f"({most_nights(problem, hand)})",
    )


def rota_replan() -> Iterator[Result]:
    """The busiest person is away for a week: the least change, against solving anew."""
    from rosters.solving import solve

    problem = rota_sample.brigade()
    before = solve.solve(problem, seconds=WITHIN_SECONDS).assignments
    busiest = Counter(one.person for one in before).most_common(1)[0][0]
    starts = {duty.id: duty.interval.start for duty in problem.duties}
    first = min(starts[one.duty] for one in before if one.person == busiest)
    away = {duty for duty, start in starts.items() if first <= start < first + AWAY}
    left = tuple(one for one in problem.candidates if one.person != busiest or one.duty not in away)
    changed = dataclasses.replace(problem, candidates=left)
    lost = {(one.person, one.duty) for one in before if one.person == busiest and one.duty in away}

    def changes(after) -> int:
        """People put on or taken off a duty, beside those lost; another seat of the same duty is none."""
        there = {(one.person, one.duty) for one in before} - lost
        return len(there ^ {(one.person, one.duty) for one in after})

    seconds, solution = harness.timed(lambda: solve.solve(changed, seconds=WITHIN_SECONDS, before=before))
    anew_seconds, anew = harness.timed(lambda: solve.solve(changed, seconds=WITHIN_SECONDS))
    kept = short(changed, solution.assignments) <= short(changed, anew.assignments)
    yield Result(
        id="rota_replan",
        value=seconds,
        unit="s",
        floor=anew_seconds,
        ratio=anew_seconds / seconds,
        rows=len(left),
        met=seconds <= REPLAN_SECONDS and kept,
        note=f"{len(lost)} duties lost, {changes(solution.assignments)} other changes (anew "
        f"{changes(anew.assignments)}); hard seats empty {short(changed, solution.assignments)}",
    )


MEASURES = {"rota_solve": rota_solve, "rota_replan": rota_replan}
