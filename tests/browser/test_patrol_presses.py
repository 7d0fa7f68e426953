"""No press on the patrol's buttons is lost: to an answer still awaited, or to a button that moves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.conftest import Installation
from tests.browser.seed_names import OFFICER
from tests.browser.test_patrol import DESK, board, card, report

pytestmark = pytest.mark.browser
POST = """address => fetch(address, {method: 'POST', headers: {
    'X-CSRFToken': document.cookie.match(/csrftoken=([^;]+)/)[1], 'Content-Type': 'application/json'}})"""


def taken(page: Any, installation: Installation) -> tuple[dict[str, Any], Any]:
    """A report that the officer's unit has taken, and its pane."""
    board(page, OFFICER, on="Varta-1")
    filed = report(installation, words="A press is a press.")
    card(page, filed).get_by_role("button").first.click()
    pane = page.get_by_role("complementary", name="Details")
    pane.get_by_role("button", name="Take", exact=True).click()
    pane.get_by_role("button", name="On my way").wait_for()
    return filed, pane


def end(page: Any, pane: Any) -> None:
    """Close the call: the unit is free for the next test."""
    form = pane.get_by_role("form", name="Close")
    form.get_by_text("Nothing found").click()
    form.get_by_role("button", name="Close the call").click()
    form.wait_for(state="detached")


def test_what_is_pressed_before_the_answer_comes_is_done_after_it(
    open_page: Callable[..., Any], installation: Installation
) -> None:
    page = open_page(viewport=DESK)
    filed, pane = taken(page, installation)
    held: list[tuple[Any, Any]] = []
    sent: list[str] = []
    page.on("request", lambda one: sent.append(one.url.rpartition("/")[2]) if one.method == "POST" else None)
    page.route("**/en-route", lambda route: held.append((route, route.fetch())))
    pane.get_by_role("button", name="On my way").click()
    card(page, filed).get_by_text("On the way").wait_for()
    # The stream is ahead of the answer: the pressed button stands where it was, and is busy.
    assert pane.get_by_role("button", name="On my way").get_attribute("aria-busy") == "true"
    pane.get_by_role("button", name="Arrived").click()
    pane.get_by_role("button", name="Arrived").click()
    assert sent == ["en-route"]
    route, answer = held.pop()
    route.fulfill(response=answer)
    card(page, filed).get_by_text("On scene").wait_for()
    pane.get_by_role("button", name="Arrived").wait_for(state="detached")
    assert sent == ["en-route", "on-scene"]
    pane.get_by_role("button", name="Close", exact=True).click()
    end(page, pane)


def test_a_button_stays_under_the_finger_that_presses_it(
    open_page: Callable[..., Any], installation: Installation
) -> None:
    page = open_page(viewport=DESK)
    filed, pane = taken(page, installation)
    close = pane.get_by_role("button", name="Close", exact=True)
    close.hover()
    page.mouse.down()
    for step in ("en-route", "on-scene"):
        page.evaluate(POST, f"/api/v1/dispatch/incidents/{filed['id']}/{step}")
    card(page, filed).get_by_text("On scene").wait_for()
    page.mouse.up()
    end(page, pane)


def test_details_that_did_not_come_over_a_bad_network_come_over_a_better_one(
    open_page: Callable[..., Any], installation: Installation
) -> None:
    page = open_page(viewport=DESK)
    lost: list[str] = []

    def lose(route: Any) -> None:
        lost.append(route.request.url)
        route.abort()

    page.route("**/assets/Detail*.css", lose)
    board(page, OFFICER)
    filed = report(installation, words="Seen on a bad network.")
    card(page, filed).get_by_role("button").first.click()
    pane = page.get_by_role("complementary", name="Details")
    pane.wait_for()
    page.wait_for_function("() => performance.now() > 1500")
    assert lost
    page.unroute("**/assets/Detail*.css")
    pane.get_by_text("Seen on a bad network.").wait_for()
    assert page.evaluate("[...document.styleSheets].some(one => one.href?.includes('/Detail.'))")
