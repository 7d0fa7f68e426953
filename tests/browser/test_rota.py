"""The chief's calendar: by hand, by the solver, after an absence; coverage by the hour; wishes and pairs."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from pypdf import PdfReader

from tests.browser.conftest import Installation
from tests.browser.seed_names import (
    KIT_BRIGADE,
    KIT_CHIEF,
    KIT_FIREFIGHTER,
    ROTA_BRIGADE,
    ROTA_CHIEF,
    ROTA_DRIVER,
    ROTA_HELPER,
)
from tests.browser.seed_rota import next_monday
from tests.browser.test_account import sign_in
from tests.browser.test_callout import DESK

pytestmark = pytest.mark.browser


def rota_of(installation: Installation, brigade: str = ROTA_BRIGADE) -> str:
    rows = installation.sql("SELECT id FROM rosters_brigade WHERE name = %s", brigade)
    return f"/brigade/{rows[0][0]}/rota"


def held(installation: Installation, shift: str, brigade: str = ROTA_BRIGADE) -> list[str]:
    """Who holds a seat of the shifts of that name, by e-mail."""
    rows = installation.sql(
        """SELECT u.email FROM rosters_assignment a
           JOIN rosters_shift s ON s.id = a.shift_id JOIN rosters_brigade b ON b.id = s.brigade_id
           JOIN accounts_user u ON u.id = a.user_id
           WHERE b.name = %s AND s.name = %s AND a.state = 'confirmed' ORDER BY s.day, u.email""",
        brigade,
        shift,
    )
    return [str(row[0]) for row in rows]


def next_week(page: Any, installation: Installation) -> None:
    page.goto(rota_of(installation))
    page.get_by_role("button", name="Week after").click()
    page.locator("article", has_text="Вечір").first.wait_for()


def solve(page: Any, button: str) -> None:
    """Ask the solver and wait for what it says; the worker may be busy with other tests."""
    page.get_by_role("button", name=button, exact=True).click()
    page.locator("progress").wait_for()
    page.locator("progress").wait_for(state="detached", timeout=45_000)


def test_a_free_seat_asks_for_the_person_and_days_are_the_brigades(
    open_page: Callable[..., Any], installation: Installation, accessible: Callable[[Any, str], None]
) -> None:
    """On a phone, by a chief abroad: where it is still Sunday, the brigade's Monday is Monday."""
    chief = open_page(timezone_id="Pacific/Pago_Pago")
    sign_in(chief, ROTA_CHIEF)
    next_week(chief, installation)
    chief.get_by_text("Days and hours are by the brigade’s clock (Europe/Kyiv)").wait_for()
    monday, saturday = chief.locator(".week > li").first, chief.locator(".week > li").nth(5)
    assert monday.get_attribute("id") == f"day-{next_monday()}"
    saturday.get_by_text("06:00–12:00", exact=True).wait_for()
    chief.get_by_role("link", name="Sat").click()
    saturday.get_by_role("button", name="Cancel the shift").first.click()
    accessible(chief, "cancelling a shift")
    chief.get_by_role("dialog").get_by_role("button", name="Close").click()

    chief.get_by_role("button", name="Free seat: Fire engine driver").first.click()
    dialog = chief.get_by_role("dialog")
    dialog.get_by_role("heading", name="Who takes it: Fire engine driver").wait_for()
    accessible(chief, "whom to seat")
    assert "Водій" in dialog.get_by_role("listitem").first.inner_text()
    dialog.get_by_label("Name or qualification").fill("поміч")
    assert dialog.get_by_role("listitem").count() == 1
    dialog.get_by_text("Lacks the qualification: Fire engine driver").wait_for()
    dialog.get_by_role("button", name="Close").click()


def evening(page: Any, n: int) -> Any:
    """The evening of the n-th day of the week on screen."""
    return page.locator(".week > li").nth(n).locator("article", has_text="Вечір")


MOVE = "Move Софія Пожежна to another shift"
DRIVER, MASK = "Free seat: Fire engine driver", "Free seat: Breathing apparatus"


def on(page: Any, n: int) -> None:
    """She holds a seat of that evening, and no other."""
    evening(page, n).get_by_role("button", name=MOVE).wait_for()
    assert page.get_by_role("button", name=MOVE).count() == 1


def test_a_holder_is_dragged_from_shift_to_shift_and_moved_by_keyboard_alone(
    open_page: Callable[..., Any], installation: Installation, accessible: Callable[[Any, str], None]
) -> None:
    chief = open_page(viewport=DESK)
    sign_in(chief, KIT_CHIEF)
    chief.goto(rota_of(installation, KIT_BRIGADE))
    chief.get_by_role("button", name="Week after").click()
    chief.locator("article", has_text="Вечір").first.wait_for()
    person = chief.get_by_role("region", name="People").get_by_role("button", name="Софія Пожежна")
    person.drag_to(evening(chief, 1).get_by_role("button", name="Free seat: Firefighter"))
    on(chief, 1)
    evening(chief, 1).get_by_role("button", name=DRIVER).wait_for()
    holder = chief.get_by_role("button", name=MOVE)
    holder.drag_to(evening(chief, 0).get_by_role("button", name=DRIVER))
    chief.get_by_text("Софія Пожежна has been moved.").wait_for()
    on(chief, 0)
    assert held(installation, "Вечір", KIT_BRIGADE) == [KIT_FIREFIGHTER]
    chief.get_by_role("button", name="Undo").click()
    on(chief, 1)
    evening(chief, 0).get_by_role("button", name=DRIVER).wait_for()

    holder.drag_to(evening(chief, 0).get_by_role("button", name=MASK))
    chief.get_by_text("This person lacks the qualification that this seat needs.").wait_for()
    on(chief, 1)

    holder.focus()
    chief.keyboard.press("Enter")
    dialog = chief.get_by_role("dialog")
    dialog.get_by_role("heading", name="Where to: Софія Пожежна").wait_for()
    accessible(chief, "moving a holder")
    seats = dialog.get_by_role("listitem")
    seats.filter(has_text="Breathing apparatus").first.get_by_role("button").click()
    dialog.get_by_role("alert").get_by_text("lacks the qualification").wait_for()
    seats.filter(has_text="Fire engine driver").last.get_by_role("button").focus()
    chief.keyboard.press("Enter")
    dialog.wait_for(state="hidden")
    on(chief, 2)

    holder.click()
    dialog.get_by_role("button", name="In another week").click()
    chief.get_by_text("Софія Пожежна (Вечір").wait_for()
    chief.get_by_role("button", name="Week after").click()
    chief.get_by_role("button", name="Week before").click()
    evening(chief, 1).get_by_role("button", name="Put Софія Пожежна here: Firefighter").click()
    on(chief, 1)
    assert held(installation, "Вечір", KIT_BRIGADE) == [KIT_FIREFIGHTER]


def test_the_printed_rota_shows_who_serves_and_nothing_to_press(
    open_page: Callable[..., Any], installation: Installation
) -> None:
    chief = open_page(viewport=DESK, color_scheme="dark")
    sign_in(chief, ROTA_CHIEF)
    next_week(chief, installation)
    name = str(chief.locator("article", has_text="Ранок").locator(".holder").first.inner_text())
    chief.emulate_media(media="print")
    for told in (
        "Rota:",
        ROTA_BRIGADE,
        "Вечір",
        "Ранок",
        "06:00–12:00",
        "Fire engine driver",
        name,
        "Free",
    ):
        assert chief.locator("main").get_by_text(told).locator("visible=true").count(), told
    for pressed in (
        "Publish the week",
        "Week after",
        "Print",
        f"Take {name} off the shift",
        "Cancel the shift",
    ):
        assert chief.get_by_role("button", name=pressed).count() == 0, pressed
    assert chief.get_by_role("navigation").count() == 0
    assert chief.get_by_role("heading", name="People").count() == 0
    ground, ink = chief.evaluate(
        "() => { const name = document.querySelector('article .holder'); const own = getComputedStyle(name);"
        " return [getComputedStyle(document.body).backgroundColor, own.color] }"
    )
    assert (ground, ink) == ("rgb(255, 255, 255)", "rgb(0, 0, 0)"), "dark screens print black on white"
    paper = PdfReader(io.BytesIO(chief.pdf(format="A4", landscape=True)))
    text = " ".join(page.extract_text() for page in paper.pages)
    assert len(paper.pages) <= 2
    for told in (ROTA_BRIGADE, "Rota", "Ранок", "06:00", name):
        assert told in " ".join(text.split()), told


def test_a_rota_is_dragged_solved_and_planned_anew(
    open_page: Callable[..., Any], installation: Installation, accessible: Callable[[Any, str], None]
) -> None:
    chief = open_page(viewport=DESK)
    sign_in(chief, ROTA_CHIEF)
    next_week(chief, installation)
    seat = chief.locator("article", has_text="Вечір").first.get_by_role(
        "button", name="Free seat: Firefighter"
    )
    chief.get_by_role("button", name="Леся Помічна").drag_to(seat)
    chief.locator("article .holder", has_text="Леся Помічна").first.wait_for()
    assert held(installation, "Вечір") == [ROTA_HELPER]
    chief.get_by_role("button", name="Take Леся Помічна off the shift").click()
    chief.get_by_role("dialog").get_by_label("Why").wait_for()
    accessible(chief, "taking off a shift")
    chief.get_by_role("dialog").get_by_role("button", name="Close").click()

    chief.get_by_role("tab", name="Fill the rota").click()
    solve(chief, "Fill the rota")
    chief.get_by_text("published duties contradict one another").wait_for()
    chief.get_by_text("Дана Водійка: 9 h too little rest between").wait_for()
    chief.get_by_text("Rest: 9 h less, for 1 of these").wait_for()
    accessible(chief, "contradiction")
    chief.get_by_role("button", name="Leave these as they are, fill the rest").click()
    chief.get_by_role("heading", name="Proposal: 5 assignments").wait_for(timeout=45_000)
    chief.get_by_text("No better rota exists: proven.").wait_for()
    chief.get_by_text("All seats that must be filled are filled.").wait_for()
    chief.get_by_text("one of 2 who could").first.wait_for()
    accessible(chief, "proposal")
    chief.get_by_role("button", name="Seat people as proposed").click()
    chief.get_by_text("Seated: 5").wait_for()
    assert len(held(installation, "Вечір")) == 6
    chief.get_by_role("tab", name="Calendar").click()
    chief.get_by_role("button", name="Publish the week").click()
    chief.get_by_role("dialog").get_by_text("The shifts become binding").wait_for()
    accessible(chief, "publishing")
    chief.get_by_role("dialog").get_by_role("button", name="Publish the week").click()
    chief.get_by_text("The rota is published.").wait_for()

    driver = open_page()
    sign_in(driver, ROTA_DRIVER)
    driver.goto("/duty")
    driver.get_by_role("button", name="Take leave").click()
    day = installation.sql(
        "SELECT day FROM rosters_shift s JOIN rosters_brigade b ON b.id = s.brigade_id"
        " WHERE b.name = %s AND s.name = 'Ранок'",
        ROTA_BRIGADE,
    )[0][0]
    driver.get_by_label("From", exact=True).fill(f"{day}T00:00")
    driver.get_by_label("To", exact=True).fill(f"{day}T23:59")
    driver.get_by_role("button", name="Take leave").click()
    driver.get_by_role("button", name="End it").wait_for()

    chief.get_by_role("tab", name="Fill the rota").click()
    chief.get_by_role("radio", name="Somebody dropped out").check()
    solve(chief, "Plan anew")
    chief.get_by_role("heading", name="Taken off: 2").wait_for()
    chief.get_by_text("No smaller change exists: proven.").wait_for()
    accessible(chief, "planned anew")
    chief.get_by_role("button", name="Seat people as proposed").click()
    chief.get_by_text("Seated: 1").wait_for()
    assert sorted(held(installation, "Ранок") + held(installation, "Обід")) == ["rota.other@example.org"]


def test_coverage_names_who_is_missing_and_when(
    open_page: Callable[..., Any], installation: Installation, accessible: Callable[[Any, str], None]
) -> None:
    chief = open_page(viewport=DESK)
    sign_in(chief, ROTA_CHIEF)
    next_week(chief, installation)
    chief.get_by_role("tab", name="Coverage").click()
    gap = chief.get_by_role("listitem").filter(has_text="Missing: Fire engine driver").first
    gap.get_by_text("One of these would help: Дана Водійка (can’t)").or_(
        gap.get_by_text("Дана Водійка (not known)")
    ).first.wait_for()
    chief.get_by_role("button", name="Fire engine driver", exact=True).click()
    chief.get_by_role("cell", name="0 of 1 can come").first.wait_for()
    assert chief.get_by_role("cell", name="2 of 1 can come").count() > 100
    accessible(chief, "coverage by seat")


def test_wishes_and_pairs_are_said_and_taken_back(
    open_page: Callable[..., Any], installation: Installation, accessible: Callable[[Any, str], None]
) -> None:
    helper = open_page()
    sign_in(helper, ROTA_HELPER)
    helper.goto("/duty")
    wishes = helper.get_by_role("region", name="What I would like")
    wishes.get_by_role("button", name="Change my wishes").click()
    wishes.get_by_label("Duties that begin then").select_option("I would like")
    wishes.get_by_role("checkbox", name="Sat").check(force=True)
    accessible(helper, "a wish")
    wishes.get_by_role("button", name="Save").click()
    wishes.get_by_text("I would like: Fri, Sat").wait_for()
    assert installation.sql(
        "SELECT weekdays, likes FROM rosters_dutywish w JOIN accounts_user u ON u.id = w.user_id"
        " WHERE u.email = %s",
        ROTA_HELPER,
    ) == [([4, 5], True)]

    chief = open_page(viewport=DESK)
    sign_in(chief, ROTA_CHIEF)
    chief.goto(rota_of(installation))
    chief.get_by_role("tab", name="Fill the rota").click()
    apart = chief.get_by_role("region", name="Never on duty at once")
    apart.get_by_role("button", name="Add a pair").click()
    apart.get_by_label("One").select_option("Леся Помічна")
    apart.get_by_label("The other").select_option("Роман Начальник")
    accessible(chief, "a pair")
    apart.get_by_role("button", name="Save").click()
    apart.get_by_role("listitem").filter(has_text="Леся Помічна").wait_for()
    apart.get_by_role("button", name="Let them be on duty at once again").click()
    apart.get_by_role("listitem").wait_for(state="detached")
    assert installation.sql(
        "SELECT count(*) FROM rosters_apartpair p JOIN rosters_brigade b ON b.id = p.brigade_id"
        " WHERE b.name = %s AND p.ended_at IS NULL",
        ROTA_BRIGADE,
    ) == [(0,)]
