"""Giving and ending roles: the only authority there is."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from accounts import actions, queries
from accounts.actor import system_actor
from accounts.models import AuthorityChange, Grant
from accounts.roles import Capability, Role, ScopeKind
from core.errors import Conflict, Invalid
from core.models import AuditEntry
from tests.factories.accounts import client_for, make_actor, make_grant, make_user
from tests.factories.geo import make_area, make_city, square
from tests.factories.watch import make_group

pytestmark = pytest.mark.django_db
NOON = "2026-03-01T12:00:00Z"


@pytest.fixture
def city():
    return make_city()


@pytest.fixture
def admin(city):
    return make_user("admin@example.org", name="Admin", grants=[(Role.CITY_ADMIN, ScopeKind.AREA, city.pk)])


@pytest.fixture
def person(db):
    return make_user("person@example.org")


def give(client, person, scope_id, role="patrol_officer", scope_kind="area", **fields):
    body = {
        "user_id": str(getattr(person, "pk", person)),
        "role": role,
        "scope_kind": scope_kind,
        "scope_id": str(scope_id),
        "reason": "Joined the service",
        **fields,
    }
    return client.post("/api/v1/grants", body, content_type="application/json")


def traces() -> tuple[int, int, int]:
    return Grant.objects.count(), AuthorityChange.objects.count(), AuditEntry.objects.count()


def test_an_administrator_gives_a_role_in_a_beat_of_his_city(admin, person, city):
    beat = make_area("Центр", parent=city)
    answer = give(client_for(admin), person, beat.pk)
    assert answer.status_code == 201
    body = answer.json()
    assert (body["role"], body["scope_name"], body["given_by"]) == ("patrol_officer", "Центр", "Admin")
    assert body["allowed_actions"] == ["end"]
    assert queries.actor_of(person).has_in_areas(Capability.WORK_INCIDENTS, frozenset({str(beat.pk)}))
    line = AuditEntry.objects.get(verb="grant.given")
    assert (line.actor_id, line.target_id) == (str(admin.pk), str(person.pk))
    assert line.data == {
        "grant": body["id"],
        "role": "patrol_officer",
        "scope": f"area:{beat.pk}",
        "until": None,
        "reason": "Joined the service",
    }
    assert list(AuthorityChange.objects.values_list("kind", "user_id")) == [("grant_given", person.pk)]


@pytest.mark.parametrize(
    "case",
    ["other city", "country above", "himself", "group", "unknown place", "ground of a brigade", "nobody"],
)
def test_what_an_administrator_may_not_give(case, admin, person, city):
    country = make_area("Країна", kind="country", boundary=square(side_m=50_000))
    ground = make_area("Виїзд", kind="first_due", parent=city, served=False)
    other = make_city("Львів", boundary=square(24.03, 49.84, 10_000))
    who, where, kind, role, status, code = {
        "other city": (person, other.pk, "area", "patrol_officer", 403, "grant.outside"),
        "country above": (person, country.pk, "area", "patrol_officer", 403, "grant.outside"),
        "himself": (admin, city.pk, "area", "dispatcher", 403, "grant.self"),
        "group": (person, make_group().pk, "group", "coordinator", 422, "grant.group"),
        "unknown place": (person, uuid.uuid4(), "area", "patrol_officer", 422, "grant.scope"),
        "ground of a brigade": (person, ground.pk, "area", "patrol_officer", 422, "grant.scope"),
        "nobody": (uuid.uuid4(), city.pk, "area", "patrol_officer", 404, "not_found"),
    }[case]
    before = traces()
    answer = give(client_for(admin), who, where, role, kind)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert traces() == before


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"scope_kind": "area", "role": "firefighter"}, "grant.scope"),
        ({"until": "2020-01-01T00:00:00Z"}, "grant.until"),
        ({"reason": ""}, "invalid"),
        ({"role": "king"}, "invalid"),
    ],
)
def test_terms_that_make_no_sense(fields, code, admin, person, city):
    before = traces()
    answer = give(client_for(admin), person, city.pk, **fields)
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert traces() == before


def test_the_same_role_in_the_same_place_is_given_once(admin, person, city):
    assert give(client_for(admin), person, city.pk).status_code == 201
    before = traces()
    answer = give(client_for(admin), person, city.pk)
    assert (answer.status_code, answer.json()["code"]) == (409, "grant.exists")
    assert traces() == before


def test_a_role_ends_by_time_without_anybody_doing_anything(person, city):
    with time_machine.travel(NOON, tick=False) as clock:
        until = timezone.now() + timedelta(hours=8)
        actions.write_grant(
            system_actor("tests"),
            user_id=person.pk,
            role=Role.PATROL_OFFICER,
            scope_kind=ScopeKind.AREA,
            scope_id=str(city.pk),
            until=until,
        )
        clock.shift(timedelta(hours=8) - timedelta(microseconds=1))
        assert make_actor(person).has(Capability.WORK_INCIDENTS)
        clock.shift(timedelta(microseconds=1))
        assert not make_actor(person).has(Capability.WORK_INCIDENTS)


def test_ending_a_role_takes_its_authority_at_once(admin, person, city):
    grant = make_grant(person, Role.DISPATCHER, ScopeKind.AREA, city.pk)
    client = client_for(admin)
    answer = client.post(
        f"/api/v1/grants/{grant.pk}/end", {"reason": "Left"}, content_type="application/json"
    )
    assert answer.status_code == 200
    assert answer.json()["until"] is not None
    assert make_actor(person).grants == ()
    assert AuditEntry.objects.get(verb="grant.ended").data["reason"] == "Left"
    assert AuthorityChange.objects.get().kind == "grant_ended"
    again = client.post(f"/api/v1/grants/{grant.pk}/end", {"reason": "Left"}, content_type="application/json")
    assert (again.status_code, again.json()["code"]) == (409, "grant.ended")


def test_nobody_ends_his_own_role(admin):
    grant = Grant.objects.get(user=admin)
    answer = client_for(admin).post(
        f"/api/v1/grants/{grant.pk}/end", {"reason": "Tired"}, content_type="application/json"
    )
    assert (answer.status_code, answer.json()["code"]) == (403, "grant.self")
    assert make_actor(admin).has(Capability.MANAGE_GRANTS)


def test_an_ended_role_can_be_given_anew(admin, person, city):
    grant = make_grant(person, Role.DISPATCHER, ScopeKind.AREA, city.pk)
    actions.end_grant(make_actor(admin), grant.pk, reason="Pause")
    assert give(client_for(admin), person, city.pk, "dispatcher").status_code == 201


def test_lists_show_ones_own_and_those_of_areas_one_administers(admin, person, city):
    other_city = make_city("Львів", boundary=square(24.03, 49.84, 10_000))
    make_grant(person, Role.DISPATCHER, ScopeKind.AREA, make_area("Центр", parent=city).pk)
    make_grant(person, Role.PRESS_OFFICER, ScopeKind.AREA, other_city.pk)

    def listed(user, **query):
        rows = client_for(user).get("/api/v1/grants", query).json()
        return sorted((row["role"], row["allowed_actions"]) for row in rows)

    assert listed(admin) == [("city_admin", []), ("dispatcher", ["end"])]
    assert listed(admin, user_id=str(person.pk)) == [("dispatcher", ["end"])]
    assert listed(person) == [("dispatcher", []), ("press_officer", [])]
    Grant.objects.filter(role="dispatcher").update(valid=("2020-01-01T00:00Z", "2021-01-01T00:00Z"))
    assert listed(admin) == [("city_admin", [])]
    assert ("dispatcher", ["end"]) in listed(admin, ended="true")


def test_a_group_lets_people_in_and_out_by_its_own_policy(person):
    group, leader = make_group(), system_actor("tests")
    scope = {"user_id": person.pk, "scope_kind": ScopeKind.GROUP, "scope_id": str(group.pk)}
    actions.write_grant(leader, role=Role.GROUP_MEMBER, **scope)
    actions.write_grant(leader, role=Role.COORDINATOR, **scope)
    with pytest.raises(Conflict):
        actions.write_grant(leader, role=Role.COORDINATOR, **scope)
    with pytest.raises(Invalid):
        actions.write_grant(leader, role=Role.PATROL_OFFICER, **scope)
    assert actions.close_grant(leader, role=Role.COORDINATOR, **scope) is True
    assert actions.close_grant(leader, role=Role.COORDINATOR, **scope) is False
    assert actions.close_grants(leader, role=None, **scope) == 1
    assert make_actor(person).grants == ()


def test_who_holds_a_capability_now(person, city):
    officer = make_user("b@example.org", grants=[(Role.PATROL_OFFICER, ScopeKind.AREA, city.pk)])
    make_user("c@example.org", grants=[(Role.PRESS_OFFICER, ScopeKind.AREA, city.pk)])
    gone = make_user("d@example.org", grants=[(Role.DISPATCHER, ScopeKind.AREA, city.pk)])
    gone.is_active = False
    gone.save()
    found = queries.holders(Capability.WORK_INCIDENTS, ScopeKind.AREA, [str(city.pk)])
    assert found == [officer.pk]


def test_finding_people_by_name_and_address(admin):
    make_user("olena.k@example.org", name="Олена Коваль")
    client = client_for(admin)

    def found(words):
        return [row["email"] for row in client.get("/api/v1/people", {"search": words}).json()]

    assert found("коваль олена") == ["olena.k@example.org"]
    assert found("olena.k@") == ["olena.k@example.org"]
    assert found("нікого") == []
    assert found("%") == []
