"""Duty rules in local wall-clock time, and their expansion to instants.

A rule says when a shift begins and **ends** on the clock of its zone, never how long it lasts: on the
nights the clocks change a shift keeps its labels and is an hour shorter or longer. All intervals are half-
open, [start, end).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

ONE_DAY = timedelta(days=1)
MAX_CYCLE_DAYS = 366


@dataclass(frozen=True, slots=True, order=True)
class Interval:
    """Half-open stretch of time between two aware UTC instants."""

    start: datetime
    end: datetime

    def overlaps(self, other: Interval) -> bool:
        """Whether the two share an instant; touching is not overlapping."""
        return self.start < other.end and other.start < self.end

    def covers(self, other: Interval) -> bool:
        """Whether the other lies wholly inside."""
        return self.start <= other.start and other.end <= self.end

    @property
    def hours(self) -> float:
        """Length in hours as the clock really ran."""
        return (self.end - self.start).total_seconds() / 3600


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One shift that a rule yields: the local day it belongs to and its instants."""

    day: date
    interval: Interval


@dataclass(frozen=True, slots=True)
class Rule:
    """Shifts of `starts` to `ends` on the days `offsets` of a cycle counted from `anchor`.

    A weekly rule is a cycle of 7 anchored on a Monday; 24 hours in every 96 is a cycle of 4 with `starts ==
    ends`. `ends` at or before `starts` means the next day's clock. Days lie in [`first`, `last`], `last`
    None for ever; days in `skipped` yield nothing.

    Raises ValueError when the cycle is empty or an offset lies outside it.
    """

    zone: str
    starts: time
    ends: time
    anchor: date
    cycle_days: int
    offsets: frozenset[int]
    first: date
    last: date | None = None
    skipped: frozenset[date] = frozenset()

    def __post_init__(self) -> None:
        if not 1 <= self.cycle_days <= MAX_CYCLE_DAYS:
            raise ValueError(f"a cycle has 1 to {MAX_CYCLE_DAYS} days, not {self.cycle_days}")
        if not self.offsets or not all(0 <= offset < self.cycle_days for offset in self.offsets):
            raise ValueError("a rule names at least one day, and only days of its own cycle")

    def falls_on(self, day: date) -> bool:
        """Whether a shift of this rule begins on that local day."""
        if day < self.first or (self.last is not None and day > self.last) or day in self.skipped:
            return False
        return (day - self.anchor).days % self.cycle_days in self.offsets


@lru_cache(maxsize=4096)
def instant(day: date, label: time, zone: str) -> datetime:
    """The one UTC instant a local label stands for.

    A label that occurs twice (autumn) is its first occurrence; a label that the clocks skip (spring) is the
    instant they jump. Starts and ends use the same mapping, so shifts that meet on the clock meet in time.
    """
    tz = ZoneInfo(zone)
    guess = datetime.combine(day, label.replace(fold=0), tzinfo=tz)
    utc = guess.astimezone(UTC)
    if utc.astimezone(tz).replace(tzinfo=None) == guess.replace(tzinfo=None):
        return utc
    return _jump(utc, tz)


def _jump(near: datetime, tz: ZoneInfo) -> datetime:
    """The instant at which the clocks skip forward, to the second, searched around `near`."""
    before, after = near - timedelta(hours=3), near + timedelta(hours=3)
    offset = before.astimezone(tz).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = before + (after - before) / 2
        if middle.astimezone(tz).utcoffset() == offset:
            before = middle
        else:
            after = middle
    return after.replace(microsecond=0)


def validity(rule: Rule) -> tuple[datetime, datetime | None]:
    """The midnights between which the rule has anything to say; None where it has no last day."""
    end = None if rule.last is None else instant(rule.last + ONE_DAY, time(0), rule.zone)
    return instant(rule.first, time(0), rule.zone), end


def occurrence(rule: Rule, day: date) -> Occurrence | None:
    """The shift of the rule on that local day; None where none falls or the clocks leave nothing of it."""
    if not rule.falls_on(day):
        return None
    end_day = day if rule.ends > rule.starts else day + ONE_DAY
    start, end = instant(day, rule.starts, rule.zone), instant(end_day, rule.ends, rule.zone)
    return Occurrence(day, Interval(start, end)) if start < end else None


def expand(rule: Rule, start: datetime, end: datetime) -> Iterator[Occurrence]:
    """Shifts that begin in [start, end), in order. expand(a, c) is expand(a, b) followed by expand(b, c)."""
    tz = ZoneInfo(rule.zone)
    day = start.astimezone(tz).date() - ONE_DAY
    last = end.astimezone(tz).date() + ONE_DAY
    while day <= last:
        found = occurrence(rule, day)
        if found and start <= found.interval.start < end:
            yield found
        day += ONE_DAY
