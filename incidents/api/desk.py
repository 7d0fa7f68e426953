"""Doors of the police: board, list, detail, triage, talk."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Query, Router, Status

from accounts.auth import ActorRequest
from core.decisions import require
from core.errors import Invalid
from incidents import actions, policies, projections, queries
from incidents.api.report import photo_out
from incidents.models import Incident, Message, Note, StatusChange
from incidents.queries import IncidentFilter
from incidents.schemas import desk as schemas
from incidents.schemas.report import SnapshotOut
from incidents.workflow import MOVES, Party, State
from notifications import queries as notifications_queries
from notifications import streams

router = Router()
MAX_BEATS = 60
"""How many beats can be named; who names none gets every beat of theirs, however large the city."""


@router.get("/incidents/board", response=SnapshotOut)
def board(request: ActorRequest, streams: str = "") -> dict[str, Any]:
    """Open, contested and today's ended incidents of the named beat streams; of all mine where none is."""
    named = [key for key in streams.split(",") if key]
    if len(named) > MAX_BEATS:
        raise Invalid.field("streams", _("Please choose fewer beats."), code="board.streams")
    keys = named or queries.own_beats(request.auth)
    for decision in notifications_queries.readable(request.auth, keys).values():
        require(decision)
    with notifications_queries.snapshot():
        screen = queries.board(request.auth, [_beat(key) for key in keys])
        positions = notifications_queries.positions(keys)
    items = [
        {"subject": projections.police_subject(row), "data": projections.police(row)} for row in screen.rows
    ]
    return {"items": items, "positions": positions, "at": timezone.now(), "cut": screen.cut}


def _beat(key: str) -> UUID:
    """The area of a beat stream. Raises Invalid for another kind."""
    if not key.startswith("beat:"):
        raise Invalid.field("streams", _("Only beat streams make a board."), code="board.streams")
    return UUID(key.removeprefix("beat:"))


@router.get("/incidents", response=schemas.PoliceListOut)
def listing(request: ActorRequest, filters: Query[schemas.ListFilter]) -> dict[str, Any]:
    """Incidents I may see as police, filtered, newest first, page by page."""
    asked = IncidentFilter(
        box=queries.parse_box(filters.bbox),
        since=filters.since,
        until=filters.until,
        categories=_parts(filters.category),
        states=_parts(filters.state),
        severities=_parts(filters.severity),
        text=filters.q,
    )
    rows, following = queries.listed(request.auth, asked, cursor=filters.cursor, limit=filters.limit)
    return {"items": [projections.police(row) for row in rows], "next": following}


def _parts(text: str) -> list[str]:
    return [part for part in text.split(",") if part]


@router.get("/incidents/{incident_id}", response=schemas.DetailOut)
def detail(request: ActorRequest, incident_id: UUID) -> dict[str, Any]:
    """Everything the police know of one incident, and what I may do with it."""
    with notifications_queries.snapshot():
        incident = queries.incident_for(request.auth, incident_id)
        positions = notifications_queries.positions([streams.beat(incident.beat_id)])
        return _detail(request, incident) | {"positions": positions}


@router.get("/incidents/{incident_id}/contact", response=schemas.ContactOut)
def contact(request: ActorRequest, incident_id: UUID) -> Any:
    """How to reach the reporter. Each reading is recorded."""
    return actions.read_contact(request.auth, incident_id) or {}


@router.post("/incidents/{incident_id}/acknowledge", response=schemas.PoliceOut)
def acknowledge(request: ActorRequest, incident_id: UUID, payload: schemas.AcknowledgeIn) -> dict[str, Any]:
    """I have read it and it is taken up."""
    return _moved(request, incident_id, State.TRIAGED, note=payload.note, rev=payload.rev)


@router.post("/incidents/{incident_id}/reject", response=schemas.PoliceOut)
def reject(request: ActorRequest, incident_id: UUID, payload: schemas.EndIn) -> dict[str, Any]:
    """Not taken up, with a reason the reporter is told."""
    return _moved(request, incident_id, State.REJECTED, **payload.dict())


@router.post("/incidents/{incident_id}/close", response=schemas.PoliceOut)
def close(request: ActorRequest, incident_id: UUID, payload: schemas.EndIn) -> dict[str, Any]:
    """Closed, with a reason the reporter is told."""
    return _moved(request, incident_id, State.CLOSED, **payload.dict())


@router.post("/incidents/{incident_id}/reopen", response=schemas.PoliceOut)
def reopen(request: ActorRequest, incident_id: UUID, payload: schemas.EndIn) -> dict[str, Any]:
    """Taken up again, with a reason."""
    return _moved(request, incident_id, State.TRIAGED, **payload.dict())


@router.post("/incidents/{incident_id}/duplicate", response=schemas.PoliceOut)
def duplicate(request: ActorRequest, incident_id: UUID, payload: schemas.DuplicateIn) -> dict[str, Any]:
    """Tells of the same as another incident, which stays open for both."""
    return _moved(request, incident_id, State.DUPLICATE, **payload.dict())


@router.post("/incidents/{incident_id}/reclassify", response=schemas.PoliceOut)
def reclassify(request: ActorRequest, incident_id: UUID, payload: schemas.ReclassifyIn) -> dict[str, Any]:
    """Another category or severity."""
    return projections.police(actions.reclassify(request.auth, incident_id, **payload.dict()))


@router.post("/incidents/{incident_id}/hold", response=schemas.PoliceOut)
def hold(request: ActorRequest, incident_id: UUID, payload: schemas.NoteIn) -> dict[str, Any]:
    """Keep it from groups and public."""
    return projections.police(actions.hold(request.auth, incident_id, note=payload.note))


@router.post("/incidents/{incident_id}/release", response=schemas.PoliceOut)
def release(request: ActorRequest, incident_id: UUID, payload: schemas.NoteIn) -> dict[str, Any]:
    """Let groups and public see it as its category allows."""
    return projections.police(actions.release(request.auth, incident_id, note=payload.note))


@router.post("/incidents/{incident_id}/ask", response={201: schemas.TalkOut})
def ask(request: ActorRequest, incident_id: UUID, payload: schemas.TextIn) -> Status[dict[str, Any]]:
    """Write to the reporter."""
    return Status(201, _message(actions.ask_reporter(request.auth, incident_id, text=payload.text)))


@router.post("/incidents/{incident_id}/notes", response={201: schemas.TalkOut})
def add_note(request: ActorRequest, incident_id: UUID, payload: schemas.TextIn) -> Status[dict[str, Any]]:
    """Write a note for colleagues."""
    return Status(201, _note(actions.add_note(request.auth, incident_id, text=payload.text)))


def _moved(request: ActorRequest, incident_id: UUID, to: State, **words: Any) -> dict[str, Any]:
    return projections.police(actions.change_state(request.auth, incident_id, to=to, **words))


def _detail(request: ActorRequest, incident: Incident) -> dict[str, Any]:
    actor = request.auth
    return {
        "incident": projections.police(incident),
        "description": incident.description,
        "people": incident.people,
        "happened_until": incident.happened_to and incident.happened_to.isoformat(),
        "place_label": incident.place_label,
        "anonymous": incident.reporter_id is None,
        "has_contact": hasattr(incident, "contact"),
        "disposition": incident.disposition,
        "closing_reason": incident.closing_reason,
        "history": [_step(step) for step in incident.steps.order_by("id")],
        "messages": [_message(message) for message in incident.messages.order_by("at", "id")],
        "notes": [_note(note) for note in incident.notes.order_by("at", "id")],
        "photos": [photo_out(photo) for photo in incident.photos.order_by("at")],
        "nearby_history": [projections.police(row) for row in queries.history_near(actor, incident)],
        "allowed_actions": policies.allowed_actions(actor, incident),
        "reasons": _reasons(State(incident.state)),
    }


def _reasons(state: State) -> dict[str, list[str]]:
    """The closed list of reasons of each move from this state that needs one."""
    return {
        move.verb.value: [str(reason) for reason in move.reasons]
        for (start, _to), move in MOVES.items()
        if start is state and move.reasons is not None and move.by is Party.POLICE
    }


def _step(step: StatusChange) -> dict[str, Any]:
    names: Sequence[str] = ("verb", "from_state", "to_state", "reason", "note", "message")
    values = {name: getattr(step, name) for name in names}
    return values | {"at": step.at.isoformat(), "by": step.actor_label, "unit": step.unit_label}


def _message(message: Message) -> dict[str, Any]:
    return {
        "id": message.pk,
        "at": message.at.isoformat(),
        "author": message.author,
        "by": message.author_label,
        "text": message.text,
    }


def _note(note: Note) -> dict[str, Any]:
    return {
        "id": note.pk,
        "at": note.at.isoformat(),
        "author": "police",
        "by": note.author_label,
        "text": note.text,
    }
