"""Brigades, their public page, and their members over the wire."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from ninja import Schema
from pydantic import Field

from rosters.models import FounderKind, MemberKind, MemberState


class GroundIn(Schema):
    """The ground covered first: drawn (GeoJSON) or picked (an area's id)."""

    geojson: dict[str, Any] | None = None
    area_id: UUID | None = None


class BrigadeIn(Schema):
    """What the city says of a brigade."""

    name: str = Field(max_length=120)
    founder_kind: FounderKind
    founder_name: str = Field(max_length=200)
    station_name: str = Field(max_length=200)
    lon: float = Field(ge=-180, le=180)
    lat: float = Field(ge=-90, le=90)
    time_zone: str = Field(default="Europe/Kyiv", max_length=64)
    first_due: GroundIn | None = None
    active: bool = True


class TermsIn(Schema):
    """What the chief settles."""

    recruiting: bool
    recruitment_text: str = Field(default="", max_length=5000)
    open_evening: str = Field(default="", max_length=200)
    rest_hours: float = Field(default=11, ge=0, le=48)
    week_hours: float = Field(default=48, ge=1, le=168)


class NeighboursIn(Schema):
    """Brigades asked for mutual aid, in order."""

    neighbour_ids: list[UUID] = Field(max_length=30)


class NumberItem(Schema):
    """A number the brigade rings."""

    label: str = Field(min_length=1, max_length=120)
    number: str = Field(min_length=2, max_length=32)


class NumbersIn(Schema):
    """The numbers, in order."""

    numbers: list[NumberItem]


class NamedOut(Schema):
    """A brigade by name."""

    id: UUID
    name: str


class NeighbourChoiceOut(NamedOut):
    """A brigade that could be asked for mutual aid."""

    station_name: str
    metres: int


class BrigadeOut(Schema):
    """A brigade as those who see it read it."""

    id: UUID
    rev: int
    slug: str
    name: str
    founder_kind: FounderKind
    founder_name: str
    station_name: str
    lon: float
    lat: float
    time_zone: str
    first_due_area_id: UUID | None
    recruiting: bool
    recruitment_text: str
    open_evening: str
    rest_hours: float
    week_hours: float
    active: bool
    neighbours: list[NamedOut]
    numbers: list[NumberItem]
    chiefs: list[NamedOut]
    may: list[str]
    """What the reader may do: `administer`, `command`, `serve`."""


class RecruitmentOut(Schema):
    """The public page of a brigade: nothing of its people."""

    slug: str
    name: str
    founder_kind: FounderKind
    founder_name: str
    station_name: str
    lon: float
    lat: float
    recruiting: bool
    recruitment_text: str
    open_evening: str


class ApplyIn(Schema):
    """An application."""

    born: date
    consent: bool
    motivation: str = Field(default="", max_length=4000)
    experience: str = Field(default="", max_length=4000)
    phone: str = Field(default="", max_length=32)
    languages: list[str] = Field(default_factory=list, max_length=10)
    travel_minutes: int = Field(default=10, ge=0, le=240)


class ChiefIn(Schema):
    """Whom the city appoints."""

    email: str = Field(max_length=254)


class MoveIn(Schema):
    """Where somebody is moved on to."""

    to: MemberState
    reason: str = Field(default="", max_length=300)


class LeaveBrigadeIn(Schema):
    """Why, if one likes to say."""

    reason: str = Field(default="", max_length=300)


class KindIn(Schema):
    """Firefighter or support."""

    kind: MemberKind


class RecordIn(Schema):
    """What members keep up to date themselves."""

    phone: str = Field(default="", max_length=32)
    languages: list[str] = Field(default_factory=list, max_length=10)
    travel_minutes: int = Field(ge=0, le=240)


class ContactItem(Schema):
    """Whom to call when a member is hurt."""

    name: str = Field(max_length=120)
    phone: str = Field(max_length=32)
    relation: str = Field(default="", max_length=60)
