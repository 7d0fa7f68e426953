"""By what people are paged: by everything at once or, where the brigade says so, by one after the other."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from dispatch import calling
from dispatch.actions import callout_sweep
from dispatch.models import CallOut, CallOutMark, Page
from dispatch.turnout import CHANNELS, Reply, StepKind
from notifications.models import Channel, Delivery, InboxItem
from rosters.models import CrewRule
from tests.dispatch.callout_world import mail_jobs
from tests.dispatch.conftest import Town
from tests.factories.accounts import client_for
from tests.factories.callouts import Crew, make_crew, say, start

pytestmark = pytest.mark.django_db
RULE = {
    "category": "",
    "reply_seconds": 120,
    "seats": [{"needs": "driver"}, {"needs": "mask"}, {"needs": None}],
}


@pytest.fixture(autouse=True)
def _stands(clock: Any) -> None:
    """The clock stands before anybody is granted anything."""


@pytest.fixture
def crew(town: Town) -> Crew:
    return make_crew([town.city.pk])


def save_rule(crew: Crew, **fields: Any) -> Any:
    url = f"/api/v1/brigades/{crew.brigade.pk}/crew-rules"
    return client_for(crew.chief).put(url, RULE | fields, content_type="application/json")


def later(clock: Any, seconds: int) -> None:
    clock.shift(timedelta(seconds=seconds))
    callout_sweep.sweep_callouts()


def deliveries(callout: CallOut, wave: int) -> set[tuple[Any, str]]:
    rows = Delivery.objects.filter(alert_key=f"callout:{callout.pk}", wave=wave)
    return set(rows.values_list("recipient_id", "channel"))


def mailed() -> set[Any]:
    items = [item for job in mail_jobs() for item in job]
    return set(InboxItem.objects.filter(pk__in=items).values_list("user_id", flat=True))


def test_the_plan_knows_every_channel_there_is() -> None:
    assert set(CHANNELS) == set(Channel.values)


def test_unless_said_otherwise_a_page_goes_by_everything_at_once(crew: Crew) -> None:
    callout = start(crew)
    assert deliveries(callout, 1) == {(user.pk, by) for user in crew.everybody for by in CHANNELS}
    assert mailed() == {user.pk for user in crew.everybody}
    assert StepKind.OTHER_CHANNEL not in [step.kind for step in calling.plan_of(callout.plan)]


def test_in_turn_the_socket_comes_first_and_e_mail_with_the_next_step(crew: Crew, clock: Any) -> None:
    assert save_rule(crew, paging="in_turn").json()["paging"] == "in_turn"
    callout = start(crew)
    assert deliveries(callout, 1) == {(user.pk, "live") for user in crew.everybody}
    assert mailed() == set()
    say(crew.petro, callout)
    say(crew.olha, callout, Reply.CANNOT)
    later(clock, 119)
    assert mailed() == set()
    later(clock, 1)
    silent = {crew.chief.pk, crew.ira.pk, crew.taras.pk}
    assert deliveries(callout, 2) == {(user, "email") for user in silent}
    assert mailed() == silent
    shown = client_for(crew.chief).get(f"/api/v1/callouts/{callout.pk}").json()["items"]
    head = next(item["data"] for item in shown if item["subject"] == f"callout:{callout.pk}")
    assert (head["step"], [step["channels"] for step in head["plan"]]) == (
        "other_channel",
        [["live"], ["email"], ["live", "email"], ["live", "email"]],
    )
    later(clock, 120)
    assert deliveries(callout, 3) == {(user, by) for user in silent for by in CHANNELS}


def test_where_nobody_is_silent_the_other_channel_takes_no_time(crew: Crew, clock: Any) -> None:
    save_rule(crew, paging="in_turn")
    callout = start(crew)
    for user in crew.everybody:
        say(user, callout, Reply.CANNOT)
    later(clock, 120)
    steps = CallOutMark.objects.filter(callout=callout, kind="step_empty").order_by("ordinal")
    assert [mark.data["step"] for mark in steps] == ["other_channel", "silent_again", "all_call"]
    assert CallOut.objects.get().deadline_at is None
    assert Page.objects.count() == 5


def test_what_the_brigade_says_meanwhile_does_not_change_a_running_plan(crew: Crew, clock: Any) -> None:
    callout = start(crew)
    save_rule(crew, paging="in_turn")
    later(clock, 120)
    assert CallOutMark.objects.filter(callout=callout, kind="wave").latest("number").data["step"] == (
        "silent_again"
    )
    assert save_rule(crew, paging="pigeons").status_code == 422
    assert CrewRule.objects.get().paging == "in_turn"


def test_a_plan_kept_before_channels_had_names_uses_them_all(crew: Crew, clock: Any) -> None:
    callout = start(crew)
    old = [{name: step[name] for name in ("kind", "brigade_id", "wait_seconds")} for step in callout.plan]
    CallOut.objects.update(plan=old, deadline_at=timezone.now())
    later(clock, 1)
    assert deliveries(callout, 2) == {(user.pk, by) for user in crew.everybody for by in CHANNELS}
    assert client_for(crew.chief).get(f"/api/v1/callouts/{callout.pk}").status_code == 200
