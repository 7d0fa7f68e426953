"""Streams are audiences: how their keys are written, and what an event carries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

MAX_PAYLOAD_BYTES = 4096
"""A projection larger than this does not belong in the log; the reader fetches details by API."""
PUBLIC_TILE_ZOOM = 11
"""Web Mercator zoom of the public streams' tiles: about 13 km wide at 49° north."""


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


def report(report_id: object) -> str:
    """Stream of one report's reporter."""
    return f"report:{report_id}"


def public_tile(x: int, y: int) -> str:
    """Stream of everybody, for one map tile at `PUBLIC_TILE_ZOOM`."""
    return f"public:{PUBLIC_TILE_ZOOM}/{x}/{y}"
