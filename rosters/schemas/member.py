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


class CellOut(Schema):
    """One paper of one person: valid, soon (lapses within 30 days), lapsed, none."""

    light: str
    until: datetime | None
    by: str


class MatrixRowOut(BrigadeMemberOut):
    """A member with gates by kind and qualifications by code."""

    gates: dict[str, CellOut]
    skills: dict[str, CellOut]


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


class CarriedOut(Schema):
    """How much of a table came over; `same` stood there already."""

    members: int
    grants: int
    same: int
