"""What goes over the wire about places."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field

from geo.models import AreaKind


class CoveringAreaOut(Schema):
    """An area that covers a place, coarse to fine."""

    id: UUID
    kind: AreaKind
    name: str
    depth: int


class PublicPlaceOut(Schema):
    """Where a report from here would be shown in public, and how far from the truth that may be."""

    lon: float
    lat: float
    radius_m: int


class CoveringOut(Schema):
    """What is known of a place, to the person who stands there."""

    areas: list[CoveringAreaOut]
    served: bool
    beat_id: UUID | None
    label: str
    public: PublicPlaceOut | None


class PlaceFoundOut(Schema):
    """An entry of the gazetteer that fits what was typed."""

    id: int
    kind: Literal["address", "street", "place"]
    name: str
    settlement: str
    lon: float
    lat: float
    distance_m: int | None


class ServedOut(Schema):
    """Where this installation serves: `[west, south, east, north]` in degrees, null before any area is."""

    bounds: tuple[float, float, float, float] | None


class MaskingOut(Schema):
    """How public places are made; the meaning of each number stands in docs/geometry.md."""

    min_addresses: int
    min_population: int
    finest_zoom: int
    coarsest_zoom: int
    unknown_zoom: int
    label_within_m: int


class AreaRowOut(Schema):
    """One line of the tree of areas, to the administrator."""

    id: UUID
    kind: AreaKind
    code: str
    name: str
    name_en: str
    parent_id: UUID | None
    served: bool
    population: int | None
    size_km2: float
    mask_zoom: int
    children: int
    snap_points: int
    bare: bool


class AreaChangeIn(Schema):
    """What the administrator changes of an area; what is left out stays."""

    name: str | None = Field(default=None, max_length=200)
    served: bool | None = None


class SnapBuildIn(Schema):
    """Whether points in use are replaced too."""

    rebuild: bool = False


class SnapReportOut(Schema):
    """What was built for one area."""

    area: str
    points: int
    from_addresses: bool
    smallest_catchment: int
    largest_radius_m: int


class FaultPlaceOut(Schema):
    """A place on the ground."""

    lon: float
    lat: float


class RepairOut(Schema):
    """One thing that was mended in a boundary."""

    kind: str
    reason: str
    place: FaultPlaceOut | None


class ImportLineOut(Schema):
    """A feature that was mended or refused."""

    number: int
    name: str
    code: str
    outcome: Literal["added", "changed", "same", "refused"]
    reason: str
    at: str
    place: FaultPlaceOut | None
    repairs: list[RepairOut]


class ImportReportOut(Schema):
    """What an upload did, or would do."""

    dry_run: bool
    added: int
    changed: int
    same: int
    repaired: int
    refused: int
    notable: list[ImportLineOut]
