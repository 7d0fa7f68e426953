"""C3, C4, C7: every page ends within its bound, one channel's fault delays no other, an all-call says so."""

from __future__ import annotations

import random
import smtplib
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.queries import actor_of
from dispatch import calling
from dispatch.actions import callout_ends, callout_sweep
from dispatch.models import CallOut, CallOutState, Page
from dispatch.turnout import Reply
from notifications import actions as notifications
from notifications.models import Delivery, InboxItem
from rosters.models import AvailabilityException, EligibilityGate, Member, MemberKind
from rosters.queries.roll import range_of
from rosters.recurrence import Interval
from tests.dispatch.conftest import Town
from tests.factories import rosters as brigades
from tests.factories.accounts import client_for
from tests.factories.callouts import Crew, make_crew, say, start

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _stands(clock: Any) -> None:
    """The clock stands before anybody is granted anything."""


@given(seed=st.integers(0, 2**32))
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_c3_whatever_is_said_every_page_ends_within_its_bound_or_a_human_is_alarmed(
    town: Town, clock: Any, seed: int
) -> None:
    chance = random.Random(seed)  # the history, not a secret
    crew = make_crew([town.city.pk])
    callout = start(crew)
    plan = calling.plan_of(callout.plan)
    bound = timedelta(seconds=sum(step.wait_seconds for step in plan))
    for _ in range(chance.randint(0, 6)):
        say(chance.choice(crew.everybody), callout, chance.choice(list(Reply)), chance.randint(0, 20))
    if chance.random() < 0.2:
        callout_ends.stand_down(actor_of(crew.chief), callout_id=callout.pk)
    until = callout.started_at + bound
    while timezone.now() < until:
        clock.shift(timedelta(seconds=30))
        callout_sweep.sweep_callouts()
        row = CallOut.objects.get(pk=callout.pk)
        pending = Page.objects.filter(callout=callout, state="open")
        assert row.deadline_at is None or row.deadline_at > timezone.now()
        assert not (pending.exists() and row.deadline_at is None), "a page waits and nobody will look"
    assert not pending.exists()
    alarmed = Delivery.objects.filter(alert_key=f"callout:{callout.pk}:alarm").exists()
    assert alarmed is (row.state == CallOutState.RUNNING and not row.viable)


def test_c4_mail_that_fails_for_the_time_being_holds_up_neither_the_live_page_nor_the_escalation(
    crew: Crew, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def down(*_arguments: Any, **_options: Any) -> None:
        raise smtplib.SMTPServerDisconnected

    monkeypatch.setattr("django.core.mail.message.EmailMessage.send", down)
    callout = start(crew)
    live = Delivery.objects.filter(alert_key=f"callout:{callout.pk}", channel="live")
    assert live.filter(wave=1).count() == 5
    with pytest.raises(smtplib.SMTPServerDisconnected):
        notifications.send_mail(list(InboxItem.objects.values_list("pk", flat=True)))
    mail = Delivery.objects.filter(alert_key=f"callout:{callout.pk}", channel="email")
    assert set(mail.values_list("state", flat=True)) == {"pending"}
    say(crew.petro, callout)
    clock.shift(timedelta(seconds=120))
    callout_sweep.sweep_callouts()
    assert set(live.filter(wave=2).values_list("recipient", flat=True)) == {
        crew.chief.pk, crew.ira.pk, crew.olha.pk, crew.taras.pk
    }  # fmt: skip


@pytest.fixture
def crew(town: Town) -> Crew:
    return make_crew([town.city.pk])


def test_c7_only_an_all_call_passes_over_the_calendar_and_it_says_so(crew: Crew, clock: Any) -> None:
    away, barred = brigades.make_member(crew.brigade, "driver"), brigades.make_member(crew.brigade, "driver")
    now = timezone.now()
    during = range_of(Interval(now, now + timedelta(hours=9)))
    AvailabilityException.objects.create(user=away, during=during, available=False, said_at=now)
    EligibilityGate.objects.filter(user=barred, kind="medical").update(revoked_at=now)
    callout = start(crew)

    def titles() -> dict[str, set[str]]:
        told: dict[str, set[str]] = {}
        for item in InboxItem.objects.filter(link__endswith=str(callout.pk), kind__startswith="callout.page"):
            told.setdefault(item.kind, set()).add(str(item.user_id))
        return told

    everybody = {str(user.pk) for user in crew.everybody}
    assert titles() == {"callout.page.available": everybody}
    for _ in range(2):
        clock.shift(timedelta(seconds=120))
        callout_sweep.sweep_callouts()
    assert titles()["callout.page.all_call"] == everybody | {str(away.pk)}
    assert not Page.objects.filter(user=barred).exists()
    item = InboxItem.objects.get(user=away, kind="callout.page.all_call")
    assert "ALL-CALL" in item.title
    assert "whatever your calendar says" in item.body


def test_c7_who_is_there_in_support_is_not_paged_even_by_an_all_call_and_it_is_said_why(
    town: Town, crew: Crew, clock: Any
) -> None:
    cook = crew.taras
    Member.objects.filter(user=cook).update(kind=MemberKind.SUPPORT)
    asked = {"brigade_id": str(crew.brigade.pk), "category": "fire.building"}
    forecast = client_for(crew.chief).get("/api/v1/callouts/forecast", asked).json()
    assert (forecast["paged"], forecast["passed_over"]) == (4, 1)
    callout = start(crew)
    for _ in range(2):
        clock.shift(timedelta(seconds=120))
        callout_sweep.sweep_callouts()
    assert Page.objects.filter(wave=3).count() == 4
    assert not Page.objects.filter(user=cook).exists()
    url = f"/api/v1/callouts/{callout.pk}/log"
    waves = [line for line in client_for(crew.chief).get(url).json()["lines"] if line["kind"] == "wave"]
    assert waves[0]["data"]["passed_over"] == {str(cook.pk): ["support"]}
    others = client_for(town.dispatcher).get(url).json()["lines"]
    counts = [line["data"]["passed_counts"] for line in others if "passed_counts" in line["data"]]
    assert counts[0] == {"not_eligible": 1}
