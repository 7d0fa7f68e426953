"""One live socket as the hub knows it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import Any

from accounts.actor import ANONYMOUS, Actor
from notifications.hub.outlet import Outlet, Send
from notifications.protocol import Close
from notifications.streams import Position


class TooManySockets(Exception):
    """This person, or this address, holds as many sockets as one may."""


class Join:
    """A subscription on its way from the position the client holds to the stream's top."""

    __slots__ = ("position", "socket", "started", "stream", "waiting_since")

    def __init__(self, socket: LiveSocket, stream: str, position: Position | None, now: float) -> None:
        self.socket = socket
        self.stream = stream
        self.position = position
        self.started = False
        self.waiting_since = now


class LiveSocket:
    """Who is connected, what they were allowed, and the way out to them.

    `streams` holds every stream the socket asked for and was not refused, also while the decision is
    still under way, so that a change of authority finds them all; `admitted` those decided for it.
    """

    __slots__ = (
        "_on_close", "actor", "address", "admitted", "checked_at", "closing", "judged", "opened_at",
        "outlet", "session_key", "streams", "tag", "tops_due", "valid_until",
    )  # fmt: skip

    def __init__(
        self, send: Send, on_close: Callable[[Close], None], *, session_key: str, tag: str, address: str
    ) -> None:
        now = asyncio.get_running_loop().time()
        self.outlet = Outlet(send, lambda: self.close(Close.SLOW))
        self.session_key = session_key
        self.tag = tag
        self.address = address
        self.actor: Actor = ANONYMOUS
        self.streams: set[str] = set()
        self.admitted: set[str] = set()
        self.valid_until: datetime | None = None
        self.judged = False
        self.opened_at = self.checked_at = self.tops_due = now
        self.closing: Close | None = None
        self._on_close = on_close

    @property
    def user_id(self) -> Any:
        """The person's id, or None."""
        return self.actor.user_id

    def say(self, text: str) -> None:
        """Send one frame."""
        self.outlet.put({"type": "websocket.send", "text": text})

    def close(self, code: Close) -> None:
        """End the socket: nothing more is sent. The first reason counts."""
        if self.closing is None:
            self.closing = code
            self.outlet.close()
            self._on_close(code)
