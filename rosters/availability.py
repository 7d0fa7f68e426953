"""Who could come when: one precedence for everything people say about their time.

Explicit exception > leave > weekly pattern > default; of several explicit ones the most recent wins (R8).
Unknown is an answer of its own: it is not availability, and it is shown as unknown.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from rosters.recurrence import Interval, Occurrence, Rule, expand, validity

REACH = timedelta(days=2)
"""A shift lasts less than this, so an occurrence that touches a window begins within it of the window."""


class State(StrEnum):
    """What is known of a person's time."""

    AVAILABLE = "available"
    AWAY = "away"
    UNKNOWN = "unknown"


class Source(StrEnum):
    """Which kind of statement decided."""

    EXCEPTION = "exception"
    LEAVE = "leave"
    PATTERN = "pattern"
    DEFAULT = "default"


@dataclass(frozen=True, slots=True)
class Statement:
    """A person's explicit word about a stretch of time: *off now*, *away until*, *I can after all*."""

    interval: Interval
    available: bool
    said_at: datetime


@dataclass(frozen=True, slots=True)
class Calendar:
    """All that one person has said."""

    exceptions: tuple[Statement, ...] = ()
    leave: tuple[Interval, ...] = ()
    patterns: tuple[Rule, ...] = ()
    """Times when the person can come, as weekly rules. Before its first day and after its last a rule says
    nothing.
    """
    default: State = State.UNKNOWN


@dataclass(frozen=True, slots=True)
class Answer:
    """The state over one stretch, and which kind of statement decided it."""

    interval: Interval
    state: State
    source: Source


def state_at(calendar: Calendar, moment: datetime) -> tuple[State, Source]:
    """What is known of that instant."""
    said = [s for s in calendar.exceptions if s.interval.start <= moment < s.interval.end]
    if said:
        latest = max(said, key=lambda s: (s.said_at, not s.available))
        return (State.AVAILABLE if latest.available else State.AWAY), Source.EXCEPTION
    if any(away.start <= moment < away.end for away in calendar.leave):
        return State.AWAY, Source.LEAVE
    if any(_within(rule, moment) for rule in calendar.patterns):
        return State.AVAILABLE, Source.PATTERN
    if any(_speaks(rule, moment) for rule in calendar.patterns):
        return State.AWAY, Source.PATTERN
    return calendar.default, Source.DEFAULT


def over(calendar: Calendar, window: Interval) -> list[Answer]:
    """The whole window cut where an answer changes; the pieces tile it without gap or overlap."""
    cuts = sorted({window.start, window.end, *_edges(calendar, window)})
    pieces: list[Answer] = []
    for start, end in itertools.pairwise(cuts):
        state, source = state_at(calendar, start)
        if pieces and (pieces[-1].state, pieces[-1].source) == (state, source):
            pieces[-1] = Answer(Interval(pieces[-1].interval.start, end), state, source)
        else:
            pieces.append(Answer(Interval(start, end), state, source))
    return pieces


def available_throughout(calendar: Calendar, interval: Interval) -> bool:
    """Whether the person can come during every instant of the stretch; unknown is not yes."""
    return all(answer.state is State.AVAILABLE for answer in over(calendar, interval))


def _speaks(rule: Rule, moment: datetime) -> bool:
    first, last = validity(rule)
    return first <= moment and (last is None or moment < last)


def _within(rule: Rule, moment: datetime) -> bool:
    return any(o.interval.start <= moment < o.interval.end for o in _around(rule, Interval(moment, moment)))


def _around(rule: Rule, window: Interval) -> list[Occurrence]:
    """Occurrences that may touch the window."""
    return list(expand(rule, window.start - REACH, window.end + REACH))


def _edges(calendar: Calendar, window: Interval) -> set[datetime]:
    spans = [s.interval for s in calendar.exceptions] + list(calendar.leave)
    for rule in calendar.patterns:
        spans.extend(o.interval for o in _around(rule, window))
    edges = {edge for span in spans for edge in (span.start, span.end)}
    edges.update(edge for rule in calendar.patterns for edge in validity(rule) if edge is not None)
    return {edge for edge in edges if window.start < edge < window.end}
