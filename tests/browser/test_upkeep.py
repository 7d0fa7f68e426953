"""Vehicles and kit, water, training and hours: the firefighter on the phone, the chief at the desk."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import Installation
from tests.browser.seed_names import KIT_BRIGADE, KIT_CHIEF, KIT_FIREFIGHTER, KIT_STATION, RESIDENT
from tests.browser.test_account import sign_in
from tests.browser.test_every_screen import LOOKS, SMALL, WIDER, settled

pytestmark = pytest.mark.browser
DESK = {"width": 1440, "height": 900}
HERE = {"longitude": KIT_STATION[0] + 0.0205, "latitude": KIT_STATION[1], "accuracy": 10}


def home(installation: Installation) -> str:
    [[found]] = installation.sql("SELECT id FROM rosters_brigade WHERE name = %s", KIT_BRIGADE)
    return f"/brigade/{found}"


def open_part(page: Any, email: str, installation: Installation, part: str) -> None:
    """Sign in and open a part of the brigade's desk."""
    sign_in(page, email)
    page.goto(f"{home(installation)}/{part}")


def line(page: Any, name: str) -> Any:
    return page.get_by_role("group", name=name)


def test_a_check_without_a_network_a_defect_and_its_end(
    open_page: Callable[..., Any], installation: Installation
) -> None:
    phone, desk = open_page(), open_page(viewport=DESK)
    open_part(phone, KIT_FIREFIGHTER, installation, "vehicles")
    phone.get_by_role("link", name="Do a check").click()
    line(phone, "Рівень пального").get_by_role("button", name="Yes").click()
    phone.get_by_text("2 lines left").wait_for()
    phone.reload()
    phone.get_by_text("You go on with the check begun").wait_for()
    phone.get_by_text("2 lines left").wait_for()

    phone.context.set_offline(True)
    line(phone, "Рукави 51 мм").get_by_role("button", name="No").click()
    line(phone, "Рукави 51 мм").get_by_label("How many there are").fill("5")
    line(phone, "Рукави 51 мм").get_by_label("What is wrong").fill("Один порваний")
    line(phone, "Радіостанція").get_by_role("button", name="Yes").click()
    phone.get_by_role("button", name="Send the check").click()
    phone.get_by_text("The check is kept on this phone").wait_for()
    assert installation.sql("SELECT count(*) FROM rosters_check") == [(0,)]
    phone.context.set_offline(False)
    phone.get_by_role("heading", name="The check is sent").wait_for()
    [[by, answers]] = installation.sql("SELECT by, answers FROM rosters_check")
    assert by == "Софія Пожежна"
    assert sorted((one["label"], one["ok"], one["counted"]) for one in answers.values()) == [
        ("Радіостанція", True, None),
        ("Рукави 51 мм", False, 5),
        ("Рівень пального", True, None),
    ]

    phone.get_by_role("link", name="Report a defect: Рукави 51 мм").click()
    assert phone.get_by_label("What is broken").input_value() == "Рукави 51 мм: Один порваний"
    phone.get_by_role("radio", name="Only the seat “Третій”").check()
    phone.get_by_role("button", name="Report it").click()
    phone.get_by_text("The chief has been told.").wait_for()
    phone.get_by_text("Ready, a seat is off").wait_for()
    assert phone.get_by_role("button", name="Mended").count() == 0

    open_part(desk, KIT_CHIEF, installation, "vehicles")
    desk.get_by_text("Ready, a seat is off").wait_for()
    desk.get_by_text("The seat “Третій” is off the run: Рукави 51 мм: Один порваний").wait_for()
    desk.get_by_role("link", name="Якушинці-1").click()
    desk.get_by_role("button", name="Mended").click()
    dialog = desk.get_by_role("dialog", name="Is the defect mended?")
    dialog.get_by_label("What was done").fill("Замінено")
    dialog.get_by_role("button", name="Mended").click()
    desk.get_by_text("The defect is cleared.").wait_for()
    desk.get_by_text("Ready", exact=True).wait_for()
    desk.get_by_text("Замінено").wait_for()
    [[note]] = installation.sql("SELECT cleared_note FROM rosters_defect WHERE off_run")
    assert note == "Замінено"


def test_the_chief_changes_the_seats_and_sees_whose_test_is_overdue(
    open_page: Callable[..., Any], installation: Installation
) -> None:
    page = open_page(viewport=DESK)
    open_part(page, KIT_CHIEF, installation, "vehicles")
    page.get_by_role("tab", name="Kit").click()
    page.get_by_role("row", name="Рукав 12").get_by_text("test is overdue").wait_for()
    page.get_by_role("row", name="Рукав 14").get_by_text("tested").wait_for()
    page.get_by_role("button", name="Change: Рукав 12").click()
    page.get_by_label("Test by").fill("2099-01-01")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("All tests are in date.").wait_for()

    page.get_by_role("tab", name="Vehicles").click()
    page.get_by_role("button", name="Add a vehicle").click()
    page.get_by_label("Call sign").fill("Якушинці-1")
    page.get_by_label("What vehicle it is").fill("Водовозка")
    page.get_by_role("button", name="Add a seat").click()
    page.get_by_label("Name of the seat").fill("Водій")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Another vehicle has this call sign.").wait_for()
    assert page.get_by_label("Name of the seat").input_value() == "Водій"
    page.get_by_label("Call sign").fill("Якушинці-2")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Якушинці-2").wait_for()
    found = "SELECT s.label, s.hard FROM rosters_vehicleseat s JOIN rosters_vehicle v ON v.id = s.vehicle_id"
    assert installation.sql(f"{found} WHERE v.call_sign = 'Якушинці-2'") == [("Водій", True)]


def test_the_nearest_water_comes_first_and_is_inspected(
    open_page: Callable[..., Any], installation: Installation
) -> None:
    page = open_page(geolocation=HERE)
    open_part(page, KIT_FIREFIGHTER, installation, "water")
    rows = page.locator("article strong")
    page.get_by_text("Distance from: the station").wait_for()
    rows.first.wait_for()
    assert rows.all_inner_texts()[:2] == ["поруч", "далі"]
    assert page.locator("article").first.get_by_text("150 m").count() == 1
    page.get_by_role("button", name="From me").click()
    page.get_by_text("Distance from: where I am").wait_for()
    page.locator("article").first.get_by_text("40 m").wait_for()
    assert rows.all_inner_texts()[:2] == ["далі", "поруч"]
    page.get_by_role("button", name="далі Hydrant").click()
    page.get_by_role("button", name="Note an inspection").click()
    page.get_by_role("radio", name="out of order").check()
    page.get_by_label("Note").fill("Люк під снігом")
    page.get_by_role("button", name="Save the inspection").click()
    page.get_by_text("The inspection is noted.").wait_for()
    page.get_by_text("Люк під снігом").wait_for()
    [[condition]] = installation.sql("SELECT condition FROM rosters_watersource WHERE label = 'далі'")
    assert condition == "out_of_order"
    stranger = open_page()
    open_part(stranger, RESIDENT, installation, "water")
    stranger.get_by_text("There is no such brigade").wait_for()
    assert stranger.get_by_text("Hydrant").count() == 0


def test_water_is_looked_at_before_it_is_brought_in(
    open_page: Callable[..., Any], installation: Installation, tmp_path: Path
) -> None:
    page = open_page(viewport=DESK)
    lon, lat = KIT_STATION
    tags = ({"emergency": "water_tank", "ref": "Р-9"}, {"emergency": "siren", "name": "Сирена"})
    features = [
        {
            "type": "Feature",
            "id": f"node/{number}",
            "properties": one,
            "geometry": {"type": "Point", "coordinates": [lon, lat - 0.03]},
        }
        for number, one in enumerate(tags)
    ]
    path = tmp_path / "water.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    open_part(page, KIT_CHIEF, installation, "water")
    page.get_by_role("button", name="Bring in a file").click()
    page.get_by_role("radio", name="The brigade’s own list").check()
    page.locator("input[type=file]").set_input_files(path)
    page.get_by_role("button", name="Check the file").click()
    page.get_by_text("emergency=siren is no water source.").wait_for()
    assert installation.sql("SELECT count(*) FROM rosters_watersource WHERE label = 'Р-9'") == [(0,)]
    page.get_by_role("button", name="Bring in 1 source").click()
    page.get_by_role("button", name="Р-9 Tank").wait_for()
    page.get_by_role("button", name="Show on the map").click()
    page.locator(".map canvas").wait_for()


def test_training_feeds_the_hours_and_the_report_is_taken_away(
    open_page: Callable[..., Any], installation: Installation
) -> None:
    desk, phone = open_page(viewport=DESK), open_page()
    open_part(desk, KIT_CHIEF, installation, "training")
    desk.get_by_text("Counts 2:30 for each who was there.").wait_for()
    desk.get_by_role("button", name="Who was there: Апарати").click()
    desk.get_by_role("button", name="Софія Пожежна").click()
    desk.get_by_text("1 was there").wait_for()
    desk.get_by_role("button", name="Close and count: Апарати").click()
    desk.get_by_role("dialog").get_by_role("button", name="Close and count").click()
    desk.get_by_text("The hours are counted.").wait_for()
    desk.goto(f"{home(installation)}/hours")
    row = desk.get_by_role("row", name="Софія Пожежна")
    row.get_by_text("2:30 (1)").wait_for()
    row.get_by_role("button").click()
    desk.get_by_role("button", name="Correct").click()
    dialog = desk.get_by_role("dialog")
    dialog.get_by_label("Hours").fill("2")
    dialog.get_by_label("Minutes").fill("0")
    dialog.get_by_label("Why").fill("Пішла раніше")
    dialog.get_by_role("button", name="Correct").click()
    desk.get_by_text("Corrected by −0:30: Пішла раніше").wait_for()
    row.get_by_text("2:00 (1)").wait_for()
    for name, begins in (
        ("Report (PDF)", b"%PDF-"),
        ("Hours (CSV)", b"\xef\xbb\xbfname"),
        ("Call-outs (CSV)", b"\xef\xbb\xbfstart"),
    ):
        with desk.expect_download() as taken:
            desk.get_by_role("link", name=name).click()
        assert Path(taken.value.path()).read_bytes().startswith(begins)
    open_part(phone, KIT_FIREFIGHTER, installation, "hours")
    phone.get_by_role("heading", name="My hours").wait_for()
    phone.get_by_text("Corrected by −0:30: Пішла раніше").wait_for()
    with phone.expect_download() as taken:
        phone.get_by_role("link", name="Certificate of engagement").click()
    assert Path(taken.value.path()).read_bytes().startswith(b"%PDF-")


@pytest.fixture(scope="module")
def chiefs_browser(chromium: Any, installation: Installation) -> Any:
    """What the chief's browser keeps after signing in, whatever its language."""
    context = chromium.new_context(base_url=installation.url, locale="en-GB")
    sign_in(context.new_page(), KIT_CHIEF)
    cookies = context.cookies()
    context.close()
    return {"cookies": cookies, "origins": []}


@pytest.mark.parametrize("look", [*LOOKS.values(), {"viewport": DESK}], ids=[*LOOKS, "en-desk"])
def test_every_part_is_accessible(
    look: dict[str, Any],
    open_page: Callable[..., Any],
    chiefs_browser: Any,
    installation: Installation,
    accessible: Callable[[Any, str], None],
) -> None:
    page = open_page(**look, storage_state=chiefs_browser, reduced_motion="reduce")
    [[vehicle]] = installation.sql("SELECT id FROM rosters_vehicle WHERE call_sign = 'Якушинці-1'")
    parts = (
        "vehicles",
        "vehicles?view=kit",
        f"vehicles/{vehicle}",
        f"vehicles/{vehicle}/check",
        "water",
        "training",
        "hours",
    )
    for part in parts:
        settled(page, f"{home(installation)}/{part}")
        accessible(page, part)
        assert page.evaluate(WIDER) <= 0, f"{part} scrolls sideways"
        assert page.evaluate(SMALL) == [], f"{part}: too small for a finger"
