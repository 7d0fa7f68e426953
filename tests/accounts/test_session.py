"""Who I am, as the page learns it."""

from __future__ import annotations

import pytest

from accounts.roles import Role, ScopeKind
from config.demo import people
from tests.factories.accounts import client_for, make_user

pytestmark = pytest.mark.django_db


def test_anonymous_session_costs_no_query_and_gives_a_token(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = client.get("/api/v1/session")
    assert answer.status_code == 200
    assert answer.json()["person"] is None
    assert answer.json()["streams"] == []
    assert answer.json()["time_zone"] == "Europe/Kyiv"
    assert "csrftoken" in answer.cookies


def test_signed_in_session_lists_roles_capabilities_and_streams():
    user = make_user(grants=[(Role.COORDINATOR, ScopeKind.GROUP, "g1")])
    body = client_for(user).get("/api/v1/session").json()
    assert body["person"] == {"id": str(user.pk), "name": user.name, "email": user.email, "language": "en"}
    assert [(r["role"], r["scope_kind"], r["scope_id"]) for r in body["roles"]] == [
        ("coordinator", "group", "g1")
    ]
    assert body["capabilities"] == ["incidents.view_group", "watch.manage"]
    assert body["streams"] == [f"user:{user.pk}"]


def test_a_demo_offers_its_people_and_nobody_else_does(client, settings):
    settings.DEMO = False
    assert client.get("/api/v1/session").json()["demo_sign_ins"] == []
    settings.DEMO = True
    assert client.get("/api/v1/session").json()["demo_sign_ins"] == [], "nobody of them is here"
    for name in people.SHOWN:
        make_user(f"{name}@demo.varta")
    offered = client.get("/api/v1/session").json()["demo_sign_ins"]
    assert offered[0] == {
        "email": "officer@demo.varta",
        "name": "Ірина Ковальчук",
        "role": "patrol_officer",
        "password": people.PASSWORD,
    }
    assert [one["role"] for one in offered] == [
        "patrol_officer", "dispatcher", "brigade_chief", "firefighter", "coordinator", "group_member",
        "resident", "city_admin", "press_officer",
    ]  # fmt: skip
