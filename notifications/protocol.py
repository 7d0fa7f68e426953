"""The words of the live socket: what a client may say, and how each frame of ours is written.

Version 1, described in docs/event-stream.md. Frames are written once and sent to many.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import Any

import orjson

from notifications.streams import MAX_KEY_LENGTH, Position

VERSION = 1
MAX_STREAMS = 512
"""The desk of a large city follows each of its beats. A client asks in pieces: `STREAMS_AT_ONCE`."""
STREAMS_AT_ONCE = 256
"""So many entries of a `hello` or `subscribe`, each with its position, stay under half of a frame."""
MAX_FRAME_BYTES = 64 * 1024


class Close(IntEnum):
    """Codes with which the server closes a socket."""

    AWAY = 1001
    """The process stops, or the socket has reached its greatest age: connect again."""
    LATER = 1013
    """Too many sockets of one person or address."""
    PROTOCOL = 4400
    SESSION_ENDED = 4401
    ORIGIN = 4403
    SLOW = 4008
    """The reader did not keep up: connect again and resume."""


class ProtocolError(Exception):
    """The client said something the protocol does not know. `code` is stable."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


@dataclass(frozen=True, slots=True)
class Wanted:
    """A stream a client asks for, and the position it holds; None when it has no snapshot yet."""

    stream: str
    position: Position | None


@dataclass(frozen=True, slots=True)
class Hello:
    """First frame of every connection."""

    wanted: tuple[Wanted, ...]


@dataclass(frozen=True, slots=True)
class Subscribe:
    """More streams."""

    wanted: tuple[Wanted, ...]


@dataclass(frozen=True, slots=True)
class Unsubscribe:
    """Fewer streams."""

    streams: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ack:
    """A person has seen a must-reach message."""

    delivery: str


@dataclass(frozen=True, slots=True)
class Ping:
    """Are you there?"""


Command = Hello | Subscribe | Unsubscribe | Ack | Ping


def parse(text: str) -> Command:
    """Read one frame of a client. Raises ProtocolError."""
    body = _object(text)
    reader = _READERS.get(str(body.get("type")))
    if reader is None:
        raise ProtocolError("unknown", "The server does not know this type of frame.")
    return reader(body)


def _object(text: str) -> dict[str, Any]:
    if len(text) > MAX_FRAME_BYTES or len(text.encode()) > MAX_FRAME_BYTES:
        raise ProtocolError("too_large", f"A frame holds {MAX_FRAME_BYTES} bytes at most.")
    try:
        body = orjson.loads(text)
    except orjson.JSONDecodeError:
        body = None
    if not isinstance(body, dict):
        raise ProtocolError("not_json", "A frame is one JSON object.")
    return body


def _hello(body: Mapping[str, Any]) -> Hello:
    if body.get("v") != VERSION:
        raise ProtocolError("version", f"This server speaks version {VERSION}.")
    return Hello(_wanted(body))


def _list(body: Mapping[str, Any]) -> list[Any]:
    items = body.get("streams", [])
    if not isinstance(items, list) or len(items) > STREAMS_AT_ONCE:
        raise ProtocolError("streams", f"`streams` is a list of {STREAMS_AT_ONCE} entries at most.")
    return items


def _text(value: object) -> str:
    if not isinstance(value, str) or not value or len(value) > MAX_KEY_LENGTH:
        raise ProtocolError("malformed", f"Expected a text of 1 to {MAX_KEY_LENGTH} characters.")
    return value


def _wanted(body: Mapping[str, Any]) -> tuple[Wanted, ...]:
    return tuple(_one(item) for item in _list(body))


def _one(item: object) -> Wanted:
    if not isinstance(item, dict):
        raise ProtocolError("malformed", "Each stream is an object with stream, epoch and off.")
    stream, epoch, off = _text(item.get("stream")), item.get("epoch"), item.get("off")
    if epoch is None or off is None:
        return Wanted(stream, None)
    if not isinstance(off, int) or isinstance(off, bool) or not 0 <= off < 1 << 62:
        raise ProtocolError("malformed", "`off` is a whole number, or null together with `epoch`.")
    return Wanted(stream, Position(_text(epoch), off))


_READERS: Mapping[str, Callable[[Mapping[str, Any]], Command]] = {
    "hello": _hello,
    "subscribe": lambda body: Subscribe(_wanted(body)),
    "unsubscribe": lambda body: Unsubscribe(tuple(_text(item) for item in _list(body))),
    "ack": lambda body: Ack(_text(body.get("delivery"))),
    "ping": lambda _: Ping(),
}


COMMANDS = frozenset(_READERS)
"""What a client may say; each stands in the permission table."""


def frame(type_: str, /, **fields: Any) -> str:
    """A frame of the server's, as text."""
    return orjson.dumps({"type": type_, **fields}).decode()


def event_frame(
    stream: str, epoch: str, off: int, kind: str, subject: str, at: datetime, data: str | None
) -> str:
    """An event, with its payload put in as it is stored: it is JSON already and is not parsed again."""
    head = frame("event", stream=stream, epoch=epoch, off=off, kind=kind, subject=subject, at=at)
    return f'{head[:-1]},"data":{data or "null"}}}'


def tops_frame(tops: Mapping[str, Position], at: datetime) -> str:
    """Where the streams of one socket stand, so that a client notices silence."""
    return frame("tops", tops={key: (place.epoch, place.off) for key, place in tops.items()}, at=at)


def reset_frame(stream: str, position: Position, reason: str) -> str:
    """Take a snapshot: the position given cannot be continued from, for this reason (new, epoch, floor)."""
    return frame("reset", stream=stream, epoch=position.epoch, off=position.off, reason=reason)
