"""A neighbour applies from the phone; the chief takes them in, keeps their papers, and runs the brigade."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.browser.conftest import Installation
from tests.browser.seed_names import (
    ADMINISTRATOR,
    APPLICANT,
    BRIGADE,
    PEOPLE_BRIGADE,
    PEOPLE_CHIEF,
    PEOPLE_FIREFIGHTER,
    WAVERER,
)
from tests.browser.test_account import sign_in
from tests.factories.accounts import PASSWORD

pytestmark = pytest.mark.browser
DESK = {"width": 1440, "height": 900}
WHY = "I live two streets away and can drive at night."


def desk_of(installation: Installation, brigade: str = PEOPLE_BRIGADE) -> str:
    """The address of the brigade's desk."""
    return f"/brigade/{installation.sql('SELECT id FROM rosters_brigade WHERE name = %s', brigade)[0][0]}"


def in_days(days: int) -> str:
    """A day from today as a date field takes it."""
    return (datetime.now(ZoneInfo("Europe/Kyiv")) + timedelta(days=days)).date().isoformat()


def cell(page: Any, person: str, column: str) -> Any:
    """One paper of one person in the matrix."""
    heads = [text.strip() for text in page.locator("thead th").all_inner_texts()]
    row = page.locator("tbody tr", has=page.get_by_role("link", name=person))
    return row.locator("td").nth(heads.index(column) - 1)


def record_paper(page: Any, paper: str, *, until: str = "") -> None:
    """Write one paper down on a member's page."""
    form = page.get_by_role("region", name="Record a paper")
    form.get_by_label("Paper", exact=True).select_option(label=paper)
    form.get_by_label("Valid from").fill(in_days(-30))
    form.get_by_label("Valid until").fill(until)
    form.get_by_role("button", name="Record", exact=True).click()
    page.get_by_role("region", name="Gates and qualifications").get_by_text(paper, exact=True).wait_for()


def test_a_resident_applies_and_withdraws_from_the_phone(
    open_page: Callable[..., Any], installation: Installation, accessible: Callable[[Any, str], None]
) -> None:
    page = open_page()
    page.goto("/volunteers")
    page.get_by_role("link", name=PEOPLE_BRIGADE).click()
    page.get_by_role("heading", name="What is asked of you").wait_for()
    page.get_by_label("Date of birth").fill("1990-02-28")
    page.get_by_label("Why you want to join").fill(WHY)
    accessible(page, "recruitment")
    page.get_by_role("region", name="Apply").get_by_role("link", name="Sign in").click()
    page.get_by_label("E-mail", exact=True).fill(WAVERER)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.locator("form button[type=submit]").click()

    send = page.get_by_role("button", name="Send the application")
    send.click()
    page.get_by_role("alert").get_by_text("Without your consent").wait_for()
    assert page.get_by_label("Why you want to join").input_value() == WHY
    assert page.get_by_label("Date of birth").input_value() == "1990-02-28"
    page.get_by_label("I agree that the brigade keeps").check()
    send.click()
    page.get_by_text("It has been received.").wait_for()
    assert page.locator("[aria-current=step]").inner_text().startswith("1")
    accessible(page, "application")

    page.get_by_role("button", name="Withdraw the application").click()
    page.get_by_role("dialog").get_by_role("button", name="Withdraw the application").click()
    page.get_by_label("Why you want to join").wait_for()
    states = installation.sql(
        """SELECT m.state FROM rosters_member m JOIN accounts_user u ON u.id = m.user_id
           JOIN rosters_brigade b ON b.id = m.brigade_id WHERE u.email = %s AND b.name = %s""",
        WAVERER,
        PEOPLE_BRIGADE,
    )
    assert states == [("left",)]


def test_the_chief_takes_somebody_in_and_keeps_their_papers(
    open_page: Callable[..., Any], installation: Installation, accessible: Callable[[Any, str], None]
) -> None:
    phone = open_page()
    sign_in(phone, APPLICANT)
    phone.goto("/volunteers/luka")
    phone.get_by_label("Date of birth").fill("1990-02-28")
    phone.get_by_label("I agree that the brigade keeps").check()
    phone.get_by_role("button", name="Send the application").click()
    phone.get_by_text("It has been received.").wait_for()

    page = open_page(viewport=DESK)
    sign_in(page, PEOPLE_CHIEF)
    page.goto(f"{desk_of(installation)}/members")
    page.get_by_role("button", name="Invite to an interview").click()
    page.get_by_role("button", name="Take on probation").click()
    page.get_by_role("row").get_by_role("link", name="Ніна Сусідка").click()
    page.get_by_role("button", name="Take into service").click()
    page.get_by_text("firefighter · serving").wait_for()
    for paper in ("Medical", "Insurance", "Basic training"):
        record_paper(page, paper)
    record_paper(page, "Pump operator", until=in_days(20))
    accessible(page, "record")

    page.get_by_role("link", name="All people of the brigade").click()
    page.get_by_role("columnheader", name="Pump operator").wait_for()
    assert cell(page, "Ніна Сусідка", "Medical").get_attribute("class").split()[0] == "valid"
    pump = cell(page, "Ніна Сусідка", "Pump operator")
    assert pump.get_attribute("class").split()[0] == "soon"
    assert "lapses within 30 days" in pump.inner_text()
    medical = cell(page, "Юрій Боєць", "Medical")
    assert medical.get_attribute("class").split()[0] == "lapsed"
    assert "lapsed" in medical.inner_text()
    assert page.locator("tr", has_text="Юрій Боєць").get_by_text("not paged").count() == 1
    page.get_by_role("button", name="May be paged").click()
    page.get_by_text("Showing 2 people of 3").wait_for()
    page.get_by_label("Who can").select_option(label="Pump operator")
    page.get_by_text("Showing 1 person of 3").wait_for()
    accessible(page, "matrix")
    dark = open_page(viewport=DESK, language="uk-UA", color_scheme="dark")
    sign_in_uk(dark, PEOPLE_CHIEF)
    dark.goto(f"{desk_of(installation)}/members")
    dark.locator("table").wait_for()
    accessible(dark, "matrix, dark")
    dark.goto(f"{desk_of(installation)}/settings")
    dark.get_by_role("heading", name="Достатній екіпаж").wait_for()
    accessible(dark, "settings, dark")


def sign_in_uk(page: Any, email: str) -> None:
    """By password, on a page whose reader has chosen Ukrainian."""
    page.add_init_script("localStorage.setItem('varta.language', 'uk')")
    page.goto("/sign-in?next=/me")
    page.locator("input[type=email]").fill(email)
    page.locator("input[type=password]").fill(PASSWORD)
    page.locator("form button[type=submit]").click()
    page.wait_for_url(lambda address: "sign-in" not in address)


def test_a_table_with_one_bad_line_is_previewed_and_not_taken(
    open_page: Callable[..., Any], installation: Installation, accessible: Callable[[Any, str], None]
) -> None:
    page = open_page(viewport=DESK)
    sign_in(page, PEOPLE_CHIEF)
    page.goto(f"{desk_of(installation)}/members")
    page.get_by_role("button", name="Take from CSV").click()
    head = "email,qualification,valid_from,valid_until"
    good = f"{PEOPLE_FIREFIGHTER},pump,{in_days(-10)},{in_days(300)}"

    def choose(*lines: str) -> None:
        data = "\n".join([head, *lines]).encode()
        page.locator("input[type=file]").set_input_files(
            {"name": "people.csv", "mimeType": "text/csv", "buffer": data}
        )

    choose(good, f"{PEOPLE_FIREFIGHTER},flying,{in_days(-10)},")
    refused = page.get_by_role("region", name="1 line cannot be taken")
    refused.get_by_text("Line 3").wait_for()
    refused.get_by_text("There is no such qualification.").wait_for()
    page.get_by_role("region", name="1 line is understood").get_by_text("new paper").wait_for()
    assert page.get_by_role("button", name="Take into the brigade").count() == 0
    accessible(page, "import")
    count = """SELECT count(*) FROM rosters_qualificationgrant g JOIN accounts_user u ON u.id = g.user_id
               WHERE u.email = %s"""
    assert installation.sql(count, PEOPLE_FIREFIGHTER) == [(0,)]

    choose(good)
    page.get_by_role("button", name="Take into the brigade").click()
    page.get_by_text("Taken from the table: people 0, qualifications 1, gates 0.").wait_for()
    page.get_by_role("columnheader", name="Pump operator").wait_for()
    assert installation.sql(count, PEOPLE_FIREFIGHTER) == [(1,)]


def test_the_look_at_whom_to_call_is_said_before_and_recorded(
    open_page: Callable[..., Any], installation: Installation
) -> None:
    page = open_page(viewport=DESK)
    sign_in(page, PEOPLE_CHIEF)
    page.goto(f"{desk_of(installation)}/members")
    page.get_by_role("link", name="Юрій Боєць").click()
    contact = page.get_by_role("region", name="Whom to call in an emergency")
    contact.get_by_text("Your look will be recorded.").wait_for()
    looks = "SELECT count(*) FROM core_auditentry WHERE verb = 'member.emergency_contact_read'"
    assert installation.sql(looks) == [(0,)]
    contact.get_by_role("button", name="Show").click()
    contact.get_by_text("The person has not said yet whom to call.").wait_for()
    assert installation.sql(looks) == [(1,)]


def test_a_scan_is_kept_and_a_paper_revoked(
    open_page: Callable[..., Any], installation: Installation
) -> None:
    page = open_page(viewport=DESK)
    sign_in(page, PEOPLE_CHIEF)
    page.goto(f"{desk_of(installation)}/members")
    page.get_by_role("link", name="Юрій Боєць").click()
    papers = page.get_by_role("region", name="Gates and qualifications")
    scan = {"name": "scan.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4 an insurance %%EOF"}
    papers.get_by_label("Add a scan: Insurance").set_input_files(scan | {"buffer": b"%PDF-1.4 cut off"})
    page.get_by_text("Please send a PDF, or a picture: JPEG, PNG, WebP or HEIC.").wait_for()
    papers.get_by_label("Add a scan: Insurance").set_input_files(scan)
    page.get_by_text("The scan is kept.").wait_for()
    with page.expect_download() as download:
        papers.get_by_role("link", name="Scan: Insurance").click()
    assert download.value.path().read_bytes() == scan["buffer"]

    papers.get_by_role("button", name="Revoke: Insurance").click()
    sure = page.get_by_role("dialog").get_by_role("button", name="Revoke")
    assert sure.is_disabled(), "a reason is needed"
    page.get_by_role("dialog").get_by_label("Why").fill("The policy was cancelled")
    sure.click()
    papers.get_by_text("Revoked").wait_for()
    assert papers.get_by_role("button", name="Revoke: Insurance").count() == 0
    with page.expect_download() as certificate:
        page.get_by_role("link", name="Certificate of service (PDF)").click()
    assert certificate.value.path().read_bytes().startswith(b"%PDF-")


def test_a_volunteer_keeps_their_own_record(
    open_page: Callable[..., Any], installation: Installation, accessible: Callable[[Any, str], None]
) -> None:
    """From the phone: the way to the station, and the scan of a paper the chief has recorded."""
    page = open_page()
    sign_in(page, PEOPLE_FIREFIGHTER)
    page.goto("/duty/papers")
    page.get_by_role("link", name="My record").click()
    page.get_by_role("heading", name="Юрій Боєць").wait_for()
    page.get_by_label("Minutes to the station").fill("17")
    page.get_by_role("button", name="Save").first.click()
    page.get_by_text("Saved.").first.wait_for()
    minutes = """SELECT m.travel_minutes FROM rosters_member m JOIN accounts_user u ON u.id = m.user_id
        WHERE u.email = %s"""
    assert installation.sql(minutes, PEOPLE_FIREFIGHTER) == [(17,)]
    scan = {"name": "scan.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4 a course %%EOF"}
    page.get_by_label("Add a scan: Basic training").set_input_files(scan)
    page.get_by_text("The scan is kept.").wait_for()
    assert page.get_by_role("button", name="Revoke").count() == 0
    accessible(page, "my own record")


def test_a_firefighter_does_not_open_the_matrix(
    open_page: Callable[..., Any], installation: Installation
) -> None:
    page = open_page()
    sign_in(page, PEOPLE_FIREFIGHTER)
    page.goto(f"{desk_of(installation)}/members")
    page.get_by_text("Only the chief may do this.").first.wait_for()
    assert page.locator("table").count() == 0
    assert page.get_by_role("link", name="People").count() == 0
    page.goto(f"{desk_of(installation)}/settings")
    page.get_by_text("The settings are open to the brigade’s chief").wait_for()


def test_the_chief_settles_the_brigade(
    open_page: Callable[..., Any], installation: Installation, accessible: Callable[[Any, str], None]
) -> None:
    page = open_page()
    sign_in(page, PEOPLE_CHIEF)
    page.goto(f"{desk_of(installation)}/settings")
    terms = page.get_by_role("region", name="Recruitment and hours")
    terms.get_by_label("Open evening").fill("Fridays at 18:00")
    terms.get_by_role("button", name="Save").click()
    page.get_by_text("Saved.").first.wait_for()

    crew = page.get_by_role("region", name="A viable crew")
    crew.get_by_text("There is no rule").wait_for()
    crew.get_by_role("button", name="Add a rule").click()
    crew.get_by_label("Qualification, line 1").select_option(label="Pump operator")
    crew.get_by_role("button", name="Add a line").click()
    crew.get_by_label("How many, line 2").fill("2")
    crew.get_by_label("Required").nth(1).uncheck()
    crew.get_by_role("button", name="Save").click()
    crew.get_by_text("1 × Pump operator (required), 2 × anybody (preferred)").wait_for()

    neighbours = page.get_by_role("region", name="Neighbouring brigades")
    option = neighbours.get_by_label("Add a neighbour").locator("option", has_text=BRIGADE)
    neighbours.get_by_label("Add a neighbour").select_option(value=option.get_attribute("value"))
    neighbours.get_by_text(BRIGADE).first.wait_for()
    neighbours.get_by_role("button", name="Save").click()
    page.get_by_text("Saved.").first.wait_for()
    accessible(page, "settings")
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.reload()
    page.get_by_role("region", name="Neighbouring brigades").get_by_role("listitem").get_by_text(
        BRIGADE
    ).wait_for()
    assert page.get_by_label("Open evening").input_value() == "Fridays at 18:00"
    assert page.get_by_role("region", name="Chiefs").count() == 0


def test_the_city_founds_a_brigade(
    open_page: Callable[..., Any], installation: Installation, accessible: Callable[[Any, str], None]
) -> None:
    page = open_page(viewport=DESK)
    sign_in(page, ADMINISTRATOR)
    page.goto("/brigade")
    page.get_by_role("link", name="Found a brigade").click()
    page.get_by_label("Name of the brigade").fill("Нова дружина")
    page.get_by_label("Name of the founder").fill("Громада")
    page.get_by_label("Station", exact=True).fill("Депо на розі")
    page.get_by_role("button", name="Found", exact=True).click()
    page.get_by_role("alert").get_by_text("Show the station on the map.").wait_for()
    assert page.get_by_label("Name of the brigade").input_value() == "Нова дружина"
    accessible(page, "founding")
    canvas = page.locator("canvas").first
    canvas.wait_for()
    canvas.click()
    page.get_by_role("button", name="Found", exact=True).click()
    page.get_by_role("region", name="Chiefs").get_by_text("There is no chief yet.").wait_for()
    page.get_by_label("E-mail of the new chief").fill("nobody@example.org")
    page.get_by_role("button", name="Appoint").click()
    page.get_by_text("Nobody has signed in with this address yet.").first.wait_for()
    page.get_by_label("E-mail of the new chief").fill(WAVERER)
    page.get_by_role("button", name="Appoint").click()
    page.get_by_role("region", name="Chiefs").get_by_text("Олег Непевний").wait_for()
    kinds = """SELECT m.kind, m.state FROM rosters_member m JOIN rosters_brigade b ON b.id = m.brigade_id
               WHERE b.name = %s"""
    assert installation.sql(kinds, "Нова дружина") == [("chief", "active")]
