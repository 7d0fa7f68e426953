"""The administrator's areas: renamed, given public places, ended; what cannot be undone asks first."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import PHONE, Installation
from tests.browser.seed_names import ADMINISTRATOR
from tests.browser.test_account import sign_in

pytestmark = pytest.mark.browser
DESK = {"width": 1440, "height": 900}
AREA = """
SELECT name, upper_inf(valid), (SELECT count(*) FROM geo_snappoint s WHERE s.area_id = area.id)
FROM geo_area area WHERE code = %s
"""


def bring(page: Any, tmp_path: Path, name: str, west: float) -> None:
    """Load a beat of four blocks into the city and let the police serve it."""
    east = west + 0.004
    ring = [[west, 49.222], [east, 49.222], [east, 49.225], [west, 49.225], [west, 49.222]]
    feature = {
        "type": "Feature",
        "properties": {"name": name, "code": name, "population": 5000},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }
    path = tmp_path / "beat.geojson"
    path.write_text(json.dumps(feature))
    sign_in(page, ADMINISTRATOR, after="/admin")
    page.get_by_role("tab", name="Areas").click()
    page.get_by_role("button", name=re.compile("^Вінниця")).click()
    page.get_by_role("button", name="Load boundaries").click()
    page.locator("input[type=file]").set_input_files(path)
    page.get_by_role("button", name="Check the file").click()
    page.get_by_role("button", name="Load 1 area").click()
    page.get_by_role("heading", name="Done").wait_for()
    page.get_by_role("button", name="Load boundaries").click()
    page.get_by_label(f"{name}: the police take reports").check()


@pytest.mark.parametrize(
    ("look", "name", "west"),
    [
        ({"viewport": PHONE}, "Phone beat", 28.440),
        ({"viewport": DESK, "color_scheme": "dark"}, "Desk beat", 28.450),
    ],
    ids=["phone", "dark-desk"],
)
def test_an_area_is_renamed_gets_its_public_places_and_ends(
    look: dict[str, Any],
    name: str,
    west: float,
    open_page: Callable[..., Any],
    installation: Installation,
    accessible: Callable[[Any, str], None],
    tmp_path: Path,
) -> None:
    page = open_page(**look)
    bring(page, tmp_path, name, west)
    assert installation.sql(AREA, name) == [(name, True, 0)]
    page.get_by_text("their public places are not built").or_(
        page.get_by_text("its public places are not built")
    ).first.wait_for()
    change = page.get_by_role("button", name=f"Change: {name}")
    change.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_text("All reports of this area are shown at one place").wait_for()
    accessible(page, "an area without public places")
    dialog.get_by_role("button", name="Build the public places").click()
    page.get_by_text("public places are built").first.wait_for()
    [(_, _, points)] = installation.sql(AREA, name)
    assert points >= 2

    change.click()
    dialog.get_by_text(f"{points} public places.").wait_for()
    dialog.get_by_role("button", name="Build anew").click()
    dialog.get_by_text("two places tell more than either").wait_for()
    accessible(page, "asks before places move")
    dialog.get_by_role("button", name="Cancel").click()
    dialog.get_by_label("Name").fill(f"{name} 2")
    dialog.get_by_role("button", name="Rename").click()
    page.get_by_text("The area is renamed.").first.wait_for()
    assert installation.sql(AREA, name) == [(f"{name} 2", True, points)]

    page.get_by_role("button", name=f"Change: {name} 2").click()
    dialog.get_by_role("button", name="End the area").click()
    dialog.get_by_role("button", name="Cancel").click()
    assert installation.sql(AREA, name)[0][1] is True
    dialog.get_by_role("button", name="End the area").click()
    dialog.get_by_role("button", name="End it now").click()
    page.get_by_text(f"{name} 2 has ended.").wait_for()
    page.get_by_role("button", name=f"Change: {name} 2").wait_for(state="detached")
    assert installation.sql(AREA, name) == [(f"{name} 2", False, points)]


def test_a_city_with_areas_inside_is_not_ended(open_page: Callable[..., Any]) -> None:
    page = open_page()
    sign_in(page, ADMINISTRATOR, after="/admin")
    page.get_by_role("tab", name="Areas").click()
    page.get_by_role("button", name="Change: Вінниця").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_text("inside it first.").wait_for()
    assert dialog.get_by_role("button", name="End the area").count() == 0
    dialog.get_by_role("button", name="Close").click()
    dialog.wait_for(state="hidden")
