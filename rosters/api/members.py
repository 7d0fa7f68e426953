"""HTTP doors to members and their papers."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils import translation
from ninja import Router, Status

from accounts.actor import Actor
from accounts.auth import ActorRequest
from core.decisions import require
from core.errors import NotSignedIn
from rosters import policies
from rosters.actions import members as actions
from rosters.actions import papers, records
from rosters.api.brigades import member_out
from rosters.models import EligibilityGate, Member, Qualification, QualificationGrant
from rosters.queries import brigades, members
from rosters.queries import matrix as matrix_queries
from rosters.queries import papers as paper_queries
from rosters.schemas import brigade as record_schemas
from rosters.schemas import member as schemas

router = Router()


@router.get("/me/brigades", response=list[schemas.BrigadeMemberOut])
def mine(request: ActorRequest) -> list[dict[str, Any]]:
    """The brigades I have to do with."""
    if request.auth.user_id is None:
        raise NotSignedIn
    return [member_out(member) for member in members.memberships_of(request.auth.user_id)]


@router.get("/qualifications", response=list[schemas.QualificationOut])
def qualifications(request: ActorRequest) -> list[dict[str, Any]]:
    """The catalogue of qualifications."""
    return [
        {"code": q.code, "name": name_of(q), "includes": sorted(i.included.code for i in q.inclusions.all())}
        for q in paper_queries.catalogue()
    ]


@router.get("/brigades/{brigade_id}/members", response=list[schemas.MatrixRowOut])
def matrix(request: ActorRequest, brigade_id: UUID) -> list[dict[str, Any]]:
    """Everybody who belongs, with the papers of each and until when they hold."""
    brigade = brigades.brigade_for(request.auth, brigade_id)
    require(policies.can_command(request.auth, brigade))
    return [
        member_out(row.member) | {"gates": row.gates, "skills": row.skills, "pageable": row.pageable}
        for row in matrix_queries.matrix(brigade)
    ]


@router.get("/brigades/{brigade_id}/applications", response=list[schemas.ApplicantOut])
def applications(request: ActorRequest, brigade_id: UUID) -> list[dict[str, Any]]:
    """Applications that are not decided."""
    brigade = brigades.brigade_for(request.auth, brigade_id)
    require(policies.can_command(request.auth, brigade))
    return [_applicant(request.auth, member) for member in members.prospects(brigade)]


@router.get("/members/{member_id}", response=schemas.RecordOut)
def record(request: ActorRequest, member_id: UUID) -> dict[str, Any]:
    """A member's whole record."""
    return _record(request.auth, members.member_for(request.auth, member_id))


@router.put("/members/{member_id}/record", response=schemas.RecordOut)
def set_record(request: ActorRequest, member_id: UUID, payload: record_schemas.RecordIn) -> dict[str, Any]:
    """Keep telephone, languages and the way to the station up to date."""
    return _record(request.auth, records.set_record(request.auth, member_id=member_id, **payload.dict()))


@router.post("/members/{member_id}/kind", response=schemas.RecordOut)
def set_kind(request: ActorRequest, member_id: UUID, payload: record_schemas.KindIn) -> dict[str, Any]:
    """Firefighter or support."""
    return _record(request.auth, records.set_kind(request.auth, member_id=member_id, kind=payload.kind))


@router.post("/members/{member_id}/move", response=schemas.RecordOut)
def move(request: ActorRequest, member_id: UUID, payload: record_schemas.MoveIn) -> dict[str, Any]:
    """Move a member on."""
    member = actions.move(request.auth, member_id=member_id, to=payload.to, reason=payload.reason)
    return _record(request.auth, member)


@router.post("/members/{member_id}/leave", response=schemas.RecordOut)
def leave(request: ActorRequest, member_id: UUID, payload: record_schemas.LeaveBrigadeIn) -> dict[str, Any]:
    """Leave, or withdraw an application."""
    return _record(request.auth, actions.leave(request.auth, member_id=member_id, reason=payload.reason))


@router.get("/members/{member_id}/emergency-contact", response=record_schemas.ContactItem | None)
def emergency_contact(request: ActorRequest, member_id: UUID) -> Any:
    """Whom to call; every look of the chief is recorded."""
    return records.read_emergency_contact(request.auth, member_id=member_id)


@router.put("/members/{member_id}/emergency-contact", response=record_schemas.ContactItem)
def set_emergency_contact(request: ActorRequest, member_id: UUID, payload: record_schemas.ContactItem) -> Any:
    """Say whom to call."""
    return records.set_emergency_contact(request.auth, member_id=member_id, **payload.dict())


@router.post("/members/{member_id}/gates", response={201: schemas.GateOut})
def record_gate(request: ActorRequest, member_id: UUID, payload: schemas.GateIn) -> Status[dict[str, Any]]:
    """Open a gate over an interval."""
    return Status(201, _gate(papers.record_gate(request.auth, member_id=member_id, **payload.dict())))


@router.post("/members/{member_id}/qualifications", response={201: schemas.QualificationGrantOut})
def qualify(
    request: ActorRequest, member_id: UUID, payload: schemas.QualificationGrantIn
) -> Status[dict[str, Any]]:
    """Record a qualification over an interval."""
    row = papers.grant_qualification(request.auth, member_id=member_id, **payload.dict())
    return Status(201, _grant(row))


@router.post("/gates/{gate_id}/revoke", response=schemas.GateOut)
def revoke_gate(request: ActorRequest, gate_id: UUID, payload: schemas.RevokeIn) -> dict[str, Any]:
    """Close a gate now."""
    return _gate(papers.revoke_gate(request.auth, gate_id=gate_id, reason=payload.reason))


@router.post("/qualification-grants/{grant_id}/revoke", response=schemas.QualificationGrantOut)
def revoke_qualification(request: ActorRequest, grant_id: UUID, payload: schemas.RevokeIn) -> dict[str, Any]:
    """End a qualification now."""
    return _grant(papers.revoke_qualification(request.auth, grant_id=grant_id, reason=payload.reason))


def name_of(qualification: Qualification) -> str:
    """The name in the reader's language."""
    return qualification.name_en if translation.get_language() == "en" else qualification.name_uk


def _applicant(actor: Actor, member: Member) -> dict[str, Any]:
    letter = member.application
    fields = {name: getattr(letter, name) for name in ("motivation", "experience", "born")}
    moves = policies.moves(actor, member)
    return member_out(member) | fields | {"applied_at": letter.consent_at, "moves": moves}


def _record(actor: Actor, member: Member) -> dict[str, Any]:
    return member_out(member) | {
        "email": member.user.email,
        "standings": [
            {"state": s.state, "start": s.during.lower, "end": s.during.upper, "reason": s.reason}
            for s in members.standings_of(member)
        ],
        "gates": [_gate(gate) for gate in paper_queries.gates_of([member.user_id])],
        "grants": [_grant(grant) for grant in paper_queries.grants_of([member.user_id])],
        "moves": policies.moves(actor, member),
        "may": policies.member_verbs(actor, member),
    }


def _gate(gate: EligibilityGate) -> dict[str, Any]:
    plain = {name: getattr(gate, name) for name in ("id", "kind", "revoked_at", "recorded_by")}
    return plain | _span(gate)


def _grant(grant: QualificationGrant) -> dict[str, Any]:
    names = ("id", "number", "issuer", "revoked_at", "revoked_reason", "granted_by")
    code = {"code": grant.qualification.code, "name": name_of(grant.qualification)}
    return {name: getattr(grant, name) for name in names} | code | _span(grant)


def _span(row: EligibilityGate | QualificationGrant) -> dict[str, Any]:
    return {"start": row.valid.lower, "end": row.valid.upper, "evidence": bool(row.evidence)}
