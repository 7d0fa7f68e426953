"""The wall: a map of scene, station and water beside the verdict, whole on the screen; or it is in words."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image

from tests.browser.conftest import Installation
from tests.browser.seed_names import CHIEF, DRIVER, HELPER, MASK
from tests.browser.test_account import sign_in
from tests.browser.test_callout import DESK, WALL, answer_by_link, call_out, end

pytestmark = pytest.mark.browser
SMALL = {"width": 1280, "height": 720}
PINS = {"scene": (0xFF, 0x8A, 0x7A), "station": (0x7F, 0xCB, 0x8B), "water": (0x8D, 0xB8, 0xF2)}
"""The colours of the three kinds at night."""
BLIND = """() => {
    const get = HTMLCanvasElement.prototype.getContext;
    HTMLCanvasElement.prototype.getContext = function (kind, ...rest) {
        return kind.startsWith('webgl') ? null : get.call(this, kind, ...rest);
    };
}"""
"""A screen that draws no map."""
FITS = "() => document.documentElement.scrollHeight <= innerHeight"


def drawn(page: Any) -> dict[str, int]:
    """How many pixels of the map are of each kind's colour."""
    shot = Image.open(io.BytesIO(page.locator(".map canvas").screenshot())).convert("RGB")
    colours = shot.getcolors(shot.width * shot.height) or []
    return {
        kind: sum(
            count for count, seen in colours if all(abs(a - b) <= 6 for a, b in zip(seen, pin, strict=True))
        )
        for kind, pin in PINS.items()
    }


def all_drawn(page: Any) -> dict[str, int]:
    """Wait until the map shows something of each kind."""
    found: dict[str, int] = {}
    for _ in range(40):
        found = drawn(page)
        if all(count >= 60 for count in found.values()):
            break
        page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    return found


def edges(page: Any, selector: str) -> dict[str, float]:
    return dict(page.locator(selector).first.bounding_box())


def open_wall(open_page: Callable[..., Any], callout: str, **options: Any) -> Any:
    wall = open_page(viewport=WALL, **options)
    sign_in(wall, CHIEF, after="/me")
    wall.goto(f"/brigade/callout/{callout}/wall")
    wall.get_by_text("from the station").wait_for()
    return wall


def test_the_wall_has_a_map_of_scene_station_and_water_and_stands_whole(
    open_page: Callable[..., Any], installation: Installation, accessible: Callable[[Any, str], None]
) -> None:
    chief = open_page(viewport=DESK)
    sign_in(chief, CHIEF, after="/brigade")
    callout = call_out(chief, installation, "Пирогова 5")
    wall = open_wall(open_page, callout)
    wall.locator(".map canvas").wait_for()
    assert min(all_drawn(wall).values()) >= 60, drawn(wall)
    wall.get_by_text("Соборна 40").wait_for()
    wall.evaluate("window.kept = document.querySelector('.map canvas')")
    for email, minutes in ((DRIVER, 5), (MASK, 6), (HELPER, 7)):
        answer_by_link(installation, callout, email, "station", minutes)
    wall.get_by_text("Crew in 7 min").wait_for()
    wall.get_by_text("Ольга Помічна").first.wait_for()
    assert wall.evaluate("window.kept.isConnected"), "the map outlives what is told"
    for size in (WALL, SMALL):
        wall.set_viewport_size(size)
        wall.wait_for_function(FITS)
        verdict, ground = edges(wall, ".verdict"), edges(wall, ".map canvas")
        assert verdict["x"] + verdict["width"] <= ground["x"], "beside it, never over it"
        assert ground["width"] >= size["width"] * 0.3
        assert ground["height"] >= size["height"] * 0.15
        for told in ("Crew in 7 min", "Ольга Помічна", "from the station", "Breathing apparatus"):
            box = wall.get_by_text(told).last.bounding_box()
            assert box["y"] + box["height"] <= size["height"], told
        assert box["height"] >= size["height"] / 45, "read from five metres"
        assert min(all_drawn(wall).values()) >= 60, size
    accessible(wall, "wall with a map")
    end(chief)


def test_without_a_map_the_wall_says_it_in_words(
    open_page: Callable[..., Any], installation: Installation
) -> None:
    chief = open_page(viewport=DESK)
    sign_in(chief, CHIEF, after="/brigade")
    callout = call_out(chief, installation, "Пирогова 7")
    wall = open_page(viewport=WALL)
    wall.add_init_script(f"({BLIND})()")
    sign_in(wall, CHIEF, after="/me")
    wall.goto(f"/brigade/callout/{callout}/wall")
    wall.get_by_text("Пирогова 7").wait_for()
    wall.get_by_text("from the station").wait_for()
    wall.get_by_text("Соборна 40").wait_for()
    assert wall.locator("canvas, button").count() == 0
    wall.wait_for_function(FITS)
    end(chief)
