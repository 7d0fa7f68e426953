"""House-wide fixtures: kept few."""

from __future__ import annotations

import ipaddress
import os
import socket
from datetime import UTC, datetime
from typing import Any

import hypothesis
import pytest
import time_machine
from django.db import connection
from xdist.scheduler import LoadScopeScheduling

AUDIT_TABLES = ("core_auditentry", "core_auditseal")
MONDAY_MORNING = datetime(2026, 3, 2, 7, 0, tzinfo=UTC)
"""9 o'clock in Kyiv, far from both nights on which the clocks change."""

hypothesis.settings.register_profile("house", deadline=None, max_examples=50, derandomize="CI" in os.environ)
hypothesis.settings.load_profile("house")


class BrowserTogether(LoadScopeScheduling):
    """The browser tests are one unit of work, since they share one installation; every other test is its own.
    (xdist's own `loadgroup` marks a unit in a field of the item that pytest no longer has.)
    """

    def _split_scope(self, nodeid: str) -> str:
        return "browser" if "tests/browser/" in nodeid else nodeid


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadScopeScheduling:
    return BrowserTogether(config, log)


class LeftTheMachine(AssertionError):
    """A test tried to reach a server that is not on this machine."""


@pytest.fixture(scope="session", autouse=True)
def _no_network():
    """Tests talk to this machine only; what tries another is a fault, not a slow test."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address):
        if self.family in {socket.AF_INET, socket.AF_INET6}:
            host = address[0]
            if host != "localhost" and not ipaddress.ip_address(host.partition("%")[0]).is_loopback:
                raise LeftTheMachine(f"a test tried to connect to {host}")
        return connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded)
        yield


@pytest.fixture
def clock():
    """A clock that stands at `MONDAY_MORNING` until moved: `clock.shift(seconds)`, `clock.move_to(time)`."""
    with time_machine.travel(MONDAY_MORNING, tick=False) as traveller:
        yield traveller


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Tests with real transactions empty all tables after themselves, which the audit trail refuses."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        for table in AUDIT_TABLES:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER never_truncated")


@pytest.fixture(autouse=True)
def _english(settings):
    """Messages in tests are compared in English, the language of the source."""
    settings.LANGUAGE_CODE = "en"
