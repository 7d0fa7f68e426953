"""Invented people of the demo brigades: who they are, what they can do, when they can come."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date, time
from pathlib import Path

EVERY_DAY = frozenset(range(7))
WORKDAYS = frozenset(range(5))
WEEKEND = frozenset({5, 6})
Pieces = tuple[tuple[time, time, frozenset[int]], ...]

WEEKS: dict[str, Pieces] = {
    "nights": ((time(19), time(8, 30), EVERY_DAY), (time(8), time(20, 30), WEEKEND)),
    "odd": ((time(19), time(8, 30), frozenset({0, 2, 4, 6})), (time(8), time(20, 30), WEEKEND)),
    "even": ((time(19), time(8, 30), frozenset({1, 3, 5})), (time(8), time(20, 30), frozenset({6}))),
    "evenings": ((time(17, 30), time(23, 30), WORKDAYS), (time(9), time(23), WEEKEND)),
    "days": ((time(7, 30), time(20, 30), WORKDAYS),),
    "weekends": ((time(0), time(0), WEEKEND),),
}
"""The usual weeks people say: local times and weekdays (0 is Monday)."""


@dataclass(frozen=True, slots=True)
class Volunteer:
    """One person of a brigade: where they stand now, and what they have said of themselves."""

    key: str
    """The part of the e-mail before the @."""
    name: str
    born: date
    days: int
    """How long ago they applied."""
    stage: str
    week: str
    """A key of `WEEKS`; empty for somebody who has never said."""
    travel: int
    kind: str
    languages: tuple[str, ...]
    skills: tuple[str, ...]


def _read() -> dict[str, tuple[Volunteer, ...]]:
    found: dict[str, tuple[Volunteer, ...]] = {}
    with (Path(__file__).parent / "volunteers.csv").open(encoding="utf-8", newline="") as table:
        for row in csv.DictReader(table):
            person = Volunteer(
                key=row["key"],
                name=row["name"],
                born=date.fromisoformat(row["born"]),
                days=int(row["days"]),
                stage=row["stage"],
                week=row["week"],
                travel=int(row["travel"]),
                kind=row["kind"],
                languages=tuple(row["languages"].split()),
                skills=tuple(row["skills"].split()),
            )
            found[row["brigade"]] = (*found.get(row["brigade"], ()), person)
    return found


ROLL = _read()
"""Brigade to its people; the chief comes first."""
SHARED = ("fire3", "vyshenka", 200)
"""Somebody who serves in a second brigade: who, where, and for how many days."""


def everybody() -> list[Volunteer]:
    """The people of all brigades, each once."""
    return [one for people in ROLL.values() for one in people]
