"""The way out to one socket: bounded, and never waited for."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine, Generator, Mapping
from typing import Any

Message = Mapping[str, Any]
Send = Callable[[Any], Awaitable[None]]

MAX_FRAMES = 256
MAX_BYTES = 256 * 1024
ROOM_BYTES = MAX_BYTES // 2
"""A replay goes on only while less than this is waiting."""


class Outlet:
    """Writes at once what the server takes at once; queues the rest up to a bound, then calls `on_slow`.

    A frame is handed over as a ready ASGI message, shared by all sockets it goes to.
    """

    __slots__ = ("_bytes", "_on_slow", "_queue", "_send", "_unsent", "_writer", "closed")

    def __init__(self, send: Send, on_slow: Callable[[], None]) -> None:
        self._send = send
        self._on_slow = on_slow
        self._queue: deque[Message] = deque()
        self._bytes = 0
        self._writer: asyncio.Task[None] | None = None
        self._unsent = unsent_bytes(send)
        self.closed = False

    @property
    def waiting_bytes(self) -> int:
        """What has been put in and not yet left for the network, as far as can be known."""
        return self._bytes + (self._unsent() if self._unsent is not None else 0)

    @property
    def has_room(self) -> bool:
        """Whether a replay may put in more."""
        return not self.closed and len(self._queue) < MAX_FRAMES // 2 and self.waiting_bytes < ROOM_BYTES

    def put(self, message: Message) -> None:
        """Send a frame, or queue it behind those that wait; a full queue ends the socket."""
        if self.closed:
            return
        if self._writer is not None:
            self._enqueue(message)
            return
        sending = self._begin(message)
        if sending is not None:
            self._bytes += len(message.get("text", ""))
            self._writer = asyncio.get_running_loop().create_task(self._drain(sending, message))
        elif self._unsent is not None and self._unsent() > MAX_BYTES:
            self._slow()

    def _begin(self, message: Message) -> _Started | None:
        """Take the first step of sending by hand: most sends need no other, and so no task."""
        sending: Any = self._send(message)
        try:
            step = sending.send(None)
        except StopIteration:
            return None
        except Exception:  # noqa: BLE001  a lost peer: each server has an error of its own for it
            self.closed = True
            return None
        return _Started(sending, step)

    def _enqueue(self, message: Message) -> None:
        self._queue.append(message)
        self._bytes += len(message.get("text", ""))
        if len(self._queue) > MAX_FRAMES or self._bytes > MAX_BYTES:
            self._slow()

    async def _drain(self, sending: _Started, message: Message) -> None:
        try:
            await sending
            self._bytes -= len(message.get("text", ""))
            while self._queue:
                message = self._queue.popleft()
                await self._send(message)
                self._bytes -= len(message.get("text", ""))
        except Exception:  # noqa: BLE001  the peer is gone; the consumer hears of it by itself
            self.closed = True
        finally:
            self._writer = None

    def _slow(self) -> None:
        self.close()
        self._on_slow()

    def close(self) -> None:
        """Take nothing more and forget what waits."""
        self.closed = True
        self._queue.clear()
        self._bytes = 0
        if self._writer is not None:
            self._writer.cancel()


class _Started:
    """A coroutine that was stepped once by hand, awaitable for the rest of its way."""

    __slots__ = ("_coroutine", "_step")

    def __init__(self, coroutine: Coroutine[Any, Any, None], step: Any) -> None:
        self._coroutine = coroutine
        self._step = step

    def __await__(self) -> Generator[Any, Any, None]:
        step = self._step
        while True:
            try:
                try:
                    answer = yield step
                except BaseException as error:  # noqa: BLE001  handed on to where it belongs
                    step = self._coroutine.throw(error)
                else:
                    step = self._coroutine.send(answer)
            except StopIteration:
                return


def unsent_bytes(send: Send) -> Callable[[], int] | None:
    """How much of what was sent still lies in the server's own buffer; None where `send` waits by itself.

    uvicorn's `send` waits while its buffer is full. daphne's returns at once and Twisted buffers without
    bound, so its transport is asked: daphne hands out `partial(handle_reply, protocol)`.
    """
    for argument in getattr(send, "args", ()):
        transport: Any = getattr(argument, "transport", None)
        if hasattr(transport, "dataBuffer") and hasattr(transport, "_tempDataLen"):
            return lambda: len(transport.dataBuffer) - transport.offset + transport._tempDataLen
    return None
