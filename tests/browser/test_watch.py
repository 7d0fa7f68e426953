"""Watch groups in the browser: find mine, ask to join, draw a zone, let a neighbour in."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import Installation, still
from tests.browser.seed_names import ADMINISTRATOR, COORDINATOR, GROUP, NEIGHBOUR
from tests.browser.test_account import sign_in

pytestmark = pytest.mark.browser
DESK = {"width": 1440, "height": 900}


def open_group(page: Any, email: str) -> None:
    """Sign in and open the group from the list of groups near me."""
    sign_in(page, email, after="/watch")
    page.get_by_role("heading", name="My watch").wait_for()
    page.get_by_role("button", name="Near me").click()
    page.get_by_role("link", name=GROUP).last.click()
    page.get_by_role("heading", name=GROUP).wait_for()


def zones(installation: Installation) -> list[tuple[Any, ...]]:
    """Zones of the group: name, source, corners."""
    return installation.sql(
        "SELECT z.name, z.source, ST_NPoints(z.boundary) FROM watch_zone z"
        " JOIN watch_group g ON g.id = z.group_id WHERE g.name = %s ORDER BY z.created_at",
        GROUP,
    )


def test_a_neighbour_asks_and_the_coordinator_lets_them_in(
    open_page: Callable[..., Any], installation: Installation
) -> None:
    neighbour, coordinator = open_page(), open_page(viewport=DESK)
    open_group(neighbour, NEIGHBOUR)
    neighbour.get_by_role("button", name="Ask to join").click()
    neighbour.get_by_label("A few words to the coordinator").fill("House 14, third entrance.")
    neighbour.get_by_role("button", name="Send the request").click()
    neighbour.get_by_text("Your request is being considered").first.wait_for()

    open_group(coordinator, COORDINATOR)
    coordinator.get_by_role("tab", name="People").click()
    coordinator.get_by_text("House 14, third entrance.").wait_for()
    coordinator.get_by_role("button", name="Let in").click()
    coordinator.get_by_text("No new requests.").wait_for()
    [[state]] = installation.sql(
        "SELECT m.state FROM watch_membership m JOIN accounts_user u ON u.id = m.user_id WHERE u.email = %s",
        NEIGHBOUR,
    )
    assert state == "active"
    neighbour.reload()
    neighbour.get_by_text("You are a member").wait_for()
    assert neighbour.get_by_role("tab", name="Zones").count() == 0


def test_the_coordinator_draws_a_zone_on_the_map(
    open_page: Callable[..., Any], installation: Installation
) -> None:
    page = open_page(viewport=DESK)
    open_group(page, COORDINATOR)
    page.get_by_role("tab", name="Zones").click()
    page.get_by_role("button", name="Add a zone").click()
    page.get_by_label("Name of the zone").fill("Drawn yards")
    canvas = page.locator(".editor canvas")
    canvas.scroll_into_view_if_needed()
    page.get_by_text("Tap the map at each corner").wait_for()
    page.wait_for_timeout(1500)
    box = canvas.bounding_box()
    for x, y in ((0.30, 0.30), (0.60, 0.30), (0.60, 0.60)):
        page.mouse.click(box["x"] + box["width"] * x, box["y"] + box["height"] * y)
        page.wait_for_timeout(350)
    page.get_by_text("The zone is closed.").wait_for()
    page.mouse.click(box["x"] + box["width"] * 0.42, box["y"] + box["height"] * 0.15)
    page.get_by_text("The sides of the zone cross.").wait_for()
    before = zones(installation)
    page.get_by_role("button", name="Save the zone").click()
    page.get_by_text("Draw a zone or choose an area.").wait_for()
    assert zones(installation) == before
    page.get_by_role("button", name="Undo").click()
    page.get_by_role("button", name="Save the zone").click()
    page.get_by_text("The zone is saved.").wait_for()
    assert zones(installation)[-1] == ("Drawn yards", "drawn", 4)


def test_a_zone_without_the_map_from_the_list_of_corners_and_from_a_file(
    open_page: Callable[..., Any], installation: Installation, tmp_path: Path
) -> None:
    page = open_page()
    open_group(page, COORDINATOR)
    page.get_by_role("tab", name="Zones").click()
    page.get_by_role("button", name="Add a zone").click()
    page.get_by_label("Name of the zone").fill("Typed yards")
    page.get_by_text("Corners as a list").click()
    for corner in ("49.2400, 28.4600", "49.2400, 28.4650", "49.2370, 28.4650"):
        page.get_by_label("New corner: latitude, longitude").fill(corner)
        page.keyboard.press("Enter")
    page.get_by_role("button", name="Save the zone").click()
    page.get_by_text("The zone is saved.").first.wait_for()
    assert zones(installation)[-1] == ("Typed yards", "drawn", 4)

    ring = [[28.46, 49.23], [28.463, 49.23], [28.463, 49.232], [28.46, 49.232], [28.46, 49.23]]
    shape = {
        "type": "Feature",
        "properties": {"name": "Filed yards"},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }
    path = tmp_path / "zone.geojson"
    path.write_text(json.dumps(shape))
    page.get_by_role("button", name="Add a zone").click()
    page.locator("input[type=file]").set_input_files(path)
    page.get_by_text("The zone is closed.").wait_for()
    page.get_by_role("button", name="Save the zone").click()
    page.get_by_text("The zone is saved.").first.wait_for()
    page.get_by_text("Filed yards").first.wait_for()
    assert zones(installation)[-1] == ("Filed yards", "upload", 5)


def test_the_administrator_gives_a_role_and_ends_it(
    open_page: Callable[..., Any], installation: Installation
) -> None:
    page = open_page(viewport=DESK)
    sign_in(page, ADMINISTRATOR, after="/admin")
    page.get_by_label("Find a person").fill("neighbour")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("button", name="Леся Сусідка").click()
    page.get_by_role("button", name="Give a role").click()
    form = page.locator("form").filter(has_text="Grounds")
    form.get_by_role("radio", name="Вінниця").check()
    form.get_by_label("Grounds").fill("Order 14")
    form.get_by_role("button", name="Give a role").click()
    page.get_by_text("The role is given.").wait_for()
    page.get_by_role("button", name="End the role").first.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Grounds").fill("Order 15")
    dialog.get_by_role("button", name="End the role").click()
    page.get_by_text("The role has ended.").wait_for()
    [[open_grants]] = installation.sql(
        "SELECT count(*) FROM accounts_grant g JOIN accounts_user u ON u.id = g.user_id"
        " WHERE u.email = %s AND g.role = 'patrol_officer' AND upper_inf(g.valid)",
        NEIGHBOUR,
    )
    assert open_grants == 0
    page.get_by_role("tab", name="Audit trail").click()
    page.get_by_text("Ірина Міська").first.wait_for()


@pytest.mark.parametrize(
    "look",
    [{"language": "uk-UA"}, {"viewport": DESK, "color_scheme": "dark"}],
    ids=["uk-phone", "en-dark-desk"],
)
def test_desks_are_accessible(
    look: dict[str, Any], open_page: Callable[..., Any], accessible: Callable[[Any, str], None]
) -> None:
    page = open_page(**look)
    for address in ("/", "/watch", "/watch/new", "/patrol", "/admin"):
        page.goto(address)
        page.locator("h1").first.wait_for(state="attached")
        still(page)
        accessible(page, address)


@pytest.mark.parametrize("look", [{}, {"viewport": DESK, "color_scheme": "dark"}], ids=["phone", "dark-desk"])
def test_every_part_of_group_and_administration_is_accessible(
    look: dict[str, Any], open_page: Callable[..., Any], accessible: Callable[[Any, str], None]
) -> None:
    page = open_page(**look)
    open_group(page, COORDINATOR)
    for name in ("Reports in the zone", "People", "Zones", "Settings"):
        page.get_by_role("tab", name=name).click()
        page.wait_for_timeout(300)
        accessible(page, name)
    page.get_by_role("tab", name="Zones").click()
    page.get_by_role("button", name="Change the boundary").first.click()
    page.get_by_text("Corners as a list").click()
    accessible(page, "zone editor")
    page.context.clear_cookies()
    sign_in(page, ADMINISTRATOR, after="/admin")
    for name in ("People and roles", "Areas", "Audit trail", "System status"):
        page.get_by_role("tab", name=name).click()
        page.wait_for_timeout(500)
        accessible(page, name)
