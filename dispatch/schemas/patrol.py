"""What goes over the wire about units, duty, positions and work."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field

from dispatch.models import UnitKind
from incidents.workflow import Disposition, HandBackReason

UnitState = Literal["off_duty", "free", "assigned", "en_route", "on_scene"]


class BoardItemOut(Schema):
    """One subject of a snapshot: `unit:<id>` or `position:<unit id>`."""

    subject: str
    data: dict[str, Any]


class UnitsOut(Schema):
    """All units the reader may see, with the stream positions the answer is valid at."""

    positions: dict[str, dict[str, Any]]
    items: list[BoardItemOut]
    at: datetime


class PatrolUnitOut(Schema):
    """One unit, to the police of its area."""

    id: UUID
    call_sign: str
    kind: UnitKind
    home_area_id: UUID
    active: bool
    state: UnitState


class UnitIn(Schema):
    """Set up a unit."""

    call_sign: str = Field(min_length=2, max_length=32)
    kind: UnitKind = UnitKind.CAR
    home_area_id: UUID


class UnitChangeIn(Schema):
    """Rename a unit or take it out of service; what is left out stays."""

    call_sign: str | None = Field(None, max_length=32)
    active: bool | None = None


class SignOnIn(Schema):
    """Which unit: by id, or by call sign."""

    unit_id: UUID | None = None
    call_sign: str = Field("", max_length=32)


class DutyOut(Schema):
    """My duty, or that I am on none; and the units I could go on duty on."""

    on_duty: bool
    unit: PatrolUnitOut | None
    since: datetime | None
    crew: list[str]
    incident_id: UUID | None
    streams: list[str]
    units: list[PatrolUnitOut]


class FixIn(Schema):
    """One measurement of the phone."""

    lon: float = Field(ge=-180, le=180)
    lat: float = Field(ge=-90, le=90)
    at: datetime
    accuracy_m: float | None = Field(None, ge=0, le=100_000)


class FixesIn(Schema):
    """Measurements since the last call, in any order."""

    fixes: Annotated[list[FixIn], Field(min_length=1, max_length=100)]


class UnitPositionOut(Schema):
    """The unit's position as the service has it now; null where it has none."""

    lon: float | None
    lat: float | None
    at: datetime | None
    accuracy_m: float | None


class AssignmentStepOut(Schema):
    """One thing said about an assignment."""

    at: datetime
    kind: str
    by: str
    unit: str


class AlertOut(Schema):
    """One wave of alerting."""

    wave: int
    audience: str
    recipients: int
    opened_at: datetime
    deadline_at: datetime | None
    state: str
    ended_at: datetime | None


class WorkOut(Schema):
    """Who has the incident, what was done so far, and what I may do about it."""

    incident_id: UUID
    state: str
    unit: PatrolUnitOut | None
    assigned_at: datetime | None
    accepted_at: datetime | None
    en_route_at: datetime | None
    on_scene_at: datetime | None
    steps: list[AssignmentStepOut]
    alerts: list[AlertOut]
    allowed_actions: list[str]


class ResolveIn(Schema):
    """What was found and done."""

    disposition: Disposition
    note: str = Field("", max_length=4000)
    public_message: str = Field("", max_length=1000, description="Words for the reporter")


class HandBackIn(Schema):
    """Why the unit gives it back."""

    reason: HandBackReason
    note: str = Field("", max_length=4000)


class AssignIn(Schema):
    """Whom to send."""

    unit_id: UUID


class NearOut(Schema):
    """A unit that can go; straight-line distance in metres."""

    unit_id: UUID
    call_sign: str
    kind: UnitKind
    distance_m: float
    fixed_at: datetime
    accuracy_m: float | None


class ExcludedOut(Schema):
    """A unit that was passed over, and why."""

    unit_id: UUID
    call_sign: str
    kind: UnitKind
    reason: Literal["stale_position", "busy", "off_duty", "no_position"]
    distance_m: float | None
    fixed_at: datetime | None


class NearestOut(Schema):
    """The nearest free units, nearest first, and the others with their reasons."""

    units: list[NearOut]
    excluded: list[ExcludedOut]
