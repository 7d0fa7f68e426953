"""The live socket's door: `/ws/v1/live`. Parses and answers; the hub does the rest."""

from __future__ import annotations

import asyncio
import logging
from typing import Any, cast
from uuid import UUID

from channels.consumer import AsyncConsumer
from channels.db import database_sync_to_async
from channels.exceptions import StopConsumer
from django.db import Error as DjangoDatabaseError

from accounts.actor import session_tag
from core.errors import AppError
from notifications import actions, protocol
from notifications.hub import Hub, LiveSocket, TooManySockets, current_hub, handshake
from notifications.hub.outlet import Send
from notifications.protocol import Ack, Close, Command, Hello, Ping, ProtocolError, Subscribe, Unsubscribe

log = logging.getLogger("varta.live")

HELLO_SECONDS = 5.0
BURST = 20.0
PER_SECOND = 5.0
"""A client may send this many frames at once, and this many a second on average."""


class LiveConsumer(AsyncConsumer):
    """One connection of one browser."""

    socket: LiveSocket
    hub: Hub

    async def dispatch(self, message: dict[str, Any]) -> None:
        """Call the method for this kind of message; no thread and no database for it."""
        handlers = {
            "websocket.connect": self.websocket_connect,
            "websocket.receive": self.websocket_receive,
            "websocket.disconnect": self.websocket_disconnect,
        }
        await handlers[message["type"]](message)

    async def websocket_connect(self, message: dict[str, Any]) -> None:
        """Refuse pages that are not ours before anything else; then wait for the first frame."""
        del message
        self._say = cast(Send, self.base_send)
        self._open = False
        self._closing: asyncio.Task[None] | None = None
        if not handshake.origin_is_ours(self.scope):
            await self._say({"type": "websocket.close", "code": int(Close.ORIGIN)})
            raise StopConsumer
        await self._say({"type": "websocket.accept"})
        self._open = True
        key = handshake.session_key_of(self.scope)
        self.socket = LiveSocket(
            self._say,
            self._close_soon,
            session_key=key,
            tag=session_tag(key) if key else "",
            address=handshake.address_of(self.scope),
        )
        loop = asyncio.get_running_loop()
        self._budget, self._budget_at = BURST, loop.time()
        self._greeted = False
        self._deadline = loop.call_later(HELLO_SECONDS, self.socket.close, Close.PROTOCOL)
        self.hub = current_hub()
        try:
            self.hub.enter(self.socket)
        except TooManySockets:
            self._refuse(Close.LATER, "too_many", "This address holds too many live connections.")

    async def websocket_receive(self, message: dict[str, Any]) -> None:
        """One frame of the client's."""
        if self.socket.closing is not None:
            return
        try:
            self._spend()
            await self._obey(protocol.parse(message.get("text") or ""))
        except ProtocolError as error:
            self._refuse(Close.PROTOCOL, error.code, error.message)
        except TooManySockets:
            self._refuse(Close.LATER, "too_many", "You hold too many live connections.")
        except DjangoDatabaseError:
            log.warning("a live command failed: the database cannot be had")
            self.socket.close(Close.AWAY)

    async def websocket_disconnect(self, message: dict[str, Any]) -> None:
        """The client has gone, or our closing is through."""
        del message
        if self._open:
            self._open = False
            self._deadline.cancel()
            self.socket.close(Close.AWAY)
            self.hub.leave(self.socket)
        raise StopConsumer

    async def _obey(self, command: Command) -> None:
        if isinstance(command, Hello) == self._greeted:
            raise ProtocolError("order", "The first frame, and only the first, is `hello`.")
        match command:
            case Hello(wanted):
                self._greeted = True
                self._deadline.cancel()
                await self._subscribe(wanted)
            case Subscribe(wanted):
                await self._subscribe(wanted)
            case Unsubscribe(streams):
                self.hub.unsubscribe(self.socket, streams)
            case Ping():
                self.socket.say(protocol.frame("pong"))
            case Ack(delivery):
                await self._acknowledge(delivery)

    async def _subscribe(self, wanted: tuple[protocol.Wanted, ...]) -> None:
        if len(self.socket.streams | {item.stream for item in wanted}) > protocol.MAX_STREAMS:
            raise ProtocolError("streams", f"A connection reads {protocol.MAX_STREAMS} streams at most.")
        await self.hub.subscribe(self.socket, wanted)

    async def _acknowledge(self, delivery: str) -> None:
        """Answers `acked`; the item itself changes on the person's own stream, as for everybody."""
        try:
            delivery_id = UUID(delivery)
            ended = await database_sync_to_async(actions.acknowledge_delivery)(self.socket.actor, delivery_id)
        except ValueError:
            raise ProtocolError("malformed", "`delivery` is an id.") from None
        except AppError as refusal:
            self.socket.say(protocol.frame("error", code=refusal.code, message=str(refusal.message)))
        else:
            self.socket.say(protocol.frame("acked", delivery=delivery, state=ended.state))

    def _spend(self) -> None:
        """Draw on the budget of commands. Raises ProtocolError when it is used up."""
        now = asyncio.get_running_loop().time()
        self._budget = min(BURST, self._budget + (now - self._budget_at) * PER_SECOND) - 1
        self._budget_at = now
        if self._budget < 0:
            raise ProtocolError("too_many", "Too many frames in too short a time.")

    def _refuse(self, code: Close, reason: str, text: str) -> None:
        self.socket.say(protocol.frame("error", code=reason, message=text))
        self.socket.close(code)

    def _close_soon(self, code: Close) -> None:
        """Called by the socket, once, from wherever it was found wanting."""
        if self._open:
            self._closing = asyncio.get_running_loop().create_task(self._close(code))

    async def _close(self, code: Close) -> None:
        self.hub.leave(self.socket)
        try:
            await self._say({"type": "websocket.close", "code": int(code)})
        except Exception:  # noqa: BLE001  it is closed already: each server says so in its own way
            log.debug("the peer closed first")
