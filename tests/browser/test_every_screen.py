"""Every screen for everybody: axe, width, room for a finger; in both languages, themes and phone widths."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.conftest import PHONE, still
from tests.browser.seed_names import (
    ADMINISTRATOR,
    COORDINATOR,
    KIT_BRIGADE,
    KIT_CHIEF,
    OFFICER,
    PEOPLE_CHIEF,
    PEOPLE_FIREFIGHTER,
    RESIDENT,
)
from tests.browser.test_account import sign_in
from tests.browser.test_members import desk_of

pytestmark = pytest.mark.browser
SCREENS = [
    (
        None,
        ("/", "/report", "/receipt", "/alerts", "/watch", "/me", "/sign-in", "/sign-in?new=1", "/nowhere"),
    ),
    (None, ("/volunteers", "/volunteers/luka")),
    (None, ("/incidents", "/incidents?when=2021", "/incidents?when=days&from=2023-07-01&to=2023-07-02")),
    (PEOPLE_CHIEF, ("/brigade", "{people}", "{people}/members", "{people}/settings", "{people}/rota")),
    (KIT_CHIEF, ("{kit}/vehicles", "{kit}/water", "{kit}/training", "{kit}/hours", "{kit}/callouts")),
    (PEOPLE_FIREFIGHTER, ("/duty", "/duty/papers", "/brigade", "{people}", "{people}/rota")),
    (RESIDENT, ("/", "/alerts", "/watch", "/watch/new", "/me", "/patrol", "/admin")),
    (COORDINATOR, ("/watch", "/alerts", "/me")),
    (OFFICER, ("/patrol", "/alerts", "/me", "/incidents?when=2022", "/incidents?when=all&q=nothing")),
    (ADMINISTRATOR, ("/admin", "/me", "/brigade/new", "{people}/settings")),
]
NARROW = {"width": 320, "height": 640}
LOOKS: dict[str, dict[str, Any]] = {
    "uk-light": {"language": "uk-UA", "color_scheme": "light"},
    "uk-dark-narrow": {"language": "uk-UA", "color_scheme": "dark", "viewport": NARROW},
    "en-light-narrow": {"color_scheme": "light", "viewport": NARROW},
    "en-dark": {"color_scheme": "dark"},
}
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
SMALL = """() => [...document
    .querySelectorAll('a[href], button, select, summary, input, textarea, [role=tab]')]
    .map(one => /radio|checkbox|file/.test(one.type ?? '') ? one.closest('label') ?? one : one)
    .filter(one => one.checkVisibility({visibilityProperty: true}))
    .filter(one => !one.closest('.sr-only, .skip, p, .maplibregl-ctrl'))
    .map(one => [one.outerHTML.slice(0, 90), one.getBoundingClientRect()])
    .filter(([, box]) => box.width > 2 && (box.width < 43.5 || box.height < 43.5))
    .map(([text, box]) => `${text} ${Math.round(box.width)}×${Math.round(box.height)}`)"""
MESSAGE = "The archive is closed for repairs."
TOLD = re.compile(f"{MESSAGE}|The alerts could not be loaded|Не вдалося завантажити сповіщення")
ALWAYS = ("/session", "/categories", "/geo/served")
"""Answers without which there is no screen to look at."""
LIVING = [
    (None, "/"),
    (None, "/incidents"),
    (RESIDENT, "/alerts"),
    (RESIDENT, "/watch"),
    (OFFICER, "/patrol"),
    (ADMINISTRATOR, "/admin"),
]


@pytest.fixture(scope="module")
def signed_in(chromium: Any, installation: Any) -> Callable[[str | None], Any]:
    """What the browser of a person keeps who has signed in; one sign-in serves the module."""
    known: dict[str, Any] = {}

    def state(email: str | None) -> Any:
        if email is not None and email not in known:
            context = chromium.new_context(base_url=installation.url, locale="en-GB", viewport=PHONE)
            sign_in(context.new_page(), email)
            known[email] = {"cookies": context.cookies(), "origins": []}
            context.close()
        return known.get(email or "")

    return state


def settled(page: Any, address: str) -> None:
    """Open it and wait until it has its words and nothing stands in for what is still to come."""
    page.goto(address)
    page.locator("h1").first.wait_for(state="attached")
    still(page)


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS)
@pytest.mark.parametrize(
    ("who", "addresses"), SCREENS, ids=[str(who).partition("@")[0] for who, _ in SCREENS]
)
def test_every_screen(
    who: str | None,
    addresses: tuple[str, ...],
    look: dict[str, Any],
    open_page: Callable[..., Any],
    installation: Any,
    signed_in: Callable[[str | None], Any],
    accessible: Callable[[Any, str], None],
) -> None:
    page = open_page(**look, storage_state=signed_in(who), reduced_motion="reduce")
    desks = {"people": desk_of(installation), "kit": desk_of(installation, KIT_BRIGADE)}
    for address in (one.format(**desks) for one in addresses):
        settled(page, address)
        accessible(page, address)
        assert page.evaluate(WIDER) <= 0, f"{address} scrolls sideways"
        assert page.evaluate(SMALL) == [], f"{address}: too small for a finger"


@pytest.mark.parametrize("state", ["loading", "failing"])
@pytest.mark.parametrize("look", [LOOKS["uk-light"], LOOKS["en-dark"]], ids=["uk-light", "en-dark"])
@pytest.mark.parametrize(("who", "address"), LIVING, ids=[address for _, address in LIVING])
def test_while_it_loads_and_when_it_fails(
    who: str | None,
    address: str,
    state: str,
    look: dict[str, Any],
    open_page: Callable[..., Any],
    signed_in: Callable[[str | None], Any],
    accessible: Callable[[Any, str], None],
) -> None:
    page = open_page(**look, storage_state=signed_in(who))

    def answer(route: Any) -> None:
        if route.request.url.partition("?")[0].endswith(ALWAYS):
            route.continue_()
        elif state == "failing":
            body = json.dumps({"code": "fault", "message": MESSAGE, "data": {}})
            route.fulfill(status=500, content_type="application/json", body=body)

    page.route("**/api/v1/**", answer)
    page.goto(address)
    page.locator("h1").first.wait_for(state="attached")
    if state == "failing":
        page.get_by_text(TOLD).first.wait_for(state="attached")
    accessible(page, f"{address}, {state}")
    assert page.evaluate(WIDER) <= 0


def test_nothing_moves_for_those_who_asked_for_it(open_page: Callable[..., Any]) -> None:
    page = open_page(reduced_motion="reduce")
    for address in ("/", "/report", "/sign-in"):
        settled(page, address)
        longest = page.evaluate(
            """() => Math.max(...[...document.querySelectorAll('body *')].flatMap(one => {
                const style = getComputedStyle(one);
                return [style.transitionDuration, style.animationDuration]
                    .flatMap(text => text.split(',').map(parseFloat));
            }))"""
        )
        assert longest <= 0.01, address
