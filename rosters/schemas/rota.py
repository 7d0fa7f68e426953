"""What goes over the wire about brigades' rotas and people's time."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from ninja import Schema
from pydantic import AwareDatetime, Field

from rosters.availability import Source, State
from rosters.models import RunMode, RunState, ShiftState


class GapOut(Schema):
    """So many more people are needed, each with one of these qualifications (null: anybody)."""

    count: int
    skills: list[str | None]


class ReturnOut(Schema):
    """The duty asked for in exchange."""

    assignment_id: UUID
    name: str
    day: date
    labels: list[str]


class OfferOut(Schema):
    """A duty that its holder offers to others; with `in_return`, to one person for a duty of theirs."""

    id: UUID
    urgent: bool
    note: str
    to: UUID | None
    in_return: ReturnOut | None


class HolderOut(Schema):
    """Who holds a seat."""

    assignment_id: UUID
    user_id: UUID
    name: str
    offer: OfferOut | None


class SeatOut(Schema):
    """One seat of a shift."""

    id: UUID
    needs: str | None
    hard: bool
    holder: HolderOut | None


class ShiftOut(Schema):
    """One shift with its seats and what it still lacks."""

    id: UUID
    rev: int
    brigade_id: UUID
    name: str
    day: date
    start: datetime
    end: datetime
    labels: list[str]
    state: ShiftState
    seats: list[SeatOut]
    gaps: list[GapOut]


class SeatIn(Schema):
    """A seat a shift needs."""

    needs: str | None = None
    hard: bool = True


class RuleIn(Schema):
    """A recurring shift in local wall-clock time."""

    name: str = Field(max_length=80)
    starts: time
    ends: time
    anchor: date
    cycle_days: int = Field(ge=1, le=366)
    offsets: list[int] = Field(min_length=1, max_length=366)
    first: date
    last: date | None = None
    skipped: list[date] = Field(default_factory=list, max_length=366)
    seats: list[SeatIn] = Field(min_length=1, max_length=30)


class RuleOut(Schema):
    """A shift rule as it stands."""

    id: UUID
    name: str
    starts: time
    ends: time
    anchor: date
    cycle_days: int
    offsets: list[int]
    first: date
    last: date | None
    skipped: list[date]
    seats: list[SeatIn]


class EndRuleIn(Schema):
    """The last day on which a rule yields a shift."""

    last: date


class WindowIn(Schema):
    """A stretch of time, half-open."""

    start: AwareDatetime
    end: AwareDatetime


class RotaAskIn(WindowIn):
    """What a run of the solver is asked for."""

    mode: RunMode = RunMode.FILL
    exceptions: bool = False
    """Published duties that contradict the limits stand as they are."""


class DutyAssignIn(Schema):
    """Whom the chief puts on duty."""

    user_id: UUID
    seat_id: UUID | None = None
    """In this seat or in none; null: wherever the person fits."""


class DutyMoveIn(Schema):
    """Where the chief moves the holder of a duty."""

    shift_id: UUID
    seat_id: UUID | None = None


class RotaReasonIn(Schema):
    """Why."""

    reason: str = Field(min_length=1, max_length=160)


class OfferIn(Schema):
    """The terms on which a duty is offered."""

    to_user_id: UUID | None = None
    for_assignment_id: UUID | None = None
    """The duty of a colleague that is asked for in return."""
    urgent: bool = False
    note: str = Field(default="", max_length=200)


class TakeIn(Schema):
    """The terms that whoever takes an offer has read."""

    in_return: UUID | None = None
    """The duty given for it; null where none is asked for."""


class SwapOut(Schema):
    """An offer of a duty."""

    id: UUID
    assignment_id: UUID
    for_assignment_id: UUID | None
    state: str
    urgent: bool
    to_user_id: UUID | None


class SayIn(Schema):
    """*I can* or *I can't*, until when."""

    available: bool
    until: AwareDatetime
    start: AwareDatetime | None = None
    note: str = Field(default="", max_length=160)
    id: UUID | None = None
    """Made where it was said: sent again it is one word."""
    ago_s: int = Field(default=0, ge=0, le=366 * 86_400)
    """How many seconds before it was sent it was said."""


class LeaveIn(WindowIn):
    """A stretch of leave."""

    reason: str = Field(default="", max_length=160)


class LeaveOut(Schema):
    """Leave as it stands."""

    id: UUID
    start: datetime
    end: datetime
    reason: str


class WeekPieceIn(Schema):
    """One piece of the usual week; weekdays count from 0 for Monday."""

    starts: time
    ends: time
    weekdays: list[int] = Field(min_length=1, max_length=7)


class WeekIn(Schema):
    """The usual week from a day on."""

    time_zone: str = Field(max_length=64)
    first: date
    pieces: list[WeekPieceIn] = Field(max_length=20)


class PieceOut(Schema):
    """What is known of one stretch of a person's time."""

    start: datetime
    end: datetime
    state: State
    source: Source


class WishPiece(Schema):
    """Duties that begin then are liked, or rather not; weekdays count from 0 for Monday."""

    starts: time
    ends: time
    weekdays: list[int] = Field(min_length=1, max_length=7)
    likes: bool


class WishesIn(Schema):
    """Everything I would like, and rather not."""

    wishes: list[WishPiece] = Field(max_length=20)


class WordOut(Schema):
    """What I have said of this moment."""

    id: UUID
    available: bool
    until: datetime


class MyTimeOut(Schema):
    """Everything a person has said of their time, and what it comes to."""

    pieces: list[PieceOut]
    word: WordOut | None
    week: list[WeekPieceIn]
    time_zone: str
    leave: list[LeaveOut]
    wishes: list[WishPiece]


class FixOut(Schema):
    """Somebody who would fill the gap if this did not stand against it."""

    user_id: UUID
    name: str
    skills: list[str | None]
    obstacles: list[str]


class ShortageOut(Schema):
    """A stretch without a crew, and the cheapest ways to mend it."""

    start: datetime
    end: datetime
    gaps: list[GapOut]
    fixes: list[FixOut]


class HourOut(Schema):
    """One cell of the heat map."""

    start: datetime
    viable: bool
    short: int
    present: int
    unknown: int
    able: dict[str, int]
    """How many of those present hold each qualification a seat asks for."""


class CoverageOut(Schema):
    """Hour by hour whether a crew is ready, and where none is."""

    seats: dict[str, int]
    """How many seats of the general crew ask for each qualification."""
    hours: list[HourOut]
    shortages: list[ShortageOut]


class RunOut(Schema):
    """A run of the rota solver."""

    id: UUID
    state: RunState
    mode: RunMode
    exceptions: bool
    start: datetime
    end: datetime
    progress: dict[str, Any]
    result: dict[str, Any]


class UsedOut(Schema):
    """How much of a proposal could be put into effect."""

    seated: int
    ended: int
    left: list[dict[str, str]]


class PairIn(Schema):
    """Two members who are never on duty at once."""

    user_ids: tuple[UUID, UUID]


class PairOut(Schema):
    """Two members who are never on duty at once."""

    id: UUID
    user_ids: tuple[UUID, UUID]
    names: tuple[str, str]


class FeedIn(Schema):
    """Which rota the feed is of; one's own duties where none is named."""

    brigade_id: UUID | None = None


class FeedOut(Schema):
    """A new feed; its address is shown this once."""

    id: UUID
    url: str


class FeedLineOut(Schema):
    """A feed that stands: of one's own duties, or of a brigade's rota."""

    id: UUID
    brigade_id: UUID | None
    brigade: str | None
    made_at: datetime
    last_read_at: datetime | None


class RotaItemOut(Schema):
    """One subject of a snapshot."""

    subject: str
    data: dict[str, Any]


class RotaSnapshotOut(Schema):
    """A snapshot and the stream positions it is valid at."""

    positions: dict[str, dict[str, Any]]
    items: list[RotaItemOut]
    at: datetime
