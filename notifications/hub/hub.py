"""The hub of one event loop: its sockets, its rounds, its clock."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections import Counter
from collections.abc import Collection
from weakref import WeakKeyDictionary

import psycopg
from django.db import Error as DjangoDatabaseError
from django.utils import timezone

from notifications import protocol
from notifications.hub import metrics
from notifications.hub.link import FIRST_WAIT, LONGEST_WAIT, Reader, listen
from notifications.hub.pump import Pump
from notifications.hub.socket import LiveSocket, TooManySockets
from notifications.hub.warden import Warden
from notifications.protocol import Close, Wanted

log = logging.getLogger("varta.hub")

LOOK_SECONDS = 0.5
"""How often the log is looked at when no doorbell rings."""
TOPS_SECONDS = 15.0
RECHECK_SECONDS = 30.0
GREATEST_AGE_SECONDS = 12 * 3600.0
FRESH_SECONDS = 3.0
"""Tops are stated only while the last good look at the log is not older."""
SOCKETS_PER_ADDRESS = 30
TICK_SECONDS = 1.0


class Hub:
    """Reads the log once for all sockets of this process. Made on first use; daphne has no start hook."""

    def __init__(self) -> None:
        self._sockets: set[LiveSocket] = set()
        self._addresses: Counter[str] = Counter()
        self._reader = Reader()
        self._pump = Pump(self._reader)
        self._warden = Warden(self._reader, self._pump, self._sockets)
        self._bell = asyncio.Event()
        self._fresh_at = 0.0
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        """Begin to listen, to read and to watch the clock."""
        if not self._tasks:
            loop = asyncio.get_running_loop()
            self._tasks = [
                loop.create_task(listen(self._bell.set)),
                loop.create_task(self._run()),
                loop.create_task(self._watch()),
            ]

    async def stop(self) -> None:
        """End everything; sockets still open are told to come again."""
        for socket in list(self._sockets):
            socket.close(Close.AWAY)
        tasks, self._tasks = self._tasks, []
        for task in tasks:
            task.cancel()
        for task in tasks:
            with contextlib.suppress(asyncio.CancelledError):
                await task
        await self._reader.close()

    def enter(self, socket: LiveSocket) -> None:
        """Count a socket in. Raises TooManySockets when its address holds too many."""
        if self._addresses[socket.address] >= SOCKETS_PER_ADDRESS:
            raise TooManySockets
        self._addresses[socket.address] += 1
        self._sockets.add(socket)
        metrics.SOCKETS.set(len(self._sockets))
        self.start()
        self._bell.set()

    def leave(self, socket: LiveSocket) -> None:
        """Forget a socket."""
        if socket not in self._sockets:
            return
        self._sockets.discard(socket)
        self._addresses[socket.address] -= 1
        self._addresses += Counter()
        self._pump.leave(socket, list(socket.streams))
        socket.outlet.close()
        metrics.SOCKETS.set(len(self._sockets))
        if socket.closing is Close.SLOW:
            metrics.SLOW.inc()

    async def subscribe(self, socket: LiveSocket, wanted: Collection[Wanted]) -> None:
        """Judge and let in. Raises TooManySockets."""
        await self._warden.admit(socket, wanted)
        self._bell.set()

    def unsubscribe(self, socket: LiveSocket, streams: Collection[str]) -> None:
        """Send nothing more of these streams."""
        self._pump.leave(socket, streams)
        socket.streams.difference_update(streams)
        socket.admitted.difference_update(streams)

    async def _run(self) -> None:
        wait = FIRST_WAIT
        while True:
            try:
                while True:
                    await self._rest()
                    if await self._round():
                        self._bell.set()
                    wait = FIRST_WAIT
            except (psycopg.Error, DjangoDatabaseError, OSError) as error:
                metrics.AWAY.inc()
                log.warning("the database cannot be had", extra={"error": type(error).__name__})
                await asyncio.sleep(wait)
                wait = min(wait * 2, LONGEST_WAIT)
            except Exception:  # the round is read again from the same offsets; a hub that ends serves nobody
                log.exception("a round of the hub failed")
                await asyncio.sleep(wait)
                wait = min(wait * 2, LONGEST_WAIT)

    async def _rest(self) -> None:
        """Until the doorbell rings, or it is time to look; without readers, until one comes."""
        seconds = None if self._pump.is_idle and not self._sockets else LOOK_SECONDS
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._bell.wait()
        self._bell.clear()

    async def _round(self) -> bool:
        """Read the log, then the control log, then deliver: so that a frame whose event was committed
        after somebody lost authority never reaches them."""
        answers, joins = await self._pump.read()
        await self._warden.follow()
        more = await self._pump.deliver(answers, joins)
        self._fresh_at = asyncio.get_running_loop().time()
        return more or self._pump.has_joins

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(TICK_SECONDS)
            try:
                self._state_tops()
                await self._recheck_due()
            except Exception:  # the next tick states the same again; a clock that ends re-checks nobody
                log.exception("the hub's clock failed")

    def _state_tops(self) -> None:
        now = asyncio.get_running_loop().time()
        if now - self._fresh_at > FRESH_SECONDS:
            return
        at = timezone.now()
        for socket in self._sockets:
            if now - socket.tops_due >= TOPS_SECONDS:
                socket.tops_due = now
                socket.say(protocol.tops_frame(self._pump.places(socket.streams), at))

    async def _recheck_due(self) -> None:
        now, clock = asyncio.get_running_loop().time(), timezone.now()
        due: list[LiveSocket] = []
        for socket in list(self._sockets):
            if now - socket.opened_at > GREATEST_AGE_SECONDS:
                socket.close(Close.AWAY)
            elif socket.judged and (
                now - socket.checked_at > RECHECK_SECONDS
                or (socket.valid_until is not None and socket.valid_until <= clock)
            ):
                due.append(socket)
        if due:
            await self._warden.recheck(due)


_hubs: WeakKeyDictionary[asyncio.AbstractEventLoop, Hub] = WeakKeyDictionary()


def current_hub() -> Hub:
    """The hub of the running event loop."""
    loop = asyncio.get_running_loop()
    hub = _hubs.get(loop)
    if hub is None:
        hub = _hubs[loop] = Hub()
    return hub
