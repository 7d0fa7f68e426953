"""Turns of a call-out that nobody wishes for: an air-raid alarm on the way, no crew of one's own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.conftest import PHONE, Installation
from tests.browser.seed_names import CHIEF, DISPATCHER, DRIVER, KIT_BRIGADE, KIT_FIREFIGHTER
from tests.browser.test_account import sign_in
from tests.browser.test_callout import DESK, answer_by_link, brigade_id, call_out, end

pytestmark = pytest.mark.browser


def said(installation: Installation, callout: str) -> list[str]:
    rows = installation.sql(
        "SELECT kind FROM dispatch_calloutmark WHERE callout_id = %s AND kind IN ('shelter', 'going_on')"
        " ORDER BY number",
        callout,
    )
    return [str(row[0]) for row in rows]


def test_under_an_alarm_the_crew_shelters_and_holds_and_goes_on(
    open_page: Callable[..., Any], installation: Installation, accessible: Callable[[Any, str], None]
) -> None:
    chief, driver = open_page(viewport=DESK), open_page(viewport=PHONE)
    sign_in(chief, CHIEF, after="/brigade")
    callout = call_out(chief, installation, "Магістратська 4")
    answer_by_link(installation, callout, DRIVER, "station", 4)
    sign_in(driver, DRIVER, after="/me")
    driver.goto(f"/brigade/callout/{callout}")
    driver.get_by_text("Sent at").wait_for()
    assert driver.get_by_role("alert").filter(has_text="Air-raid").count() == 0

    city = open_page(viewport=DESK)
    sign_in(city, DISPATCHER, after="/me")
    city.goto(f"/brigade/{brigade_id(installation)}/callouts")
    city.get_by_role("button", name="Declare an alert").click()
    city.get_by_role("dialog").get_by_role("button", name="Declare an alert").click()
    alarm = driver.get_by_role("alert").filter(has_text="Air-raid alert: Вінниця")
    alarm.get_by_text("Take shelter or hold. Rescuers are struck a second time.").wait_for()
    accessible(driver, "phone under an alert")
    assert said(installation, callout) == []
    driver.get_by_role("button", name="Shelter and hold").click()
    driver.get_by_role("button", name="Going on").wait_for()
    chief.get_by_role("listitem").filter(has_text="Sheltering, holding").wait_for()
    assert said(installation, callout) == ["shelter"]

    city.get_by_role("button", name="All clear").click()
    city.get_by_role("dialog").get_by_role("button", name="All clear").click()
    alarm.wait_for(state="detached")
    driver.get_by_role("button", name="Going on").click()
    driver.get_by_role("button", name="Shelter and hold").wait_for()
    chief.get_by_role("listitem").filter(has_text="Going on").wait_for()
    assert said(installation, callout) == ["shelter", "going_on"]
    end(chief)


def past_deadline(installation: Installation, callout: str) -> None:
    """The time to answer is over; the worker looks each second."""
    [[_]] = installation.sql(
        "UPDATE dispatch_callout SET deadline_at = now() WHERE id = %s RETURNING id", callout
    )


def test_without_a_crew_the_neighbours_are_called_and_the_board_shows_them(
    open_page: Callable[..., Any], installation: Installation, accessible: Callable[[Any, str], None]
) -> None:
    chief, neighbour = open_page(viewport=DESK), open_page(viewport=PHONE)
    sign_in(neighbour, KIT_FIREFIGHTER, after="/me")
    sign_in(chief, CHIEF, after="/brigade")
    callout = call_out(chief, installation, "Келецька 80")
    plan = chief.get_by_role("region", name="Plan")
    current = plan.locator("[aria-current=step]")
    neighbour.goto(f"/brigade/callout/{callout}")
    neighbour.get_by_text("not open to you").or_(neighbour.get_by_text("Not found")).first.wait_for()
    for step in ("The silent again", "Everybody eligible", f"Neighbours: {KIT_BRIGADE}"):
        past_deadline(installation, callout)
        current.filter(has_text=step).wait_for(timeout=15_000)
    chief.get_by_role("listitem").filter(has_text="People paged: 2").first.wait_for()
    accessible(chief, "neighbours called")
    neighbour.reload()
    neighbour.get_by_role("button", name="To the scene", exact=True).click()
    neighbour.get_by_role("button", name="To the scene, 8 min").click()
    neighbour.get_by_text("Sent at").wait_for()
    comes = chief.locator("[data-person]").filter(has_text="Софія Пожежна")
    comes.get_by_text("to the scene").wait_for()
    chief.get_by_text("2 more needed").wait_for()
    end(chief)
    neighbour.get_by_text("Stand down: you need not come.").wait_for()
