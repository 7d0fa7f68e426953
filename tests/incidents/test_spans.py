"""Windows of time made up of kept days, months and years."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as some

from incidents import spans

DAYS = some.dates(date(2022, 11, 1), date(2027, 3, 31))


def midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def first_of(span: str, day: date) -> date:
    return {"day": day, "month": day.replace(day=1), "year": day.replace(month=1, day=1)}[span]


def times_counted(parts: list[spans.Part], day: date) -> int:
    return sum(part.first <= first_of(part.span, day) < part.last for part in parts)


@given(since=some.none() | DAYS, until=some.none() | DAYS, days=some.lists(DAYS, min_size=20))
def test_each_day_of_a_window_counts_once_and_no_other(since, until, days):
    parts = spans.of_window(since and midnight(since), until and midnight(until))
    first, end = since or date.min, until or date.max
    near = [day + timedelta(days=n) for day in (since, until) if day for n in (-1, 0, 1)]
    for day in [*days, *near]:
        assert times_counted(parts, day) == (first <= day < end)


def test_a_day_that_has_begun_counts():
    """The kept counts know no hours: whoever may ask for a part of a day gets the day."""
    (part,) = spans.of_window(midnight(date(2026, 11, 26)), midnight(date(2026, 11, 26)) + timedelta(hours=1))
    assert (part.first, part.last) == (date(2026, 11, 26), date(2026, 11, 27))


def test_two_years_are_read_from_a_few_rows():
    parts = spans.of_window(midnight(date(2024, 9, 13)), None)
    assert [(part.span, part.first) for part in parts] == [
        ("day", date(2024, 9, 13)),
        ("month", date(2024, 10, 1)),
        ("year", date(2025, 1, 1)),
    ]


def test_the_last_days_of_the_calendar_are_no_fault():
    latest = datetime.max.replace(tzinfo=UTC)
    assert spans.of_window(latest, None)
    assert spans.of_window(midnight(date(2026, 1, 1)), latest)
