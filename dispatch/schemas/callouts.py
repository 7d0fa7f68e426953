"""What goes over the wire about call-outs and air-raid alerts."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field

from dispatch import calling
from dispatch.actions.callout_marks import Said
from dispatch.turnout import Reply, StepKind
from rosters.schemas.rota import GapOut

Minutes = Annotated[int, Field(ge=0, le=calling.LONGEST_MINUTES)]


class SubjectOut(Schema):
    """One subject of a snapshot."""

    subject: str
    data: dict[str, Any]


class CallOutsOut(Schema):
    """Open call-outs of a brigade (`callout:<id>`), continued by its stream."""

    positions: dict[str, dict[str, Any]]
    items: list[SubjectOut]
    at: datetime


class PlanStepOut(Schema):
    """One step of a plan."""

    kind: StepKind
    name: str
    wait_seconds: int
    channels: list[Literal["live", "email"]]


class RaidAreaOut(Schema):
    """An area whose air-raid alerts the reader declares; since when one stands."""

    area_id: UUID
    area_name: str
    since: datetime | None


class ConsoleOut(CallOutsOut):
    """The brigade's console: what is open, what for the reader may call it out, alerts to declare."""

    may: list[str]
    categories: list[str]
    raid_areas: list[RaidAreaOut]


class ForecastOut(Schema):
    """What a call-out would do now: how many are paged, and what would be missing if all came."""

    paged: int
    passed_over: int
    viable: bool
    gaps: list[GapOut]
    plan: list[PlanStepOut]


class CallOutToOut(Schema):
    """A call-out to an incident."""

    id: UUID
    brigade_name: str
    state: str
    viable: bool


class BrigadeToCallOut(Schema):
    """A brigade the reader may call; whether it goes there first, and how far its station is."""

    id: UUID
    name: str
    first_due: bool
    metres: int


class OfIncidentOut(Schema):
    """Call-outs to an incident, and the brigades the reader may call to it."""

    callouts: list[CallOutToOut]
    brigades: list[BrigadeToCallOut]


class MineOut(Schema):
    """How I stand in a call-out."""

    paged: bool
    reply: Reply | None
    minutes: int | None
    answered_at: datetime | None
    stood_down: bool


class WaterNearOut(Schema):
    """Water near the place; the straight line in metres."""

    id: UUID
    kind: str
    label: str
    condition: str
    flow_l_min: int | None
    volume_m3: int | None
    lon: float
    lat: float
    metres: int


class BoardOut(CallOutsOut):
    """The turnout board: head, people and log, continued by `callout:<id>`; water near; what I may do."""

    water: list[WaterNearOut]
    allowed_actions: list[str]
    mine: MineOut


class MyCallOutOut(Schema):
    """A running call-out I was paged for."""

    id: UUID
    category_name: dict[str, str]
    brigade_name: str
    place: str
    started_at: datetime | None
    air_raid_since: datetime | None
    mine: MineOut


class PastOut(Schema):
    """A call-out that has ended. The intervals count from the call, in seconds."""

    id: UUID
    category_name: dict[str, str]
    state: str
    place: str
    started_at: datetime | None
    ended_at: datetime | None
    seconds_to: dict[str, int | None]


class StartIn(Schema):
    """Call a brigade out. The id is made by the client: sent twice it is one call-out."""

    id: UUID
    brigade_id: UUID
    category: str = Field(max_length=48)
    place: str = Field(min_length=1, max_length=300)
    lon: float | None = Field(None, ge=-180, le=180)
    lat: float | None = Field(None, ge=-90, le=90)
    incident_id: UUID | None = None


class DoneOut(Schema):
    """The call-out after what was done."""

    id: UUID
    state: str
    rev: int
    allowed_actions: list[str]
    mine: MineOut


class AnswerIn(Schema):
    """My answer. The id is made by the client: sent twice it is one answer."""

    id: UUID
    reply: Reply
    minutes: Minutes = 0


class CallOutReasonIn(Schema):
    """Why."""

    reason: str = Field(min_length=1, max_length=300)


class StandDownIn(Schema):
    """Everybody, or only those who are not coming."""

    rest_only: bool = False
    reason: str = Field("", max_length=300)


class MarkIn(Schema):
    """A line for the log. The id is made by the client."""

    id: UUID
    said: Said
    text: str = Field("", max_length=300)


class AttendedIn(Schema):
    """Who was there, from when to when."""

    user_id: UUID
    start: datetime
    end: datetime


class CloseIn(Schema):
    """Who attended, for the ledger of hours."""

    attendance: Annotated[list[AttendedIn], Field(max_length=300)]
    note: str = Field("", max_length=300)


class LinkOut(Schema):
    """What the holder of an answer link sees: enough to decide, and nothing else of the board."""

    category_name: dict[str, str]
    brigade_name: str
    time_zone: str
    place: str
    state: str
    started_at: datetime | None
    air_raid_since: datetime | None
    mine: MineOut


class LogLineOut(Schema):
    """One line of the log with its explanation: whom a wave paged, who was passed over and why."""

    number: int
    kind: str
    at: datetime
    by: str
    text: str
    data: dict[str, Any]


class LogOut(Schema):
    """The whole log, and how long each thing took from the call, in seconds."""

    lines: list[LogLineOut]
    last: int
    seconds_to: dict[str, int | None]
    names: dict[str, str]
    """Of the people in it, by id."""


class ReplayOut(Schema):
    """The board as it was after line `number`."""

    number: int
    last: int
    items: list[SubjectOut]


class RaidIn(Schema):
    """Over which area."""

    area_id: UUID


class RaidOut(Schema):
    """An air-raid alert."""

    id: UUID
    area_id: UUID
    area_name: str
    since: datetime
    until: datetime | None
    source: str
