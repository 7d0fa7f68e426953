"""Streams are audiences: how their keys are written, and what an event carries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

MAX_PAYLOAD_BYTES = 4096
"""A projection larger than this does not belong in the log; the reader fetches details by API."""
PUBLIC_TILE_ZOOM = 11
"""Web Mercator zoom of the public streams' tiles: about 13 km wide at 49° north."""
MAX_KEY_LENGTH = 80


class StreamKind(StrEnum):
    """What stands before the colon of a stream's key: the kind of audience."""

    USER = "user"
    GROUP = "group"
    BEAT = "beat"
    UNIT = "unit"
    BRIGADE = "brigade"
    DESK = "desk"
    REPORT = "report"
    PUBLIC = "public"
    CONFIDENTIAL = "conf"
    CALLOUT = "callout"
    CONTROL = "control"


@dataclass(frozen=True, slots=True)
class StreamKey:
    """A stream's key, taken apart. `id` is what stands after the colon, in its one spelling."""

    kind: StreamKind
    id: str

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}"


def parse(key: str) -> StreamKey:
    """Take a key apart. Every stream has exactly one spelling.

    Raises ValueError for an unknown kind, an id that is no UUID or a tile outside the grid.
    """
    if len(key) > MAX_KEY_LENGTH:
        raise ValueError("a stream's key is too long")
    kind_text, colon, rest = key.partition(":")
    if not colon:
        raise ValueError("a stream's key is written kind:id")
    kind = StreamKind(kind_text)
    spelled = _tile(rest) if kind is StreamKind.PUBLIC else str(UUID(rest))
    if spelled != rest:
        raise ValueError("a stream's key has one spelling only")
    return StreamKey(kind, rest)


def _tile(text: str) -> str:
    """The one spelling of `z/x/y`; raises ValueError outside the grid of `PUBLIC_TILE_ZOOM`."""
    z, x, y = (int(part) for part in text.split("/"))
    side = 1 << PUBLIC_TILE_ZOOM
    if z != PUBLIC_TILE_ZOOM or not (0 <= x < side and 0 <= y < side):
        raise ValueError("no such public tile")
    return f"{z}/{x}/{y}"


@dataclass(frozen=True, slots=True)
class StreamEvent:
    """One thing that happened, as one audience may know it.

    `data` is the subject's whole projection for this audience (put), or None when the subject leaves
    the audience's sight (drop). Every reader applies it the same way: `state[subject] = data`.
    """

    stream: str
    kind: str
    subject: str
    data: Mapping[str, Any] | None


def user(user_id: object) -> str:
    """Stream of one person: inbox and own affairs."""
    return f"user:{user_id}"


def group(group_id: object) -> str:
    """Stream of one watch group's members."""
    return f"group:{group_id}"


def beat(area_id: object) -> str:
    """Stream of the police who serve one area."""
    return f"beat:{area_id}"


def unit(unit_id: object) -> str:
    """Stream of one responding unit."""
    return f"unit:{unit_id}"


def brigade(brigade_id: object) -> str:
    """Stream of one fire brigade: its rota and who can come."""
    return f"brigade:{brigade_id}"


def desk(brigade_id: object) -> str:
    """Stream of those who command one fire brigade: shifts that are drafts yet."""
    return f"desk:{brigade_id}"


def callout(callout_id: object) -> str:
    """Stream of one call-out's turnout board."""
    return f"callout:{callout_id}"


def report(report_id: object) -> str:
    """Stream of one report's reporter."""
    return f"report:{report_id}"


def public_tile(x: int, y: int) -> str:
    """Stream of everybody, for one map tile at `PUBLIC_TILE_ZOOM`."""
    return f"public:{PUBLIC_TILE_ZOOM}/{x}/{y}"


@dataclass(frozen=True, slots=True)
class Position:
    """A place in a stream: everything up to and with `off` is known, in the numbering named `epoch`."""

    epoch: str
    off: int

    def as_json(self) -> dict[str, Any]:
        """As snapshots and frames state it."""
        return {"epoch": self.epoch, "off": self.off}
