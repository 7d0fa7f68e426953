"""The reporter's own page after the ending: whoever disagrees says so, and the patrol looks at it again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.conftest import Installation
from tests.browser.seed_names import OFFICER
from tests.browser.test_patrol import DESK, board, card, report

pytestmark = pytest.mark.browser


def close(officer: Any, filed: dict[str, Any]) -> None:
    """From taking to the ending, with a word to the reporter."""
    for press in ("Take", "On my way", "Arrived", "Close"):
        card(officer, filed).get_by_role("button", name=press, exact=True).click()
    form = officer.get_by_role("form", name="Close")
    form.get_by_text("Help given").click()
    form.get_by_label("A word to the reporter").fill("The gate is shut now.")
    form.get_by_role("button", name="Close the call").click()
    card(officer, filed).wait_for(state="detached")


def test_whoever_reported_contests_the_ending_and_the_patrol_sees_it(
    open_page: Callable[..., Any], installation: Installation, accessible: Callable[[Any, str], None]
) -> None:
    officer, resident = open_page(viewport=DESK), open_page(color_scheme="dark")
    filed = report(installation, words="Somebody forces the gate of the yard.", east=0.003)
    resident.goto("/receipt")
    resident.get_by_label("Words of the receipt").fill(str(filed["receipt"]))
    resident.get_by_role("button", name="Open the report").click()
    resident.get_by_role("heading", name="What is happening").wait_for()
    disagree = resident.get_by_role("button", name="I disagree with the outcome")
    assert disagree.count() == 0, "nothing has ended"
    board(officer, OFFICER, on="Varta-1")
    close(officer, filed)
    resident.get_by_text("The gate is shut now.").first.wait_for()
    accessible(resident, "an ended report, dark")

    disagree.click()
    dialog = resident.get_by_role("dialog")
    dialog.get_by_role("heading", name="What is wrong with the outcome?").wait_for()
    dialog.get_by_role("button", name="Send").click()
    dialog.get_by_text("Write a few words").wait_for()
    accessible(resident, "contesting")
    contested = "SELECT contested_at FROM incidents_incident WHERE id = %s"
    assert installation.sql(contested, filed["id"]) == [(None,)]
    dialog.get_by_label("Say it briefly").fill("It stands open again.")
    dialog.get_by_role("button", name="Send").click()
    resident.get_by_text("Thank you. The police will look at it again").wait_for()
    resident.get_by_text("It stands open again.").first.wait_for()
    disagree.wait_for(state="detached")
    card(officer, filed).get_by_text("The reporter contests the ending").wait_for()
