"""What goes over the wire about watch groups."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field

from watch.models import GroupKind


class GroupFilter(Schema):
    """Which groups: mine, near a place, by words of the name."""

    near: str = Field("", max_length=64, description="lon,lat in degrees (WGS 84)")
    mine: bool = False
    search: str = Field("", max_length=80)


class GroupOut(Schema):
    """A group in a list, to one reader."""

    id: UUID
    slug: str
    name: str
    kind: str
    description: str
    status: Literal["active", "archived"]
    lon: float | None
    lat: float | None
    members: int
    coordinators: int
    my_state: Literal["requested", "active"] | None
    i_coordinate: bool
    covers: bool | None = Field(None, description="Whether a zone holds the place asked for")
    distance_m: float | None = Field(None, description="Metres from the place asked for to the nearest zone")
    allowed_actions: list[str]
    rev: int


class ZoneOut(Schema):
    """One zone without its shape; the shape is in `/groups/{id}/zones`."""

    id: UUID
    name: str
    source: Literal["drawn", "area", "upload"]
    area_id: UUID | None
    area_m2: float


class GroupDetailOut(GroupOut):
    """A group with its zones."""

    zones: list[ZoneOut]
    bounds: tuple[float, float, float, float] | None
    area_ids: list[UUID]


class ZoneIn(Schema):
    """A zone: GeoJSON (Polygon, MultiPolygon, Feature or FeatureCollection) or the id of an area."""

    name: str = Field("", max_length=80)
    geojson: dict[str, Any] | None = None
    area_id: UUID | None = None
    uploaded: bool = False


class GroupIn(Schema):
    """Found a group."""

    name: str = Field(min_length=3, max_length=80)
    kind: GroupKind = GroupKind.NEIGHBOURHOOD
    description: str = Field("", max_length=2000)
    zones: list[ZoneIn] = Field(min_length=1, max_length=20)
    coordinator_email: str = Field("", max_length=254)


class GroupChangeIn(Schema):
    """Change what a group says of itself; what is left out stays."""

    name: str | None = Field(None, max_length=80)
    kind: GroupKind | None = None
    description: str | None = Field(None, max_length=2000)


class ZoneRepairOut(Schema):
    """One thing that was mended in a boundary, and where."""

    kind: str
    reason: str
    place: dict[str, float] | None


class ZoneSavedOut(Schema):
    """The zone as stored, and what had to be mended."""

    zone: ZoneOut
    repairs: list[ZoneRepairOut]


class JoinIn(Schema):
    """Ask to belong, with a word to the coordinators."""

    note: str = Field("", max_length=500)


class StandingOut(Schema):
    """Where I stand with a group."""

    membership_id: UUID
    state: Literal["requested", "active"]


class GroupReasonIn(Schema):
    """Why; told to the person concerned."""

    reason: str = Field("", max_length=300)


class MemberOut(Schema):
    """A person of the group, to members; requests and notes to those who decide on them."""

    id: UUID
    name: str
    state: Literal["requested", "active"]
    coordinator: bool
    note: str
    since: datetime
    me: bool
    allowed_actions: list[str]
