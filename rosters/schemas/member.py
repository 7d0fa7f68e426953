"""Members and their papers over the wire."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from ninja import Schema
from pydantic import AwareDatetime, Field

from rosters.models import GateKind, MemberKind, MemberState


class BrigadeStandingOut(Schema):
    """Where a member stood, from when until when."""

    state: MemberState
    start: datetime
    end: datetime | None
    reason: str


class BrigadeMemberOut(Schema):
    """One membership."""

    id: UUID
    brigade_id: UUID
    brigade: str
    slug: str
    user_id: UUID
    name: str
    kind: MemberKind
    state: MemberState
    phone: str
    languages: list[str]
    travel_minutes: int


class ApplicantOut(BrigadeMemberOut):
    """An application that is not decided."""

    motivation: str
    experience: str
    born: date
    applied_at: datetime
    moves: list[MemberState]
    """Where the reader may move the applicant on to."""


class GateOut(Schema):
    """A gate open over an interval."""

    id: UUID
    kind: GateKind
    start: datetime | None
    end: datetime | None
    revoked_at: datetime | None
    evidence: bool
    recorded_by: str


class QualificationGrantOut(Schema):
    """A qualification held over an interval."""

    id: UUID
    code: str
    name: str
    start: datetime | None
    end: datetime | None
    number: str
    issuer: str
    revoked_at: datetime | None
    revoked_reason: str
    evidence: bool
    granted_by: str


class RecordOut(BrigadeMemberOut):
    """A member's whole record, for the person and the chief."""

    email: str
    standings: list[BrigadeStandingOut]
    gates: list[GateOut]
    grants: list[QualificationGrantOut]
    moves: list[MemberState]
    """Where the reader may move the member on to."""
    may: list[str]
    """What the reader may do: `keep_papers`, `set_kind`, `leave`; `ask_contact` where a look is recorded."""


class CellOut(Schema):
    """One paper of one person: valid, due (lapses within 90 days), soon (within 30), lapsed, none."""

    light: str
    until: datetime | None
    by: str


class MatrixRowOut(BrigadeMemberOut):
    """A member with gates by kind and qualifications by code."""

    gates: dict[str, CellOut]
    skills: dict[str, CellOut]
    pageable: bool
    """Whether a call-out may page the member now: serving, with every gate open."""


class QualificationOut(Schema):
    """One qualification of the catalogue, in the reader's language."""

    code: str
    name: str
    includes: list[str]


class GateIn(Schema):
    """A gate to open; without an end it stays open."""

    kind: GateKind
    start: AwareDatetime
    end: AwareDatetime | None = None


class QualificationGrantIn(Schema):
    """A qualification to record."""

    code: str = Field(max_length=60)
    start: AwareDatetime
    end: AwareDatetime | None = None
    number: str = Field(default="", max_length=60)
    issuer: str = Field(default="", max_length=160)


class RevokeIn(Schema):
    """Why it ends."""

    reason: str = Field(min_length=1, max_length=300)


class UnderstoodOut(Schema):
    """A line of a table that can come over; `paper` is `new`, `same` or nothing."""

    line: int
    email: str
    qualification: str
    gate: str
    joins: bool
    paper: str


class FaultOut(Schema):
    """What is wrong in a line, in words."""

    line: int
    column: str
    code: str
    message: str


class CarriedOut(Schema):
    """What of a table came over, or would; `same` stood there already. Only a dry run tells faults here."""

    members: int
    grants: int
    gates: int
    same: int
    lines: list[UnderstoodOut]
    faults: list[FaultOut]
