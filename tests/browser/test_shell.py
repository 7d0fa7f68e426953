"""The app's own shell: it opens without a network, and a new build is offered, never forced."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from tests.browser.test_report import WORDS, begin

pytestmark = pytest.mark.browser
WORKER = Path(settings.FRONTEND_DIR) / "service-worker.js"
READY = "navigator.serviceWorker.ready.then(() => true)"
CONTROLLED = "() => navigator.serviceWorker.controller !== null"
NOTE = "There is a new version of Varta."


@pytest.fixture
def new_build() -> Iterator[Callable[[], None]]:
    """Put another service worker where the server reads it; what lay there comes back."""
    names = [WORKER, *(WORKER.with_name(WORKER.name + twin) for twin in (".gz", ".br"))]
    kept = {path: path.read_bytes() for path in names if path.exists()}

    def build() -> None:
        for path in kept:
            path.unlink()
        WORKER.write_bytes(kept[WORKER] + b"\n// the next build\n")

    yield build
    for path, content in kept.items():
        path.write_bytes(content)


def test_every_page_opens_without_a_network(open_page: Callable[..., Any]) -> None:
    page = open_page()
    page.goto("/report")
    page.evaluate(READY)
    page.wait_for_function(CONTROLLED)
    page.context.set_offline(True)
    for address, heading in (
        ("/", "Near you"),
        ("/receipt", "Follow a report"),
        ("/incidents", "Archive of reports"),
        ("/report", "What happened?"),
    ):
        page.goto(address)
        page.get_by_role("heading", name=heading).first.wait_for()
        page.get_by_text("No connection.").wait_for()
    page.context.set_offline(False)
    page.get_by_text("No connection.").wait_for(state="hidden")


def test_a_new_build_is_offered_and_nothing_typed_is_lost(
    open_page: Callable[..., Any], new_build: Callable[[], None]
) -> None:
    page = open_page()
    begin(page)
    page.evaluate(READY)
    page.wait_for_function(CONTROLLED)
    page.get_by_label(WORDS).fill("Half written when the new build came.")
    assert page.get_by_text(NOTE).count() == 0
    new_build()
    page.evaluate("navigator.serviceWorker.ready.then(found => found.update()).then(() => true)")
    page.get_by_text(NOTE).wait_for()
    assert page.get_by_label(WORDS).input_value() == "Half written when the new build came."
    page.evaluate("window.before = true")
    page.get_by_role("button", name="Reload").click()
    page.wait_for_function("() => window.before === undefined")
    page.get_by_label(WORDS).wait_for()
    assert page.get_by_label(WORDS).input_value() == "Half written when the new build came."
    assert page.get_by_text(NOTE).count() == 0
