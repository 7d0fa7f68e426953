"""Vehicles, crews, checks, defects and kit over the wire."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from ninja import Schema
from pydantic import Field

from rosters.models import KitKind, Paging, VehicleState
from rosters.readiness import KitStanding, Readiness


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
    cleared_by: str
    cleared_note: str


class CheckLine(Schema):
    """A line of the check list; `quantity` for inventory."""

    id: UUID | None = None
    label: str = Field(min_length=1, max_length=160)
    quantity: int | None = Field(default=None, ge=0, le=10_000)


class LatestCheckOut(Schema):
    """When a vehicle was last looked over, by whom, and how many lines were not right."""

    at: datetime
    by: str
    not_ok: int


class VehicleOut(VehicleIn):
    """A vehicle with its seats, check list, open defects and latest check."""

    id: UUID
    readiness: Readiness
    check_list: list[CheckLine]
    defects: list[DefectOut]
    checked: LatestCheckOut | None


class CrewLineItem(Schema):
    """So many people with one qualification."""

    needs: str | None = Field(default=None, max_length=60)
    count: int = Field(default=1, ge=1, le=30)
    hard: bool = True


class CrewRuleItem(Schema):
    """What a viable crew is: a vehicle's seats, or these people; and how its channels follow one another."""

    category: str = Field(default="", max_length=60)
    vehicle_id: UUID | None = None
    reply_seconds: int = Field(default=120, ge=15, le=1800)
    paging: Paging = Paging.TOGETHER
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
    """A check: an answer for each line by its id. `id` is the client's: sent twice it is one check."""

    id: UUID | None = None
    answers: dict[UUID, CheckAnswer]


class CheckedLine(CheckAnswer):
    """A line as it read when it was checked."""

    label: str = ""
    quantity: int | None = None


class CheckOut(Schema):
    """A check that was made."""

    id: UUID
    at: datetime
    by: str
    answers: dict[str, CheckedLine]


class DefectIn(Schema):
    """Something broken. `id` is the client's: sent twice it is one defect."""

    id: UUID | None = None
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
    standing: KitStanding
