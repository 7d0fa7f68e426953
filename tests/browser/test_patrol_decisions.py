"""The patrol decides: duplicate, rejection, reopening; what the reporter adds comes live; one alarm each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.conftest import PHONE, Installation
from tests.browser.seed_names import DISPATCHER, OFFICER
from tests.browser.test_patrol import DESK, board, card, report

pytestmark = pytest.mark.browser
STATE = "SELECT state, closing_reason, duplicate_of_id::text FROM incidents_incident WHERE id = %s"
EARS = """
window.buzzes = []; window.tones = 0;
Object.defineProperty(navigator, 'vibrate', {value: pattern => (window.buzzes.push(pattern), true)});
const parameter = () => ({value: 0, setValueAtTime() {}, exponentialRampToValueAtTime() {}});
window.AudioContext = class {
    state = 'suspended'; currentTime = 0; destination = {};
    async resume() { this.state = 'running'; }
    createGain() { return {gain: parameter(), connect() {}}; }
    createOscillator() {
        window.tones += 1;
        return {frequency: parameter(), connect() {}, start() {}, stop() {}};
    }
};
"""
"""Ears and a palm for the page: what it plays and how it shakes is counted."""

IN_SIGHT = """id => {
    const card = document.querySelector(`article[data-incident='${id}']`).getBoundingClientRect();
    const list = document.querySelector('.scroll').getBoundingClientRect();
    return card.top >= list.top - 1 && card.bottom <= list.bottom + 1;
}"""


def follow(page: Any, filed: dict[str, Any]) -> None:
    """The reporter's own page, opened by the words of the receipt."""
    page.goto("/receipt")
    page.get_by_label("Words of the receipt").fill(str(filed["receipt"]))
    page.get_by_role("button", name="Open the report").click()
    page.get_by_role("heading", name="What is happening").wait_for()
    page.get_by_text("live", exact=True).first.wait_for()


def opened(page: Any, filed: dict[str, Any]) -> Any:
    """The pane of a report, with its details."""
    card(page, filed).get_by_role("button").first.click()
    pane = page.get_by_role("complementary", name="Details")
    pane.get_by_role("heading", name="History").wait_for()
    return pane


def decide(pane: Any, verb: str, *, rare: bool = True) -> Any:
    """The form of a verb."""
    if rare:
        pane.get_by_text("Other actions").click()
    pane.get_by_role("button", name=verb, exact=True).click()
    return pane.get_by_role("form", name=verb)


def state(installation: Installation, filed: dict[str, Any]) -> tuple[Any, ...]:
    return installation.sql(STATE, filed["id"])[0]


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_a_report_is_marked_a_duplicate_of_another(
    size: dict[str, int], open_page: Callable[..., Any], installation: Installation
) -> None:
    officer, reporter = open_page(viewport=size), open_page()
    board(officer, DISPATCHER)
    east = 0.011 if size is PHONE else 0.013
    first = report(installation, words="Music in the yard.", category="noise.music", east=east)
    second = report(installation, words="The same music.", category="noise.music", east=east)
    follow(reporter, second)
    card(officer, second).wait_for()
    form = decide(opened(officer, second), "A duplicate")
    form.get_by_role("button", name="Mark as duplicate").click()
    officer.get_by_text("Choose an answer to go on.").wait_for()
    assert state(installation, second) == ("new", "", None)
    form.get_by_text(str(first["reference"])).click()
    form.get_by_role("button", name="Mark as duplicate").click()
    reporter.get_by_text("Joined with another report").first.wait_for()
    assert state(installation, second) == ("duplicate", "", first["id"])
    assert state(installation, first)[0] == "new"


def test_a_report_is_rejected_with_a_reason(
    open_page: Callable[..., Any], installation: Installation
) -> None:
    officer, reporter = open_page(), open_page()
    board(officer, DISPATCHER)
    filed = report(installation, words="Only a test.", category="noise.music", east=0.015)
    follow(reporter, filed)
    card(officer, filed).wait_for()
    form = decide(opened(officer, filed), "Reject")
    form.get_by_role("button", name="Reject it").click()
    officer.get_by_text("Choose an answer to go on.").wait_for()
    assert state(installation, filed)[0] == "new"
    form.get_by_text("A test", exact=True).click()
    form.get_by_role("button", name="Reject it").click()
    reporter.get_by_text("Not taken up").first.wait_for()
    assert state(installation, filed)[:2] == ("rejected", "test")


def test_a_contested_ending_comes_back_to_the_board_and_is_reopened(
    open_page: Callable[..., Any], installation: Installation
) -> None:
    officer, reporter = open_page(viewport=DESK), open_page()
    board(officer, DISPATCHER)
    filed = report(installation, words="A broken bench.", category="damage.vandalism", east=0.017)
    follow(reporter, filed)
    card(officer, filed).wait_for()
    form = decide(opened(officer, filed), "Close without going")
    form.get_by_text("No offence").click()
    form.get_by_role("button", name="Close it").click()
    card(officer, filed).wait_for(state="detached")
    reporter.get_by_role("button", name="I disagree with the outcome").click()
    reporter.get_by_label("Say it briefly").fill("It is in pieces.")
    reporter.get_by_role("dialog").get_by_role("button", name="Send").click()
    card(officer, filed).get_by_text("The reporter contests the ending").wait_for()
    form = decide(opened(officer, filed), "Reopen", rare=False)
    form.get_by_text("The reporter contests it").click()
    form.get_by_role("button", name="Reopen it").click()
    card(officer, filed).get_by_text("Acknowledged").wait_for()
    assert state(installation, filed)[:2] == ("triaged", "")
    reporter.get_by_text("Seen by the police").first.wait_for()


def test_what_the_reporter_adds_stands_before_the_patrol_at_once(
    open_page: Callable[..., Any], installation: Installation
) -> None:
    officer, reporter = open_page(), open_page()
    board(officer, OFFICER)
    filed = report(installation, words="A car on the lawn.", category="traffic.parking", east=0.019)
    follow(reporter, filed)
    card(officer, filed).wait_for()
    pane = opened(officer, filed)
    form = decide(pane, "Ask the reporter", rare=False)
    form.get_by_label("Question to the reporter").fill("Which colour?")
    form.get_by_role("button", name="Send the question").click()
    reporter.get_by_text("Which colour?").wait_for()
    reporter.get_by_label("Write to the police").fill("It is red.")
    reporter.get_by_role("button", name="Send", exact=True).click()
    pane.get_by_text("It is red.").wait_for()
    assert pane.get_by_role("img").count() == 0
    picture = reporter.screenshot()
    reporter.set_input_files(
        "input[type=file]", [{"name": "a.png", "mimeType": "image/png", "buffer": picture}]
    )
    reporter.get_by_text("Photo added").wait_for()
    seen = pane.get_by_role("img", name=f"Photo 1 of report {filed['reference']}")
    seen.wait_for()
    officer.wait_for_function(
        "() => [...document.querySelectorAll('aside img')].every(one => one.naturalWidth > 99)"
    )
    officer.get_by_role("button", name="Close the details").click()
    card(officer, filed).get_by_text("The reporter answered").wait_for()
    card(officer, filed).get_by_text("1 photo").wait_for()


def test_a_withdrawn_report_leaves_the_queue_by_itself(
    open_page: Callable[..., Any], installation: Installation
) -> None:
    officer, reporter = open_page(), open_page()
    board(officer, OFFICER)
    filed = report(installation, words="It was nothing.", category="noise.music", east=0.021)
    follow(reporter, filed)
    card(officer, filed).wait_for()
    reporter.get_by_role("button", name="Withdraw the report").click()
    reporter.get_by_role("dialog").get_by_role("button", name="Withdraw the report").click()
    card(officer, filed).wait_for(state="detached")
    officer.get_by_role("button", name="Ended").click()
    card(officer, filed).get_by_text("Withdrawn").wait_for()


def test_a_grave_report_sounds_and_shakes_once_and_a_slight_one_never(
    open_page: Callable[..., Any], installation: Installation
) -> None:
    page = open_page()
    page.add_init_script(EARS)
    board(page, OFFICER)
    page.get_by_role("heading", name="Patrol", exact=True).click(force=True)
    slight = report(installation, words="Loud songs.", category="noise.music", east=0.023)
    card(page, slight).wait_for()
    assert page.evaluate("[window.buzzes, window.tones]") == [[], 0]
    grave = report(installation, words="A break-in last night.", category="burglary.home", east=0.025)
    card(page, grave).wait_for()
    page.wait_for_function("() => window.buzzes.length > 0")
    told = page.evaluate("[window.buzzes, window.tones]")
    assert told == [[[250, 120, 250]], 8]  # four notes of two tones each
    # What follows of the same report, and a snapshot that holds it, is no news.
    page.context.set_offline(True)
    page.get_by_text("offline since", exact=False).first.wait_for()
    page.context.set_offline(False)
    page.get_by_text("live", exact=True).first.wait_for(timeout=20_000)
    opened(page, grave)
    page.locator("aside").get_by_role("button", name="Acknowledge", exact=True).click()
    page.locator("aside").get_by_text("Acknowledged", exact=True).first.wait_for()
    last = report(installation, words="More songs.", category="noise.music", east=0.027)
    page.get_by_role("button", name="Close the details").click()
    card(page, last).wait_for()
    assert page.evaluate("[window.buzzes, window.tones]") == told


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_a_report_chosen_by_its_address_is_brought_into_sight(
    size: dict[str, int], open_page: Callable[..., Any], installation: Installation
) -> None:
    page = open_page(viewport=size)
    first = report(installation, words="The oldest of them.", category="noise.works", east=0.029)
    for number in range(8):
        report(installation, words=f"Later {number}.", category="noise.works", east=0.029)
    board(page, DISPATCHER)
    page.goto(f"/patrol/{first['id']}")
    card(page, first).wait_for()
    page.wait_for_function(IN_SIGHT, arg=first["id"])
    assert page.locator(".scroll").evaluate("one => one.scrollTop") > 0


@pytest.mark.parametrize("look", [{}, {"viewport": DESK, "color_scheme": "dark"}], ids=["phone", "dark-desk"])
def test_the_board_is_narrowed_to_states_and_the_address_keeps_it(
    look: dict[str, Any],
    open_page: Callable[..., Any],
    installation: Installation,
    accessible: Callable[[Any, str], None],
) -> None:
    page = open_page(**look)
    board(page, DISPATCHER)
    seen = report(installation, words="Seen already.", category="noise.works", east=0.031)
    fresh = report(installation, words="Nobody has read it.", category="noise.works", east=0.033)
    card(page, fresh).wait_for()
    pane = opened(page, seen)
    pane.get_by_role("button", name="Acknowledge", exact=True).click()
    pane.get_by_text("Acknowledged", exact=True).first.wait_for()
    page.get_by_role("button", name="Close the details").click()
    page.get_by_role("button", name="Filter").click()
    states = page.get_by_role("group", name="State")
    assert states.get_by_role("button").all_inner_texts() == [
        "New",
        "Acknowledged",
        "Assigned",
        "On the way",
        "On scene",
    ]
    states.get_by_role("button", name="Acknowledged").click()
    card(page, fresh).wait_for(state="detached")
    card(page, seen).wait_for()
    assert page.url.endswith("/patrol?state=triaged")
    accessible(page, "filter")
    card(page, seen).get_by_role("button").first.click()
    page.wait_for_url(f"**/patrol/{seen['id']}?state=triaged")
    page.reload()
    card(page, seen).wait_for()
    assert card(page, fresh).count() == 0
    page.get_by_role("button", name="Close the details").click()
    page.get_by_role("button", name="Filter · 1").click()
    page.get_by_role("button", name="Clear the filter").click()
    card(page, fresh).wait_for()
    assert page.url.endswith("/patrol")
    page.get_by_role("button", name="Ended", exact=True).click()
    assert states.get_by_role("button").all_inner_texts() == [
        "Resolved",
        "Closed",
        "Duplicate",
        "Rejected",
        "Withdrawn",
    ]
