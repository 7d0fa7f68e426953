"""Escalation, stand-down, closing, roll-calls: C3, C5, C9, C10 through the actions, clock in hand."""

from __future__ import annotations

import random
import uuid
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from accounts.queries import actor_of
from core.errors import Conflict, Invalid
from dispatch.actions import callout_ends, callout_marks, callout_sweep
from dispatch.actions.callout_ends import Attended
from dispatch.actions.callout_marks import Said
from dispatch.models import CallOut, CallOutMark, CallOutState, Page
from dispatch.turnout import Reply
from notifications.models import Delivery, InboxItem
from rosters.models import HoursEntry
from tests.dispatch.conftest import Town
from tests.factories import rosters as brigades
from tests.factories.accounts import client_for
from tests.factories.callouts import Crew, make_crew, say, start
from tests.verified import verifies
from tests.verify import View, flush_events, state_of, verify_action

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _stands(clock: Any) -> None:
    """The clock stands before anybody is granted anything."""


@pytest.fixture
def crew(town: Town) -> Crew:
    return make_crew([town.city.pk])


def later(clock: Any, seconds: int) -> None:
    clock.shift(timedelta(seconds=seconds))
    callout_sweep.sweep_callouts()


def board(callout: CallOut, user: User) -> View:
    return View(client_for(user), f"/api/v1/callouts/{callout.pk}")


def steps(callout: CallOut) -> list[tuple[str, int | None]]:
    rows = CallOutMark.objects.filter(
        callout=callout, kind__in=["wave", "step_empty", "exhausted", "settled"]
    )
    return [
        (row.data.get("step", row.kind), row.data.get("paged")) for row in rows.order_by("number", "ordinal")
    ]


@verifies("dispatch.sweep_callouts")
def test_without_a_crew_the_plan_is_climbed_to_its_end(town: Town, crew: Crew, clock: Any) -> None:
    neighbour = brigades.make_brigade("Сусіди", area_ids=[town.city.pk])
    crew.brigade.neighbours.create(other=neighbour, order=1)
    helper = brigades.make_member(neighbour, "driver", name="Сусід")
    sleeper = brigades.make_member(crew.brigade, "driver", available=False)
    callout = start(crew)
    say(crew.petro, callout)
    say(crew.olha, callout, Reply.CANNOT)
    later(clock, 119)
    assert CallOut.objects.get().level == 0
    later(clock, 1)
    later(clock, 120)
    second = set(Page.objects.filter(wave=2).values_list("user", flat=True))
    assert second == {crew.chief.pk, crew.ira.pk, crew.taras.pk}
    assert set(Page.objects.filter(wave=3).values_list("user", flat=True)) == second | {sleeper.pk}
    verify_action(lambda: later(clock, 120), board(callout, town.dispatcher))
    assert list(Page.objects.filter(wave=4).values_list("user", flat=True)) == [helper.pk]
    assert client_for(helper).get(f"/api/v1/callouts/{callout.pk}").status_code == 200
    verify_action(lambda: later(clock, 120), board(callout, helper))
    assert steps(callout) == [
        ("available", 5), ("silent_again", 3), ("all_call", 4), ("neighbour", 1), ("exhausted", None)
    ]  # fmt: skip
    assert not Page.objects.filter(state="open").exists()
    alarm = Delivery.objects.filter(alert_key=f"callout:{callout.pk}:alarm", channel="live")
    assert {row.recipient for row in alarm} == {town.dispatcher, crew.chief}
    later(clock, 600)
    assert steps(callout)[-1] == ("exhausted", None)
    assert Page.objects.count() == 13


def test_empty_steps_take_no_time(town: Town, crew: Crew, clock: Any) -> None:
    callout = start(crew)
    for user in crew.everybody:
        say(user, callout, Reply.CANNOT)
    later(clock, 120)
    assert steps(callout)[1:] == [("silent_again", None), ("all_call", None), ("exhausted", None)]


@verifies("dispatch.answer")
def test_with_a_crew_nobody_more_is_asked_and_a_withdrawal_asks_at_once(crew: Crew, clock: Any) -> None:
    callout = start(crew)
    for user in (crew.ira, crew.petro, crew.olha):
        say(user, callout)
    later(clock, 120)
    assert steps(callout)[-1] == ("settled", None)
    assert (CallOut.objects.get().deadline_at, CallOut.objects.get().level) == (None, 0)
    later(clock, 300)
    verify_action(lambda: say(crew.ira, callout, Reply.WITHDRAWN), board(callout, crew.chief))
    assert CallOut.objects.get().deadline_at == timezone.now()
    later(clock, 1)
    assert steps(callout)[-1] == ("silent_again", 3)
    assert CallOut.objects.get().late_ms == 1000


def test_who_has_lapsed_meanwhile_is_not_paged_again(crew: Crew, clock: Any) -> None:
    callout = start(crew)
    crew.taras.eligibility_gates.update(revoked_at=timezone.now() + timedelta(seconds=60))
    later(clock, 120)
    wave = CallOutMark.objects.filter(callout=callout, kind="wave").latest("number")
    assert crew.taras.pk not in set(Page.objects.filter(wave=2).values_list("user", flat=True))
    assert wave.data["passed_over"][str(crew.taras.pk)][0] == "gate.adult"


@verifies("dispatch.stand_down")
def test_stand_down_reaches_exactly_those_paged_and_not_stood_down(
    town: Town, crew: Crew, clock: Any
) -> None:
    brigades.make_member(crew.brigade, available=False)
    callout = start(crew)
    for user in (crew.ira, crew.petro, crew.olha):
        say(user, callout)
    with pytest.raises(Conflict, match="no_crew"):
        callout_ends.stand_down(actor_of(crew.chief), callout_id=start(crew).pk, rest_only=True)

    def told() -> list[Any]:
        items = InboxItem.objects.filter(kind="callout.stood_down", link__endswith=str(callout.pk))
        return sorted(items.values_list("user", flat=True))

    def rest() -> None:
        callout_ends.stand_down(actor_of(crew.chief), callout_id=callout.pk, rest_only=True)

    verify_action(rest, board(callout, crew.taras))
    assert told() == sorted([crew.chief.pk, crew.taras.pk])

    def everybody() -> None:
        callout_ends.stand_down(actor_of(town.dispatcher), callout_id=callout.pk, reason="false alarm")

    verify_action(everybody, board(callout, crew.taras))
    assert told() == sorted(user.pk for user in crew.everybody)
    callout_ends.stand_down(actor_of(crew.chief), callout_id=callout.pk)
    assert len(told()) == 5
    later(clock, 600)
    assert steps(callout) == [("available", 5)]
    assert not Page.objects.filter(callout=callout, state="open").exists()
    assert not Delivery.objects.filter(
        alert_key=f"callout:{callout.pk}", state__in=["pending", "sent"]
    ).exists()


@verifies("dispatch.close")
def test_closing_feeds_the_ledger_once(crew: Crew, clock: Any) -> None:
    callout = start(crew)
    say(crew.ira, callout)
    began = timezone.now()
    clock.shift(timedelta(minutes=90))
    attended = [Attended(crew.ira.pk, began, timezone.now())]

    def close() -> None:
        callout_ends.close(actor_of(crew.chief), callout_id=callout.pk, attendance=attended)

    verify_action(close, board(callout, crew.ira))
    close()
    entry = HoursEntry.objects.get()
    assert (entry.user, entry.kind, entry.minutes, entry.source_id) == (crew.ira, "call_out", 90, callout.pk)
    assert CallOut.objects.get().state == CallOutState.CLOSED
    spared = InboxItem.objects.filter(kind="callout.stood_down").values_list("user", flat=True)
    assert crew.ira.pk not in set(spared)
    assert len(spared) == 4


def test_who_came_without_a_page_is_entered_if_of_the_brigade(crew: Crew, clock: Any) -> None:
    absent = brigades.make_member(crew.brigade, "driver", available=False, name="Зоя")
    stranger = brigades.make_member(brigades.make_brigade("Інша"), "driver")
    callout = start(crew)
    began = timezone.now()
    clock.shift(timedelta(minutes=30))

    def close(*people: User) -> None:
        attended = [Attended(person.pk, began, timezone.now()) for person in people]
        callout_ends.close(actor_of(crew.chief), callout_id=callout.pk, attendance=attended)

    with pytest.raises(Invalid) as refusal:
        close(absent, stranger)
    assert list(refusal.value.data["fields"]) == ["attendance"]
    assert not HoursEntry.objects.exists()
    assert CallOut.objects.get().state == CallOutState.RUNNING
    close(absent)
    entry = HoursEntry.objects.get()
    assert (entry.user, entry.brigade, entry.minutes) == (absent, crew.brigade, 30)


@verifies("dispatch.mark", "dispatch.sweep_callouts")
def test_roll_calls_alarm_after_two_misses(town: Town, crew: Crew, clock: Any) -> None:
    callout = start(crew)
    for user in (crew.ira, crew.petro, crew.olha):
        say(user, callout)

    def mark(said: Said, by: User = crew.ira) -> None:
        callout_marks.mark(actor_of(by), callout_id=callout.pk, mark_id=uuid.uuid4(), said=said)

    screen = board(callout, crew.petro)
    verify_action(lambda: mark(Said.OUT), screen)
    verify_action(lambda: mark(Said.ON_SCENE), screen)
    later(clock, 19 * 60 + 59)
    assert not CallOutMark.objects.filter(kind="roll_call_asked").exists()
    verify_action(lambda: later(clock, 1), screen)
    asked = InboxItem.objects.filter(kind="callout.roll_call").values_list("user", flat=True)
    assert crew.ira.pk in set(asked)
    verify_action(lambda: mark(Said.ROLL_CALL_OK, town.dispatcher), screen)
    later(clock, 20 * 60)
    later(clock, 60)
    verify_action(lambda: later(clock, 120), screen)
    kinds = list(
        CallOutMark.objects.filter(kind__startswith="roll_call")
        .order_by("number")
        .values_list("kind", flat=True)
    )
    assert kinds == [
        "roll_call_asked", "roll_call_ok", "roll_call_asked", "roll_call_missed", "roll_call_alarm"
    ]  # fmt: skip
    alarm = Delivery.objects.filter(alert_key=f"callout:{callout.pk}:alarm", channel="live")
    assert {row.recipient for row in alarm} == {town.dispatcher, crew.chief}
    verify_action(lambda: later(clock, 120), screen)
    assert list(alarm.order_by("wave", "recipient").values_list("wave", "state")) == [
        (1, "escalated"), (1, "escalated"), (2, "sent"), (2, "sent")
    ]  # fmt: skip
    verify_action(lambda: mark(Said.BACK), screen)
    assert CallOut.objects.get().roll_call_at is None
    assert waiting(callout) == []
    later(clock, 3600)
    assert alarm.all().count() == 4


def waiting(callout: CallOut) -> list[str]:
    """Keys of what still waits for somebody's answer, but for the pages."""
    rows = Delivery.objects.filter(
        alert_key__startswith=f"callout:{callout.pk}:", state__in=["pending", "sent"]
    )
    return sorted(set(rows.values_list("alert_key", flat=True)))


@pytest.mark.parametrize("how", ["back", "stand_down", "close"])
def test_a_roll_call_that_waits_ends_with_the_way_back_and_with_the_call_out(
    crew: Crew, clock: Any, how: str
) -> None:
    callout = start(crew)
    say(crew.ira, callout)
    chief = actor_of(crew.chief)
    callout_marks.mark(chief, callout_id=callout.pk, mark_id=uuid4(), said=Said.ON_SCENE)
    clock.shift(timedelta(minutes=20))
    CallOut.objects.update(deadline_at=None)
    callout_sweep.sweep_callouts()
    assert waiting(callout) == [f"callout:{callout.pk}:roll_call"]
    if how == "back":
        callout_marks.mark(chief, callout_id=callout.pk, mark_id=uuid4(), said=Said.BACK)
    elif how == "stand_down":
        callout_ends.stand_down(chief, callout_id=callout.pk)
    else:
        callout_ends.close(chief, callout_id=callout.pk, attendance=[])
    assert waiting(callout) == []
    rows = Delivery.objects.filter(alert_key=f"callout:{callout.pk}:roll_call")
    assert set(rows.values_list("state", flat=True)) == {"superseded"}


@pytest.mark.parametrize("act", ["acknowledged", "crew", "stood_down"])
def test_an_alarm_is_told_again_until_somebody_acts(town: Town, crew: Crew, clock: Any, act: str) -> None:
    callout = start(crew)
    for user in crew.everybody:
        say(user, callout, Reply.CANNOT)
    later(clock, 120)
    told = InboxItem.objects.filter(kind="callout.exhausted", user=crew.chief)
    later(clock, 119)
    assert told.count() == 1
    verify_action(lambda: later(clock, 1), board(callout, crew.chief))
    verify_action(lambda: later(clock, 120), board(callout, crew.chief))
    assert told.count() == 3
    if act == "acknowledged":
        last = Delivery.objects.get(
            alert_key=f"callout:{callout.pk}:alarm", channel="live", wave=3, recipient=town.dispatcher
        )
        assert client_for(town.dispatcher).post(f"/api/v1/deliveries/{last.pk}/ack").status_code == 200
    elif act == "crew":
        for user in (crew.ira, crew.petro, crew.olha):
            say(user, callout)
    else:
        callout_ends.stand_down(actor_of(crew.chief), callout_id=callout.pk)
        assert waiting(callout) == []
    rev = CallOut.objects.get().rev
    for _ in range(3):
        later(clock, 120)
    assert (told.count(), CallOut.objects.get().alarm_at) == (3, None)
    assert CallOut.objects.get().rev == rev


def test_those_not_coming_write_nothing(crew: Crew) -> None:
    callout = start(crew)
    said = {"id": str(uuid.uuid4()), "said": "note", "text": "Біля річки"}
    url = f"/api/v1/callouts/{callout.pk}/marks"
    refused = client_for(crew.taras).post(url, said, content_type="application/json")
    assert (refused.status_code, refused.json()["code"]) == (403, "callout.not_coming")
    say(crew.taras, callout)
    client = client_for(crew.taras)
    for _ in range(2):
        assert client.post(url, said, content_type="application/json").status_code == 200
    assert CallOutMark.objects.filter(kind="note").count() == 1


@given(seed=st.integers(0, 2**32))
@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_history_replays_to_the_board_at_every_line(town: Town, clock: Any, seed: int) -> None:
    """C9: at each line the board, the columns and the replay agree; C5: levels only rise."""
    chance = random.Random(seed)  # the history, not a secret
    crew = make_crew([town.city.pk])
    callout = start(crew)
    client = client_for(town.dispatcher)
    url = f"/api/v1/callouts/{callout.pk}"
    levels = []
    for _ in range(8):
        kind = chance.choice(["say", "say", "say", "wait", "rest"])
        if kind == "say":
            say(chance.choice(crew.everybody), callout, chance.choice(list(Reply)), chance.randint(0, 20))
        elif kind == "wait":
            later(clock, chance.choice([30, 120]))
        elif CallOut.objects.get(pk=callout.pk).viable:
            callout_ends.stand_down(actor_of(crew.chief), callout_id=callout.pk, rest_only=True)
        now = CallOut.objects.get(pk=callout.pk)
        levels.append(now.level)
        flush_events()
        shown = state_of(client.get(url).json())
        assert shown == state_of(client.get(f"{url}/replay", {"number": now.rev}).json())
        kept = shown[f"callout:{callout.pk}"]
        deadline = now.deadline_at.isoformat() if now.deadline_at else None
        assert (kept["level"], kept["wave"], kept["deadline_at"], kept["viable"], kept["rev"]) == (
            now.level, now.wave, deadline, now.viable, now.rev
        )  # fmt: skip
    assert levels == sorted(levels)
    keys = list(Page.objects.filter(callout=callout).values_list("user", "wave"))
    assert len(keys) == len(set(keys))


def test_a_stuck_call_out_holds_up_no_other_and_the_job_is_seen_to_fail(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stuck, other, looked = uuid4(), uuid4(), []

    def look(callout_id: UUID) -> None:
        if callout_id == stuck:
            raise LookupError("planted")
        looked.append(callout_id)

    monkeypatch.setattr(callout_sweep.queries, "callouts_due", lambda _: [stuck, other])
    monkeypatch.setattr(callout_sweep, "look", look)
    with pytest.raises(LookupError, match="planted"):
        callout_sweep.sweep_callouts()
    assert looked == [other]
