"""Who may serve, and with which skills, over a whole stretch of time: pure, over facts loaded once.

Validity is asked of the whole duty, never of the moment of a click: a licence that lapses at 02:00 does not
drive the night shift. Ranges of the same thing that touch count as one, so a renewal leaves no hole.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID

from rosters import matching
from rosters.availability import Calendar, State, over
from rosters.recurrence import Interval

BEGINNING = datetime(1900, 1, 1, tzinfo=UTC)
END = datetime(9999, 1, 1, tzinfo=UTC)
"""Stand for a range without a bound."""

GATES = ("adult", "medical", "insurance", "basic_training")
SERVING = ("probation", "active")
"""Standings in which a member may be put on duty."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What is recorded of one person: every range already cut at its revocation."""

    user_id: UUID
    name: str
    brigade_ids: frozenset[UUID]
    travel_minutes: int
    standings: tuple[Interval, ...] = ()
    """When they stood as serving in one of these brigades."""
    gates: Mapping[str, tuple[Interval, ...]] = field(default_factory=dict)
    grants: Mapping[str, tuple[Interval, ...]] = field(default_factory=dict)
    """Qualification code to ranges."""
    calendar: Calendar = field(default_factory=Calendar)
    duties: tuple[Interval, ...] = ()
    """Confirmed duties in any brigade, drafts included: a person is counted once."""
    here: tuple[Interval, ...] = ()
    """Published duties with these brigades: drafts bind nobody yet."""
    elsewhere: tuple[Interval, ...] = ()
    """Published duties with other brigades."""
    support: bool = False
    """In these brigades they help without going out: kitchen, stores, office."""


@dataclass(frozen=True, slots=True)
class Readiness:
    """Whether a person can be counted on over a stretch, and everything that stands against it."""

    user_id: UUID
    skills: frozenset[str]
    state: State
    obstacles: tuple[str, ...] = ()
    """`support`, `standing`, `gate.medical` …, `away`, `unknown`, `on_duty`; empty means ready."""

    @property
    def ready(self) -> bool:
        """Nothing stands against it."""
        return not self.obstacles


def merged(ranges: Iterable[Interval]) -> tuple[Interval, ...]:
    """Ranges put together where they touch or overlap, in order."""
    found: list[Interval] = []
    for piece in sorted(ranges):
        if found and piece.start <= found[-1].end:
            found[-1] = Interval(found[-1].start, max(found[-1].end, piece.end))
        else:
            found.append(piece)
    return tuple(found)


def holds_throughout(ranges: Iterable[Interval], interval: Interval) -> bool:
    """Whether the ranges together cover every instant of the stretch."""
    return any(piece.covers(interval) for piece in merged(ranges))


def skills_over(facts: Facts, interval: Interval, includes: Mapping[str, Iterable[str]]) -> frozenset[str]:
    """Every qualification the person holds over the whole stretch, with those that come with one."""
    held = [code for code, ranges in facts.grants.items() if holds_throughout(ranges, interval)]
    return matching.closure(held, includes)


def formal_obstacles(facts: Facts, interval: Interval) -> tuple[str, ...]:
    """What the record says against serving: kind of membership, standing and the four gates.

    Who is there in support fills no seat, whatever their papers: nobody trained for a fire may be missing.
    """
    if facts.support:
        found = ["support"]
    else:
        found = [] if holds_throughout(facts.standings, interval) else ["standing"]
    found += [f"gate.{gate}" for gate in GATES if not holds_throughout(facts.gates.get(gate, ()), interval)]
    return tuple(found)


def readiness(
    facts: Facts,
    interval: Interval,
    includes: Mapping[str, Iterable[str]],
    *,
    ask_calendar: bool = True,
) -> Readiness:
    """Whether this person can be given a duty over the stretch. `ask_calendar` False asks no word."""
    obstacles = list(formal_obstacles(facts, interval))
    state = worst_state(facts.calendar, interval)
    if ask_calendar and state is not State.AVAILABLE:
        obstacles.append(state.value)
    if any(duty.overlaps(interval) for duty in facts.duties):
        obstacles.append("on_duty")
    return Readiness(facts.user_id, skills_over(facts, interval, includes), state, tuple(obstacles))


def obstacles_to_coming(facts: Facts, interval: Interval, state: State | None) -> tuple[str, ...]:
    """What stands against counting on the person for a call-out at that time: coverage and paging ask it.

    `state` is what their calendar says, None where it is not asked. Who is on duty here has said so by that.
    """
    found = list(formal_obstacles(facts, interval))
    if state is not None and state is not State.AVAILABLE and not holds_throughout(facts.here, interval):
        found.append(state.value)
    if any(duty.overlaps(interval) for duty in facts.elsewhere):
        found.append("on_duty_elsewhere")
    return tuple(found)


def worst_state(calendar: Calendar, interval: Interval) -> State:
    """Away if away at any instant, else unknown if unknown at any, else available."""
    states = {answer.state for answer in over(calendar, interval)}
    for state in (State.AWAY, State.UNKNOWN):
        if state in states:
            return state
    return State.AVAILABLE


def cut(interval: Interval, revoked_at: datetime | None) -> Interval | None:
    """A range ends where it is revoked; None when nothing is left of it."""
    if revoked_at is None:
        return interval
    end = min(interval.end, revoked_at)
    return Interval(interval.start, end) if interval.start < end else None
