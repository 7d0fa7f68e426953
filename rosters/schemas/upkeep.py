"""Vehicles, crews, checks, defects, kit and water over the wire."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from ninja import Schema
from pydantic import Field

from rosters.models import KitKind, VehicleState, WaterCondition, WaterKind


class SeatItem(Schema):
    """A seat of a vehicle; `id` keeps an existing one with its defects."""

    id: UUID | None = None
    label: str = Field(min_length=1, max_length=60)
    needs: str | None = Field(default=None, max_length=60)
    hard: bool = True


class VehicleIn(Schema):
    """A vehicle as it should stand."""

    name: str = Field(min_length=1, max_length=120)
    call_sign: str = Field(min_length=1, max_length=32)
    state: VehicleState = VehicleState.IN_SERVICE
    seats: list[SeatItem] = Field(default_factory=list, max_length=20)


class DefectOut(Schema):
    """A defect that is not cleared, or was just cleared."""

    id: UUID
    seat_id: UUID | None
    what: str
    off_run: bool
    reported_at: datetime
    reported_by: str
    cleared_at: datetime | None


class CheckLine(Schema):
    """A line of the check list; `quantity` for inventory."""

    id: UUID | None = None
    label: str = Field(min_length=1, max_length=160)
    quantity: int | None = Field(default=None, ge=0, le=10_000)


class VehicleOut(VehicleIn):
    """A vehicle with its seats, check list and open defects."""

    id: UUID
    off_run: bool
    """It cannot go out now."""
    check_list: list[CheckLine]
    defects: list[DefectOut]


class CrewLineItem(Schema):
    """So many people with one qualification."""

    needs: str | None = Field(default=None, max_length=60)
    count: int = Field(default=1, ge=1, le=30)
    hard: bool = True


class CrewRuleItem(Schema):
    """What a viable crew is: a vehicle's seats, or these people."""

    category: str = Field(default="", max_length=60)
    vehicle_id: UUID | None = None
    reply_seconds: int = Field(default=120, ge=15, le=1800)
    seats: list[CrewLineItem] = Field(default_factory=list, max_length=30)


class CheckListIn(Schema):
    """The lines, in order."""

    lines: list[CheckLine] = Field(max_length=200)


class CheckAnswer(Schema):
    """What was found on one line."""

    ok: bool
    counted: int | None = Field(default=None, ge=0, le=10_000)
    note: str = Field(default="", max_length=200)


class CheckIn(Schema):
    """A check: an answer for each line by its id."""

    answers: dict[UUID, CheckAnswer]


class CheckOut(Schema):
    """A check that was made."""

    id: UUID
    at: datetime
    by: str
    answers: dict[str, Any]


class DefectIn(Schema):
    """Something broken."""

    what: str = Field(min_length=1, max_length=300)
    off_run: bool
    seat_id: UUID | None = None


class ClearIn(Schema):
    """How it was mended."""

    note: str = Field(default="", max_length=300)


class KitIn(Schema):
    """A piece of kit as it should stand."""

    kind: KitKind
    label: str = Field(min_length=1, max_length=120)
    serial: str = Field(default="", max_length=60)
    vehicle_id: UUID | None = None
    test_due: date | None = None
    retired: bool = False


class KitOut(Schema):
    """A piece of kit."""

    id: UUID
    kind: KitKind
    label: str
    serial: str
    vehicle_id: UUID | None
    test_due: date | None


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
