"""Is there a crew, hour by hour, and what would mend the hours without one? Pure, over the roll."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from rosters import ability, matching
from rosters.ability import Facts
from rosters.availability import State, over
from rosters.matching import Crew, Gap, Person, Seat
from rosters.recurrence import Interval

HOUR = timedelta(hours=1)
Includes = Mapping[str, Iterable[str]]

EFFORT = {"unknown": 1, "away": 3, "on_duty_elsewhere": 4, "support": 8, "standing": 8}
"""What it takes to clear an obstacle: to ask is cheap, to call somebody back from leave is not."""
GATE_EFFORT = 6


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch over which nothing about one person changes."""

    interval: Interval
    skills: frozenset[str]
    obstacles: tuple[str, ...]


Roll = dict[Interval, list[tuple[Facts, Segment]]]
"""What holds of everybody over each hour."""


@dataclass(frozen=True, slots=True)
class Hour:
    """One cell of the heat map."""

    interval: Interval
    crew: Crew
    present: int
    unknown: int
    """How many are only unknown: they could be asked."""
    able: Mapping[str, int] = field(default_factory=dict)
    """How many of those present hold each qualification a seat asks for."""


@dataclass(frozen=True, slots=True)
class Fix:
    """One person who would fill a gap if their obstacles were cleared."""

    user_id: str
    name: str
    skills: frozenset[str | None]
    obstacles: tuple[str, ...]
    effort: int


@dataclass(frozen=True, slots=True)
class Shortage:
    """A run of hours with the same gap, and the cheapest ways to mend it."""

    interval: Interval
    gaps: tuple[Gap, ...]
    fixes: tuple[Fix, ...]


@dataclass(frozen=True, slots=True)
class Coverage:
    """A window hour by hour, and what would mend it."""

    hours: tuple[Hour, ...]
    shortages: tuple[Shortage, ...]


def segments(facts: Facts, window: Interval, includes: Includes) -> list[Segment]:
    """The window cut wherever anything recorded of the person changes, with what holds in each piece."""
    edges = {window.start, window.end}
    ranges = [*facts.standings, *facts.here, *facts.elsewhere]
    for several in (*facts.gates.values(), *facts.grants.values()):
        ranges.extend(several)
    answers = over(facts.calendar, window)
    ranges.extend(answer.interval for answer in answers)
    edges |= {e for r in ranges for e in (r.start, r.end) if window.start < e < window.end}
    cuts = sorted(edges)
    states = iter(answers)
    answer = next(states)
    found = []
    for start, end in itertools.pairwise(cuts):
        piece = Interval(start, end)
        while answer.interval.end <= start:
            answer = next(states)
        found.append(_segment(facts, piece, answer.state, includes))
    return found


def _segment(facts: Facts, piece: Interval, state: State, includes: Includes) -> Segment:
    skills = ability.skills_over(facts, piece, includes)
    return Segment(piece, skills, ability.obstacles_to_coming(facts, piece, state))


def hours(window: Interval) -> Iterator[Interval]:
    """The full hours of the window as the clock really runs, so that both nights of the year come out
    right.
    """
    start = window.start
    while start < window.end:
        end = min(start + HOUR, window.end)
        yield Interval(start, end)
        start = end


def survey(
    people: Sequence[Facts],
    window: Interval,
    seats: Sequence[Seat],
    includes: Includes,
    *,
    most_fixes: int = 3,
) -> Coverage:
    """For every hour the crew that those who are ready make; the hours that lack one, with at most so many
    of the cheapest fixes.
    """
    at = _by_hour(people, window, includes)
    found = _crews(at, window, seats)
    return Coverage(tuple(found), tuple(_shortages(found, at, most_fixes)))


def _crews(at: Roll, window: Interval, seats: Sequence[Seat]) -> list[Hour]:
    """For every hour: the crew that those who are ready make, and how many more could be asked."""
    known: dict[frozenset[Person], Crew] = {}
    asked = sorted({seat.needs for seat in seats if seat.needs is not None})
    found = []
    for slot in hours(window):
        there = frozenset(Person(str(f.user_id), s.skills) for f, s in at[slot] if not s.obstacles)
        if there not in known:
            known[there] = matching.match(there, seats)
        unknown = sum(segment.obstacles == ("unknown",) for _, segment in at[slot])
        able = {skill: sum(skill in person.skills for person in there) for skill in asked}
        found.append(Hour(slot, known[there], len(there), unknown, able))
    return found


def _shortages(surveyed: Sequence[Hour], at: Roll, most_fixes: int) -> list[Shortage]:
    """Hours that lack a crew, neighbours with the same gap put together, each with its cheapest fixes."""
    found: list[Shortage] = []
    for hour in surveyed:
        if hour.crew.viable:
            continue
        gaps, fixes = hour.crew.gaps, _fixes(at[hour.interval], hour.crew.gaps, most_fixes)
        last = found[-1] if found else None
        if last and (last.gaps, last.fixes) == (gaps, fixes) and last.interval.end == hour.interval.start:
            found[-1] = Shortage(Interval(last.interval.start, hour.interval.end), gaps, fixes)
        else:
            found.append(Shortage(hour.interval, gaps, fixes))
    return found


def _by_hour(people: Sequence[Facts], window: Interval, includes: Includes) -> Roll:
    """For every hour what holds of each person over all of it: the skills of every piece, the obstacles of
    any.
    """
    found: Roll = defaultdict(list)
    for facts in people:
        pieces = segments(facts, window, includes)
        index = 0
        for slot in hours(window):
            while pieces[index].interval.end <= slot.start:
                index += 1
            last = index
            while pieces[last].interval.end < slot.end:
                last += 1
            found[slot].append((facts, _joined(pieces[index : last + 1], slot)))
    return found


def _joined(pieces: Sequence[Segment], slot: Interval) -> Segment:
    if len(pieces) == 1:
        return Segment(slot, pieces[0].skills, pieces[0].obstacles)
    skills = frozenset.intersection(*(piece.skills for piece in pieces))
    obstacles = dict.fromkeys(o for piece in pieces for o in piece.obstacles)
    return Segment(slot, skills, tuple(obstacles))


def _fixes(there: Sequence[tuple[Facts, Segment]], gaps: Sequence[Gap], most: int) -> tuple[Fix, ...]:
    """People who are not ready and would fill a gap, the least effort first."""
    found = []
    for facts, segment in there:
        if not segment.obstacles:
            continue
        fills: set[str | None] = set()
        for gap in gaps:
            fills |= {skill for skill in gap.skills if skill is None or skill in segment.skills}
        if fills:
            effort = sum(EFFORT.get(obstacle, GATE_EFFORT) for obstacle in segment.obstacles)
            found.append(Fix(str(facts.user_id), facts.name, frozenset(fills), segment.obstacles, effort))
    return tuple(sorted(found, key=lambda fix: (fix.effort, fix.name, fix.user_id))[:most])
