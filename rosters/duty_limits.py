"""Rest and hours: what a further duty would breach, counted over every brigade a person serves."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from rosters.recurrence import Interval

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Breach:
    """`rule` is `overlap`, `rest` or `week_hours`; `hours` says by how much."""

    rule: str
    hours: float


def breach(
    duties: Iterable[Interval], further: Interval, *, rest_hours: float, week_hours: float
) -> Breach | None:
    """What taking a further duty would breach first; None where it is lawful."""
    held = sorted(duties)
    for duty in held:
        if duty.overlaps(further):
            shared = min(duty.end, further.end) - max(duty.start, further.start)
            return Breach("overlap", shared.total_seconds() / 3600)
    rest = timedelta(hours=rest_hours)
    for duty in held:
        pause = max(duty.start - further.end, further.start - duty.end)
        if pause < rest:
            return Breach("rest", (rest - pause).total_seconds() / 3600)
    over = _most_in_a_week([*held, further], further) - week_hours
    return Breach("week_hours", over) if over > 0 else None


def _most_in_a_week(duties: list[Interval], including: Interval) -> float:
    """Most hours of any seven days that begin with a duty and hold the given one."""
    found = 0.0
    for first in duties:
        inside = [d for d in duties if first.start <= d.start < first.start + WEEK]
        if including in inside:
            found = max(found, sum(d.hours for d in inside))
    return found
