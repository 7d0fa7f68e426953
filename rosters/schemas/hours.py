"""Training and the ledger of hours over the wire."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from ninja import Schema
from pydantic import AwareDatetime, Field

from rosters.models import HoursKind


class LineOut(Schema):
    """One line of the ledger; a correction names the line it corrects."""

    id: UUID
    brigade_id: UUID
    brigade: str
    kind: HoursKind
    start: datetime
    end: datetime
    minutes: int
    note: str
    corrects: UUID | None


class MyHoursOut(Schema):
    """My lines, newest first, and what they come to: `totals` by kind, `total` with each instant once."""

    totals: dict[str, int]
    twice: int
    total: int
    lines: list[LineOut]


class CorrectIn(Schema):
    """How many minutes an entry is to count for, and why."""

    minutes: int = Field(ge=0, le=100_000)
    note: str = Field(min_length=1, max_length=200)


class PersonHoursOut(Schema):
    """What one person gave in a period: by kind, and in `total` each instant once; `twice` is the rest."""

    user_id: UUID
    name: str
    minutes: dict[str, int]
    times: dict[str, int]
    twice: int
    total: int


class CorrectionOut(Schema):
    """By how many minutes an entry was corrected, and why."""

    at: datetime
    minutes: int
    note: str


class LedgerLineOut(Schema):
    """An entry of the ledger; `counts` is what it comes to with its corrections."""

    id: UUID
    user_id: UUID
    name: str
    kind: HoursKind
    start: datetime
    end: datetime
    minutes: int
    counts: int
    note: str
    corrections: list[CorrectionOut]


class SessionIn(Schema):
    """A session to plan; `grants` is the qualification attending it gives."""

    title: str = Field(min_length=1, max_length=160)
    start: AwareDatetime
    end: AwareDatetime
    place: str = Field(default="", max_length=160)
    grants: str | None = Field(default=None, max_length=60)


class AttendantOut(Schema):
    """Whether somebody was there."""

    user_id: UUID
    name: str
    present: bool


class TrainingSessionOut(SessionIn):
    """A session with who was there."""

    id: UUID
    closed_at: datetime | None
    attendance: list[AttendantOut]


class AttendanceIn(Schema):
    """Who was there."""

    present: dict[UUID, bool]


class TrainingCloseIn(Schema):
    """Until when the qualification holds that the session gives; for ever where nothing is said."""

    valid_until: AwareDatetime | None = None


class ClosedOut(TrainingSessionOut):
    """A closed session; `kept` held the qualification for that time already."""

    kept: list[UUID]
