"""A resident beside reporting: an account, alerts, an outcome contested, a language, a dead phone."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import CENTRE, CHROMIUM, PHONE, Installation
from tests.browser.seed_names import ADDRESS, NEIGHBOUR, OFFICER, RESIDENT
from tests.browser.test_account import sign_in
from tests.browser.test_report import WORDS, begin, rows

pytestmark = pytest.mark.browser
POST = """async ([path, body]) => {
    const token = document.cookie.match(/csrftoken=([^;]+)/)[1];
    const answer = await fetch(`/api/v1${path}`, {
        method: 'POST',
        headers: {'X-CSRFToken': token, 'Content-Type': 'application/json'},
        body: JSON.stringify(body)
    });
    return answer.status;
}"""


def file(page: Any, words: str) -> str:
    """Report without an account and stand on the report's own page; the report's id."""
    begin(page)
    page.get_by_label(WORDS).fill(words)
    page.get_by_role("button", name="Send report").click()
    page.get_by_role("button", name="Follow your report").click()
    page.wait_for_url("**/receipt?id=*")
    page.get_by_text("live", exact=True).wait_for()
    return str(page.url.partition("id=")[2])


def state(installation: Installation, report_id: str) -> str:
    """The state the report is in, inside."""
    return str(installation.sql("SELECT state FROM incidents_incident WHERE id = %s", report_id)[0][0])


def test_an_account_is_made_with_a_code_from_the_letter(
    open_page: Callable[..., Any], installation: Installation
) -> None:
    page = open_page()
    page.goto("/sign-in?new=1&next=/me")
    page.get_by_role("heading", name="New account").wait_for()
    page.get_by_label("E-mail", exact=True).fill("newcomer@example.org")
    page.get_by_label("Password", exact=True).fill("a lamp in every yard")
    since = time.time() - 1
    page.locator("form button[type=submit]").click()
    page.get_by_role("heading", name="Confirm your e-mail").wait_for()
    assert installation.sql(
        "SELECT verified FROM account_emailaddress WHERE email = %s", "newcomer@example.org"
    ) == [(False,)]
    page.get_by_label("Code from the e-mail").fill(installation.code_for("newcomer@example.org", since=since))
    page.get_by_role("button", name="Confirm").click()
    page.wait_for_url("**/me")
    page.get_by_role("heading", name="newcomer@example.org").wait_for()
    assert installation.sql(
        "SELECT verified FROM account_emailaddress WHERE email = %s", "newcomer@example.org"
    ) == [(True,)]


def test_withdrawing_asks_first_and_then_is_done(
    open_page: Callable[..., Any], installation: Installation
) -> None:
    page = open_page()
    report_id = file(page, "To be withdrawn.")
    page.get_by_role("button", name="Withdraw the report").click()
    page.get_by_role("dialog").get_by_role("button", name="Keep it").click()
    assert state(installation, report_id) == "new"
    page.get_by_role("button", name="Withdraw the report").click()
    page.get_by_role("dialog").get_by_role("button", name="Withdraw the report").click()
    page.locator("li[aria-current=step]").get_by_text("Withdrawn").wait_for()
    assert state(installation, report_id) == "withdrawn"
    assert page.get_by_role("button", name="Withdraw the report").count() == 0
    assert page.get_by_label("Write to the police").count() == 0


def test_a_closed_report_is_contested_and_waits_for_the_police(
    open_page: Callable[..., Any], installation: Installation
) -> None:
    page = open_page()
    report_id = file(page, "Closed too soon.")
    officer = open_page()
    sign_in(officer, OFFICER)
    assert officer.evaluate(POST, [f"/incidents/{report_id}/acknowledge", {}]) == 200
    assert officer.evaluate(POST, [f"/incidents/{report_id}/close", {"reason": "no_offence"}]) == 200
    page.get_by_role("button", name="I disagree with the outcome").click()
    page.get_by_role("dialog").get_by_role("button", name="Send").click()
    page.get_by_role("dialog").get_by_text("Write a few words").wait_for()
    page.get_by_label("Say it briefly").fill("The lamp is still dark.")
    page.get_by_role("dialog").get_by_role("button", name="Send").click()
    page.get_by_text("Thank you. The police will look at it again").wait_for()
    assert page.get_by_role("button", name="I disagree with the outcome").count() == 0
    contested = "SELECT contested_at IS NOT NULL FROM incidents_incident WHERE id = %s"
    assert installation.sql(contested, report_id) == [(True,)]


def test_i_see_it_too_counts_on_the_report_that_is_there(
    open_page: Callable[..., Any], installation: Installation
) -> None:
    page = open_page()
    page.goto("/report")
    page.get_by_role("searchbox").fill("icicles")
    page.get_by_role("button", name="Other hazard").click()
    page.get_by_role("button", name="My position").click()
    page.get_by_role("heading", name="There is a similar report near by").wait_for()
    page.get_by_role("button", name="I see it too").first.click()
    page.get_by_text("Your confirmation counts.").wait_for()
    found = "SELECT confirmation_count FROM incidents_incident WHERE description = %s"
    assert installation.sql(found, "Лід на сходах") == [(1,)]


def test_an_address_is_found_and_is_where_the_report_lies(
    open_page: Callable[..., Any], installation: Installation
) -> None:
    page = open_page()
    page.goto("/report")
    page.get_by_role("button", name="Street light out").click()
    page.get_by_label("Address or place").fill("Соборна 32")
    page.get_by_role("button", name=", ".join(ADDRESS)).click()
    page.get_by_text("Chosen place").wait_for()
    page.get_by_role("button", name="Next").click()
    page.get_by_label(WORDS).fill("Found by its address.")
    page.get_by_role("button", name="Send report").click()
    page.get_by_role("heading", name="Your report is sent").wait_for()
    place = "SELECT address, st_x(point::geometry) FROM incidents_incident WHERE description = %s"
    [(address, lon)] = installation.sql(place, "Found by its address.")
    assert address.startswith(", ".join(ADDRESS))
    assert float(lon) == pytest.approx(CENTRE["longitude"], abs=0.001)


def test_an_answer_of_the_police_arrives_as_an_alert_and_opens_the_report(
    open_page: Callable[..., Any],
) -> None:
    page = open_page()
    sign_in(page, RESIDENT)
    begin(page)
    page.get_by_label(WORDS).fill("In my own name.")
    page.get_by_role("button", name="Your contact").click()
    page.get_by_text("In my name").click()
    page.get_by_role("button", name="Next").click()
    page.get_by_role("button", name="Send report").click()
    page.get_by_role("button", name="Follow your report").click()
    page.wait_for_url("**/receipt?id=*")
    report_id = page.url.partition("id=")[2]
    page.goto("/me")
    page.get_by_role("heading", name="My roles").wait_for()
    bell = page.get_by_role("navigation", name="Main menu").get_by_role("link", name="Alerts")
    assert "unread" not in bell.inner_text()

    officer = open_page()
    sign_in(officer, OFFICER)
    question = {"text": "Which entrance is it?"}
    assert officer.evaluate(POST, [f"/incidents/{report_id}/ask", question]) == 201
    bell.get_by_text("1 unread").wait_for(state="attached", timeout=5_000)
    bell.click()
    page.get_by_role("heading", name="New").wait_for()
    page.get_by_role("link", name="The police write about your report").click()
    page.get_by_text("Which entrance is it?").wait_for()
    page.get_by_role("link", name="Alerts").click()
    page.get_by_role("heading", name="Earlier").wait_for()


def test_ending_other_sessions_leaves_this_one(open_page: Callable[..., Any]) -> None:
    here = open_page()
    sign_in(here, NEIGHBOUR)
    here.get_by_role("button", name="Sign out").wait_for()
    elsewhere = open_page()
    sign_in(elsewhere, NEIGHBOUR)
    elsewhere.get_by_role("button", name="Sign out").wait_for()
    here.get_by_role("button", name="End other sessions").click()
    here.get_by_text("You are signed out on other devices").wait_for()
    elsewhere.get_by_role("link", name="Sign in").wait_for(timeout=5_000)
    here.reload()
    here.get_by_role("button", name="Sign out").wait_for()


def test_the_language_is_changed_at_once_and_kept_for_the_person(
    open_page: Callable[..., Any], installation: Installation
) -> None:
    page = open_page()
    sign_in(page, NEIGHBOUR)
    with page.expect_response("**/api/v1/me"):
        page.get_by_text("Українська", exact=True).click()
    page.get_by_role("heading", name="Мої ролі").wait_for()
    assert page.evaluate("document.documentElement.lang") == "uk"
    page.reload()
    page.get_by_role("heading", name="Мої ролі").wait_for()
    assert installation.sql("SELECT language FROM accounts_user WHERE email = %s", NEIGHBOUR) == [("uk",)]
    with page.expect_response("**/api/v1/me"):
        page.get_by_text("English", exact=True).click()
    page.get_by_role("heading", name="My roles").wait_for()


@pytest.fixture
def phone(chromium: Any, installation: Installation, tmp_path: Path) -> Iterator[Callable[[], Any]]:
    """Open the browser of one phone again and again; what it kept is there each time."""
    opened: list[Any] = []

    def start() -> Any:
        context = chromium.browser_type.launch_persistent_context(
            tmp_path,
            executable_path=CHROMIUM,
            args=["--no-sandbox"],
            base_url=installation.url,
            viewport=PHONE,
            locale="en-GB",
            geolocation=CENTRE,
            permissions=["geolocation"],
        )
        opened[:] = [context]
        return context

    yield start
    opened[0].close()


def test_what_was_written_offline_outlives_the_browser(
    phone: Callable[[], Any], installation: Installation
) -> None:
    first = phone()
    page = first.new_page()
    page.goto("/report")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.get_by_role("button", name="Street light out").wait_for()
    first.set_offline(True)
    page.get_by_role("button", name="Street light out").click()
    page.get_by_role("button", name="My position").click()
    page.get_by_label(WORDS).fill("Written before the phone was switched off.")
    page.get_by_role("button", name="Save and send later").click()
    page.get_by_role("heading", name="Kept on this phone").wait_for()
    first.close()
    assert rows(installation, "Written before the phone was switched off.") == 0

    second = phone()
    second.set_offline(True)
    page = second.new_page()
    page.goto("/me")
    page.get_by_text("waits for a connection").wait_for()
    second.set_offline(False)
    page.get_by_text("sent, the receipt is waiting for you").wait_for()
    assert rows(installation, "Written before the phone was switched off.") == 1
