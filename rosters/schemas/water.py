"""Hydrants and other water over the wire."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from ninja import Schema
from pydantic import Field

from rosters.models import WaterCondition, WaterKind


class NearIn(Schema):
    """A place, in WGS 84 degrees, and how many are wanted."""

    lon: float = Field(ge=-180, le=180)
    lat: float = Field(ge=-90, le=90)
    limit: int = Field(default=10, ge=1, le=100)


class WaterOut(Schema):
    """A water source; `metres` from the place asked for."""

    id: UUID
    kind: WaterKind
    lon: float
    lat: float
    label: str
    hydrant_type: str
    diameter_mm: int | None
    flow_l_min: int | None
    volume_m3: int | None
    condition: WaterCondition
    inspected_at: datetime | None
    metres: int | None = None


class InspectIn(Schema):
    """What was found there."""

    condition: WaterCondition
    note: str = Field(default="", max_length=300)


class InspectionOut(Schema):
    """An inspection that was made."""

    at: datetime
    by: str
    condition: WaterCondition
    note: str


class WaterPlaceOut(Schema):
    """Where a feature lies that was not taken."""

    lon: float
    lat: float


class WaterFaultOut(Schema):
    """A feature that cannot be used, by its number in the file."""

    number: int
    name: str
    message: str
    place: WaterPlaceOut | None


class WaterImportOut(Schema):
    """What an import did, or in a dry run would do; at most 200 faults are named."""

    dry_run: bool
    made: int
    changed: int
    same: int
    refused: int
    faults: list[WaterFaultOut]
