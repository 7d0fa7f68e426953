"""Authority over open sockets: judged when they ask, again whenever somebody's authority changes."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from dataclasses import dataclass

from channels.db import database_sync_to_async
from django.utils import timezone

from core.decisions import Denied
from notifications import protocol, queries
from notifications.hub import metrics
from notifications.hub.link import Reader
from notifications.hub.pump import Pump
from notifications.hub.socket import LiveSocket, TooManySockets
from notifications.protocol import Close, Wanted
from notifications.queries import Claim, Verdict

SOCKETS_PER_PERSON = 8
SEEN_SECONDS = 180.0
"""Longer than a line of the control log is looked at."""

_CHANGES = """
SELECT id, user_id, session FROM accounts_authoritychange
WHERE at > now() - interval '2 minutes' AND id <> ALL (%s)
"""
"""Ids are given out before their transactions commit, so the last two minutes are looked at whole."""


@dataclass(frozen=True, slots=True)
class Change:
    """A line of the control log: of a person, of one session, or of nobody in particular."""

    user_id: object
    session: str

    def concerns(self, socket: LiveSocket) -> bool:
        """Whether the socket's authority has to be judged again."""
        if self.session:
            return socket.tag == self.session
        if not socket.judged:
            return bool(socket.streams)
        return bool(socket.user_id == self.user_id)


class Warden:
    """Judges sockets, one batch at a time.

    A socket's streams are noted before its authority is read, and batches never overlap: so a change that
    commits while a decision is under way is found by the batch that follows it.
    """

    def __init__(self, reader: Reader, pump: Pump, sockets: Collection[LiveSocket]) -> None:
        self._reader = reader
        self._pump = pump
        self._sockets = sockets
        self._lock = asyncio.Lock()
        self._asking: dict[LiveSocket, list[Wanted]] = {}
        self._seen: dict[int, float] = {}

    async def follow(self) -> None:
        """Read what was written to the control log since the last call, and judge again whom it concerns.

        What they lost is dropped before this returns. Raises psycopg.Error or Django's; the lines then
        count as not yet seen.
        """
        rows = await self._reader.rows(_CHANGES, [list(self._seen)])
        if not rows:
            return
        changes = [Change(user_id, session) for _, user_id, session in rows]
        async with self._lock:
            await self._judge([s for s in self._sockets if any(c.concerns(s) for c in changes)])
        now = asyncio.get_running_loop().time()
        self._seen |= {row[0]: now for row in rows}
        for change_id in [i for i, at in self._seen.items() if now - at > SEEN_SECONDS]:
            del self._seen[change_id]

    async def admit(self, socket: LiveSocket, wanted: Collection[Wanted]) -> None:
        """Decide on streams a socket asks for, and let it into those it may read.

        Raises TooManySockets when the person holds too many already.
        """
        socket.streams.update(item.stream for item in wanted)
        self._asking.setdefault(socket, []).extend(wanted)
        async with self._lock:
            batch, self._asking = self._asking, {}
            await self._judge(list(batch))
            for asking, items in batch.items():
                self._let_in(asking, items)
        if self._is_one_too_many(socket):
            raise TooManySockets

    async def recheck(self, sockets: Collection[LiveSocket]) -> None:
        """Judge these again, for time has passed."""
        async with self._lock:
            await self._judge([socket for socket in sockets if socket in self._sockets])

    async def _judge(self, sockets: Collection[LiveSocket]) -> None:
        if not sockets:
            return
        claims = [Claim(socket.session_key, frozenset(socket.streams)) for socket in sockets]
        verdicts = await database_sync_to_async(queries.judge)(claims)
        now = asyncio.get_running_loop().time()
        for socket, claim, verdict in zip(sockets, claims, verdicts, strict=True):
            socket.checked_at = now
            self._apply(socket, claim, verdict)

    def _apply(self, socket: LiveSocket, claim: Claim, verdict: Verdict) -> None:
        if verdict.actor is None or (socket.actor.is_person and verdict.actor.id != socket.actor.id):
            socket.close(Close.SESSION_ENDED)
            return
        if not socket.judged:
            socket.say(protocol.frame("welcome", v=protocol.VERSION, at=timezone.now()))
        socket.actor, socket.valid_until, socket.judged = verdict.actor, verdict.valid_until, True
        for stream in claim.streams & socket.streams:
            decision = verdict.decisions[stream]
            if isinstance(decision, Denied):
                self._drop(socket, stream, decision.code)

    def _drop(self, socket: LiveSocket, stream: str, code: str) -> None:
        had = stream in socket.admitted
        self._pump.leave(socket, [stream])
        socket.streams.discard(stream)
        socket.admitted.discard(stream)
        if had:
            metrics.DROPPED.inc()
        socket.say(protocol.frame("dropped" if had else "denied", stream=stream, code=code))

    def _let_in(self, socket: LiveSocket, wanted: Collection[Wanted]) -> None:
        if socket.closing is not None or socket not in self._sockets:
            return
        for item in wanted:
            if item.stream in socket.streams:
                socket.admitted.add(item.stream)
                self._pump.join(socket, item.stream, item.position)

    def _is_one_too_many(self, socket: LiveSocket) -> bool:
        if socket.user_id is None:
            return False
        own = [s for s in self._sockets if s.user_id == socket.user_id and s.opened_at < socket.opened_at]
        return len(own) >= SOCKETS_PER_PERSON
