"""R4, R5: rules expand alike whatever the window, and 24/7 rotas tile both nights the clocks change."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rosters import recurrence
from rosters.recurrence import Rule, expand

KYIV = "Europe/Kyiv"
MONDAY = date(2026, 1, 5)
SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)

times = st.times(timezones=st.none()).map(lambda t: t.replace(second=0, microsecond=0))
moments = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001


@st.composite
def rules(draw: st.DrawFn) -> Rule:
    cycle = draw(st.integers(1, 14))
    return Rule(
        zone=draw(st.sampled_from([KYIV, "America/Vancouver", "Australia/Lord_Howe", "UTC"])),
        starts=draw(times),
        ends=draw(times),
        anchor=MONDAY,
        cycle_days=cycle,
        offsets=draw(st.frozensets(st.integers(0, cycle - 1), min_size=1)),
        first=MONDAY,
    )


def round_the_clock(*labels: time) -> list[Rule]:
    """Daily rules that hand over at these labels."""
    ends = [*labels[1:], labels[0]]
    return [
        Rule(KYIV, start, end, MONDAY, 1, frozenset({0}), MONDAY)
        for start, end in zip(labels, ends, strict=True)
    ]


@given(rules(), moments, moments, moments)
def test_expansion_does_not_depend_on_the_window(
    rule: Rule, one: datetime, two: datetime, three: datetime
) -> None:
    a, b, c = sorted([one, two, three])
    assert list(expand(rule, a, c)) == [*expand(rule, a, b), *expand(rule, b, c)]


@given(st.lists(times, min_size=1, max_size=4, unique=True), st.sampled_from([SPRING, AUTUMN]))
def test_adjacent_shifts_tile_the_night_the_clocks_change(labels: list[time], night: date) -> None:
    start = datetime.combine(night - timedelta(days=3), time(0), tzinfo=UTC)
    end = start + timedelta(days=6)
    shifts = sorted(o.interval for rule in round_the_clock(*sorted(labels)) for o in expand(rule, start, end))
    assert all(left.end == right.start for left, right in itertools.pairwise(shifts))


@pytest.mark.parametrize(
    ("_case", "day", "hours"),
    [
        ("the night the clocks go forward", date(2026, 3, 28), 23),
        ("the night the clocks go back", date(2026, 10, 24), 25),
        ("any other night", date(2026, 6, 1), 24),
    ],
)
def test_a_day_shift_keeps_its_labels_and_lasts_what_the_clock_demands(
    _case: str, day: date, hours: int
) -> None:
    rule = Rule(KYIV, time(8), time(8), MONDAY, 1, frozenset({0}), MONDAY)
    found = recurrence.occurrence(rule, day)
    assert found is not None
    assert found.interval.hours == hours


def test_a_label_the_clocks_skip_is_the_instant_they_jump() -> None:
    assert recurrence.instant(SPRING, time(3, 30), KYIV) == datetime(2026, 3, 29, 1, 0, tzinfo=UTC)


def test_a_label_that_occurs_twice_is_its_first_occurrence() -> None:
    assert recurrence.instant(AUTUMN, time(3, 30), KYIV) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_a_shift_inside_the_skipped_hour_does_not_take_place() -> None:
    rule = Rule(KYIV, time(3, 10), time(3, 50), MONDAY, 1, frozenset({0}), MONDAY)
    assert recurrence.occurrence(rule, SPRING) is None


def test_a_day_in_four_falls_every_fourth_day() -> None:
    rule = Rule(KYIV, time(8), time(8), MONDAY, 4, frozenset({0}), MONDAY, last=MONDAY + timedelta(days=10))
    start = datetime(2026, 1, 1, tzinfo=UTC)
    days = [o.day for o in expand(rule, start, start + timedelta(days=60))]
    assert days == [MONDAY, MONDAY + timedelta(days=4), MONDAY + timedelta(days=8)]
