"""The chief's rota reaches the volunteer's phone, and a duty changes hands."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Installation
from tests.browser.seed_names import BRIGADE, CHIEF, DRIVER, HELPER
from tests.browser.test_account import sign_in
from tests.browser.test_callout import DESK, brigade_id

pytestmark = pytest.mark.browser
RULE = "Night watch"
SKIPPED = date.today() + timedelta(days=40)  # noqa: DTZ011 - a day far ahead, on nobody's clock


def duties_of(installation: Installation, email: str) -> int:
    """How many duties a person holds, by the rows."""
    rows = installation.sql(
        """SELECT count(*) FROM rosters_assignment a JOIN accounts_user u ON u.id = a.user_id
           WHERE u.email = %s AND a.state = 'confirmed'""",
        email,
    )
    return int(rows[0][0])


def make_rota(page: Any, installation: Installation) -> None:
    """The chief makes a nightly shift, puts a driver on one of next week by hand, publishes the week."""
    page.goto(f"/brigade/{brigade_id(installation)}/rota")
    page.get_by_role("tab", name="Shift rules").click()
    page.get_by_role("button", name="Add a rule").click()
    page.get_by_label("Name of the shift").fill("Evening")
    page.get_by_label("Qualification of seat 1").select_option("driver")
    page.get_by_role("button", name="Save").click()
    change_rule(page, installation)
    page.get_by_text(f"{RULE} 20:00–08:00").wait_for()
    page.get_by_role("tab", name="Calendar").click()
    page.get_by_role("button", name="Week after").click()
    page.get_by_role("button", name="Іра Водійка").click()
    page.get_by_role("button", name="Put Іра Водійка here: Fire engine driver").first.click()
    page.locator("article .holder", has_text="Іра Водійка").first.wait_for()
    page.get_by_role("button", name="Publish the week").click()
    page.get_by_role("dialog").get_by_role("button", name="Publish the week").click()
    page.get_by_text("The rota is published.").wait_for()


def change_rule(page: Any, installation: Installation) -> None:
    """The chief gives the rule another name and leaves a day out, and finds what was there before."""
    page.get_by_role("button", name="Change the rule Evening").click()
    expect(page.get_by_label("Qualification of seat 1")).to_have_value("driver")
    page.get_by_label("Name of the shift").fill(RULE)
    page.get_by_label("Day", exact=True).fill(SKIPPED.isoformat())
    page.get_by_role("button", name="Leave out").click()
    page.get_by_role("button", name="Save").click()
    page.get_by_text(f"{RULE} 20:00–08:00").wait_for()
    rows = installation.sql(
        "SELECT skipped, offsets, cycle_days FROM rosters_shiftrule WHERE name = %s AND last IS NULL", RULE
    )
    assert rows == [([SKIPPED], [0, 1, 2, 3, 4, 5, 6], 7)]


def exchange(
    volunteer: Any, chief: Any, installation: Installation, accessible: Callable[[Any, str], None]
) -> None:
    """The volunteer signs up for another night and has it exchanged for the chief's."""
    volunteer.get_by_role("region", name="Open shifts").get_by_role("button", name="Sign up").first.click()
    volunteer.get_by_text("The duty is yours. Thank you!").wait_for()
    before = nights_of(installation)
    volunteer.get_by_role("button", name="Offer to others").click()
    dialog = volunteer.get_by_role("dialog")
    dialog.get_by_label("To whom").select_option(label=name_of(installation, CHIEF))
    dialog.get_by_label("In exchange for").select_option(index=1)
    dialog.get_by_label("A word to colleagues").fill("My sister marries")
    accessible(volunteer, "exchange")
    dialog.get_by_role("button", name="Offer the exchange").click()
    volunteer.get_by_text(f"Offered to {name_of(installation, CHIEF)} for").wait_for()

    offered = chief.get_by_role("region", name="Colleagues offer")
    offered.get_by_text("In return you give:").wait_for()
    offered.get_by_text("My sister marries").wait_for()
    accessible(chief, "exchange offered")
    offered.get_by_role("button", name="Exchange").click()
    chief.get_by_text("The duties are exchanged.").wait_for()
    volunteer.get_by_role("button", name="Offer to others").wait_for()
    assert nights_of(installation) == {DRIVER: before[CHIEF], CHIEF: before[DRIVER]}


def nights_of(installation: Installation) -> dict[str, Any]:
    """The day of each person's duty, by the rows."""
    rows = installation.sql(
        """SELECT u.email, s.day FROM rosters_assignment a JOIN accounts_user u ON u.id = a.user_id
           JOIN rosters_shift s ON s.id = a.shift_id WHERE a.state = 'confirmed' AND u.email IN (%s, %s)""",
        DRIVER,
        CHIEF,
    )
    return dict(rows)


def name_of(installation: Installation, email: str) -> str:
    """What a person is called."""
    [[name]] = installation.sql("SELECT name FROM accounts_user WHERE email = %s", email)
    return str(name)


def words_of(installation: Installation, email: str) -> list[tuple[bool, bool]]:
    """What a person has said in order: whether *I can*, whether it still holds."""
    rows = installation.sql(
        """SELECT e.available, e.taken_back_at IS NULL FROM rosters_availabilityexception e
           JOIN accounts_user u ON u.id = e.user_id WHERE u.email = %s ORDER BY e.created_at""",
        email,
    )
    return [(bool(row[0]), bool(row[1])) for row in rows]


def one_tap(volunteer: Any, installation: Installation, accessible: Callable[[Any, str], None]) -> None:
    """Off with one tap and undone; off for two hours; on again."""
    state = volunteer.get_by_role("region", name="Can I come").get_by_role("status")
    volunteer.get_by_role("button", name="I can’t").click()
    state.filter(has_text="You said so").wait_for()
    volunteer.get_by_role("button", name="Undo").click()
    state.filter(has_text="By your usual week").wait_for()
    assert words_of(installation, DRIVER) == [(False, False)]
    volunteer.get_by_role("button", name="I can’t").click()
    volunteer.get_by_role("button", name="2 hours").click()
    volunteer.get_by_text("Sending…").wait_for(state="detached")
    state.filter(has_text="I can’t").wait_for()
    accessible(volunteer, "duty")
    volunteer.get_by_role("button", name="I can", exact=True).click()
    volunteer.get_by_text("Sending…").wait_for(state="detached")
    state.filter(has_text="I can come").wait_for()
    assert words_of(installation, DRIVER)[-1] == (True, True)
    assert [holds for _, holds in words_of(installation, DRIVER)].count(True) == 1, "the last word alone"


def test_a_word_said_without_a_network_is_kept_and_sent_once(
    open_page: Callable[..., Any], installation: Installation
) -> None:
    helper = open_page()
    sign_in(helper, HELPER)
    helper.goto("/duty")
    state = helper.get_by_role("region", name="Can I come").get_by_role("status")
    state.filter(has_text="By your usual week").wait_for()
    helper.context.set_offline(True)
    helper.get_by_role("button", name="I can’t").click()
    state.get_by_text("Not sent yet.").wait_for()
    state.filter(has_text="I can’t").wait_for()
    assert words_of(installation, HELPER) == []
    helper.context.set_offline(False)
    state.get_by_text("Not sent yet.").wait_for(state="detached")
    assert words_of(installation, HELPER) == [(False, True)]
    helper.get_by_role("button", name="As usual").click()
    state.filter(has_text="By your usual week").wait_for()
    assert words_of(installation, HELPER) == [(False, False)]


def test_a_rota_reaches_the_phone_and_a_duty_changes_hands(
    open_page: Callable[..., Any], installation: Installation, accessible: Callable[[Any, str], None]
) -> None:
    chief = open_page(viewport=DESK)
    sign_in(chief, CHIEF)
    make_rota(chief, installation)
    accessible(chief, "rota")
    assert duties_of(installation, DRIVER) == 1

    volunteer = open_page()
    sign_in(volunteer, DRIVER)
    volunteer.goto("/duty")
    following = volunteer.get_by_role("region", name="Next duty")
    following.get_by_text(RULE).wait_for()
    following.get_by_text("Your seat: Fire engine driver").wait_for()
    one_tap(volunteer, installation, accessible)
    volunteer.get_by_role("button", name="Offer to others").click()
    volunteer.get_by_role("dialog").get_by_role("button", name="Offer to others").click()
    volunteer.get_by_text("Offered. It is yours until somebody takes it.").wait_for()

    chief.goto("/duty")
    chief.get_by_role("region", name="Colleagues offer").get_by_role("button", name="Take it").click()
    chief.get_by_text("The duty is yours. Thank you!").wait_for()
    volunteer.get_by_text("You have no duties in the next four weeks.").wait_for()
    assert (duties_of(installation, DRIVER), duties_of(installation, CHIEF)) == (0, 1)
    exchange(volunteer, chief, installation, accessible)

    volunteer.goto("/duty/papers")
    volunteer.get_by_role("heading", name=BRIGADE).wait_for()
    volunteer.get_by_role("button", name="Make an address: My duties").click()
    volunteer.locator(".url", has_text="/calendar/").wait_for()
    volunteer.get_by_role("button", name=f"Make an address: Rota of {BRIGADE}").click()
    volunteer.get_by_role("button", name=f"Revoke the address: Rota of {BRIGADE}").wait_for()
    accessible(volunteer, "papers")
    volunteer.reload()
    volunteer.get_by_role("button", name="Revoke the address: My duties").click()
    volunteer.get_by_text("The address is revoked.").wait_for()
    live = "SELECT count(*), count(brigade_id) FROM rosters_calendartoken WHERE revoked_at IS NULL"
    assert installation.sql(live) == [(1, 1)], "the brigade's is left"

    volunteer.set_viewport_size(DESK)
    volunteer.goto(f"/brigade/{brigade_id(installation)}/rota")
    volunteer.get_by_text(RULE).first.or_(volunteer.get_by_text("No shifts").first).first.wait_for()
    assert volunteer.get_by_role("tab", name="Shift rules").count() == 0
