"""The main job by the keys alone: Tab, Enter, Space and arrows. The focus is never lost and always seen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.conftest import Installation
from tests.browser.keyboard import assert_focus, press_on, tab_to, type_into
from tests.browser.seed_names import ASKING, COORDINATOR, KEYS_GROUP, KEYS_OFFICER
from tests.browser.test_account import sign_in
from tests.browser.test_patrol import card, report
from tests.browser.test_report import WORDS, rows

pytestmark = pytest.mark.browser


def test_a_resident_reports_without_an_account_and_without_a_map(
    open_page: Callable[..., Any], installation: Installation
) -> None:
    page = open_page()
    page.goto("/report")
    press_on(page, page.get_by_role("button", name="Break-in", exact=True))
    page.get_by_role("button", name="All topics").wait_for()
    assert_focus(page)
    press_on(page, page.get_by_role("button", name="All topics"))
    page.get_by_role("button", name="Street light out").wait_for()
    assert_focus(page)
    press_on(page, page.get_by_role("button", name="Street light out"), "Space")
    page.get_by_role("heading", name="Where is it?").wait_for()
    assert_focus(page)
    type_into(page, page.get_by_role("searchbox"), "Соборна 32")
    press_on(page, page.get_by_role("button", name="вул. Соборна, 32").first)
    page.get_by_label("How to find it").wait_for()
    assert_focus(page)
    press_on(page, page.get_by_role("button", name="Next"))
    page.get_by_role("heading", name="Tell it in a few words").wait_for()
    assert_focus(page)
    press_on(page, page.get_by_role("button", name="Send report"))
    page.get_by_role("alert").wait_for()
    assert_focus(page)
    press_on(page, page.get_by_role("alert").get_by_role("link").first)
    assert page.get_by_label(WORDS).evaluate("one => one === document.activeElement")
    page.keyboard.type("By the keys alone, on a phone.")
    press_on(page, page.get_by_role("button", name="When").first)
    page.get_by_role("heading", name="When did it").wait_for()
    assert_focus(page)
    tab_to(page, page.get_by_role("radio").first)
    page.keyboard.press("ArrowDown")
    assert_focus(page)
    page.keyboard.press("ArrowUp")
    press_on(page, page.get_by_role("button", name="Next"))
    page.get_by_label(WORDS).wait_for()
    assert_focus(page)
    press_on(page, page.get_by_role("button", name="Send report"))
    page.get_by_role("heading", name="Your report is sent").wait_for()
    assert_focus(page)
    assert rows(installation, "By the keys alone, on a phone.") == 1
    press_on(page, page.get_by_role("button", name="Follow your report"))
    page.get_by_role("heading", name="What is happening").wait_for()
    assert_focus(page)


def test_an_officer_works_a_report_on_a_phone(
    open_page: Callable[..., Any], installation: Installation
) -> None:
    page = open_page()
    filed = report(installation, words="Somebody on the roof.", east=0.009)
    sign_in(page, KEYS_OFFICER, after="/patrol")
    card(page, filed).wait_for()
    duty = page.locator("header.bar").get_by_role("button", name="Not on duty")
    press_on(page, duty)
    type_into(page, page.get_by_label("Call sign of the unit"), "Varta-3")
    press_on(page, page.get_by_role("button", name="Go on duty"))
    page.locator("header.bar").get_by_role("button", name="Varta-3").wait_for()
    assert_focus(page)

    press_on(page, card(page, filed).get_by_role("button").first)
    pane = page.get_by_role("complementary", name="Details")
    pane.get_by_role("heading", name="History").wait_for()
    assert page.evaluate("document.activeElement.id") == "detail-title"
    assert_focus(page)
    for verb, next_verb in (("Take", "On my way"), ("On my way", "Arrived"), ("Arrived", "Close")):
        press_on(page, pane.get_by_role("button", name=verb, exact=True), "Space")
        pane.get_by_role("button", name=next_verb, exact=True).wait_for()
        assert_focus(page)
    press_on(page, pane.get_by_role("button", name="Close", exact=True))
    form = pane.get_by_role("form", name="Close")
    form.wait_for()
    assert_focus(page)
    press_on(page, form.get_by_role("button", name="Close the call"))
    page.get_by_text("Choose an answer to go on.").wait_for()
    assert_focus(page)
    press_on(page, form.get_by_role("button", name="Cancel"))
    form.wait_for(state="detached")
    assert_focus(page)
    press_on(page, pane.get_by_role("button", name="Close", exact=True))
    form.wait_for()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    assert_focus(page)
    press_on(page, form.get_by_role("button", name="Close the call"))
    form.wait_for(state="detached")
    pane.get_by_text("Resolved", exact=True).first.wait_for()
    assert_focus(page)
    [[state]] = installation.sql("SELECT state FROM incidents_incident WHERE id = %s", filed["id"])
    assert state == "resolved"
    press_on(page, pane.get_by_role("button", name="Close the details"))
    pane.wait_for(state="detached")
    assert_focus(page)


def test_a_coordinator_decides_on_those_who_ask(
    open_page: Callable[..., Any], installation: Installation
) -> None:
    page = open_page()
    sign_in(page, COORDINATOR, after="/watch")
    page.get_by_role("heading", name="My watch").wait_for()
    press_on(page, page.get_by_role("link", name=KEYS_GROUP).first)
    page.get_by_role("heading", name=KEYS_GROUP).wait_for()
    assert_focus(page)
    tab_to(page, page.get_by_role("tab", name="Reports in the zone"))
    page.keyboard.press("ArrowRight")
    page.get_by_role("tab", name="People", selected=True).wait_for()
    assert_focus(page)
    for left in (1, 0):
        press_on(page, page.get_by_role("button", name="Let in").first)
        page.get_by_text("No new requests." if not left else "1 request").first.wait_for()
        assert_focus(page)
    states = installation.sql(
        "SELECT m.state FROM watch_membership m JOIN accounts_user u ON u.id = m.user_id"
        " WHERE u.email = ANY(%s)",
        [email for email, _ in ASKING],
    )
    assert states == [("active",), ("active",)]
    press_on(page, page.locator("summary").last)
    press_on(page, page.get_by_role("button", name="Remove", exact=True).last)
    dialog = page.get_by_role("dialog")
    dialog.wait_for()
    assert_focus(page)
    page.keyboard.press("Escape")
    dialog.wait_for(state="hidden")
    assert_focus(page)
