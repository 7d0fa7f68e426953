"""The wire of notifications."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from ninja import Schema


class EventOut(Schema):
    """One event as its audience may know it: `data` null means the subject left the audience's sight."""

    off: int
    kind: str
    subject: str
    at: datetime
    data: dict[str, Any] | None


class EventPageOut(Schema):
    """A page of a stream. `reset`: take a snapshot; else ask again while the last `off` is below `top`."""

    stream: str
    epoch: str
    top: int
    floor: int
    reset: bool
    events: list[EventOut]
