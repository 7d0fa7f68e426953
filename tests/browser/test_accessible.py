"""axe finds nothing on the resident's pages, in both languages, light and dark, on a phone and at a desk."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.conftest import still
from tests.browser.test_report import WORDS, begin

pytestmark = pytest.mark.browser
PLAIN = ["/report", "/receipt", "/alerts", "/sign-in", "/sign-in?new=1", "/me", "/nowhere"]
LOOKS = [
    {"language": "uk-UA", "color_scheme": "light"},
    {"language": "en-GB", "color_scheme": "dark", "viewport": {"width": 1440, "height": 900}},
]


@pytest.mark.parametrize("look", LOOKS, ids=["uk-light-phone", "en-dark-desk"])
def test_every_plain_page(
    look: dict[str, Any], open_page: Callable[..., Any], accessible: Callable[[Any, str], None]
) -> None:
    page = open_page(**look)
    for address in PLAIN:
        page.goto(address)
        page.locator("h1, h2").first.wait_for()
        still(page)
        accessible(page, address)


def test_every_step_of_a_report(
    open_page: Callable[..., Any], accessible: Callable[[Any, str], None]
) -> None:
    page = open_page()
    page.goto("/report")
    page.get_by_role("button", name="Break-in", exact=True).click()
    page.get_by_role("button", name="Break-in happening now").click()
    page.get_by_role("heading", name="Call first").wait_for()
    accessible(page, "emergency")
    page.get_by_role("button", name="I have called").click()
    page.get_by_role("heading", name="Where is it?").wait_for()
    accessible(page, "where")
    page.get_by_role("button", name="My position").click()
    page.get_by_role("heading", name="Tell it in a few words").wait_for()
    page.get_by_role("button", name="Send report").click()
    page.get_by_role("alert").wait_for()
    accessible(page, "tell, refused")
    for row, heading in (
        ("When", "When did it"),
        ("People", "What is this"),
        ("Your contact", "Do you want"),
    ):
        page.get_by_role("button", name=row).first.click()
        page.get_by_role("heading", name=heading).first.wait_for()
        accessible(page, row)
        page.go_back()
        page.get_by_label(WORDS).wait_for()
    page.context.set_offline(True)
    page.get_by_text("No connection.").wait_for()
    accessible(page, "offline")
    page.context.set_offline(False)


def test_sent_and_followed(open_page: Callable[..., Any], accessible: Callable[[Any, str], None]) -> None:
    page = open_page(color_scheme="dark")
    begin(page)
    page.get_by_label(WORDS).fill("Checked by axe.")
    page.get_by_role("button", name="Send report").click()
    page.get_by_role("heading", name="Your report is sent").wait_for()
    accessible(page, "sent")
    page.get_by_role("button", name="Follow your report").click()
    page.get_by_role("heading", name="What is happening").wait_for()
    accessible(page, "followed")
    page.get_by_role("button", name="Withdraw").click()
    accessible(page, "withdraw")
