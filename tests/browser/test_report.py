"""A resident reports without an account, on a phone, with and without a network."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.conftest import Installation
from tests.browser.keyboard import press_on, tab_to

pytestmark = pytest.mark.browser
WORDS = "What do you see or hear?"


def begin(page: Any) -> None:
    """What and where, by two taps and the phone's position."""
    page.goto("/report")
    page.get_by_role("button", name="Street light out").click()
    page.get_by_role("button", name="My position").click()
    page.get_by_role("heading", name="Tell it in a few words").wait_for()


def rows(installation: Installation, words: str) -> int:
    """How many reports with these words the city holds."""
    return int(
        installation.sql("SELECT count(*) FROM incidents_incident WHERE description = %s", words)[0][0]
    )


def test_three_taps_and_a_sentence_then_the_receipt_opens_the_page(
    open_page: Callable[..., Any], installation: Installation
) -> None:
    page = open_page()
    begin(page)
    page.get_by_label(WORDS).fill("Dark at the second entrance.")
    page.get_by_role("button", name="Send report").click()
    page.get_by_role("heading", name="Your report is sent").wait_for()
    words = page.locator("ol.figures li").all_inner_texts()
    assert len(words) == 10
    assert rows(installation, "Dark at the second entrance.") == 1

    stranger = open_page()
    stranger.goto("/receipt")
    stranger.get_by_label("Words of the receipt").fill(" ".join(words))
    stranger.get_by_role("button", name="Open the report").click()
    stranger.get_by_role("heading", name="What is happening").wait_for()
    stranger.get_by_text("Dark at the second entrance.").wait_for()


def test_written_offline_it_is_kept_and_sent_once_when_the_network_is_back(
    open_page: Callable[..., Any], installation: Installation
) -> None:
    page = open_page()
    page.goto("/report")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.get_by_role("button", name="Street light out").wait_for()
    page.context.set_offline(True)
    page.get_by_role("button", name="Street light out").click()
    page.get_by_role("button", name="My position").click()
    page.get_by_label(WORDS).fill("Written without a network.")
    page.get_by_role("button", name="Save and send later").click()
    page.get_by_role("heading", name="Kept on this phone").wait_for()
    assert rows(installation, "Written without a network.") == 0

    page.reload()
    page.get_by_role("heading", name="Kept on this phone").wait_for()
    page.context.set_offline(False)
    page.get_by_role("heading", name="Your report is sent").wait_for()
    page.wait_for_timeout(500)
    assert rows(installation, "Written without a network.") == 1


def test_an_answer_lost_on_the_way_is_still_one_report(
    open_page: Callable[..., Any], installation: Installation
) -> None:
    page = open_page()
    lost: list[int] = []

    def lose_first(route: Any) -> None:
        if lost:
            route.continue_()
            return
        lost.append(route.fetch().status)
        route.abort("connectionreset")

    page.route("**/api/v1/reports", lose_first)
    begin(page)
    page.get_by_label(WORDS).fill("The answer was lost.")
    page.get_by_role("button", name="Send report").click()
    page.get_by_role("button", name="Try again").click()
    page.get_by_role("heading", name="Your report is sent").wait_for()
    assert lost == [201]
    assert rows(installation, "The answer was lost.") == 1


def test_photos_of_an_anonymous_report_arrive(
    open_page: Callable[..., Any], installation: Installation
) -> None:
    page = open_page()
    begin(page)
    page.get_by_label(WORDS).fill("With a photo.")
    picture = page.screenshot()
    page.set_input_files("input[type=file]", [{"name": "a.png", "mimeType": "image/png", "buffer": picture}])
    page.get_by_role("img", name="Photo 1").wait_for()
    page.get_by_role("button", name="Send report").click()
    page.get_by_role("heading", name="Your report is sent").wait_for()
    found = installation.sql(
        "SELECT photo_count FROM incidents_incident WHERE description = %s", "With a photo."
    )
    assert found == [(1,)]


def test_a_draft_survives_leaving_and_back_keeps_everything(open_page: Callable[..., Any]) -> None:
    page = open_page()
    begin(page)
    page.get_by_label(WORDS).fill("Half a sentence")
    page.go_back()
    page.get_by_role("heading", name="Where is it?").wait_for()
    page.go_forward()
    assert page.get_by_label(WORDS).input_value() == "Half a sentence"
    page.wait_for_timeout(500)
    page.goto("/me")
    page.goto("/report?step=tell")
    page.get_by_text("Carrying on from where you stopped.").wait_for()
    assert page.get_by_label(WORDS).input_value() == "Half a sentence"


def test_words_typed_last_are_kept_when_the_page_is_left_at_once(open_page: Callable[..., Any]) -> None:
    page = open_page()
    begin(page)
    page.get_by_label(WORDS).fill("First words")
    page.wait_for_timeout(500)
    page.get_by_label(WORDS).fill("First words, and the last")
    page.goto("/me")
    page.goto("/report?step=tell")
    page.get_by_text("Carrying on from where you stopped.").wait_for()
    assert page.get_by_label(WORDS).input_value() == "First words, and the last"


def test_danger_now_shows_the_number_to_call_before_anything_else(open_page: Callable[..., Any]) -> None:
    page = open_page()
    page.goto("/report")
    page.get_by_role("button", name="Break-in", exact=True).click()
    page.get_by_role("button", name="Break-in happening now").click()
    page.get_by_role("heading", name="Call first").wait_for()
    assert page.locator("main a[href^='tel:']").first.get_attribute("href") == "tel:102"


def test_looks_without_deeds_are_not_accepted(
    open_page: Callable[..., Any], installation: Installation
) -> None:
    page = open_page()
    page.goto("/report")
    page.get_by_role("button", name="Suspicious behaviour").click()
    page.get_by_role("button", name="My position").click()
    page.get_by_label(WORDS).fill("A man in the yard.")
    page.get_by_role("button", name="People").click()
    page.get_by_label("What they do or did").fill("ok")
    page.get_by_label("Clothes and shoes").fill("black coat")
    page.get_by_role("button", name="Done").click()
    page.get_by_role("alert").get_by_text("Say what person 1 is doing").wait_for()
    assert rows(installation, "A man in the yard.") == 0


def test_a_report_is_made_by_keyboard_alone(
    open_page: Callable[..., Any], installation: Installation
) -> None:
    page = open_page(viewport={"width": 1440, "height": 900})
    page.goto("/report")
    press_on(page, page.get_by_role("button", name="Street light out"))
    page.get_by_role("heading", name="Where is it?").wait_for()
    assert page.evaluate("document.activeElement.tagName") == "H1"
    press_on(page, page.get_by_role("button", name="My position"))
    page.get_by_role("heading", name="Tell it in a few words").wait_for()
    tab_to(page, page.get_by_label(WORDS))
    page.keyboard.type("By keyboard alone.")
    press_on(page, page.get_by_role("button", name="Send report"))
    page.get_by_role("heading", name="Your report is sent").wait_for()
    assert rows(installation, "By keyboard alone.") == 1
