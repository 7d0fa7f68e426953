"""A day and an hour before a duty its holder is reminded: once each, whoever holds it then, on any night."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from notifications.models import InboxItem
from rosters.actions import duty_reminders
from rosters.models import Assignment, AssignmentState, Shift, ShiftState
from tests.factories.rosters import make_brigade, make_member, make_shift, seat

pytestmark = pytest.mark.django_db
BEGINS = datetime(2026, 3, 10, 18, 0, tzinfo=UTC)
"""20:00 in Kyiv."""


def told(user) -> list[str]:
    return [item.title for item in InboxItem.objects.filter(user=user, kind="rosters.soon").order_by("id")]


def duty(day: date = date(2026, 3, 10), *, made: timedelta = timedelta(days=9)) -> Assignment:
    """A published night shift and its holder, who has had it for so long before it begins."""
    brigade = make_brigade()
    shift = make_shift(brigade, day=day)
    Shift.objects.filter(pk=shift.pk).update(state=ShiftState.PUBLISHED)
    row = seat(shift, make_member(brigade, "driver"))
    Assignment.objects.filter(pk=row.pk).update(created_at=shift.during.lower - made)
    row.refresh_from_db()
    return row


def sweep(at: datetime) -> int:
    with time_machine.travel(at, tick=False):
        return duty_reminders.remind_of_duties()


def test_each_stage_is_told_once_and_the_letter_leads_to_the_duty() -> None:
    row = duty()
    begins = row.during.lower
    assert begins == BEGINS
    assert [sweep(begins - timedelta(hours=h)) for h in (25, 24, 23, 2, 1, 0.5)] == [0, 1, 0, 0, 1, 0]
    assert told(row.user) == ["You are on duty within a day", "You are on duty in an hour"]
    item = InboxItem.objects.filter(user=row.user).latest("id")
    assert (item.link, item.severity) == ("/duty", "high")


def test_a_late_reminder_is_sent_while_the_duty_has_not_begun_and_not_after() -> None:
    row = duty()
    assert sweep(row.during.lower + timedelta(seconds=1)) == 0
    assert sweep(row.during.lower - timedelta(minutes=3)) == 1
    assert told(row.user) == ["You are on duty in an hour"]


def test_who_takes_a_duty_over_is_reminded_and_who_gave_it_is_not() -> None:
    row = duty()
    assert sweep(row.during.lower - timedelta(hours=24)) == 1
    Assignment.objects.filter(pk=row.pk).update(state=AssignmentState.ENDED)
    taker = seat(row.shift, make_member(row.shift.brigade, "driver"))
    Assignment.objects.filter(pk=taker.pk).update(created_at=row.during.lower - timedelta(hours=20))
    assert sweep(row.during.lower - timedelta(hours=19)) == 0, "the taker has just been told"
    assert sweep(row.during.lower - timedelta(hours=1)) == 1
    assert told(row.user) == ["You are on duty within a day"]
    assert told(taker.user) == ["You are on duty in an hour"]


@pytest.mark.parametrize("state", [ShiftState.DRAFT, ShiftState.CANCELLED])
def test_nobody_is_reminded_of_what_will_not_take_place(state) -> None:
    row = duty()
    Shift.objects.filter(pk=row.shift_id).update(state=state)
    assert sweep(row.during.lower - timedelta(hours=1)) == 0
    assert told(row.user) == []


@pytest.mark.parametrize("day", [date(2026, 3, 29), date(2026, 10, 25)], ids=["spring", "autumn"])
def test_hours_are_hours_on_the_nights_the_clocks_change(day) -> None:
    row = duty(day)
    begins = row.during.lower
    assert sweep(begins - timedelta(hours=24, seconds=1)) == 0
    assert sweep(begins - timedelta(hours=24)) == 1
    assert sweep(begins - timedelta(hours=1, seconds=1)) == 0
    assert sweep(begins - timedelta(hours=1)) == 1
