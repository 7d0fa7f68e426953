"""Asking to belong, letting in, leaving, coordinating."""

from __future__ import annotations

import threading
from functools import partial
from typing import Any

import pytest
from django.db import connections

from accounts.models import Grant, User
from accounts.queries import actor_of
from core.errors import AppError
from core.models import AuditEntry
from tests.factories.accounts import client_for, make_user
from tests.factories.watch import make_group
from tests.verify import flush_events
from tests.watch.conftest import Town, found, make_town
from watch import actions, queries
from watch.models import Group, GroupStatus, Membership, MembershipState

JSON = "application/json"


def people(client: Any, url: str) -> list[tuple[str, str, bool, list[str]]]:
    body = client.get(f"{url}/members").json()
    return [(row["name"], row["state"], row["coordinator"], row["allowed_actions"]) for row in body]


def member_id(group_id: object, user: User) -> str:
    return str(queries.open_membership(user.pk, group_id).pk)  # type: ignore[arg-type, union-attr]


def join(town: Town, url: str, user: User) -> str:
    """Ask and be let in."""
    answer = town.browser(user).post(f"{url}/join", {"note": "I live at 12"}, content_type=JSON)
    assert answer.status_code == 200, answer.content
    membership = answer.json()["membership_id"]
    assert town.browser(town.anna).post(f"{url}/members/{membership}/approve").status_code == 204
    return str(membership)


@pytest.mark.django_db
def test_a_resident_asks_and_is_let_in(town: Town) -> None:
    group = found(town)
    url = f"/api/v1/groups/{group['id']}"
    borys, anna = town.browser(town.borys), town.browser(town.anna)
    asked = borys.post(f"{url}/join", {"note": "I live at 12"}, content_type=JSON)
    assert asked.json()["state"] == "requested"
    assert borys.get(url).json()["my_state"] == "requested"
    assert borys.get(f"{url}/members").status_code == 403
    assert people(anna, url) == [
        ("Borys", "requested", False, ["approve", "decline"]),
        ("Anna", "active", True, ["step_down"]),
    ]
    assert anna.get(f"{url}/members").json()[0]["note"] == "I live at 12"
    approved = anna.post(f"{url}/members/{asked.json()['membership_id']}/approve")
    assert approved.status_code == 204
    assert borys.get(url).json()["my_state"] == "active"
    assert set(Grant.objects.filter(user=town.borys).values_list("role", flat=True)) == {"group_member"}
    assert people(borys, url) == [("Anna", "active", True, []), ("Borys", "active", False, [])]
    assert people(anna, url)[1] == ("Borys", "active", False, ["make_coordinator", "remove"])
    assert [row["id"] for row in borys.get("/api/v1/groups?mine=1").json()] == [group["id"]]


@pytest.mark.django_db
def test_asking_twice_is_asking_once(town: Town) -> None:
    group = found(town)
    url = f"/api/v1/groups/{group['id']}/join"
    borys = town.browser(town.borys)
    first = borys.post(url, {"note": "a"}, content_type=JSON).json()
    lines = AuditEntry.objects.count()
    assert borys.post(url, {"note": "b"}, content_type=JSON).json() == first
    assert (Membership.objects.filter(user=town.borys).count(), AuditEntry.objects.count()) == (1, lines)


@pytest.mark.django_db
def test_a_request_is_decided_once_and_not_by_oneself(town: Town) -> None:
    group = found(town)
    url = f"/api/v1/groups/{group['id']}"
    dispatcher = town.browser(town.dispatcher)
    own = dispatcher.post(f"{url}/join", {}, content_type=JSON).json()["membership_id"]
    refused = dispatcher.post(f"{url}/members/{own}/approve")
    assert (refused.status_code, refused.json()["code"]) == (403, "watch.own_request")
    membership = join(town, url, town.borys)
    again = town.browser(town.anna).post(f"{url}/members/{membership}/decline", {}, content_type=JSON)
    assert (again.status_code, again.json()["code"]) == (409, "watch.request_decided")
    assert Membership.objects.get(pk=membership).state == MembershipState.ACTIVE


@pytest.mark.django_db
def test_declined_may_ask_again_and_withdrawn_too(town: Town) -> None:
    group = found(town)
    url = f"/api/v1/groups/{group['id']}"
    borys, anna = town.browser(town.borys), town.browser(town.anna)
    asked = borys.post(f"{url}/join", {}, content_type=JSON).json()["membership_id"]
    reason = {"reason": "Please add your street"}
    assert anna.post(f"{url}/members/{asked}/decline", reason, content_type=JSON).status_code == 204
    assert not Grant.objects.filter(user=town.borys).exists()
    assert borys.post(f"{url}/join", {}, content_type=JSON).json()["membership_id"] != asked
    assert borys.post(f"{url}/leave").status_code == 204
    states = Membership.objects.filter(user=town.borys).order_by("created_at").values_list("state", flat=True)
    assert list(states) == ["declined", "withdrawn"]
    gone = borys.post(f"{url}/leave")
    assert (gone.status_code, gone.json()["code"]) == (409, "watch.not_member")


@pytest.mark.django_db
def test_one_coordinator_always_stays(town: Town) -> None:
    group = found(town)
    url = f"/api/v1/groups/{group['id']}"
    anna = town.browser(town.anna)
    own = member_id(group["id"], town.anna)
    grants = set(Grant.objects.filter(user=town.anna).values_list("pk", "valid"))
    for client, path, body in (
        (anna, f"{url}/leave", {}),
        (anna, f"{url}/members/{own}/step-down", {}),
        (town.browser(town.dispatcher), f"{url}/members/{own}/remove", {"reason": "x"}),
    ):
        answer = client.post(path, body, content_type=JSON)
        assert (answer.status_code, answer.json()["code"]) == (409, "watch.last_coordinator")
    assert set(Grant.objects.filter(user=town.anna).values_list("pk", "valid")) == grants
    membership = join(town, url, town.borys)
    assert anna.post(f"{url}/members/{membership}/make-coordinator").status_code == 204
    assert anna.post(f"{url}/members/{own}/step-down").status_code == 204
    assert queries.coordinator_ids(group["id"]) == [town.borys.pk]
    assert anna.post(f"{url}/leave").status_code == 204
    assert queries.member_ids(group["id"]) == [town.borys.pk]


@pytest.mark.django_db
def test_a_removed_member_loses_every_authority(town: Town) -> None:
    group = found(town)
    url = f"/api/v1/groups/{group['id']}"
    membership = join(town, url, town.borys)
    anna = town.browser(town.anna)
    anna.post(f"{url}/members/{membership}/make-coordinator")
    assert anna.post(f"{url}/members/{membership}/remove", {}, content_type=JSON).status_code == 204
    assert actor_of(town.borys).grants == ()
    assert town.browser(town.borys).get(f"{url}/members").status_code == 403


@pytest.mark.django_db
def test_rows_of_another_group_are_not_found(town: Town) -> None:
    first, second = found(town), found(town, name="Kyivska street", coordinator=town.borys)
    foreign = member_id(first["id"], town.anna)
    for verb in ("approve", "decline", "remove", "make-coordinator", "step-down"):
        url = f"/api/v1/groups/{second['id']}/members/{foreign}/{verb}"
        assert town.browser(town.borys).post(url, {}, content_type=JSON).status_code == 404
    assert len(queries.coordinator_ids(first["id"])) == 1


@pytest.mark.django_db
def test_strangers_and_archived_groups(town: Town) -> None:
    archived = make_group(status=GroupStatus.ARCHIVED)
    assert (
        town.browser(town.borys).post(f"/api/v1/groups/{archived.pk}/join", {}, content_type=JSON).status_code
        == 404
    )
    group = found(town)
    answer = town.browser(None).post(f"/api/v1/groups/{group['id']}/join", {}, content_type=JSON)
    assert answer.status_code == 401
    assert Membership.objects.filter(state="requested").count() == 0


@pytest.mark.django_db
def test_the_group_stream_carries_counts_and_no_names(town: Town) -> None:
    group = found(town)
    url = f"/api/v1/groups/{group['id']}"
    join(town, url, town.borys)
    flush_events()
    stream = f"group:{group['id']}"
    first = town.browser(town.anna).get("/api/v1/events", {"stream": stream})
    page = town.browser(town.anna).get(
        "/api/v1/events", {"stream": stream, "epoch": first.json()["epoch"], "after": 0}
    )
    events = page.json()["events"]
    assert [event["kind"] for event in events] == ["group.changed", "member.changed"]
    assert events[-1]["data"] == {
        "id": group["id"], "rev": group["rev"] + 1, "name": "Soborna street", "kind": "neighbourhood",
        "status": "active", "members": 2, "coordinators": 1,
    }  # fmt: skip
    assert b"Borys" not in page.content
    assert town.browser(town.dispatcher).get("/api/v1/events", {"stream": stream}).status_code == 200
    stranger = make_user("stranger@example.org")
    assert client_for(stranger).get("/api/v1/events", {"stream": stream}).status_code == 404


def _race(*steps: Any) -> list[str]:
    """Run these at once, each in its own thread and connection; the codes of what was refused."""
    gate, refusals = threading.Barrier(len(steps)), []

    def run(step: Any) -> None:
        try:
            gate.wait(5)
            step()
        except AppError as error:
            refusals.append(error.code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(step,)) for step in steps]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    return refusals


@pytest.mark.django_db(transaction=True)
def test_two_coordinators_approve_at_once_and_one_grant_is_written() -> None:
    town = make_town()
    group_id = Group.objects.get(pk=found(town)["id"]).pk
    url = f"/api/v1/groups/{group_id}"
    deputy = make_user("deputy@example.org", name="Deputy")
    membership = join(town, url, deputy)
    town.browser(town.anna).post(f"{url}/members/{membership}/make-coordinator")
    for number in range(5):
        guest = make_user(f"guest{number}@example.org")
        asked = actions.ask_to_join(actor_of(guest), group_id=group_id)
        steps = [
            partial(actions.approve_member, actor_of(who), group_id=group_id, membership_id=asked.pk)
            for who in (town.anna, deputy)
        ]
        refusals = _race(*steps)
        assert refusals == ["watch.request_decided"]
        assert Grant.objects.filter(user=guest).count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_coordinators_leave_at_once_and_one_stays() -> None:
    town = make_town()
    group_id = Group.objects.get(pk=found(town)["id"]).pk
    url = f"/api/v1/groups/{group_id}"
    membership = join(town, url, town.borys)
    town.browser(town.anna).post(f"{url}/members/{membership}/make-coordinator")
    leavers = [actor_of(who) for who in (town.anna, town.borys)]
    refusals = _race(*[partial(actions.leave_group, leaver, group_id=group_id) for leaver in leavers])
    assert refusals == ["watch.last_coordinator"]
    assert len(queries.coordinator_ids(group_id)) == 1


@pytest.mark.django_db(transaction=True)
def test_one_person_asks_from_two_phones_at_once() -> None:
    town = make_town()
    group_id = Group.objects.get(pk=found(town)["id"]).pk
    ask = lambda: actions.ask_to_join(actor_of(town.borys), group_id=group_id)  # noqa: E731
    assert _race(*[ask] * 6) == []
    assert Membership.objects.filter(user=town.borys).count() == 1
    assert AuditEntry.objects.filter(verb="group.join_asked").count() == 1
