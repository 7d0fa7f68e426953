"""Who may open the live socket: pages of this installation, never another site's page with our cookie."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

FOREIGN_ORIGIN = 4403

Asgi = Callable[
    [dict[str, Any], Callable[[], Awaitable[Any]], Callable[[Any], Awaitable[None]]], Awaitable[None]
]


def is_own(origin: str, host: str) -> bool:
    """Whether a page of `origin` may open a socket that it asked `host` for.

    Listed origins may. A private installation (`SOCKET_ORIGIN_BY_HOST`) has the page on another port of the
    same host, at whatever address the phone uses: there the host name has to be the same.
    """
    if origin in settings.SOCKET_ORIGINS:
        return True
    if not settings.SOCKET_ORIGIN_BY_HOST:
        return False
    page = urlsplit(origin)
    return (
        page.scheme in {"http", "https"}
        and bool(page.hostname)
        and page.hostname == urlsplit(f"//{host}").hostname
    )


class OriginGuard:
    """Wraps the socket application; a foreign or missing Origin is told so and closed with 4403."""

    def __init__(self, app: Asgi) -> None:
        self.app = app

    async def __call__(
        self,
        scope: dict[str, Any],
        receive: Callable[[], Awaitable[Any]],
        send: Callable[[Any], Awaitable[None]],
    ) -> None:
        headers = dict(scope["headers"])
        origin = headers.get(b"origin", b"").decode("latin-1")
        host = headers.get(b"host", b"").decode("latin-1")
        if is_own(origin, host):
            await self.app(scope, receive, send)
            return
        await receive()
        await send({"type": "websocket.accept"})
        await send({"type": "websocket.close", "code": FOREIGN_ORIGIN})
