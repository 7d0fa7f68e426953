"""From the log to the sockets: one round reads what is new in every watched stream and writes it out."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable
from dataclasses import dataclass, field

from notifications import protocol
from notifications.hub import log_reader, metrics
from notifications.hub.link import Reader
from notifications.hub.log_reader import Answer, Question
from notifications.hub.socket import Join, LiveSocket
from notifications.protocol import Close
from notifications.streams import Position

log = logging.getLogger("varta.hub")

JOINS_IN_A_ROUND = 500
PATIENCE_SECONDS = 20.0
"""How long a replay may wait for a reader to take what was sent."""

_ROTATE = "SELECT event_log_rotate(%s::text[])"


@dataclass(slots=True)
class Watched:
    """A stream somebody here reads: all its sockets have been sent everything up to `position`."""

    position: Position
    sockets: set[LiveSocket] = field(default_factory=set)


class Pump:
    """Keeps each watched stream's position, delivers what comes after, and lets joiners in.

    Everything happens in rounds, one at a time: a joiner and the live readers are served out of the same
    snapshot, so nothing can fall between a replay and the live frames.
    """

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._watched: dict[str, Watched] = {}
        self._joins: dict[tuple[LiveSocket, str], Join] = {}

    @property
    def is_idle(self) -> bool:
        """Nobody reads anything here."""
        return not self._watched and not self._joins

    @property
    def has_joins(self) -> bool:
        """Replays are under way that can go on at once."""
        return any(join.socket.outlet.has_room for join in self._joins.values())

    def places(self, streams: Iterable[str]) -> dict[str, Position]:
        """Where the streams stand that are live here."""
        return {key: self._watched[key].position for key in streams if key in self._watched}

    def join(self, socket: LiveSocket, stream: str, position: Position | None) -> None:
        """Let a socket in at a position; it is told `replay` or `reset`, then `live`."""
        self.leave(socket, [stream])
        now = asyncio.get_running_loop().time()
        self._joins[socket, stream] = Join(socket, stream, position, now)

    def leave(self, socket: LiveSocket, streams: Iterable[str]) -> None:
        """Send the socket nothing more of these streams."""
        for stream in streams:
            self._joins.pop((socket, stream), None)
            watched = self._watched.get(stream)
            if watched is not None:
                watched.sockets.discard(socket)
                if not watched.sockets:
                    del self._watched[stream]

    async def read(self) -> tuple[dict[Question, Answer], list[Join]]:
        """First half of a round: what is new, and for whom among those who join. Raises psycopg.Error."""
        joins = self._ready_joins()
        live = [Question(key, w.position, joining=False) for key, w in self._watched.items()]
        asked = dict.fromkeys([*live, *(_question(join) for join in joins)])
        if not asked:
            return {}, []
        return await log_reader.read(self._reader, list(asked)), joins

    async def deliver(self, answers: dict[Question, Answer], joins: list[Join]) -> bool:
        """Second half: write it out. True when there is more to read at once. Raises psycopg.Error."""
        damaged, more = [], False
        for question, answer in answers.items():
            watched = self._watched.get(question.stream)
            if question.joining or watched is None or watched.position != question.position:
                continue
            if _is_damaged(question.position, answer):
                damaged.append(question.stream)
                continue
            self._advance(question.stream, watched, answer)
            more = more or watched.position.off < answer.place.off
        for join in joins:
            answer = answers[_question(join)]
            if self._joins.get((join.socket, join.stream)) is not join or join.stream in damaged:
                continue
            if answer.continues(join.position) and _is_damaged(join.position, answer):
                damaged.append(join.stream)
                continue
            self._serve(join, answer)
        if damaged:
            await self._heal(damaged)
        return more or bool(damaged)

    def _ready_joins(self) -> list[Join]:
        now = asyncio.get_running_loop().time()
        ready: list[Join] = []
        for join in list(self._joins.values()):
            if join.socket.outlet.has_room:
                join.waiting_since = now
                ready.append(join)
            elif now - join.waiting_since > PATIENCE_SECONDS:
                join.socket.close(Close.SLOW)
            if len(ready) == JOINS_IN_A_ROUND:
                break
        return ready

    def _advance(self, stream: str, watched: Watched, answer: Answer) -> None:
        if not answer.continues(watched.position):
            watched.position = answer.place
            metrics.RESETS.inc()
            _broadcast(protocol.reset_frame(stream, answer.place, "epoch"), watched.sockets)
            return
        for off, text in answer.lines:
            _broadcast(text, watched.sockets)
            watched.position = Position(answer.place.epoch, off)

    def _serve(self, join: Join, answer: Answer) -> None:
        if not join.started or not answer.continues(join.position):
            _open(join, answer)
        for off, text in answer.lines if answer.continues(join.position) else ():
            if not join.socket.outlet.has_room:
                return
            join.socket.say(text)
            join.position = Position(answer.place.epoch, off)
        watched = self._watched.setdefault(join.stream, Watched(answer.place))
        if join.position != answer.place or watched.position != join.position:
            return
        del self._joins[join.socket, join.stream]
        watched.sockets.add(join.socket)
        place = answer.place
        join.socket.say(protocol.frame("live", stream=join.stream, epoch=place.epoch, off=place.off))

    async def _heal(self, streams: list[str]) -> None:
        """The log of these streams has a hole: begin a new numbering, so that everyone takes a snapshot."""
        log.error("holes found in the event log", extra={"streams": len(streams)})
        metrics.GAPS.inc(len(streams))
        await self._reader.rows(_ROTATE, [streams])


def _question(join: Join) -> Question:
    return Question(join.stream, join.position, joining=True)


def _is_damaged(position: Position | None, answer: Answer) -> bool:
    """A hole in the lines, or a top that went back without a new epoch."""
    if position is None or position.epoch != answer.place.epoch:
        return False
    if position.off > answer.place.off:
        return True
    return answer.continues(position) and not answer.is_whole(position)


def _open(join: Join, answer: Answer) -> None:
    """Tell a joiner whether its position can be continued; if not, it starts again at the top."""
    stream, place = join.stream, answer.place
    if answer.continues(join.position):
        assert join.position is not None  # noqa: S101  what `continues` means
        first = join.position.off + 1
        join.socket.say(
            protocol.frame("replay", stream=stream, epoch=place.epoch, **{"from": first, "to": place.off})
        )
    else:
        reason = _reset_reason(join.position, answer)
        join.position = place
        metrics.RESETS.inc()
        join.socket.say(protocol.reset_frame(stream, place, reason))
    join.started = True


def _reset_reason(position: Position | None, answer: Answer) -> str:
    if position is None:
        return "new"
    below = position.epoch == answer.place.epoch and position.off < answer.floor
    return "floor" if below else "epoch"


def _broadcast(text: str, sockets: Iterable[LiveSocket]) -> None:
    """Write one frame, encoded already, to many sockets."""
    message = {"type": "websocket.send", "text": text}
    count = 0
    for socket in list(sockets):
        socket.outlet.put(message)
        count += 1
    metrics.FRAMES.inc(count)
