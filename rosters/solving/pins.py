"""Do the published assignments stand together? If not: which contradict, and the least that would have to
give.
"""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from datetime import timedelta

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
