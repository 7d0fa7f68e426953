"""A watch group changes: a ready area becomes its zone, somebody is declined, somebody leaves."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import Installation
from tests.browser.seed_names import COORDINATOR, DECLINED, LEAVER, MOVING_GROUP
from tests.browser.test_account import sign_in

pytestmark = pytest.mark.browser
DESK = {"width": 1440, "height": 900}
ZONES = """
SELECT z.name, z.source, ST_Equals(z.boundary, a.boundary)
FROM watch_zone z JOIN watch_group g ON g.id = z.group_id, geo_area a
WHERE g.name = %s AND a.code = 'beat-1' ORDER BY z.created_at
"""
STATE = """
SELECT m.state, count(r.id) FROM watch_membership m
JOIN watch_group g ON g.id = m.group_id JOIN accounts_user u ON u.id = m.user_id
LEFT JOIN accounts_grant r ON r.user_id = u.id AND r.scope_id = g.id::text AND r.valid @> now()
WHERE g.name = %s AND u.email = %s GROUP BY m.state
"""


def open_group(page: Any, email: str) -> None:
    """Sign in and stand in the group."""
    sign_in(page, email, after="/watch")
    page.get_by_role("heading", name="My watch").wait_for()
    page.get_by_role("button", name="Near me").click()
    page.get_by_role("link", name=MOVING_GROUP).last.click()
    page.get_by_role("heading", name=MOVING_GROUP).wait_for()


def test_the_coordinator_takes_a_ready_area_as_a_zone(
    open_page: Callable[..., Any], installation: Installation
) -> None:
    page = open_page(viewport=DESK)
    open_group(page, COORDINATOR)
    before = installation.sql(ZONES, MOVING_GROUP)
    page.get_by_role("tab", name="Zones").click()
    page.get_by_role("button", name="Add a zone").click()
    page.get_by_text("Take a ready area").click()
    page.get_by_role("button", name="Save the zone").click()
    page.get_by_text("Draw a zone or choose an area.").wait_for()
    assert installation.sql(ZONES, MOVING_GROUP) == before
    page.get_by_label("Area", exact=False).and_(page.locator("select")).select_option(label="Центр")
    page.get_by_role("button", name="Save the zone").click()
    page.get_by_text("The zone is saved.").wait_for()
    assert installation.sql(ZONES, MOVING_GROUP) == [*before, ("Центр", "area", True)]


def test_a_file_that_is_no_zone_is_refused_in_words_and_a_good_one_is_kept(
    open_page: Callable[..., Any], installation: Installation, tmp_path: Path
) -> None:
    page = open_page()
    open_group(page, COORDINATOR)
    page.get_by_role("tab", name="Zones").click()
    page.get_by_role("button", name="Add a zone").click()
    path = tmp_path / "zone.geojson"
    path.write_text(json.dumps({"type": "Point", "coordinates": [28.46, 49.23]}))
    page.locator("input[type=file]").set_input_files(path)
    page.locator(".editor [role=alert]").wait_for()
    before = installation.sql(ZONES, MOVING_GROUP)
    ring = [[28.461, 49.231], [28.464, 49.231], [28.464, 49.233], [28.461, 49.231]]
    path.write_text(json.dumps({"type": "Polygon", "coordinates": [ring]}))
    page.locator("input[type=file]").set_input_files(path)
    page.get_by_text("The zone is closed.").wait_for()
    page.get_by_label("Name of the zone").fill("From a file")
    page.get_by_role("button", name="Save the zone").click()
    page.get_by_text("The zone is saved.").first.wait_for()
    assert installation.sql(ZONES, MOVING_GROUP) == [*before, ("From a file", "upload", False)]


def test_a_neighbour_is_declined_with_a_reason_that_they_read(
    open_page: Callable[..., Any], installation: Installation
) -> None:
    coordinator, neighbour = open_page(), open_page()
    open_group(coordinator, COORDINATOR)
    coordinator.get_by_role("tab", name="People").click()
    coordinator.get_by_text("House 90.").wait_for()
    coordinator.get_by_role("button", name="Decline").click()
    dialog = coordinator.get_by_role("dialog")
    dialog.get_by_role("button", name="Cancel").click()
    assert installation.sql(STATE, MOVING_GROUP, DECLINED) == [("requested", 0)]
    coordinator.get_by_role("button", name="Decline").click()
    dialog.get_by_label("Why").fill("House 90 has a group of its own.")
    dialog.get_by_role("button", name="Decline").click()
    coordinator.get_by_text("No new requests.").wait_for()
    assert installation.sql(STATE, MOVING_GROUP, DECLINED) == [("declined", 0)]
    sign_in(neighbour, DECLINED, after="/alerts")
    neighbour.get_by_text("House 90 has a group of its own.").wait_for()


def test_a_member_leaves_after_being_asked_and_sees_the_zone_no_more(
    open_page: Callable[..., Any], installation: Installation
) -> None:
    page = open_page()
    open_group(page, LEAVER)
    page.get_by_text("You are a member").wait_for()
    page.get_by_role("button", name="Leave the group").click()
    page.get_by_role("dialog").get_by_role("button", name="Cancel").click()
    assert installation.sql(STATE, MOVING_GROUP, LEAVER) == [("active", 1)]
    page.get_by_role("button", name="Leave the group").click()
    page.get_by_role("dialog").get_by_role("button", name="Leave the group").click()
    page.get_by_role("button", name="Ask to join").wait_for()
    assert installation.sql(STATE, MOVING_GROUP, LEAVER) == [("left", 0)]
    assert page.get_by_role("tab", name="People").count() == 0
    page.get_by_text("Only members see the reports of the zone.").wait_for()
