"""A brigade of 60 with eight weeks to fill: skewed like a real one, the same for every run."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, time, timedelta

from rosters.matching import Seat
from rosters.recurrence import Rule, expand
from rosters.solving.problem import Burden, Candidate, Duty, Limits, Problem

ZONE = "Europe/Kyiv"
FIRST = date(2026, 10, 5)
SEATS = (
    Seat("driver", "driver"),
    Seat("leader", "leader"),
    Seat("mask1", "mask"),
    Seat("mask2", "mask"),
    Seat("plain", None),
    Seat("extra", None, hard=False),
)


def brigade(people: int = 60, weeks: int = 8, seed: int = 2017) -> Problem:
    """Day and night shifts over `weeks`; one in five drives, one in six leads, half wear breathing
    apparatus.
    """
    source = random.Random(seed)
    duties = tuple(_duties(weeks))
    names = tuple(f"m{number:02d}" for number in range(people))
    candidates = []
    for name in names:
        skills = frozenset(
            skill
            for skill, share in (("driver", 0.22), ("leader", 0.17), ("mask", 0.5))
            if source.random() < share
        )
        keen, nights = source.uniform(0.08, 0.45), source.random() < 0.8
        candidates.extend(
            Candidate(name, duty.id, skills, source.choice((-1, 0, 0, 0, 1)))
            for duty in duties
            if source.random() < keen and (nights or Burden.NIGHT not in duty.burdens)
        )
    apart = frozenset({frozenset({names[0], names[1]}), frozenset({names[2], names[3]})})
    history = {name: {Burden.DUTY: source.randrange(5), Burden.NIGHT: source.randrange(3)} for name in names}
    return Problem(names, duties, tuple(candidates), Limits(apart=apart), history=history)


def _duties(weeks: int) -> list[Duty]:
    start = datetime.combine(FIRST, time(0), tzinfo=UTC)
    found = []
    for label, starts, ends in (("day", time(8), time(20)), ("night", time(20), time(8))):
        rule = Rule(ZONE, starts, ends, FIRST, 1, frozenset({0}), FIRST)
        for occurrence in expand(rule, start, start + timedelta(weeks=weeks)):
            burdens = {Burden.DUTY}
            if label == "night":
                burdens.add(Burden.NIGHT)
            if occurrence.day.weekday() >= 5:
                burdens.add(Burden.WEEKEND)
            found.append(Duty(f"{occurrence.day}-{label}", occurrence.interval, SEATS, frozenset(burdens)))
    return found
