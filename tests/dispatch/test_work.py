"""Taking, sending, working, resolving and handing back (D1, D2, D6)."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.db import connections

from accounts.queries import actor_of
from core.errors import AppError
from core.models import AuditEntry
from dispatch import actions, queries
from dispatch.models import Alert, Assignment, AssignmentStep
from incidents.models import Incident, StatusChange
from notifications.models import InboxItem
from tests.dispatch.conftest import HIGH, JSON, LOW, Town, make_town
from tests.dispatch.test_duty import board
from tests.factories.accounts import client_for
from tests.factories.dispatch import make_crew, make_officer, make_unit
from tests.factories.incidents import make_incident
from tests.verified import verifies
from tests.verify import View, state_of, verify_action


def post(user: Any, incident: Incident, verb: str, body: dict[str, Any] | None = None) -> Any:
    url = f"/api/v1/dispatch/incidents/{incident.pk}/{verb}"
    return client_for(user).post(url, body or {}, content_type=JSON)


def incidents_board(user: Any) -> View:
    return View(client_for(user), "/api/v1/incidents/board", ("incident:",))


def inbox(user: Any) -> View:
    return View(client_for(user), "/api/v1/inbox")


def rows() -> tuple[int, ...]:
    return tuple(m.objects.count() for m in (Assignment, AssignmentStep, StatusChange, AuditEntry, InboxItem))


@pytest.mark.django_db
@verifies("dispatch.take", "dispatch.set_out", "dispatch.arrive", "dispatch.resolve")
def test_the_whole_way_is_seen_on_every_screen(town: Town) -> None:
    officer, unit = make_crew(town.beat)
    colleague = make_officer(town.beat)
    incident = make_incident(category=LOW)
    actions.consider_incident(incident.pk)
    screens = (board(town.dispatcher), board(colleague), incidents_board(colleague), inbox(officer))
    done = {"disposition": "settled_on_scene", "note": "Quiet now", "public_message": "It is quiet again"}
    expected = [
        ("take", {}, "assigned", "assigned", ["assign", "en_route", "on_scene", "resolve", "hand_back"]),
        ("en-route", {}, "en_route", "en_route", ["on_scene", "resolve", "hand_back"]),
        ("on-scene", {}, "on_scene", "on_scene", ["resolve", "hand_back"]),
        ("resolve", done, "resolved", "free", []),
    ]
    for verb, body, state, unit_state, offers in expected:
        answer = verify_action(lambda v=verb, b=body: post(officer, incident, v, b), *screens)
        assert answer.status_code == 200, answer.content
        assert answer.json()["state"] == state
        assert answer.json()["allowed_actions"] == [o for o in offers if o != "assign"]
        items = state_of(board(colleague).snapshot())
        assert items[f"unit:{unit.pk}"]["state"] == unit_state
    assert [step["kind"] for step in answer.json()["steps"]] == [
        "assigned", "accepted", "en_route", "on_scene", "resolved",
    ]  # fmt: skip
    incident.refresh_from_db()
    assert (incident.state, incident.disposition, incident.unit_label) == (
        "resolved",
        "settled_on_scene",
        unit.call_sign,
    )
    assignment = Assignment.objects.get()
    times = [assignment.assigned_at, assignment.accepted_at, assignment.en_route_at, assignment.on_scene_at]
    assert times == sorted(times)
    assert assignment.ended_at >= times[-1]


@pytest.mark.django_db
def test_repeating_a_step_changes_nothing(town: Town) -> None:
    officer, _ = make_crew(town.beat)
    incident = make_incident(category=LOW)
    for verb in ("take", "en-route", "on-scene"):
        post(officer, incident, verb)
        before = rows()
        assert post(officer, incident, verb).status_code == 200
        assert rows() == before


@pytest.mark.django_db
def test_what_is_refused_changes_nothing(town: Town) -> None:
    officer, unit = make_crew(town.beat)
    rival, _ = make_crew(town.beat)
    idle = make_officer(town.beat)
    taken, other = make_incident(category=LOW), make_incident(category=HIGH)
    empty = make_unit(town.beat)
    post(officer, taken, "take")
    before = rows()
    cases = [
        (rival, taken, "take", {}, 409, "incident.taken"),
        (officer, other, "take", {}, 409, "unit.busy"),
        (idle, other, "take", {}, 409, "duty.none"),
        (rival, taken, "en-route", {}, 403, "dispatch.other_unit"),
        (rival, other, "on-scene", {}, 409, "incident.no_unit"),
        (officer, taken, "resolve", {"disposition": "magic"}, 422, "invalid"),
        (officer, taken, "hand-back", {"reason": "bored"}, 422, "invalid"),
        (officer, other, "assign", {"unit_id": str(unit.pk)}, 403, "dispatch.send"),
        (town.dispatcher, other, "assign", {"unit_id": str(unit.pk)}, 409, "unit.busy"),
        (town.dispatcher, other, "assign", {"unit_id": str(empty.pk)}, 409, "unit.off_duty"),
    ]
    for user, incident, verb, body, status, code in cases:
        answer = post(user, incident, verb, body)
        assert (verb, answer.status_code, answer.json()["code"]) == (verb, status, code)
    assert rows() == before


@pytest.mark.django_db
def test_the_loser_is_told_who_was_first(town: Town) -> None:
    (officer, _), (rival, _) = make_crew(town.beat, "Сокіл-11"), make_crew(town.beat)
    incident = make_incident(category=LOW)
    post(officer, incident, "take")
    assert post(rival, incident, "take").json()["message"] == "Сокіл-11 has taken this already."


@pytest.mark.django_db
@verifies("dispatch.assign")
def test_a_dispatcher_sends_and_sends_another(town: Town) -> None:
    (first, car), (second, bike) = make_crew(town.beat), make_crew(town.beat)
    incident = make_incident(category=LOW)
    screens = (board(first), incidents_board(second), inbox(first), inbox(second))
    sent = verify_action(
        lambda: post(town.dispatcher, incident, "assign", {"unit_id": str(car.pk)}), *screens
    )
    assert (sent.json()["unit"]["call_sign"], sent.json()["accepted_at"]) == (car.call_sign, None)
    assert list(InboxItem.objects.values_list("user_id", "kind")) == [(first.pk, "dispatch.sent")]
    assert verify_action(lambda: post(first, incident, "take"), screens[0]).json()["accepted_at"]
    verify_action(lambda: post(town.dispatcher, incident, "assign", {"unit_id": str(bike.pk)}), *screens)
    assert list(Assignment.objects.order_by("assigned_at").values_list("unit_id", "ending")) == [
        (car.pk, "reassigned"),
        (bike.pk, ""),
    ]
    assert post(first, incident, "on-scene").json()["code"] == "dispatch.other_unit"
    incident.refresh_from_db()
    assert incident.unit_id == bike.pk


@pytest.mark.django_db
@verifies("dispatch.hand_back")
def test_what_is_handed_back_is_nobodys_and_calls_anew(town: Town) -> None:
    officer, unit = make_crew(town.beat)
    incident = make_incident(category=HIGH)
    post(officer, incident, "take")
    body = {"reason": "called_away", "note": "Robbery on Kyivska"}
    screens = (board(officer), incidents_board(town.dispatcher), inbox(officer))
    answer = verify_action(lambda: post(officer, incident, "hand-back", body), *screens)
    assert (answer.json()["state"], answer.json()["unit"]) == ("triaged", None)
    assert queries.assignment_of_unit(unit.pk) is None
    alert = Alert.objects.get(state="open")
    assert (alert.asks_taking, alert.audience) == (True, "on_duty")
    assert post(officer, incident, "take").status_code == 200, "the same unit may take it again"
    assert not Alert.objects.filter(state="open").exists()


@pytest.mark.django_db
def test_ended_incidents_accept_nobody(town: Town) -> None:
    officer, unit = make_crew(town.beat)
    incident = make_incident(category=LOW)
    close = client_for(officer).post(
        f"/api/v1/incidents/{incident.pk}/close", {"reason": "done"}, content_type=JSON
    )
    assert close.status_code == 200, close.content
    before = rows()
    assert post(officer, incident, "take").json()["code"] == "incident.ended"
    sent = post(town.dispatcher, incident, "assign", {"unit_id": str(unit.pk)})
    assert sent.json()["code"] == "incident.ended"
    assert rows() == before


@pytest.mark.usefixtures("no_jobs_left")
def test_twenty_takers_one_wins() -> None:
    town = make_town()
    crews = [make_crew(town.beat) for _ in range(20)]
    actors = [actor_of(user) for user, _ in crews]
    incident = make_incident(category=HIGH)
    gate, won, lost = threading.Barrier(20), [], []

    def run(actor: Any) -> None:
        try:
            gate.wait(20)
            won.append(actions.take(actor, incident_id=incident.pk))
        except AppError as error:
            lost.append(error.code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(actor,)) for actor in actors]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert (len(won), lost) == (1, ["incident.taken"] * 19)
    assert Assignment.objects.count() == 1
    assert StatusChange.objects.filter(incident=incident, to_state="assigned").count() == 1
    assert AuditEntry.objects.filter(verb="incident.taken").count() == 1


@pytest.mark.usefixtures("no_jobs_left")
def test_two_dispatchers_send_one_unit_to_two_places() -> None:
    town = make_town()
    second = make_officer(town.city, role=town.dispatcher.grants.get().role)
    _, unit = make_crew(town.beat)
    places = [make_incident(category=LOW), make_incident(category=HIGH)]
    gate, codes = threading.Barrier(2), []

    def run(actor: Any, incident: Incident) -> None:
        try:
            gate.wait(10)
            actions.assign(actor, incident_id=incident.pk, unit_id=unit.pk)
        except AppError as error:
            codes.append(error.code)
        finally:
            connections.close_all()

    threads = [
        threading.Thread(target=run, args=(actor_of(who), place))
        for who, place in zip((town.dispatcher, second), places, strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert codes == ["unit.busy"]
    assert Assignment.objects.count() == 1
    assert Incident.objects.filter(state="assigned").count() == 1
