"""Six weeks of the demo brigades: their people, rotas and call-outs stand as if lived, and floods nobody."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import call_command
from django.db.models import Count
from django.utils import timezone

from config.demo import history
from config.demo.fires import Fires
from config.env import env
from dispatch.models import CallOut, CallOutState, Page
from notifications.models import InboxItem
from rosters.models import (
    ApartPair,
    Assignment,
    Brigade,
    DutyWish,
    HoursEntry,
    Member,
    Shift,
    ShiftState,
    Swap,
)

OVER = {CallOutState.CLOSED, CallOutState.DECLINED}
EVENING = datetime(2026, 11, 26, 18, 30, tzinfo=UTC)


@pytest.mark.django_db
def test_the_demo_brigades(monkeypatch: pytest.MonkeyPatch) -> None:
    """One load for all: it takes the better part of a minute."""
    monkeypatch.setattr(env, "demo", True)
    monkeypatch.setattr(history, "REPORTS", 4)
    with time_machine.travel(EVENING, tick=True):
        call_command("load_demo", stdout=StringIO())
    with time_machine.travel(EVENING + timedelta(minutes=3), tick=False) as clock:
        they_have_lived_six_weeks(timezone.now())
        nobody_is_flooded(timezone.now())
        a_fire_is_called_out_answered_and_closed(clock)
        what_still_burns_when_a_simulation_ends_alarms_nobody()


def they_have_lived_six_weeks(now: datetime) -> None:
    assert Brigade.objects.count() == 3
    assert Member.objects.filter(state="active").count() >= 30
    assert set(CallOut.objects.values_list("state", flat=True)) <= OVER
    assert HoursEntry.objects.filter(kind="call_out").count() >= 20
    assert HoursEntry.objects.filter(kind="duty").exists()
    published = Shift.objects.filter(state=ShiftState.PUBLISHED)
    assert published.filter(during__contains=now).exists()
    assert published.filter(during__startswith__gt=now + timedelta(days=7)).exists()
    assert Shift.objects.filter(state=ShiftState.DRAFT, during__startswith__gt=now).exists()
    assert Assignment.objects.filter(during__contains=now, state="confirmed").exists()
    assert (DutyWish.objects.count(), ApartPair.objects.count()) == (4, 1)
    assert Swap.objects.filter(state="open", for_assignment__during__startswith__gt=now).count() == 1


def nobody_is_flooded(now: datetime) -> None:
    told = InboxItem.objects.filter(created_at__gt=now - timedelta(days=7)).values("user_id")
    assert max(row["n"] for row in told.annotate(n=Count("pk"))) <= 60


def a_fire_is_called_out_answered_and_closed(clock: time_machine.Traveller) -> None:
    lines: list[str] = []
    fires = Fires(lines.append, random.Random(7))
    before = set(CallOut.objects.values_list("pk", flat=True))
    fires.ignite()
    (callout,) = CallOut.objects.exclude(pk__in=before)
    for _look in range(400):
        if not fires.burning:
            break
        clock.shift(2)
        fires.step()
    callout.refresh_from_db()
    assert (fires.burning, callout.state) == ([], CallOutState.CLOSED), lines
    pages = Page.objects.filter(callout=callout)
    assert pages.exists()
    assert not pages.filter(state="open").exists()
    assert lines[0].startswith("fire: ")
    assert lines[-1].startswith("closed: ")


def what_still_burns_when_a_simulation_ends_alarms_nobody() -> None:
    fires = Fires(lambda _line: None, random.Random(11))
    fires.ignite()
    fires.put_out()
    assert set(CallOut.objects.values_list("state", flat=True)) <= OVER
