"""Units, going on duty and off it (D5, D7)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from accounts import actions as accounts
from accounts.models import AuthorityChange, Grant
from accounts.queries import actor_of
from accounts.roles import Role
from core.models import AuditEntry
from dispatch import actions
from dispatch.models import Assignment, Duty, Unit, UnitPosition
from tests.dispatch.conftest import HIGH, JSON, LAT, LON, Town
from tests.factories.accounts import client_for, make_user
from tests.factories.dispatch import go_on_duty, make_crew, make_officer, make_unit, stand, take
from tests.factories.geo import make_city, square
from tests.factories.incidents import make_incident
from tests.verified import verifies
from tests.verify import View, verify_action

pytestmark = pytest.mark.django_db


def board(user: object) -> View:
    return View(client_for(user), "/api/v1/dispatch/units", ("unit:", "position:"))


@verifies("dispatch.sign_on")
def test_signing_on_shows_everywhere_and_opens_the_units_stream(town: Town) -> None:
    officer, colleague, unit = (
        make_officer(town.beat),
        make_officer(town.beat),
        make_unit(town.beat, "Сокіл-7"),
    )
    browser = client_for(officer)
    answer = verify_action(
        lambda: browser.post("/api/v1/dispatch/duty", {"call_sign": " сокіл-7 "}, content_type=JSON),
        board(town.dispatcher),
        board(colleague),
    )
    body = answer.json()
    assert (body["on_duty"], body["unit"]["call_sign"], body["unit"]["state"]) == (True, "Сокіл-7", "free")
    assert body["streams"] == [f"unit:{unit.pk}"]
    assert browser.get("/api/v1/events", {"stream": f"unit:{unit.pk}"}).status_code == 200
    assert client_for(colleague).get("/api/v1/events", {"stream": f"unit:{unit.pk}"}).status_code == 404
    again = browser.post("/api/v1/dispatch/duty", {"unit_id": str(unit.pk)}, content_type=JSON)
    assert (again.status_code, Duty.objects.count()) == (200, 1)


def test_nobody_is_on_two_units(town: Town) -> None:
    officer, _ = make_crew(town.beat)
    other = make_unit(town.beat)
    answer = client_for(officer).post("/api/v1/dispatch/duty", {"unit_id": str(other.pk)}, content_type=JSON)
    assert (answer.status_code, answer.json()["code"]) == (409, "duty.elsewhere")
    assert (Duty.objects.count(), Grant.objects.filter(scope_kind="unit").count()) == (1, 1)


def test_refused_going_on_duty_changes_nothing(town: Town) -> None:
    retired = make_unit(town.beat, active=False)
    lviv = make_unit(make_city("Львів", boundary=square(24.03, 49.84, 10_000)))
    officer = client_for(make_officer(town.beat))
    for body, status in (
        ({"unit_id": str(retired.pk)}, 409),
        ({"unit_id": str(lviv.pk)}, 404),
        ({"call_sign": "Nowhere"}, 422),
        ({}, 422),
    ):
        assert officer.post("/api/v1/dispatch/duty", body, content_type=JSON).status_code == status
    resident = client_for(make_user("anna@example.org"))
    assert (
        resident.post("/api/v1/dispatch/duty", {"unit_id": str(lviv.pk)}, content_type=JSON).status_code
        == 403
    )
    assert (Duty.objects.count(), AuditEntry.objects.filter(target_kind="unit").count()) == (0, 0)


@verifies("dispatch.sign_off")
def test_signing_off_deletes_the_position_and_the_grant(town: Town) -> None:
    officer, unit = make_crew(town.beat)
    stand(officer, LON, LAT)
    browser = client_for(officer)
    verify_action(lambda: browser.post("/api/v1/dispatch/duty/end"), board(town.dispatcher))
    assert not UnitPosition.objects.exists()
    assert browser.get("/api/v1/events", {"stream": f"unit:{unit.pk}"}).status_code == 404
    assert browser.get("/api/v1/dispatch/duty").json()["on_duty"] is False
    again = browser.post("/api/v1/dispatch/duty/end")
    assert (again.status_code, again.json()["code"]) == (409, "duty.none")


def test_nobody_goes_off_duty_with_an_incident_in_hand(town: Town) -> None:
    officer, unit = make_crew(town.beat)
    incident = make_incident(category=HIGH)
    take(officer, incident.pk)
    browser = client_for(officer)
    refused = browser.post("/api/v1/dispatch/duty/end")
    assert (refused.status_code, refused.json()["code"]) == (409, "duty.open_assignment")
    assert Duty.objects.filter(valid__upper_inf=True).count() == 1
    partner = make_officer(town.beat)
    go_on_duty(partner, unit)
    assert browser.post("/api/v1/dispatch/duty/end").status_code == 200, "the partner still has it"
    hand_back = {"reason": "end_of_duty"}
    url = f"/api/v1/dispatch/incidents/{incident.pk}/hand-back"
    assert client_for(partner).post(url, hand_back, content_type=JSON).status_code == 200
    assert client_for(partner).post("/api/v1/dispatch/duty/end").status_code == 200
    assert Assignment.objects.get().ending == "handed_back"


@verifies("dispatch.end_lapsed_duties")
def test_a_role_that_ends_on_duty_ends_the_duty_and_its_stream(clock: Any, town: Town) -> None:
    officer, unit = make_crew(town.beat)
    partner = make_officer(town.beat)
    go_on_duty(partner, unit)
    stand(officer, LON, LAT)
    incident = make_incident(category=HIGH)
    take(officer, incident.pk)
    assert actions.end_lapsed_duties() == 0
    admin = actor_of(make_officer(town.city, role=Role.CITY_ADMIN))
    clock.shift(timedelta(seconds=1))
    accounts.end_grant(admin, officer.grants.get(scope_kind="area").pk, reason="left")
    assert client_for(officer).get("/api/v1/events", {"stream": f"unit:{unit.pk}"}).status_code == 200
    verify_action(actions.end_lapsed_duties, board(town.dispatcher))
    assert client_for(officer).get("/api/v1/events", {"stream": f"unit:{unit.pk}"}).status_code == 404
    assert AuthorityChange.objects.order_by("-id")[0].user_id == officer.pk, "the sockets are told"
    assert list(Duty.objects.filter(valid__upper_inf=True).values_list("user_id", flat=True)) == [partner.pk]
    assert (Assignment.objects.get().ending, UnitPosition.objects.count()) == ("", 1), "the partner goes on"
    partner.is_active = False
    partner.save()
    clock.shift(timedelta(seconds=1))
    assert (actions.end_lapsed_duties(), actions.end_lapsed_duties()) == (1, 0)
    incident.refresh_from_db()
    assert (incident.state, Assignment.objects.get().ending) == ("triaged", "handed_back")
    assert incident.alerts.filter(asks_taking=True, state="open").count() == 1, "nobody's, so it calls anew"
    assert not UnitPosition.objects.exists()
    assert not Grant.objects.filter(scope_kind="unit", valid__upper_inf=True).exists()
    assert AuditEntry.objects.filter(verb="duty.ended", actor_kind="system").count() == 2


@verifies("dispatch.add_unit", "dispatch.change_unit")
def test_a_dispatcher_keeps_the_units(town: Town) -> None:
    dispatcher = client_for(town.dispatcher)
    body = {"call_sign": "Сокіл-1", "home_area_id": str(town.beat.pk)}
    view = board(make_officer(town.beat))
    made = verify_action(lambda: dispatcher.post("/api/v1/dispatch/units", body, content_type=JSON), view)
    assert (made.status_code, made.json()["state"]) == (201, "off_duty")
    twice = dispatcher.post("/api/v1/dispatch/units", {**body, "call_sign": "СОКІЛ-1"}, content_type=JSON)
    assert (twice.status_code, twice.json()["code"]) == (409, "unit.call_sign_taken")
    officer = make_officer(town.beat)
    assert client_for(officer).post("/api/v1/dispatch/units", body, content_type=JSON).status_code == 403
    unit = Unit.objects.get()
    go_on_duty(officer, unit)
    url = f"/api/v1/dispatch/units/{unit.pk}"
    busy = dispatcher.patch(url, {"active": False}, content_type=JSON)
    assert (busy.status_code, busy.json()["code"]) == (409, "unit.in_use")
    client_for(officer).post("/api/v1/dispatch/duty/end")
    verify_action(lambda: dispatcher.patch(url, {"call_sign": "Сокіл-2"}, content_type=JSON), board(officer))
    retired = verify_action(lambda: dispatcher.patch(url, {"active": False}, content_type=JSON), view)
    assert (retired.json()["active"], view.snapshot()["items"]) == (False, [])
    verify_action(lambda: dispatcher.patch(url, {"active": True}, content_type=JSON), view)
    assert Unit.objects.get().call_sign == "Сокіл-2"


def test_every_look_at_positions_is_recorded(town: Town) -> None:
    officer, _ = make_crew(town.beat)
    stand(officer, LON, LAT)
    client_for(town.dispatcher).get("/api/v1/dispatch/units")
    entry = AuditEntry.objects.get(verb="units.positions_read")
    assert (entry.actor_id, entry.data) == (str(town.dispatcher.pk), {"units": 1})
    assert client_for(make_user("anna@example.org")).get("/api/v1/dispatch/units").status_code == 403
    assert client_for(None).get("/api/v1/dispatch/units").status_code == 401
