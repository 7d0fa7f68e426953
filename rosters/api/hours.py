"""HTTP doors to the ledger of hours and to training."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from ninja import Query, Router, Status
from pydantic import AwareDatetime

from accounts.auth import ActorRequest
from core.decisions import require
from core.errors import NotSignedIn
from core.ordering import alphabetical
from rosters import policies
from rosters.actions import ledger, training
from rosters.models import HoursEntry, TrainingSession
from rosters.queries import brigades
from rosters.queries import hours as queries
from rosters.recurrence import Interval
from rosters.schemas import hours as schemas

router = Router()


@router.get("/me/hours", response=schemas.MyHoursOut)
def my_hours(request: ActorRequest) -> dict[str, Any]:
    """What I gave: lines and totals in minutes; together, each instant counts once."""
    if request.auth.user_id is None:
        raise NotSignedIn
    lines = [_line(line) for line in queries.own_lines(request.auth.user_id)]
    given = queries.totals(request.auth.user_id)
    return {"totals": given.minutes, "twice": given.twice, "total": given.total, "lines": lines}


@router.post("/hours/{entry_id}/correct", response={201: schemas.LineOut})
def correct(request: ActorRequest, entry_id: UUID, payload: schemas.CorrectIn) -> Status[dict[str, Any]]:
    """Let an entry count as so many minutes; the line itself stays."""
    return Status(201, _line(ledger.correct_hours(request.auth, entry_id=entry_id, **payload.dict())))


@router.get("/brigades/{brigade_id}/hours", response=list[schemas.PersonHoursOut])
def report(
    request: ActorRequest, brigade_id: UUID, start: Query[AwareDatetime], end: Query[AwareDatetime]
) -> list[Any]:
    """Who gave how much in a period, those at zero included."""
    brigade = brigades.brigade_for(request.auth, brigade_id)
    require(policies.can_command(request.auth, brigade))
    return list(queries.report_of(brigade, Interval(start, end)))


@router.get("/brigades/{brigade_id}/hours/lines", response=list[schemas.LedgerLineOut])
def ledger_lines(
    request: ActorRequest,
    brigade_id: UUID,
    start: Query[AwareDatetime],
    end: Query[AwareDatetime],
    user_id: UUID | None = None,
) -> list[dict[str, Any]]:
    """Entries of a period with their corrections, newest first."""
    brigade = brigades.brigade_for(request.auth, brigade_id)
    require(policies.can_command(request.auth, brigade))
    return [_ledger_line(line) for line in queries.ledger_of(brigade, Interval(start, end), user_id)]


@router.get("/brigades/{brigade_id}/training", response=list[schemas.TrainingSessionOut])
def sessions(
    request: ActorRequest, brigade_id: UUID, start: Query[AwareDatetime], end: Query[AwareDatetime]
) -> list[dict[str, Any]]:
    """Training of a period."""
    brigade = brigades.brigade_for(request.auth, brigade_id)
    require(policies.can_serve(request.auth, brigade))
    return [_session(session) for session in queries.sessions_of(brigade, Interval(start, end))]


@router.post("/brigades/{brigade_id}/training", response={201: schemas.TrainingSessionOut})
def plan(request: ActorRequest, brigade_id: UUID, payload: schemas.SessionIn) -> Status[dict[str, Any]]:
    """Plan an evening or a course."""
    session = training.plan_session(request.auth, brigade_id=brigade_id, **payload.dict())
    return Status(201, _session(session))


@router.put("/training/{session_id}", response=schemas.TrainingSessionOut)
def change(request: ActorRequest, session_id: UUID, payload: schemas.SessionIn) -> dict[str, Any]:
    """Bring a session that is not closed to this description."""
    return _session(training.change_session(request.auth, session_id=session_id, **payload.dict()))


@router.delete("/training/{session_id}", response={204: None})
def call_off(request: ActorRequest, session_id: UUID) -> Status[None]:
    """Take a session that is not closed off the plan."""
    training.call_off_session(request.auth, session_id=session_id)
    return Status(204, None)


@router.put("/training/{session_id}/attendance", response=schemas.TrainingSessionOut)
def attendance(request: ActorRequest, session_id: UUID, payload: schemas.AttendanceIn) -> dict[str, Any]:
    """Note who was there."""
    session = training.mark_attendance(request.auth, session_id=session_id, present=payload.present)
    return _session(session)


@router.post("/training/{session_id}/close", response=schemas.ClosedOut)
def close(request: ActorRequest, session_id: UUID, payload: schemas.TrainingCloseIn) -> dict[str, Any]:
    """Enter the hours, and grant what the session gives."""
    session, kept = training.close_session(
        request.auth, session_id=session_id, valid_until=payload.valid_until
    )
    return _session(session) | {"kept": kept}


def _line(line: HoursEntry) -> dict[str, Any]:
    return {
        "id": line.pk,
        "brigade_id": line.brigade_id,
        "brigade": line.brigade.name,
        "kind": line.kind,
        "start": line.during.lower,
        "end": line.during.upper,
        "minutes": line.minutes,
        "note": line.note,
        "corrects": line.corrects_id,
    }


def _ledger_line(line: queries.LedgerLine) -> dict[str, Any]:
    entry = line.entry
    return {
        "id": entry.pk,
        "user_id": entry.user_id,
        "name": line.name,
        "kind": entry.kind,
        "start": entry.during.lower,
        "end": entry.during.upper,
        "minutes": entry.minutes,
        "counts": line.counts,
        "note": entry.note,
        "corrections": [
            {"at": one.created_at, "minutes": one.minutes, "note": one.note} for one in line.corrections
        ],
    }


def _session(session: TrainingSession) -> dict[str, Any]:
    return {
        "id": session.pk,
        "title": session.title,
        "start": session.during.lower,
        "end": session.during.upper,
        "place": session.place,
        "grants": session.grants.code if session.grants else None,
        "closed_at": session.closed_at,
        "attendance": [
            {"user_id": a.user_id, "name": a.user.get_full_name(), "present": a.present}
            for a in session.attendance.select_related("user").order_by(alphabetical("user__name"), "pk")
        ],
    }
