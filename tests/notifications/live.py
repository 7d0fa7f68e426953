"""A browser's end of the live socket, for tests: real consumer, real hub, real database."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from typing import Any

from channels.testing import WebsocketCommunicator
from django.conf import settings

from config.asgi import application
from notifications.hub import current_hub

ORIGIN = "http://localhost:8000"


class Browser:
    """Opens the socket with a session's cookie; reads frames, and keeps what it has applied."""

    def __init__(
        self, session_key: str = "", *, origin: str | None = ORIGIN, address: str = "192.0.2.1"
    ) -> None:
        headers = [(b"host", b"localhost:8001")]
        if origin is not None:
            headers.append((b"origin", origin.encode()))
        if session_key:
            headers.append((b"cookie", f"{settings.SESSION_COOKIE_NAME}={session_key}".encode()))
        self.socket = WebsocketCommunicator(application, "/ws/v1/live", headers)
        self.socket.scope["client"] = [address, 40000]

    async def open(self, *streams: str, positions: dict[str, dict[str, Any]] | None = None) -> Browser:
        """Connect and say hello; the welcome is read."""
        accepted, _ = await self.socket.connect()
        assert accepted
        await self.say("hello", v=1, streams=wanted(streams, positions))
        assert (await self.next())["type"] == "welcome"
        return self

    async def say(self, kind: str, **fields: Any) -> None:
        await self.socket.send_to(text_data=json.dumps({"type": kind, **fields}))

    async def next(self, timeout: float = 3) -> dict[str, Any]:
        """The next frame, tops left out; a close is returned as {"close": code}."""
        while True:
            message = await self.socket.receive_output(timeout)
            if message["type"] == "websocket.close":
                return {"close": message["code"]}
            frame = json.loads(message["text"])
            if frame["type"] != "tops":
                return frame

    async def frames(self, count: int) -> list[dict[str, Any]]:
        return [await self.next() for _ in range(count)]

    async def until_live(self, *streams: str) -> list[dict[str, Any]]:
        """Everything up to the last of these streams' `live` frames."""
        missing, seen = set(streams), []
        while missing:
            frame = await self.next()
            seen.append(frame)
            if frame["type"] == "live":
                missing.discard(frame["stream"])
        return seen

    async def nothing(self, seconds: float = 0.8) -> bool:
        """Whether nothing arrives for a while (longer than the hub takes to look by itself)."""
        with contextlib.suppress(asyncio.TimeoutError, TimeoutError):
            frame = await self.next(seconds)
            raise AssertionError(f"unexpected frame: {frame}")
        return True

    async def leave(self) -> None:
        with contextlib.suppress(Exception, asyncio.CancelledError):
            await self.socket.disconnect()


def wanted(streams: tuple[str, ...], positions: dict[str, dict[str, Any]] | None) -> list[dict[str, Any]]:
    unknown = {"epoch": None, "off": None}
    return [{"stream": key, **(positions or {}).get(key, unknown)} for key in streams]


@contextlib.asynccontextmanager
async def running_hub() -> AsyncIterator[None]:
    """Stops the loop's hub at the end, so that the next test gets its own."""
    try:
        yield
    finally:
        await current_hub().stop()
