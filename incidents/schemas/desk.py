"""The police side of the wire."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from ninja import Schema
from pydantic import AwareDatetime, Field

from incidents.schemas.report import PhotoOut


class UnitOut(Schema):
    """The unit that has an incident."""

    id: UUID
    call_sign: str


class PoliceOut(Schema):
    """An incident, to the police of its area: the same projection as the live stream's."""

    id: UUID
    reference: str
    rev: int
    category: str
    severity: str
    state: str
    lon: float
    lat: float
    accuracy_m: float | None
    address: str
    area: str
    happened_at: str
    reported_at: str
    acknowledged_at: str | None
    acknowledged_by: str | None
    unit: UnitOut | None
    text: str
    people_count: int
    photos: int
    messages_waiting: bool
    contested: bool
    confirmations: int
    held: bool
    beat_id: UUID
    group_ids: list[UUID]
    duplicate_of: UUID | None
    ended_at: str | None


class PoliceListOut(Schema):
    """A page of incidents, newest first; `next` continues it, null at the end."""

    items: list[PoliceOut]
    next: str | None


class HistoryOut(Schema):
    """One step, to colleagues."""

    at: str
    verb: str
    from_state: str
    to_state: str
    reason: str
    note: str
    message: str
    by: str
    unit: str


class TalkOut(Schema):
    """A message or a note, to colleagues."""

    id: UUID
    at: str
    author: str
    by: str
    text: str


class DetailOut(Schema):
    """Everything about an incident but how to reach the reporter."""

    incident: PoliceOut
    description: str
    people: list[dict[str, str]]
    happened_until: str | None
    place_label: str
    anonymous: bool
    has_contact: bool
    disposition: str
    closing_reason: str
    history: list[HistoryOut]
    messages: list[TalkOut]
    notes: list[TalkOut]
    photos: list[PhotoOut]
    nearby_history: list[PoliceOut]
    allowed_actions: list[str]
    reasons: dict[str, list[str]]
    positions: dict[str, Any]


class ContactOut(Schema):
    """How to reach the reporter, empty where no word was left."""

    name: str = ""
    phone: str = ""
    email: str = ""


class AcknowledgeIn(Schema):
    """Optional words with an acknowledgement."""

    note: str = Field("", max_length=2000)
    rev: int | None = None


class EndIn(Schema):
    """Why an incident ends or is taken up again."""

    reason: str = Field(max_length=32)
    note: str = Field("", max_length=2000)
    message: str = Field("", max_length=1000)
    rev: int | None = None


class DuplicateIn(Schema):
    """Which report this one repeats."""

    duplicate_of: UUID
    note: str = Field("", max_length=2000)
    message: str = Field("", max_length=1000)
    rev: int | None = None


class ReclassifyIn(Schema):
    """Another category or severity."""

    category: str = Field(max_length=48)
    severity: str = Field("", pattern=r"^(|info|low|medium|high|critical)$")
    note: str = Field("", max_length=2000)


class NoteIn(Schema):
    """Optional words of explanation."""

    note: str = Field("", max_length=2000)


class TextIn(Schema):
    """Words."""

    text: str = Field(max_length=4000)


class ListFilter(Schema):
    """Which incidents. `bbox` is west,south,east,north in degrees."""

    bbox: str = Field("", max_length=100)
    since: AwareDatetime | None = None
    until: AwareDatetime | None = None
    category: str = Field("", max_length=500)
    state: str = Field("", max_length=200)
    severity: str = Field("", max_length=60)
    q: str = Field("", max_length=100)
    cursor: str = Field("", max_length=120)
    limit: int = Field(50, ge=1, le=200)
