"""A call-out from the chief's start to the review: pages, answers, a crew, the way out and back."""

from __future__ import annotations

import json
import time
import urllib.request
import uuid
from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.conftest import PHONE, Installation, still
from tests.browser.seed_names import BRIGADE, CHIEF, DISPATCHER, DRIVER, HELPER, MASK
from tests.browser.test_account import sign_in
from tests.browser.test_patrol import board, report

pytestmark = pytest.mark.browser
DESK = {"width": 1440, "height": 900}
WALL = {"width": 1920, "height": 1080}


def brigade_id(installation: Installation) -> str:
    return str(installation.sql("SELECT id FROM rosters_brigade WHERE name = %s", BRIGADE)[0][0])


def newest(installation: Installation) -> str:
    return str(installation.sql("SELECT id FROM dispatch_callout ORDER BY created_at DESC LIMIT 1")[0][0])


def link_of(installation: Installation, callout: str, email: str) -> str:
    """The answer link in the person's page, as the letter has it."""
    rows = installation.sql(
        """SELECT i.mail_link FROM notifications_inboxitem i JOIN accounts_user u ON u.id = i.user_id
           WHERE u.email = %s AND i.link = %s AND i.mail_link <> '' ORDER BY i.id DESC LIMIT 1""",
        email,
        f"/brigade/callout/{callout}",
    )
    return str(rows[0][0])


def answer_by_link(installation: Installation, callout: str, email: str, reply: str, minutes: int) -> None:
    """Answer as the holder of the link, without a page."""
    token = link_of(installation, callout, email).removeprefix("/answer/")
    body = {"id": str(uuid.uuid4()), "reply": reply, "minutes": minutes}
    request = urllib.request.Request(
        f"{installation.url}/api/v1/answers/{token}",
        data=json.dumps(body).encode(),
        headers={"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request) as answer:
        assert answer.status == 200


def call_out(page: Any, installation: Installation, place: str) -> str:
    """The chief calls the brigade out from the console, signed in already; the call-out's id."""
    page.goto(f"/brigade/{brigade_id(installation)}/callouts")
    page.get_by_role("button", name="Call out the brigade").click()
    page.get_by_role("radio", name="Building or car on fire").check()
    page.get_by_text("4 people will be paged").wait_for()
    page.get_by_role("button", name="My position").click()
    page.get_by_text("The place is pinned").wait_for()
    still(page)
    page.get_by_label("Where exactly, in words").fill(place)
    page.get_by_role("button", name="Call out", exact=True).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_text("4 people will be paged").wait_for()
    dialog.get_by_role("button", name="Call out", exact=True).click()
    page.wait_for_url("**/brigade/callout/*")
    page.get_by_text("3 more needed").wait_for()
    page.get_by_text("live", exact=True).first.wait_for()
    return str(page.url.rsplit("/", 1)[1])


def end(page: Any) -> None:
    """Stand everybody down, so that nobody is on a call-out when the next begins."""
    page.get_by_role("button", name="Stand everybody down").click()
    page.get_by_role("dialog").get_by_role("button", name="Stand everybody down").click()
    page.get_by_role("region", name="Is there a crew").get_by_text("Stood down").wait_for()


def test_from_the_start_to_the_review(
    open_page: Callable[..., Any], installation: Installation, accessible: Callable[[Any, str], None]
) -> None:
    chief, driver = open_page(viewport=DESK), open_page(viewport=PHONE, color_scheme="dark")
    sign_in(driver, DRIVER, after="/me")
    driver.add_init_script("localStorage.setItem('varta.language', 'uk')")
    driver.goto("/alerts")
    sign_in(chief, CHIEF, after="/brigade")
    callout = call_out(chief, installation, "Соборна 12")
    numbers = chief.get_by_role("region", name="Whom to ring")
    assert numbers.get_by_role("link", name="Електромережі").get_attribute("href") == "tel:+380432000200"
    accessible(chief, "board, nobody has answered")

    driver.get_by_role("link", name="CALL-OUT").first.click()
    driver.get_by_role("heading", name="Ви приїдете?").wait_for()
    accessible(driver, "phone, uk, dark")
    driver.get_by_role("button", name="На станцію, 5 хв").click()
    began = time.monotonic()
    chief.locator("[data-person]").get_by_text("Іра Водійка").wait_for(timeout=5_000)
    assert time.monotonic() - began < 3
    driver.get_by_text("Надіслано о").wait_for()
    chief.get_by_text("2 more needed").wait_for()
    chief.get_by_text("Breathing apparatus; anybody").wait_for()

    answer_by_link(installation, callout, MASK, "station", 6)
    answer_by_link(installation, callout, HELPER, "scene", 3)
    chief.get_by_text("Crew in 6 min").wait_for()
    assert chief.locator("li.taken").count() == 3

    chief.get_by_role("button", name="Stand down the rest").click()
    chief.get_by_role("dialog").wait_for()
    accessible(chief, "standing down the rest")
    chief.get_by_role("dialog").get_by_role("button", name="Stand down the rest").click()
    chief.get_by_text("The rest stood down").wait_for()
    for press, told in (("Out", "Out"), ("On scene", "On scene")):
        chief.get_by_role("button", name=press, exact=True).click()
        chief.get_by_role("listitem").filter(has_text=told).first.wait_for()
    chief.get_by_text("Roll-call.").wait_for()
    accessible(chief, "board, on scene")
    chief.get_by_role("button", name="Everybody accounted for").click()
    driver.get_by_role("button", name="Повернулися").click()
    chief.get_by_role("button", name="Back", exact=True).wait_for(state="detached")

    chief.get_by_role("button", name="Close the call-out").click()
    assert chief.get_by_label("Was there: Іра Водійка").is_checked()
    assert not chief.get_by_label("Was there: Начальник Петренко").is_checked()
    accessible(chief, "closing")
    chief.locator("form").get_by_role("button", name="Close the call-out").click()
    chief.get_by_role("region", name="Is there a crew").get_by_text("Call-out closed").wait_for()
    hours = installation.sql("SELECT count(*) FROM rosters_hoursentry WHERE source_id = %s", callout)
    assert hours == [(3,)]

    review(chief, callout, accessible)


def review(page: Any, callout: str, accessible: Callable[[Any, str], None]) -> None:
    """The first event, then by keyboard to the answer, then the end; who was passed over and why."""
    page.goto(f"/brigade/callout/{callout}/review")
    crew = page.get_by_role("region", name="Is there a crew")
    crew.get_by_text("3 more needed").wait_for()
    page.get_by_text("medical not valid").wait_for()
    page.keyboard.press("ArrowRight")
    crew.get_by_text("2 more needed").wait_for()
    page.get_by_role("button", name="To the end").click()
    crew.get_by_text("Call-out closed").wait_for()
    page.get_by_text("From the call to the").wait_for()
    accessible(page, "review")
    page.get_by_role("slider").focus()
    page.keyboard.press("Home")
    crew.get_by_text("3 more needed").wait_for()


def test_an_answer_without_a_network_is_kept_and_sent_once(
    open_page: Callable[..., Any], installation: Installation
) -> None:
    chief, mask = open_page(viewport=DESK), open_page(viewport=PHONE)
    sign_in(mask, MASK, after="/me")
    sign_in(chief, CHIEF, after="/brigade")
    callout = call_out(chief, installation, "Гоголя 7")
    mask.goto(f"/brigade/callout/{callout}")
    mask.get_by_role("heading", name="Are you coming?").wait_for()
    mask.context.set_offline(True)
    mask.get_by_role("button", name="To the station, 3 min").click()
    mask.get_by_text("Not sent yet.").wait_for()
    mask.get_by_role("button", name="To the scene", exact=True).click()
    mask.get_by_role("button", name="To the scene, 8 min").click()
    mask.get_by_text("to the scene, 8 min").wait_for()
    mask.get_by_text("Not sent yet.").wait_for()
    sent = "SELECT reply, minutes FROM dispatch_answer WHERE callout_id = %s"
    assert installation.sql(sent, callout) == []
    mask.context.set_offline(False)
    mask.get_by_text("Sent at").wait_for()
    chief.locator("[data-person]").get_by_text("Петро Масчук").wait_for()
    assert installation.sql(sent, callout) == [("scene", 8)]
    mask.get_by_role("button", name="Take it back").click()
    chief.get_by_text("Nobody has answered yet.").wait_for()
    end(chief)
    mask.get_by_text("Stand down: you need not come.").wait_for()


def test_the_answer_link_and_the_wall(
    open_page: Callable[..., Any], installation: Installation, accessible: Callable[[Any, str], None]
) -> None:
    chief, wall = open_page(viewport=DESK), open_page(viewport=WALL)
    sign_in(chief, CHIEF, after="/brigade")
    callout = call_out(chief, installation, "Київська 3")
    sign_in(wall, CHIEF, after="/me")
    wall.goto(f"/brigade/callout/{callout}/wall")
    wall.get_by_text("Київська 3").wait_for()
    guest = open_page(viewport=PHONE)
    guest.goto(link_of(installation, callout, HELPER))
    guest.get_by_role("heading", name="Building or car on fire").wait_for()
    guest.get_by_text("Київська 3").wait_for()
    accessible(guest, "answer link")
    guest.get_by_role("button", name="Other").click()
    guest.get_by_role("textbox", name="Minutes").fill("14")
    guest.get_by_role("button", name="Send", exact=True).click()
    guest.get_by_text("to the station, 14 min").wait_for()
    guest.get_by_text("Sent at").wait_for()
    wall.get_by_text("Ольга Помічна").first.wait_for()
    wall.get_by_text("14 min").wait_for()
    assert wall.locator("button, nav").count() == 0
    assert wall.evaluate("document.documentElement.dataset.theme") == "dark"
    assert wall.evaluate("document.documentElement.scrollHeight <= innerHeight")
    accessible(wall, "wall")
    for size in ({"width": 1280, "height": 720}, {"width": 1366, "height": 500}, WALL):
        wall.set_viewport_size(size)
        wall.wait_for_function("() => document.documentElement.scrollHeight <= innerHeight")
    wall.context.set_offline(True)
    wall.get_by_text("No connection, data").wait_for()
    wall.context.set_offline(False)
    chief.get_by_role("button", name="Stand everybody down").click()
    chief.get_by_role("dialog").wait_for()
    accessible(chief, "standing everybody down")
    chief.get_by_role("dialog").get_by_role("button", name="Cancel").click()
    end(chief)
    guest.reload()
    guest.get_by_text("Stand down: you need not come.").wait_for()
    assert guest.get_by_role("button", name="To the station").count() == 0
    guest.goto("/answer/not-a-token")
    guest.get_by_text("This link does not work").wait_for()
    accessible(guest, "dead link")


def test_a_dispatcher_calls_the_brigade_from_the_patrol_board_and_decides_on_a_proposal(
    open_page: Callable[..., Any], installation: Installation, accessible: Callable[[Any, str], None]
) -> None:
    """The report of a stranger proposes a call-out; a second report is called out from the board."""
    dispatcher = open_page(viewport=DESK)
    board(dispatcher, DISPATCHER)
    filed = report(installation, words="Дим із даху.", category="fire.building", east=0.002)
    page = dispatcher
    page.goto(f"/patrol/{filed['id']}")
    proposed = page.get_by_role("link", name=f"Call-out: {BRIGADE}")
    proposed.wait_for()
    assert page.get_by_role("button", name=f"Call out: {BRIGADE}").count() == 0
    proposed.click()
    page.get_by_text("Nobody has been paged yet.").wait_for()
    accessible(page, "proposed")
    callout = page.url.rsplit("/", 1)[1]
    page.get_by_role("button", name="Decline").click()
    page.get_by_label("Reason").fill("A barbecue")
    page.get_by_role("dialog").get_by_role("button", name="Decline").click()
    page.get_by_text("A barbecue").wait_for()
    pages = installation.sql("SELECT count(*) FROM dispatch_page WHERE callout_id = %s", callout)
    assert pages == [(0,)]

    page.goto(f"/patrol/{filed['id']}")
    page.get_by_role("button", name=f"Call out: {BRIGADE}").click()
    page.get_by_role("dialog").get_by_text("4 people will be paged").wait_for()
    page.get_by_role("dialog").get_by_role("button", name="Call out", exact=True).click()
    page.wait_for_url("**/brigade/callout/*")
    page.get_by_text("3 more needed").wait_for()
    assert newest(installation) == page.url.rsplit("/", 1)[1]

    page.goto(f"/brigade/{brigade_id(installation)}/callouts")
    page.get_by_role("button", name="Declare an alert").click()
    page.get_by_role("dialog").get_by_role("button", name="Declare an alert").click()
    page.get_by_role("button", name="All clear").wait_for()
    accessible(page, "console")
    page.get_by_role("link", name="Open").first.click()
    page.get_by_text("Air-raid alert: Вінниця").wait_for()
    accessible(page, "board under an alert")
    page.go_back()
    page.get_by_role("button", name="All clear").click()
    page.get_by_role("dialog").get_by_role("button", name="All clear").click()
    page.get_by_role("button", name="Declare an alert").wait_for()
    page.get_by_role("link", name="Open").first.click()
    end(page)
