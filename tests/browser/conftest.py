"""A whole installation for the browser: its own database, the three kinds of process, Debian's Chromium."""

from __future__ import annotations

import contextlib
import os
import random
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlunsplit

import psycopg
import pytest
from django.conf import settings

from config import processes

ROOT = Path(settings.BASE_DIR)
AXE = ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
STILL = """() => !document.querySelector('main .stack[role=status] .line')
    && document.getAnimations().every(one => one.playState !== 'running')"""
"""Nothing stands in for what is to come, and no colour is on its way (at night the board turns dark)."""
PHONE = {"width": 390, "height": 844}
CENTRE = {"longitude": 28.4682, "latitude": 49.2331, "accuracy": 14}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/browser/" in str(item.path):
            item.add_marker(pytest.mark.browser)


@dataclass(frozen=True)
class Installation:
    """Where it answers, and the folder its mail lands in."""

    url: str
    mail: Path
    sql: Callable[..., list[tuple[Any, ...]]]

    def code_for(self, email: str, *, since: float) -> str:
        """The one-time code in the newest letter to this address."""
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            for letter in sorted(self.mail.glob("*.log"), key=os.path.getmtime, reverse=True):
                text = letter.read_text(errors="replace")
                found = re.search(r"^\s*([A-Z0-9]{3,4}-?[A-Z0-9]{3,4}|\d{6})\s*$", text, re.MULTILINE)
                if letter.stat().st_mtime >= since and email in text and found:
                    return found.group(1)
            time.sleep(0.1)
        raise AssertionError(f"no code was sent to {email}")


def _free_port() -> int:
    """A port on which nothing listens, below those the system hands to clients of other programs."""
    for port in random.SystemRandom().sample(range(20_000, 32_000), 50):
        with contextlib.closing(socket.socket()) as probe, contextlib.suppress(OSError):
            probe.bind(("0.0.0.0", port))
            return port
    raise AssertionError("no free port")


def _database_url(name: str) -> str:
    """The test cluster's address with another database in it, for psycopg and for our processes."""
    given = settings.DATABASES["default"]
    query = f"host={given['HOST']}" if given["HOST"].startswith("/") else ""
    place = "" if query else f"{given['HOST'] or 'localhost'}:{given['PORT'] or 5432}"
    who = given["USER"] + (f":{given['PASSWORD']}" if given["PASSWORD"] else "")
    return urlunsplit(("postgresql", f"{who}@{place}" if who else place, f"/{name}", query, ""))


def _admin(statement: str) -> None:
    with psycopg.connect(_database_url("postgres"), autocommit=True) as connection:
        connection.execute(statement)  # type: ignore[arg-type]


def _wait_for(url: str, children: list[subprocess.Popen[bytes]]) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        assert all(child.poll() is None for child in children), "a process has ended"
        with contextlib.suppress(OSError), urllib.request.urlopen(url, timeout=2):
            return
        time.sleep(0.2)
    raise AssertionError(f"{url} does not answer")


def _missing(reason: str) -> None:
    """Leave the browser tests out on a developer's machine; fail where the whole suite is asked for."""
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """Web, socket and workers on a fresh database, stopped and dropped at the end."""
    if not (Path(settings.FRONTEND_DIR) / "index.html").is_file():
        _missing("the front end is not built: `make test` builds it")
    folder = tmp_path_factory.mktemp("installation")
    name = f"test_varta_browser_{os.getpid()}"
    web, live = _free_port(), _free_port()
    environment = {
        **os.environ,
        "DATABASE_URL": _database_url(name),
        "DJANGO_SETTINGS_MODULE": "tests.browser.settings",
        "VARTA_TEST_FOLDER": str(folder),
        "VARTA_PORT": str(web),
        "VARTA_SOCKET_PORT": str(live),
        "VARTA_PUBLIC_URL": f"http://localhost:{web}",
        "PROMETHEUS_MULTIPROC_DIR": str(folder / "metrics"),
        "PYTHONPATH": str(ROOT),
    }
    (folder / "metrics").mkdir()
    _admin(f'CREATE DATABASE "{name}"')
    children: list[subprocess.Popen[bytes]] = []
    try:
        for step in (["manage.py", "prepare"], ["-m", "tests.browser.seed"]):
            subprocess.run([sys.executable, *step], cwd=ROOT, env=environment, check=True)
        for child, command in processes.commands(web_port=web, socket_port=live).items():
            with (folder / f"{child}.log").open("wb") as log:
                children.append(
                    subprocess.Popen(
                        command, cwd=ROOT, env=environment, stdout=log, stderr=log, start_new_session=True
                    )
                )
        _wait_for(f"http://localhost:{web}/readyz", children)
        yield Installation(f"http://localhost:{web}", folder / "mail", _reader(name))
    finally:
        for process in children:
            process.terminate()
        for process in children:
            try:
                process.wait(timeout=15)
            except subprocess.TimeoutExpired:
                process.kill()
        _admin(f'DROP DATABASE "{name}" WITH (FORCE)')


def _reader(name: str) -> Callable[..., list[tuple[Any, ...]]]:
    def read(statement: str, *values: object) -> list[tuple[Any, ...]]:
        with psycopg.connect(_database_url(name)) as connection:
            return connection.execute(statement, values).fetchall()  # type: ignore[arg-type]

    return read


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """One browser for a module. No longer: while its driver lives, its event loop counts as running in this
    process, and Django refuses every other test the database as if it stood in async code.
    """
    playwright = pytest.importorskip("playwright.sync_api")
    if CHROMIUM is None:
        _missing("no Chromium on this machine: `make test` installs it")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium: Any, installation: Installation) -> Iterator[Callable[..., Any]]:
    """Open a page as a new visitor; faults of the page's own script fail the test."""
    contexts: list[Any] = []
    faults: list[str] = []

    def make(*, language: str = "en-GB", **options: Any) -> Any:
        choices: dict[str, Any] = {"viewport": PHONE, "locale": language, "geolocation": CENTRE} | options
        context = chromium.new_context(
            base_url=installation.url,
            permissions=["geolocation", "clipboard-read", "clipboard-write"],
            **choices,
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on(
            "console",
            lambda said: faults.append(said.text) if "Content Security Policy" in said.text else None,
        )
        return page

    yield make
    for context in contexts:
        context.close()
    assert faults == []


def still(page: Any) -> None:
    """Wait until the page shows what it has. Never for a quiet network: the service worker fills its cache
    whenever it likes.
    """
    page.wait_for_function(STILL)


@pytest.fixture
def accessible() -> Callable[[Any, str], None]:
    """Assert that axe finds nothing on the page as it stands."""
    script = AXE.read_text()

    def check(page: Any, where: str) -> None:
        # By the debugger's door: the page's own policy lets no foreign script in.
        page.evaluate(script)
        found = page.evaluate("rules => axe.run(document, {runOnly: rules}).then(r => r.violations)", RULES)
        told = [(one["id"], [node["target"] for node in one["nodes"]]) for one in found]
        assert told == [], where

    return check
