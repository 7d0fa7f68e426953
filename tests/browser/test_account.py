"""Sign-in by password and by e-mailed code; the receipt page follows what the police do."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.conftest import Installation
from tests.browser.seed_names import OFFICER, RESIDENT
from tests.browser.test_report import WORDS, begin
from tests.factories.accounts import PASSWORD

pytestmark = pytest.mark.browser


def sign_in(page: Any, email: str, after: str = "/me") -> None:
    """By password."""
    page.goto(f"/sign-in?next={after}")
    page.get_by_label("E-mail", exact=True).fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.locator("form button[type=submit]").click()
    page.wait_for_url(lambda address: address.endswith(after) and "sign-in" not in address)


def test_sign_in_by_code(open_page: Callable[..., Any], installation: Installation) -> None:
    page = open_page()
    page.goto("/sign-in?next=/me")
    page.get_by_role("tab", name="By e-mailed code").click()
    page.get_by_label("E-mail", exact=True).fill(RESIDENT)
    since = time.time() - 1
    page.get_by_role("button", name="Send a code by e-mail").click()
    page.get_by_label("Code from the e-mail").fill("WRONG1")
    page.get_by_role("button", name="Confirm").click()
    page.get_by_role("alert").wait_for()
    page.get_by_label("Code from the e-mail").fill(installation.code_for(RESIDENT, since=since))
    page.get_by_role("button", name="Confirm").click()
    page.get_by_role("heading", name="Оксана Тестова").wait_for()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/")


def test_a_wrong_password_is_told_beside_the_field(open_page: Callable[..., Any]) -> None:
    page = open_page()
    page.goto("/sign-in")
    page.get_by_label("E-mail", exact=True).fill(RESIDENT)
    page.get_by_label("Password", exact=True).fill("not the password")
    page.locator("form button[type=submit]").click()
    page.get_by_role("alert").wait_for()
    assert page.evaluate("document.activeElement.getAttribute('role')") == "alert"


def test_the_receipt_page_follows_the_police_live(open_page: Callable[..., Any]) -> None:
    page = open_page()
    begin(page)
    page.get_by_label(WORDS).fill("Followed live.")
    page.get_by_role("button", name="Send report").click()
    page.get_by_role("button", name="Follow your report").click()
    page.wait_for_url("**/receipt?id=*")
    report_id = page.url.partition("id=")[2]
    page.get_by_text("live", exact=True).wait_for()

    officer = open_page()
    sign_in(officer, OFFICER)
    status = officer.evaluate(
        """async (id) => {
            const token = document.cookie.match(/csrftoken=([^;]+)/)[1];
            const answer = await fetch(`/api/v1/incidents/${id}/acknowledge`, {
                method: 'POST',
                headers: {'X-CSRFToken': token, 'Content-Type': 'application/json'},
                body: '{}'
            });
            return answer.status;
        }""",
        report_id,
    )
    assert status == 200
    page.locator("li[aria-current=step]").get_by_text("Seen by the police").wait_for(timeout=3000)
