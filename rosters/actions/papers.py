"""Gates and qualifications as dated intervals: recorded, revoked, never overwritten."""

from __future__ import annotations

from datetime import date, datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actor import Actor
from core import audit
from core.decisions import require
from core.errors import Conflict, Invalid
from rosters import policies, standings
from rosters.actions import holes
from rosters.models import EligibilityGate, GateKind, Member, Qualification, QualificationGrant
from rosters.queries import members
from rosters.queries import papers as queries


@transaction.atomic
def record_gate(
    actor: Actor, *, member_id: UUID, kind: GateKind, start: datetime, end: datetime | None = None
) -> EligibilityGate:
    """Open a gate for a person over an interval, on paper the chief has seen.

    Raises: NotFound, Refused, Invalid (ends before it begins), Conflict (`rosters.overlap_gate`).
    """
    member = _member(actor, member_id)
    gate = write_gate(actor, member.user_id, kind, _range(start, end))
    audit.record(actor, "member.gate_recorded", "member", member.pk, {"gate": kind.value})
    return gate


def write_gate(actor: Actor, user_id: UUID, kind: GateKind, valid: DateTimeTZRange) -> EligibilityGate:
    """Write the row as the caller's own policy has allowed (a record, an import). Raises Conflict."""
    with holes.telling_holes(user_id):
        try:
            with transaction.atomic():
                return EligibilityGate.objects.create(
                    user_id=user_id, kind=kind, valid=valid, recorded_by=actor.label[:160]
                )
        except IntegrityError as error:
            raise _overlap(error, "gate_once_at_a_time", "rosters.overlap_gate") from error


@transaction.atomic
def grant_qualification(
    actor: Actor,
    *,
    member_id: UUID,
    code: str,
    start: datetime,
    end: datetime | None = None,
    number: str = "",
    issuer: str = "",
) -> QualificationGrant:
    """Record that a person holds a qualification over an interval.

    Raises: NotFound, Refused, Invalid (unknown, ends before it begins),
    Conflict (`rosters.overlap_grant`).
    """
    member = _member(actor, member_id)
    row = write_qualification(
        actor, member.user_id, queries.qualification(code), _range(start, end), number=number, issuer=issuer
    )
    audit.record(
        actor, "member.qualified", "member", member.pk, {"qualification": code, "grant": str(row.pk)}
    )
    return row


def write_qualification(
    actor: Actor,
    user_id: UUID,
    qualification: Qualification,
    valid: DateTimeTZRange,
    *,
    number: str = "",
    issuer: str = "",
) -> QualificationGrant:
    """Write the row as the caller's own policy has allowed (import, training). Raises Conflict."""
    with holes.telling_holes(user_id):
        try:
            with transaction.atomic():
                return QualificationGrant.objects.create(
                    user_id=user_id,
                    qualification=qualification,
                    valid=valid,
                    number=number.strip()[:60],
                    issuer=issuer.strip()[:160],
                    granted_by=actor.label[:160],
                )
        except IntegrityError as error:
            raise _overlap(error, "qualification_once_at_a_time", "rosters.overlap_grant") from error


@transaction.atomic
def revoke_gate(actor: Actor, *, gate_id: UUID, reason: str) -> EligibilityGate:
    """Close a gate now; duties ahead that lose their holder are told to the chiefs at once.

    Raises: NotFound, Refused, Invalid (no reason), Conflict (`rosters.revoked`).
    """
    gate, member = queries.gate_for(actor, gate_id, lock=True)
    require(policies.can_keep_papers(actor, member))
    _revoke(gate, reason)
    with holes.telling_holes(gate.user_id):
        gate.save(update_fields=["revoked_at", "updated_at"])
    audit.record(
        actor, "member.gate_revoked", "member", member.pk, {"gate": gate.kind, "reason": reason[:300]}
    )
    return gate


@transaction.atomic
def revoke_qualification(actor: Actor, *, grant_id: UUID, reason: str) -> QualificationGrant:
    """End a qualification now; duties ahead that lose their holder are told to the chiefs at once.

    Raises: NotFound, Refused, Invalid (no reason), Conflict (`rosters.revoked`).
    """
    grant, member = queries.grant_for(actor, grant_id, lock=True)
    require(policies.can_keep_papers(actor, member))
    _revoke(grant, reason)
    grant.revoked_reason = reason.strip()[:300]
    with holes.telling_holes(grant.user_id):
        grant.save(update_fields=["revoked_at", "revoked_reason", "updated_at"])
    data = {"qualification": grant.qualification.code, "reason": reason[:300]}
    audit.record(actor, "member.qualification_revoked", "member", member.pk, data)
    return grant


def open_adult_gate(actor: Actor, user_id: UUID, born: date, time_zone: str) -> None:
    """Open the gate of age from the first instant of the 18th birthday, unless it stands open already."""
    begins = datetime.combine(
        standings.birthday(born, standings.ADULT_YEARS), time.min, tzinfo=ZoneInfo(time_zone)
    )
    rows = EligibilityGate.objects.filter(user_id=user_id, kind=GateKind.ADULT, revoked_at=None)
    if not rows.exists():
        rows.create(
            user_id=user_id,
            kind=GateKind.ADULT,
            valid=DateTimeTZRange(begins, None),
            recorded_by=actor.label[:160],
        )


def _member(actor: Actor, member_id: UUID) -> Member:
    member = members.member_for(actor, member_id)
    require(policies.can_keep_papers(actor, member))
    return member


def _range(start: datetime, end: datetime | None) -> DateTimeTZRange:
    if end is not None and end <= start:
        raise Invalid.field("end", _("The end has to be after the beginning."))
    return DateTimeTZRange(start, end)


def _revoke(row: EligibilityGate | QualificationGrant, reason: str) -> None:
    if not reason.strip():
        raise Invalid.field("reason", _("Please say why."))
    if row.revoked_at is not None:
        raise Conflict("rosters.revoked", _("This has been revoked already."))
    row.revoked_at = timezone.now()


def _overlap(error: IntegrityError, constraint: str, code: str) -> Exception:
    """The refusal an overlap stands for; any other fault as it is."""
    if constraint not in str(error):
        return error
    return Conflict(
        code, _("There is an entry for part of this time already. Revoke it, or begin where it ends.")
    )
