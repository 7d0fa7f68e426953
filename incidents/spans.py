"""Spans of time: the steps in which the public is told, and the days, months and years of kept counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import MAXYEAR, UTC, date, datetime, time, timedelta

_BEGINNING, _END = date(1, 1, 1), date(MAXYEAR, 12, 1)
_LATEST = date(MAXYEAR - 1, 12, 30)
"""Later days than this are taken for it: there is a next day, month and year to all others."""


@dataclass(frozen=True, slots=True)
class Part:
    """Kept rows of one span whose first day is from `first` on and before `last`."""

    span: str
    first: date
    last: date


def rounded(at: datetime, minutes: int) -> datetime:
    """The time, rounded down to whole steps of so many minutes since the epoch (UTC days for 1,440)."""
    start = datetime(1970, 1, 1, tzinfo=UTC)
    step = timedelta(minutes=max(1, minutes))
    return start + (at - start) // step * step


def of_window(since: datetime | None, until: datetime | None) -> list[Part]:
    """The fewest kept rows that make up a window: the days from `since` on that begin before `until`.

    Whole years, the whole months beside them, and the days at both ends; parts without a day are left out.
    """
    first = min(since.date(), _LATEST) if since else _BEGINNING
    last = min(_last_day(until), _LATEST) + timedelta(days=1) if until else _END
    months = _next_month(first), last.replace(day=1)
    if months[0] >= months[1]:
        return _some(Part("day", first, last))
    years = _next_year(months[0]), months[1].replace(month=1)
    if until is None:
        years = years[0], _END
    if years[0] >= years[1]:
        inner = [Part("month", *months)]
    else:
        inner = [Part("month", months[0], years[0]), Part("year", *years), Part("month", years[1], months[1])]
    return _some(Part("day", first, months[0]), *inner, Part("day", months[1], last))


def _some(*parts: Part) -> list[Part]:
    return [part for part in parts if part.first < part.last]


def _last_day(until: datetime) -> date:
    """The day before a midnight: a window of single incidents ends before that moment, and so does this."""
    started = until.time() > time() or until.date() == _BEGINNING
    return until.date() if started else until.date() - timedelta(days=1)


def _next_month(day: date) -> date:
    """The day itself when it begins a month, else the beginning of the next."""
    return day if day.day == 1 else (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def _next_year(day: date) -> date:
    """The day itself when it begins a year, else the beginning of the next."""
    return day if (day.month, day.day) == (1, 1) else date(day.year + 1, 1, 1)
