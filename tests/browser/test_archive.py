"""The archive: years, places and kinds by the address; map and list tell the same; the police search it."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.conftest import Installation
from tests.browser.keyboard import assert_focus, press_on, tab_to
from tests.browser.seed_names import ARCHIVIST, FOREIGN_ARCHIVIST
from tests.browser.test_account import sign_in

pytestmark = pytest.mark.browser
LATE = pytest.importorskip("playwright.sync_api").TimeoutError
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1440, "height": 900}
NO_MAP = "HTMLCanvasElement.prototype.getContext = () => null;"
BICYCLES = "SELECT ST_X(public_point::geometry), ST_Y(public_point::geometry) FROM incidents_incident {}"
OF_2023 = "WHERE source = 'old' AND category_id = 'theft.bicycle' LIMIT 1"
MOUSE_AWAY = (700, 60)


def rows(page: Any) -> Any:
    return page.locator("[data-incident]")


def listed(page: Any, count: int) -> None:
    """Wait until the list has so many lines."""
    page.wait_for_function("n => document.querySelectorAll('[data-incident]').length === n", arg=count)


def place_of_the_bicycles(installation: Installation) -> tuple[float, float]:
    [(lon, lat)] = installation.sql(BICYCLES.format(OF_2023))
    return float(lon), float(lat)


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_a_resident_finds_a_year_and_the_address_keeps_it(
    open_page: Callable[..., Any], viewport: dict[str, int]
) -> None:
    page = open_page(viewport=viewport)
    page.goto("/")
    page.get_by_role("link", name="Earlier", exact=True).click()
    page.get_by_role("heading", name="Archive of reports").wait_for()
    when = page.get_by_label("When", exact=True)
    page.get_by_role("option", name="2023 (3)").wait_for(state="attached")
    assert page.get_by_role("option", name="2022").count() == 0, (
        "what the police alone see is no year of the public"
    )
    when.select_option("2023")
    listed(page, 3)
    page.get_by_text("3 reports here").wait_for()
    rows(page).first.get_by_text("3 July 2023").wait_for()
    page.get_by_role("button", name="Noise and quiet").click()
    page.get_by_role("heading", name="Nothing fits this filter").wait_for()
    assert "when=2023" in page.url
    assert "kinds=noise" in page.url
    page.go_back()
    listed(page, 3)
    assert "kinds" not in page.url
    page.reload()
    listed(page, 3)
    assert page.get_by_label("When", exact=True).input_value() == "2023"


def test_where_nothing_is_the_years_are_offered(open_page: Callable[..., Any]) -> None:
    page = open_page()
    page.goto("/incidents?when=2019")
    page.get_by_role("heading", name="Nothing here in this time").wait_for()
    page.get_by_role("button", name="2023", exact=True).click()
    listed(page, 3)


def test_a_list_that_is_cut_says_so_and_how_to_narrow(open_page: Callable[..., Any]) -> None:
    page = open_page(viewport=DESK)
    page.goto("/incidents?when=2021")
    listed(page, 200)
    page.get_by_text("The newest 200 reports are shown").wait_for()
    page.get_by_text("260 reports here").wait_for()
    page.get_by_label("When", exact=True).select_option("days")
    page.get_by_label("From day").fill("2021-03-01")
    page.get_by_label("From day").press("Tab")
    page.get_by_label("To day").fill("2021-03-04")
    page.get_by_label("To day").press("Tab")
    listed(page, 4)
    page.get_by_text("4 reports here").wait_for()
    assert page.get_by_text("There are more here").count() == 0
    assert "from=2021-03-01&to=2021-03-04" in page.url
    page.get_by_label("To day").fill("2021-02-04")
    page.get_by_label("To day").press("Tab")
    page.get_by_text("The first day cannot be later").wait_for()


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_a_pin_opens_what_is_at_its_place(
    open_page: Callable[..., Any], installation: Installation, viewport: dict[str, int]
) -> None:
    page = open_page(viewport=viewport)
    lon, lat = place_of_the_bicycles(installation)
    page.goto(f"/incidents?when=2023&at={lon:.5f},{lat:.5f},14.00")
    listed(page, 3)
    opened = page.get_by_role("heading", name="At this place")
    box = page.locator(".ground canvas").bounding_box()
    middle = box["y"] + (box["height"] / 2 if viewport is DESK else box["height"] / 4)
    for _ in range(20):  # the pin is drawn when its tile has come; a press on bare ground does nothing
        page.mouse.click(box["x"] + box["width"] / 2, middle)
        with contextlib.suppress(LATE):
            opened.wait_for(timeout=700)
            break
    opened.wait_for()
    listed(page, 3)
    card = page.locator("[data-incident][aria-pressed=true]")
    for words in ("Bicycle or scooter theft", "July 2023", "Medium", "approximate place, within", "Closed"):
        card.get_by_text(words).first.wait_for()
    assert "place=" in page.url
    assert "id=" in page.url
    page.get_by_role("button", name="Show all on the map").click()
    opened.wait_for(state="hidden")
    page.go_back()
    opened.wait_for()
    card.wait_for()


def test_discs_of_a_far_map_add_up_and_come_apart(open_page: Callable[..., Any]) -> None:
    page = open_page(viewport=DESK)
    page.goto("/incidents?when=2021&at=28.53220,49.23310,10.00")
    page.get_by_text("260 reports here").wait_for()
    for zoom in (1, 2, 3):
        page.get_by_role("button", name="Zoom in").click()
        page.wait_for_function("end => location.search.endsWith(end)", arg=f",{10 + zoom}.00")
        page.get_by_text("260 reports here").wait_for()


def test_without_a_map_a_place_is_chosen_from_the_list(open_page: Callable[..., Any]) -> None:
    page = open_page()
    page.add_init_script(NO_MAP)
    page.goto("/incidents?when=2023")
    page.get_by_text("The map cannot be shown now.").wait_for()
    listed(page, 3)
    page.get_by_label("Where").select_option(label="Центр")
    page.get_by_role("heading", name="Nothing here in this time").wait_for()
    page.get_by_label("Where").select_option(label="Схід")
    listed(page, 3)
    assert "area=" in page.url
    page.reload()
    listed(page, 3)


def test_by_the_keys_alone(open_page: Callable[..., Any]) -> None:
    page = open_page()
    page.goto("/incidents")
    page.get_by_role("option", name="2023 (3)").wait_for(state="attached")
    tab_to(page, page.get_by_label("When", exact=True))
    page.keyboard.type("2023")
    listed(page, 3)
    press_on(page, page.get_by_role("button", name="Theft", exact=True), "Space")
    page.wait_for_url("**kinds=theft**")
    assert_focus(page)
    listed(page, 3)
    tab_to(page, rows(page).first)
    page.keyboard.press("ArrowDown")
    assert_focus(page)
    assert rows(page).nth(1).evaluate("one => one === document.activeElement && one.ariaPressed === 'true'")


def test_the_archive_without_a_network_and_again_with_one(open_page: Callable[..., Any]) -> None:
    page = open_page(viewport=DESK)
    page.goto("/incidents?when=2023")
    listed(page, 3)
    page.context.set_offline(True)
    page.get_by_label("When", exact=True).select_option("2021")
    page.get_by_text("You see what was loaded before.").wait_for()
    assert rows(page).count() == 3
    page.context.set_offline(False)
    page.get_by_label("When", exact=True).select_option("2023")
    page.get_by_text("You see what was loaded before.").wait_for(state="hidden")
    listed(page, 3)


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_the_police_search_by_words_and_open_what_is_not_on_the_board(
    open_page: Callable[..., Any], installation: Installation, viewport: dict[str, int]
) -> None:
    page = open_page(viewport=viewport)
    sign_in(page, ARCHIVIST, after="/patrol")
    if viewport is PHONE:
        page.get_by_role("button", name="Filter").click()
    page.get_by_role("link", name="Search the archive of reports").click()
    page.get_by_role("heading", name="Archive of reports").wait_for()
    page.get_by_label("When", exact=True).select_option("all")
    page.get_by_role("searchbox").fill("фургон")
    page.get_by_role("searchbox").press("Enter")
    page.get_by_text("1 report found").wait_for()
    listed(page, 1)
    page.mouse.move(*MOUSE_AWAY)
    rows(page).first.click()
    page.wait_for_url("**/patrol/*")
    pane = page.get_by_role("complementary", name="Details")
    pane.get_by_text("Чорний фургон біля школи").wait_for()
    pane.get_by_text("Closed", exact=True).first.wait_for()
    page.go_back()
    page.get_by_text("1 report found").wait_for()
    [(reference,)] = installation.sql("SELECT reference FROM incidents_incident WHERE source_key = 'b1'")
    page.get_by_label("When", exact=True).select_option("month")
    page.get_by_role("searchbox").fill(reference.lower())
    page.get_by_role("button", name="Search", exact=True).click()
    listed(page, 1)
    rows(page).first.get_by_text(reference).wait_for()


def test_the_police_filter_by_state_and_go_on_by_pages(open_page: Callable[..., Any]) -> None:
    page = open_page(viewport=DESK)
    sign_in(page, ARCHIVIST, after="/me")
    page.goto("/incidents?when=2021")
    listed(page, 50)
    page.get_by_text("260 reports here").wait_for()
    page.get_by_role("button", name="Show more").click()
    listed(page, 100)
    page.get_by_role("button", name="Filter").click()
    page.get_by_role("button", name="Resolved", exact=True).click()
    page.get_by_role("heading", name="Nothing fits this filter").wait_for()
    page.get_by_role("button", name="Closed", exact=True).click()
    listed(page, 50)
    page.get_by_text("The map shows only what the list has so far.").wait_for()
    assert "states=closed,resolved" in page.url


def test_an_officer_of_another_place_finds_nothing_there(
    open_page: Callable[..., Any], installation: Installation
) -> None:
    page = open_page(viewport=DESK)
    sign_in(page, FOREIGN_ARCHIVIST, after="/me")
    page.goto("/incidents?when=all&q=фургон")
    page.get_by_role("heading", name="Nothing fits this filter").wait_for()
    assert page.locator("option", has_text="2022").count() == 0
    [(threat,)] = installation.sql("SELECT id::text FROM incidents_incident WHERE source_key = 't'")
    page.goto(f"/patrol/{threat}")
    page.get_by_role("complementary", name="Details").get_by_role("alert").wait_for()
    page.get_by_role("button", name="Close the details").click()
    page.wait_for_url("**/patrol")


def test_the_first_page_says_when_it_cannot_show_all(open_page: Callable[..., Any]) -> None:
    page = open_page()

    def cut(route: Any) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=json.dumps(answer.json() | {"cut": True}))

    page.goto("/")
    rows(page).first.wait_for()
    assert page.get_by_text("There are more reports here than this page can show.").count() == 0
    page.route("**/api/v1/map/live*", cut)
    page.reload()
    page.get_by_text("There are more reports here than this page can show.").wait_for()
    page.get_by_role("link", name="Open the archive").click()
    page.get_by_role("heading", name="Archive of reports").wait_for()
    assert "at=" in page.url


def test_a_place_of_the_list_is_shown_on_the_map(open_page: Callable[..., Any]) -> None:
    page = open_page(viewport=DESK)
    page.goto("/incidents?when=2023")
    listed(page, 3)
    page.get_by_role("button", name="Zoom in").wait_for()
    page.get_by_label("Where").select_option(label="Центр")
    page.get_by_role("heading", name="Nothing here in this time").wait_for()
    assert (
        page.locator("select", has_text="Whole city").evaluate("one => one.selectedOptions[0].text")
        == "Центр"
    )
    assert "area=" in page.url
    page.get_by_role("button", name="Zoom out").click()
    page.wait_for_url("**at=*")
    assert "area=" not in page.url
    page.go_back()
    listed(page, 3)
