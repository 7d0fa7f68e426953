"""Pages on a mid-range phone: processor slowed four times, slow 4G, first visit, nothing kept.

Chromium's own throttling over a real installation with the demo city. A slowed processor feels whatever else
the machine does, so the load is printed beside the figure, and bytes and requests count for more than time.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from bench import harness, web
from bench.harness import Result

PORT = 8190
TURNS = 5
GOAL_SECONDS = 2.5
GOAL_SCRIPT_KB = 90
PHONE = {"width": 390, "height": 844}
PROCESSOR = 4
SLOW_4G = {"offline": False, "latency": 150, "downloadThroughput": 1.6e6 / 8, "uploadThroughput": 750e3 / 8}
OFFICER = "officer@demo.varta"
TOPIC, CARD = "ul.tiles button", ".scroll li"


@dataclass
class Visit:
    """What one visit cost until the page could be used."""

    seconds: float = 0.0
    script_bytes: int = 0
    all_bytes: int = 0
    requests: int = 0
    blocked_ms: float = 0.0
    _scripts: set[str] = field(default_factory=set)

    def watch(self, devtools: Any) -> None:
        """Count what goes over the network from now on: bodies as they travel, no headers."""

        def answered(event: dict[str, Any]) -> None:
            self.requests += 1
            if urlsplit(event["response"]["url"]).path.endswith(".js"):
                self._scripts.add(event["requestId"])

        def received(event: dict[str, Any]) -> None:
            self.all_bytes += int(event["encodedDataLength"])
            if event["requestId"] in self._scripts:
                self.script_bytes += int(event["encodedDataLength"])

        devtools.on("Network.responseReceived", answered)
        devtools.on("Network.dataReceived", received)


_LONG_TASKS = """window.varta_blocked = 0; new PerformanceObserver(list => {
    for (const task of list.getEntries()) window.varta_blocked += task.duration - 50;
}).observe({type: 'longtask', buffered: true});"""
_SEEN = """selector => new Promise(done => {
    const look = () =>
        document.querySelector(selector) ? done(performance.now()) : requestAnimationFrame(look);
    look();
})"""


def visit(browser: Any, url: str, path: str, sign: str, cookies: list[dict[str, Any]]) -> Visit:
    """Open the page as a phone that was never here; it is usable when `sign` stands on it."""
    context = browser.new_context(viewport=PHONE, locale="uk-UA", base_url=url)
    context.add_cookies(cookies)
    page, seen = context.new_page(), Visit()
    devtools = context.new_cdp_session(page)
    devtools.send("Network.enable")
    devtools.send("Network.emulateNetworkConditions", SLOW_4G)
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": PROCESSOR})
    seen.watch(devtools)
    page.add_init_script(_LONG_TASKS)
    page.goto(path, wait_until="commit", timeout=60_000)
    seen.seconds = page.evaluate(_SEEN, sign) / 1000
    seen.blocked_ms = page.evaluate("window.varta_blocked")
    context.close()
    return seen


@contextlib.contextmanager
def chromium() -> Iterator[Any]:
    """Debian's browser, driven by Playwright."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        yield driver.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])


def officer_cookies(url: str) -> list[dict[str, Any]]:
    """What an officer who signed in earlier today has: a session, and the token that comes with it."""
    from django.conf import settings

    from accounts.models import User
    from bench.live_city import session_cookie

    name, _, key = session_cookie(User.objects.get(email=OFFICER)).partition("=")
    return [
        {"name": name, "value": key, "url": url},
        {"name": settings.CSRF_COOKIE_NAME, "value": "x" * 32, "url": url},
    ]


def page_load() -> Iterator[Result]:
    """The report form and the patrol's board, each so often that the median means something."""

    def fill() -> None:
        environment = {**os.environ, "VARTA_DEMO": "1"}
        for command in ("prepare", "load_demo"):
            order = [sys.executable, "manage.py", command]
            subprocess.run(order, cwd=harness.ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)

    with harness.database(f"{harness.DATABASE}_pages", stamp="pages-1", fill=fill), web.serving(PORT) as url:
        cookies = officer_cookies(url)
        # The driver's event loop must not be running while Django is used from this thread.
        with chromium() as browser:
            yield measured(lambda: visit(browser, url, "/report", TOPIC, []), "page_load_report")
            yield measured(lambda: visit(browser, url, "/patrol", CARD, cookies), "page_load_patrol")


def measured(once: Callable[[], Visit], name: str) -> Result:
    """The median visit by time, and what it cost."""
    turns = sorted((once() for _ in range(TURNS)), key=lambda seen: seen.seconds)
    middle = turns[TURNS // 2]
    script = statistics.median(seen.script_bytes for seen in turns) / 1000
    note = (
        f"{turns[0].seconds:.2f} to {turns[-1].seconds:.2f} s; {script:.1f} kB of script, "
        f"{middle.all_bytes / 1000:.0f} kB in {middle.requests} requests, "
        f"blocked {middle.blocked_ms:.0f} ms; load {os.getloadavg()[0]:.1f}"
    )
    met = middle.seconds <= GOAL_SECONDS and script <= GOAL_SCRIPT_KB
    return Result(id=name, value=middle.seconds, unit="s", floor=GOAL_SECONDS, note=note, met=met)


MEASURES = {"page_load": page_load}
