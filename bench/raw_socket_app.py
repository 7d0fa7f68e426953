"""ASGI applications to compare the hub with: a bare loop of sends, and Channels' own `group_send`."""

from __future__ import annotations

import json
from typing import Any

from channels.generic.websocket import AsyncWebsocketConsumer
from channels.routing import URLRouter
from django.conf import settings
from django.urls import path

FRAME = json.dumps({"type": "event", "text": "x" * 330})
_sockets: set[Any] = set()

if not settings.configured:
    layer = {"BACKEND": "channels.layers.InMemoryChannelLayer", "CONFIG": {"capacity": 100_000}}
    settings.configure(CHANNEL_LAYERS={"default": layer}, USE_TZ=True, INSTALLED_APPS=[])


async def bare(scope: Any, receive: Any, send: Any) -> None:
    """Accept; whatever a client says makes one frame go to every socket, each send awaited in turn."""
    await receive()
    await send({"type": "websocket.accept"})
    _sockets.add(send)
    try:
        while (await receive())["type"] != "websocket.disconnect":
            for other in list(_sockets):
                await other({"type": "websocket.send", "text": FRAME})
    finally:
        _sockets.discard(send)


class Group(AsyncWebsocketConsumer):
    """The way of the Channels tutorial."""

    groups = ["all"]

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """Send one frame to the group."""
        await self.channel_layer.group_send("all", {"type": "tell"})

    async def tell(self, event: dict[str, Any]) -> None:
        """One frame to this socket."""
        await self.send(text_data=FRAME)


async def application(scope: Any, receive: Any, send: Any) -> None:
    """Both, by path."""
    routes: list[Any] = [path("bare", bare), path("group", Group.as_asgi())]
    if scope["type"] == "websocket":
        await URLRouter(routes)(scope, receive, send)
