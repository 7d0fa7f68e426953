"""The wire of notifications."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from ninja import Schema

from notifications.models import DeliveryState, MailChoice


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


class PositionOut(Schema):
    """A place in a stream."""

    epoch: str
    off: int


class InboxDeliveryOut(Schema):
    """What a must-reach message is answered by."""

    id: UUID
    state: DeliveryState


class InboxItemOut(Schema):
    """A message, in its reader's language."""

    id: UUID
    kind: str
    severity: str
    title: str
    body: str
    link: str
    at: datetime
    read_at: datetime | None
    delivery: InboxDeliveryOut | None
    rev: int


class InboxEntryOut(Schema):
    """An item as subject and projection, as the stream sends it."""

    subject: str
    data: InboxItemOut


class InboxOut(Schema):
    """The newest messages, and the position they are valid at. `unread` counts older ones too."""

    positions: dict[str, PositionOut]
    items: list[InboxEntryOut]
    unread: int
    at: datetime


class InboxPreferenceIn(Schema):
    """What of the inbox comes by e-mail as well."""

    email: MailChoice


class InboxPreferenceOut(InboxPreferenceIn):
    """The present choice."""


class DeliveryOut(Schema):
    """How a must-reach message stands."""

    id: UUID
    state: DeliveryState
    acked_at: datetime | None
