"""Which duties a wish speaks of, by the clocks of the shift, on the nights they change too."""

from __future__ import annotations

from datetime import UTC, datetime, time

import pytest

from rosters.wishing import Wish, wish_for

FRIDAY_NIGHT = Wish(time(20), time(6), frozenset({4}), likes=False)
SUNDAYS = Wish(time(0), time(0), frozenset({6}), likes=True)
ZONE = "Europe/Kyiv"


@pytest.mark.parametrize(
    ("begins", "wish"),
    [
        (datetime(2026, 11, 27, 18, 0, tzinfo=UTC), -1),  # Friday 20:00
        (datetime(2026, 11, 27, 17, 59, tzinfo=UTC), 0),
        (datetime(2026, 11, 28, 3, 59, tzinfo=UTC), -1),  # Saturday 05:59
        (datetime(2026, 11, 28, 4, 0, tzinfo=UTC), 0),
        (datetime(2026, 11, 28, 22, 0, tzinfo=UTC), 1),  # Sunday 00:00
        (datetime(2026, 11, 29, 21, 59, tzinfo=UTC), 1),  # Sunday 23:59
        (datetime(2026, 11, 29, 22, 0, tzinfo=UTC), 0),
        (datetime(2027, 3, 28, 0, 30, tzinfo=UTC), 1),  # Sunday 02:30, half an hour before the clocks jump
        (datetime(2027, 3, 28, 1, 0, tzinfo=UTC), 1),  # Sunday 04:00, right after
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), 1),  # Sunday 03:30, for the first time
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), 1),  # and for the second
    ],
)
def test_by_the_local_clock(begins: datetime, wish: int) -> None:
    assert wish_for((FRIDAY_NIGHT, SUNDAYS), begins, ZONE) == wish


def test_reluctance_outweighs_a_wish() -> None:
    both = (SUNDAYS, Wish(time(8), time(12), frozenset({6}), likes=False))
    assert wish_for(both, datetime(2026, 11, 29, 7, tzinfo=UTC), ZONE) == -1
    assert wish_for(both, datetime(2026, 11, 29, 12, tzinfo=UTC), ZONE) == 1
