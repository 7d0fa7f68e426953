"""Every verb on groups, and what screens and inboxes of members, coordinators and police make of it (P14)."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.models import User
from accounts.roles import Role, ScopeKind
from tests.factories.accounts import make_grant, make_user
from tests.verified import verifies
from tests.verify import View, apply_event, flush_events, state_of, verify_action
from tests.watch.conftest import Town, found, ring
from tests.watch.test_members import join, member_id

pytestmark = pytest.mark.django_db
JSON = "application/json"
FARTHER = (28.4720, 49.2360)


@pytest.fixture
def clara(db: None) -> User:
    return make_user("clara@example.org", name="Clara")


@pytest.fixture
def url(town: Town, clara: User) -> str:
    """A group that Anna coordinates and Clara belongs to."""
    url = f"/api/v1/groups/{found(town)['id']}"
    join(town, url, clara)
    return url


def inbox(town: Town, user: User) -> View:
    return View(town.browser(user), "/api/v1/inbox")


def screens(town: Town, url: str, *people: User) -> list[View]:
    """The group's screen of a coordinator, a patrol officer and a dispatcher, then of these members; and
    the inbox of each of them."""
    readers = [town.anna, town.officer, town.dispatcher, *people]
    return [View(town.browser(who), f"{url}/live") for who in readers] + [inbox(town, who) for who in readers]


def standing(view: View) -> dict[str, Any]:
    """The group itself, as a screen shows it."""
    (item,) = (data for subject, data in state_of(view.snapshot()).items() if subject.startswith("group:"))
    return item


@verifies("watch.found_group")
def test_a_founded_group_is_told_to_its_coordinator_and_its_stream_begins_with_it(town: Town) -> None:
    group = verify_action(lambda: found(town), inbox(town, town.anna))
    flush_events()
    for who in (town.anna, town.officer, town.dispatcher):
        view = View(town.browser(who), f"/api/v1/groups/{group['id']}/live")
        snapshot = view.snapshot()
        ((stream, position),) = snapshot["positions"].items()
        state: dict[str, Any] = {}
        for event in view.events(stream, {**position, "off": 0}):
            apply_event(state, event)
        assert state == state_of(snapshot)
        assert (standing(view)["members"], standing(view)["coordinators"]) == (1, 1)


@verifies("watch.change_group")
def test_a_changed_name(town: Town, url: str, clara: User) -> None:
    views = screens(town, url, clara)
    change = lambda: town.browser(town.anna).patch(url, {"name": "Kyivska"}, content_type=JSON)  # noqa: E731
    assert verify_action(change, *views).status_code == 200
    assert standing(views[0])["name"] == "Kyivska"
    verify_action(change, *views, silent=True)


@verifies("watch.add_zones", "watch.change_zone", "watch.remove_zone")
def test_zones_added_redrawn_and_removed(town: Town, url: str, clara: User) -> None:
    views, anna = screens(town, url, clara), town.browser(town.anna)
    before = standing(views[0])["rev"]
    drawn = {"name": "Second", "geojson": ring(*FARTHER)}
    added = verify_action(lambda: anna.post(f"{url}/zones", drawn, content_type=JSON), *views)
    assert added.status_code == 201, added.content
    zone = f"{url}/zones/{added.json()['zone']['id']}"
    redrawn = {"name": "Second", "geojson": ring(*FARTHER, half=0.001)}
    assert verify_action(lambda: anna.put(zone, redrawn, content_type=JSON), *views).status_code == 200
    assert verify_action(lambda: anna.delete(zone), *views).status_code == 204
    assert standing(views[0])["rev"] == before + 3


@verifies("watch.ask_to_join", "watch.approve_member")
def test_asking_and_being_let_in(town: Town, url: str, clara: User) -> None:
    views, theirs = screens(town, url, clara), inbox(town, town.borys)
    borys, anna = town.browser(town.borys), town.browser(town.anna)
    ask = lambda: borys.post(f"{url}/join", {"note": "12"}, content_type=JSON)  # noqa: E731
    asked = verify_action(ask, *views, theirs).json()["membership_id"]
    verify_action(ask, *views, theirs, silent=True)
    assert standing(views[0])["members"] == 2
    approved = verify_action(lambda: anna.post(f"{url}/members/{asked}/approve"), *views, theirs)
    assert approved.status_code == 204
    assert standing(views[0])["members"] == 3
    assert theirs.snapshot()["items"][0]["data"]["kind"] == "watch.approved"


@verifies("watch.decline_member")
def test_a_declined_request_is_told_to_who_asked_only(town: Town, url: str, clara: User) -> None:
    views, theirs = screens(town, url, clara), inbox(town, town.borys)
    asked = town.browser(town.borys).post(f"{url}/join", {}, content_type=JSON).json()["membership_id"]
    body = {"reason": "Please add your street"}
    decline = f"{url}/members/{asked}/decline"
    declined = verify_action(
        lambda: town.browser(town.anna).post(decline, body, content_type=JSON), *views, theirs
    )
    assert declined.status_code == 204
    assert theirs.snapshot()["items"][0]["data"]["kind"] == "watch.declined"
    assert standing(views[0])["members"] == 2


@verifies("watch.leave_group", silent=True)
def test_a_request_taken_back_is_told_to_nobody(town: Town, url: str, clara: User) -> None:
    borys = town.browser(town.borys)
    borys.post(f"{url}/join", {}, content_type=JSON)
    views = [*screens(town, url, clara), inbox(town, town.borys)]
    verify_action(lambda: borys.post(f"{url}/leave"), *views, silent=True)


@verifies("watch.leave_group", "watch.remove_member")
def test_leaving_and_being_removed(town: Town, url: str, clara: User) -> None:
    borys_row = join(town, url, town.borys)
    views, theirs = screens(town, url), inbox(town, town.borys)
    left = verify_action(lambda: town.browser(clara).post(f"{url}/leave"), *views, inbox(town, clara))
    assert (left.status_code, standing(views[0])["members"]) == (204, 2)
    remove = f"{url}/members/{borys_row}/remove"
    removed = verify_action(
        lambda: town.browser(town.anna).post(remove, {"reason": "moved"}, content_type=JSON), *views, theirs
    )
    assert (removed.status_code, standing(views[0])["members"]) == (204, 1)
    assert theirs.snapshot()["items"][0]["data"]["kind"] == "watch.removed"


@verifies("watch.make_coordinator", "watch.step_down")
def test_coordinators_made_and_stepping_down(town: Town, url: str, clara: User) -> None:
    views, anna = screens(town, url, clara), town.browser(town.anna)
    group_id = url.rsplit("/", 1)[1]
    made = f"{url}/members/{member_id(group_id, clara)}/make-coordinator"
    assert verify_action(lambda: anna.post(made), *views).status_code == 204
    assert standing(views[0])["coordinators"] == 2
    down = f"{url}/members/{member_id(group_id, town.anna)}/step-down"
    assert verify_action(lambda: anna.post(down), *views).status_code == 204
    assert (standing(views[0])["members"], standing(views[0])["coordinators"]) == (2, 1)


@verifies("watch.archive_group", "watch.revive_group")
def test_a_group_ended_once_and_revived(town: Town, url: str, clara: User) -> None:
    views, dispatcher = screens(town, url, clara), town.browser(town.dispatcher)
    end = lambda: dispatcher.post(f"{url}/archive", {"reason": "merged"}, content_type=JSON)  # noqa: E731
    assert verify_action(end, *views).status_code == 200
    assert standing(views[0])["status"] == "archived"
    assert verify_action(end, *views, silent=True).status_code == 200
    revive = lambda: dispatcher.post(f"{url}/revive", {"reason": ""}, content_type=JSON)  # noqa: E731
    assert verify_action(revive, *views).status_code == 200
    assert standing(views[0])["status"] == "active"


def test_an_administrator_cannot_end_a_role_behind_the_groups_back(town: Town, url: str) -> None:
    admin = make_user("admin@example.org")
    make_grant(admin, Role.CITY_ADMIN, ScopeKind.AREA, town.city.pk)
    grant = town.anna.grants.get(role=Role.COORDINATOR)
    views = screens(town, url)
    end = f"/api/v1/grants/{grant.pk}/end"
    refused = verify_action(
        lambda: town.browser(admin).post(end, {"reason": "left"}, content_type=JSON), *views, silent=True
    )
    assert (refused.status_code, refused.json()["code"]) == (403, "grant.group")
    assert standing(views[0])["coordinators"] == 1
