"""Training: planned, attended, closed; closing enters the hours and may grant a qualification."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actor import Actor
from core import audit
from core.decisions import require
from core.errors import Conflict, Invalid
from rosters import policies
from rosters.actions import holes, papers
from rosters.actions.hours import record_hours
from rosters.models import Attendance, HoursKind, Member, TrainingSession
from rosters.queries import brigades
from rosters.queries import hours as queries
from rosters.queries import papers as paper_queries
from rosters.queries.roll import interval_of


@transaction.atomic
def plan_session(
    actor: Actor,
    *,
    brigade_id: UUID,
    title: str,
    start: datetime,
    end: datetime,
    place: str = "",
    grants: str | None = None,
) -> TrainingSession:
    """Plan an evening or a course; `grants` is the qualification that attending it gives.

    Raises: NotFound, Refused, Invalid (ends before it begins, unknown qualification).
    """
    brigade = brigades.brigade_for(actor, brigade_id)
    require(policies.can_command(actor, brigade))
    session = TrainingSession(brigade=brigade)
    _describe(session, title=title, start=start, end=end, place=place, grants=grants)
    audit.record(actor, "training.planned", "training", session.pk)
    return session


@transaction.atomic
def change_session(
    actor: Actor,
    *,
    session_id: UUID,
    title: str,
    start: datetime,
    end: datetime,
    place: str = "",
    grants: str | None = None,
) -> TrainingSession:
    """Bring a session that is not closed to this description.

    Raises: NotFound, Refused, Conflict (`rosters.session_closed`), Invalid (as for planning).
    """
    session = _open_session(actor, session_id)
    _describe(session, title=title, start=start, end=end, place=place, grants=grants)
    audit.record(actor, "training.changed", "training", session.pk)
    return session


@transaction.atomic
def call_off_session(actor: Actor, *, session_id: UUID) -> None:
    """Take a session off the plan, with who was marked there; the ledger has nothing of it yet.

    Raises: NotFound, Refused, Conflict (`rosters.session_closed`).
    """
    session = _open_session(actor, session_id)
    audit.record(actor, "training.called_off", "training", session.pk, {"title": session.title})
    session.delete()


def _open_session(actor: Actor, session_id: UUID) -> TrainingSession:
    session = queries.session_for(actor, session_id, lock=True)
    require(policies.can_command(actor, session.brigade))
    if session.closed_at is not None:
        raise Conflict("rosters.session_closed", _("This session is closed."))
    return session


def _describe(
    session: TrainingSession, *, title: str, start: datetime, end: datetime, place: str, grants: str | None
) -> None:
    if end <= start:
        raise Invalid.field("end", _("The end has to be after the beginning."))
    session.title, session.place = title.strip()[:160], place.strip()[:160]
    session.during = DateTimeTZRange(start, end)
    session.grants = paper_queries.qualification(grants) if grants else None
    session.save()


@transaction.atomic
def mark_attendance(actor: Actor, *, session_id: UUID, present: Mapping[UUID, bool]) -> TrainingSession:
    """Note who was there, until the session is closed.

    Raises: NotFound, Refused, Conflict (`rosters.session_closed`), Invalid (no member).
    """
    session = _open_session(actor, session_id)
    members = Member.objects.filter(brigade=session.brigade, user_id__in=list(present))
    if members.count() != len(present):
        raise Invalid.field("present", _("Somebody in the list is not a member of this brigade."))
    for user_id, there in present.items():
        Attendance.objects.update_or_create(session=session, user_id=user_id, defaults={"present": there})
    audit.record(actor, "training.attendance_marked", "training", session.pk, {"people": len(present)})
    return session


@transaction.atomic
def close_session(
    actor: Actor, *, session_id: UUID, valid_until: datetime | None = None
) -> tuple[TrainingSession, list[UUID]]:
    """Enter the hours of all who were there and grant what the session gives, from its end on.

    Answers with those who hold the qualification for that time already, whose paper stays as it is.

    Raises: NotFound, Refused, Conflict (`rosters.session_closed`), Invalid (not over yet).
    """
    session = _open_session(actor, session_id)
    during = interval_of(session.during)
    if during.end > timezone.now():
        raise Invalid.field("session", _("This session is not over yet."))
    if valid_until is not None and valid_until <= during.end:
        raise Invalid.field("valid_until", _("The end has to be after the beginning."))
    kept = []
    holes.hold(session.attendance.filter(present=True).values_list("user_id", flat=True))
    there = session.attendance.filter(present=True).order_by("user_id").values_list("user_id", flat=True)
    for user_id in there:
        record_hours(
            brigade_id=session.brigade_id,
            user_id=user_id,
            kind=HoursKind.TRAINING,
            during=during,
            source_id=session.pk,
            note=session.title,
        )
        if not _qualify(actor, session, user_id, DateTimeTZRange(during.end, valid_until)):
            kept.append(user_id)
    session.closed_at = timezone.now()
    session.save(update_fields=["closed_at", "updated_at"])
    audit.record(actor, "training.closed", "training", session.pk, {"present": len(there)})
    return session, kept


def _qualify(actor: Actor, session: TrainingSession, user_id: UUID, valid: DateTimeTZRange) -> bool:
    """False where the person holds it for part of that time already."""
    if session.grants is None:
        return True
    try:
        row = papers.write_qualification(actor, user_id, session.grants, valid, issuer=session.brigade.name)
    except Conflict:
        return False
    data = {"qualification": session.grants.code, "grant": str(row.pk)}
    audit.record(actor, "training.qualified", "user", user_id, data)
    return True
