"""Do the published assignments stand together? If not: which contradict, and the least that would have to
give.
"""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import timedelta

from rosters.recurrence import Interval
from rosters.solving.problem import Assignment, Conflict, Duty, Problem

WEEK = timedelta(days=7)


def conflicts(problem: Problem) -> tuple[Conflict, ...]:
    """Every contradiction among the pins themselves; empty where they can stand."""
    duties = {duty.id: duty for duty in problem.duties}
    held: dict[str, list[Duty]] = defaultdict(list)
    for pin in problem.pins:
        held[pin.person].append(duties[pin.duty])
    found = [*_unable(problem), *_seats(problem, duties)]
    for person, mine in sorted(held.items()):
        found.extend(_rest(problem, person, mine))
        found.extend(_week(problem, person, mine))
    found.extend(_apart(problem, held))
    return tuple(found)


def outside_conflicts(problem: Problem) -> tuple[Conflict, ...]:
    """Pins against what their holders serve outside the plan: before and after it, and in other brigades.

    They stand, since neither is the solver's to move; the proposal names them. Of each person's weeks the
    one that is most over the limit.
    """
    duties = {duty.id: duty for duty in problem.duties}
    held: dict[str, list[Duty]] = defaultdict(list)
    for pin in problem.pins:
        held[pin.person].append(duties[pin.duty])
    found: list[Conflict] = []
    for person, mine in sorted(held.items()):
        others = problem.outside.get(person, ())
        found.extend(_outside_rest(problem, person, mine, others))
        found.extend(_outside_week(problem, person, mine, others))
    return tuple(found)


def _outside_rest(
    problem: Problem, person: str, mine: list[Duty], others: Iterable[Interval]
) -> list[Conflict]:
    found = []
    for duty in sorted(mine, key=lambda d: d.interval):
        one = duty.interval
        pauses = [max(other.start - one.end, one.start - other.end) for other in others]
        if pauses and min(pauses) < problem.limits.rest:
            short = (problem.limits.rest - min(pauses)).total_seconds() / 3600
            found.append(Conflict("outside_rest", (person,), (duty.id,), short))
    return found


def _outside_week(
    problem: Problem, person: str, mine: list[Duty], others: Sequence[Interval]
) -> list[Conflict]:
    found = []
    for start in sorted({one.start for one in (*others, *(duty.interval for duty in mine))}):
        here = [duty for duty in mine if start <= duty.interval.start < start + WEEK]
        there = sum(one.hours for one in others if start <= one.start < start + WEEK)
        over = sum(duty.interval.hours for duty in here) + there - problem.limits.week_hours
        if here and there and over > 0:
            names = tuple(duty.id for duty in here)
            found.append(Conflict("outside_week", (person,), names, over))
    return sorted(found, key=lambda conflict: -conflict.relaxation)[:1]


def _unable(problem: Problem) -> list[Conflict]:
    able = {(c.person, c.duty): c.skills for c in problem.candidates}
    return [
        Conflict("not_able", (pin.person,), (pin.duty,), 0.0)
        for pin in problem.pins
        if (pin.person, pin.duty) not in able
        or (pin.needs is not None and pin.needs not in able[pin.person, pin.duty])
    ]


def _seats(problem: Problem, duties: dict[str, Duty]) -> list[Conflict]:
    taken: dict[tuple[str, str | None], list[Assignment]] = defaultdict(list)
    for pin in problem.pins:
        taken[pin.duty, pin.needs].append(pin)
    return [
        Conflict("seat_taken", tuple(sorted(p.person for p in group)), (duty,), 0.0)
        for (duty, needs), group in taken.items()
        if len(group) > Counter(seat.needs for seat in duties[duty].seats)[needs]
    ]


def _rest(problem: Problem, person: str, mine: list[Duty]) -> list[Conflict]:
    found = []
    ordered = sorted(mine, key=lambda d: d.interval)
    for one, two in itertools.pairwise(ordered):
        pause = two.interval.start - one.interval.end
        if pause < problem.limits.rest:
            short = (problem.limits.rest - pause).total_seconds() / 3600
            found.append(Conflict("rest", (person,), (one.id, two.id), short))
    return found


def _week(problem: Problem, person: str, mine: list[Duty]) -> list[Conflict]:
    found = []
    for duty in mine:
        window = [d for d in mine if duty.interval.start <= d.interval.start < duty.interval.start + WEEK]
        over = sum(d.interval.hours for d in window) - problem.limits.week_hours
        if over > 0:
            found.append(Conflict("week_hours", (person,), tuple(d.id for d in window), over))
    return found


def _apart(problem: Problem, held: dict[str, list[Duty]]) -> list[Conflict]:
    found = []
    for pair in problem.limits.apart:
        one, two = sorted(pair)
        for first, second in ((a, b) for a in held[one] for b in held[two]):
            if first.interval.overlaps(second.interval):
                found.append(Conflict("apart", (one, two), tuple(sorted({first.id, second.id})), 0.0))
    return found
