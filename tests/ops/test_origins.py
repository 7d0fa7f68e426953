"""Which pages may open the live socket."""

from __future__ import annotations

import pytest
from channels.testing import WebsocketCommunicator

from config.origins import FOREIGN_ORIGIN, OriginGuard, is_own

HOST = "192.0.2.7:8001"


@pytest.fixture
def strict(settings):
    settings.SOCKET_ORIGINS = frozenset({"https://varta.example.org"})
    settings.SOCKET_ORIGIN_BY_HOST = False


@pytest.fixture
def private(settings):
    settings.SOCKET_ORIGINS = frozenset()
    settings.SOCKET_ORIGIN_BY_HOST = True


@pytest.mark.parametrize(
    ("origin", "own"),
    [
        ("https://varta.example.org", True),
        ("http://varta.example.org", False),
        ("https://varta.example.org:8443", False),
        ("https://evil.varta.example.org", False),
        ("https://varta.example.org.evil.org", False),
        ("null", False),
        ("", False),
    ],
)
def test_in_production_listed_origins_only(strict, origin, own):
    assert is_own(origin, "varta.example.org") is own


@pytest.mark.parametrize(
    ("origin", "own"),
    [
        ("http://192.0.2.7:8000", True),
        ("http://192.0.2.8:8000", False),
        ("http://evil.org", False),
        ("file://192.0.2.7", False),
        ("null", False),
        ("", False),
    ],
)
def test_on_a_private_machine_the_same_host_at_any_port(private, origin, own):
    assert is_own(origin, HOST) is own


async def _greeting_app(scope, receive, send):
    await receive()
    await send({"type": "websocket.accept"})


async def test_a_foreign_page_is_closed_with_its_code(strict):
    socket = WebsocketCommunicator(
        OriginGuard(_greeting_app), "/", headers=[(b"origin", b"https://evil.org")]
    )
    connected, _ = await socket.connect()
    assert connected
    assert await socket.receive_output() == {"type": "websocket.close", "code": FOREIGN_ORIGIN}


async def test_an_own_page_reaches_the_application(strict):
    headers = [(b"origin", b"https://varta.example.org")]
    socket = WebsocketCommunicator(OriginGuard(_greeting_app), "/", headers=headers)
    connected, _ = await socket.connect()
    assert connected
    assert await socket.receive_nothing()
