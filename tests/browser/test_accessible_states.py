"""axe finds nothing in the states between: forms refused, dialogs open, no network; light and dark."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.conftest import Installation, still
from tests.browser.seed_names import ADMINISTRATOR, COORDINATOR, OFFICER, RESIDENT
from tests.browser.test_account import sign_in
from tests.browser.test_patrol import DESK, board, card, report
from tests.browser.test_report import WORDS
from tests.browser.test_watch import open_group

pytestmark = pytest.mark.browser
LOOKS = [{"color_scheme": "light"}, {"color_scheme": "dark", "viewport": DESK}]
Axe = Callable[[Any, str], None]


@pytest.fixture(params=LOOKS, ids=["light-phone", "dark-desk"])
def look(request: pytest.FixtureRequest) -> dict[str, Any]:
    """A theme and a screen."""
    return dict(request.param)


@pytest.fixture
def checked(accessible: Axe) -> Axe:
    """axe, once nothing moves any more."""

    def check(page: Any, where: str) -> None:
        still(page)
        accessible(page, where)

    return check


def test_the_report_form_refused(look: dict[str, Any], open_page: Callable[..., Any], checked: Axe) -> None:
    page = open_page(**look)
    page.goto("/report")
    page.get_by_role("button", name="Suspicious behaviour").click()
    page.get_by_role("button", name="Next").click()
    page.get_by_role("alert").wait_for()
    checked(page, "no place")
    page.get_by_role("searchbox").fill("nowhere at all")
    page.get_by_text("Nothing found").wait_for()
    checked(page, "place not found")
    page.get_by_role("button", name="My position").click()
    page.get_by_label(WORDS).fill("A man tries the doors.")
    page.get_by_role("button", name="People").click()
    page.get_by_label("What they do or did").fill("ok")
    page.get_by_label("Clothes and shoes").fill("black coat")
    page.get_by_role("button", name="Done").click()
    page.get_by_role("alert").wait_for()
    checked(page, "people")
    page.get_by_label("What they do or did").fill("tries the doors of parked cars")
    page.get_by_role("button", name="Done").click()
    page.get_by_role("button", name="When").click()
    page.get_by_role("radio", name="Earlier").check()
    page.get_by_role("button", name="Next").click()
    page.get_by_role("alert").wait_for()
    checked(page, "time")
    page.go_back()
    page.get_by_role("button", name="Your contact").click()
    page.get_by_role("radio", name="Leave a contact").check()
    page.get_by_role("button", name="Next").click()
    page.get_by_role("alert").wait_for()
    checked(page, "contact")


def test_sign_in_and_receipt_refused(
    look: dict[str, Any], open_page: Callable[..., Any], checked: Axe
) -> None:
    page = open_page(**look)
    for address in ("/sign-in", "/sign-in?new=1"):
        page.goto(address)
        page.locator("form button[type=submit]").click()
        page.get_by_role("alert").wait_for()
        checked(page, f"{address}, empty")
    page.goto("/sign-in")
    page.get_by_label("E-mail", exact=True).fill(RESIDENT)
    page.get_by_label("Password", exact=True).fill("not the password")
    page.locator("form button[type=submit]").click()
    page.get_by_role("alert").wait_for()
    checked(page, "wrong password")
    page.get_by_role("tab", name="By e-mailed code").click()
    page.get_by_role("button", name="Send a code by e-mail").click()
    page.get_by_label("Code from the e-mail").wait_for()
    checked(page, "code asked")
    page.goto("/receipt")
    page.get_by_label("Words of the receipt").fill("one two three")
    page.get_by_role("button", name="Open the report").click()
    page.get_by_role("alert").wait_for()
    checked(page, "wrong receipt")


def test_without_a_network(look: dict[str, Any], open_page: Callable[..., Any], checked: Axe) -> None:
    page = open_page(**look)
    sign_in(page, OFFICER, after="/alerts")
    for address, heading in (
        ("/", "Near you"),
        ("/patrol", "Patrol"),
        ("/alerts", "Alerts"),
        ("/incidents", "Archive of reports"),
    ):
        page.goto(address)
        page.get_by_role("heading", name=heading, exact=True).wait_for()
        still(page)
        page.context.set_offline(True)
        page.get_by_text("No connection.").first.wait_for()
        checked(page, f"{address}, offline")
        page.context.set_offline(False)
    page.goto("/report")
    page.get_by_role("button", name="Street light out").click()
    page.get_by_role("button", name="My position").click()
    page.get_by_label(WORDS).fill("Kept for axe.")
    page.context.set_offline(True)
    page.get_by_role("button", name="Save and send later").click()
    page.get_by_role("heading", name="Kept on this phone").wait_for()
    checked(page, "kept")
    page.context.set_offline(False)


def test_the_forms_of_the_patrol(
    look: dict[str, Any], open_page: Callable[..., Any], installation: Installation, checked: Axe
) -> None:
    page = open_page(**look)
    board(page, OFFICER, on="Varta-1")
    checked(page, "on duty")
    filed = report(installation, words="For the forms.", east=-0.006)
    card(page, filed).get_by_role("button").first.click()
    pane = page.get_by_role("complementary", name="Details")
    pane.get_by_role("button", name="Take", exact=True).click()
    pane.get_by_role("button", name="On my way").wait_for()
    for verb, send, told in (
        ("Hand back", "Hand it back", "Choose an answer to go on."),
        ("Ask the reporter", "Send the question", "Write at least a few words."),
    ):
        pane.get_by_role("button", name=verb).click()
        form = pane.get_by_role("form", name=verb)
        checked(page, verb)
        form.get_by_role("button", name=send).click()
        form.get_by_text(told).wait_for()
        checked(page, f"{verb}, refused")
        form.get_by_role("button", name="Cancel").click()
    for verb, following in (("On my way", "Arrived"), ("Arrived", "Close")):
        pane.get_by_role("button", name=verb).click()
        pane.get_by_role("button", name=following, exact=True).wait_for()
        still(page)
    pane.get_by_role("button", name="Close", exact=True).click()
    form = pane.get_by_role("form", name="Close")
    checked(page, "close")
    form.get_by_role("button", name="Close the call").click()
    page.get_by_text("Choose an answer to go on.").wait_for()
    checked(page, "close, refused")
    form.get_by_text("Nothing found").click()
    form.get_by_role("button", name="Close the call").click()
    form.wait_for(state="detached")
    checked(page, "closed")


def test_decisions_on_members(look: dict[str, Any], open_page: Callable[..., Any], checked: Axe) -> None:
    resident, page = open_page(), open_page(**look)
    open_group(resident, RESIDENT)
    resident.get_by_role("button", name="Ask to join").click()
    resident.get_by_role("button", name="Send the request").click()
    resident.get_by_text("Your request is being considered").first.wait_for()
    open_group(page, COORDINATOR)
    page.get_by_role("tab", name="People").click()
    page.get_by_role("button", name="Decline").click()
    page.get_by_role("dialog").wait_for()
    checked(page, "decline")
    page.get_by_role("dialog").get_by_role("button", name="Cancel").click()
    page.get_by_role("button", name="Leave the group").click()
    page.get_by_role("dialog").wait_for()
    checked(page, "leave")
    page.get_by_role("dialog").get_by_role("button", name="Cancel").click()
    resident.get_by_role("button", name="Take the request back").click()
    resident.get_by_role("button", name="Ask to join").wait_for()


def test_giving_and_ending_a_role(look: dict[str, Any], open_page: Callable[..., Any], checked: Axe) -> None:
    page = open_page(**look)
    sign_in(page, ADMINISTRATOR, after="/admin")
    page.get_by_label("Find a person").fill("officer")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("button", name="Ігор Патрульний").click()
    page.get_by_role("button", name="Give a role").click()
    form = page.locator("form").filter(has_text="Grounds")
    form.wait_for()
    checked(page, "giving")
    form.get_by_role("button", name="Give a role").click()
    checked(page, "giving, refused")
    page.get_by_role("button", name="End the role").first.click()
    page.get_by_role("dialog").wait_for()
    checked(page, "ending")
    page.get_by_role("dialog").get_by_role("button", name="Cancel").click()
