"""HTTP doors to call-outs: starting, answering, the turnout board, ending."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from ninja import Router, Status

from accounts.actor import Actor
from accounts.auth import ActorRequest
from core.errors import NotFound, NotSignedIn
from dispatch import answer_links
from dispatch.actions import callout_answers, callout_ends, callout_marks, callout_starts
from dispatch.models import CallOut
from dispatch.projections import callout_desk as desk
from dispatch.projections import callout_reads as reads
from dispatch.queries import callouts as queries
from dispatch.schemas import callouts as schemas
from geo import shapes

router = Router(tags=["call-outs"])


def _done(actor: Actor, callout: CallOut) -> dict[str, Any]:
    part = reads.own_part(actor, queries.log_of(callout))
    return {"id": callout.pk, "state": callout.state, "rev": callout.rev, **part}


@router.get("/callouts", response=schemas.ConsoleOut)
def callouts(request: ActorRequest, brigade_id: UUID) -> dict[str, Any]:
    """Open call-outs of a brigade: a snapshot that the `brigade:` stream continues."""
    return desk.console(request.auth, brigade_id)


@router.get("/callouts/forecast", response=schemas.ForecastOut)
def forecast(request: ActorRequest, brigade_id: UUID, category: str) -> dict[str, Any]:
    """Whom a call-out would page now. Nothing is written."""
    return desk.forecast(request.auth, brigade_id, category)


@router.get("/callouts/of-incident", response=schemas.OfIncidentOut)
def of_incident(request: ActorRequest, incident_id: UUID) -> dict[str, Any]:
    """Call-outs to an incident, and the brigades I may call to it."""
    return desk.of_incident(request.auth, incident_id)


@router.get("/callouts/past", response=list[schemas.PastOut])
def past(request: ActorRequest, brigade_id: UUID) -> list[dict[str, Any]]:
    """The brigade's last call-outs with their intervals."""
    return reads.past(request.auth, brigade_id)


@router.get("/me/callouts", response=list[schemas.MyCallOutOut])
def mine(request: ActorRequest) -> list[dict[str, Any]]:
    """Running call-outs I was paged for, newest first."""
    user_id = request.auth.user_id
    if user_id is None:
        raise NotSignedIn
    return [reads.link_view(callout, user_id) for callout in queries.running_for(user_id)]


@router.post("/callouts", response={201: schemas.DoneOut})
def start(request: ActorRequest, payload: schemas.StartIn) -> Status[dict[str, Any]]:
    """Call a brigade out."""
    place = payload.dict(exclude={"id", "lon", "lat"})
    located = payload.lon is not None and payload.lat is not None
    point = shapes.point(payload.lon, payload.lat) if located else None  # type: ignore[arg-type]
    callout = callout_starts.start_callout(request.auth, callout_id=payload.id, point=point, **place)
    return Status(201, _done(request.auth, callout))


@router.get("/callouts/{callout_id}", response=schemas.BoardOut)
def board(request: ActorRequest, callout_id: UUID) -> dict[str, Any]:
    """The turnout board: a snapshot that the `callout:` stream continues."""
    return reads.board_snapshot(request.auth, callout_id)


@router.get("/callouts/{callout_id}/log", response=schemas.LogOut)
def log(request: ActorRequest, callout_id: UUID) -> dict[str, Any]:
    """The log with its explanations: who was passed over, and why."""
    return reads.explained(request.auth, callout_id)


@router.get("/callouts/{callout_id}/replay", response=schemas.ReplayOut)
def replay(request: ActorRequest, callout_id: UUID, number: int = 1) -> dict[str, Any]:
    """The board as it was after a line of the log."""
    return reads.replay(request.auth, callout_id, number)


@router.post("/callouts/{callout_id}/confirm", response=schemas.DoneOut)
def confirm(request: ActorRequest, callout_id: UUID) -> dict[str, Any]:
    """Yes, the brigade goes."""
    return _done(request.auth, callout_starts.confirm(request.auth, callout_id=callout_id))


@router.post("/callouts/{callout_id}/decline", response=schemas.DoneOut)
def decline(request: ActorRequest, callout_id: UUID, payload: schemas.CallOutReasonIn) -> dict[str, Any]:
    """No, it does not."""
    callout = callout_starts.decline(request.auth, callout_id=callout_id, reason=payload.reason)
    return _done(request.auth, callout)


@router.post("/callouts/{callout_id}/answer", response=schemas.DoneOut)
def answer(request: ActorRequest, callout_id: UUID, payload: schemas.AnswerIn) -> dict[str, Any]:
    """To the station, to the scene, can't, or take it back."""
    callout = callout_answers.answer(
        request.auth,
        callout_id=callout_id,
        answer_id=payload.id,
        reply=payload.reply,
        minutes=payload.minutes,
    )
    return _done(request.auth, callout)


@router.post("/callouts/{callout_id}/stand-down", response=schemas.DoneOut)
def stand_down(request: ActorRequest, callout_id: UUID, payload: schemas.StandDownIn) -> dict[str, Any]:
    """Call it off, for all or for the rest."""
    callout = callout_ends.stand_down(request.auth, callout_id=callout_id, **payload.dict())
    return _done(request.auth, callout)


@router.post("/callouts/{callout_id}/marks", response=schemas.DoneOut)
def mark(request: ActorRequest, callout_id: UUID, payload: schemas.MarkIn) -> dict[str, Any]:
    """Out, on scene, back, a note, shelter, everybody accounted for."""
    callout = callout_marks.mark(
        request.auth, callout_id=callout_id, mark_id=payload.id, said=payload.said, text=payload.text
    )
    return _done(request.auth, callout)


@router.post("/callouts/{callout_id}/close", response=schemas.DoneOut)
def close(request: ActorRequest, callout_id: UUID, payload: schemas.CloseIn) -> dict[str, Any]:
    """Close with who was there."""
    attended = [callout_ends.Attended(**one.dict()) for one in payload.attendance]
    callout = callout_ends.close(request.auth, callout_id=callout_id, attendance=attended, note=payload.note)
    return _done(request.auth, callout)


@router.get("/answers/{token}", response=schemas.LinkOut)
def look_by_link(request: ActorRequest, token: str) -> dict[str, Any]:
    """What the page was about, to whoever holds its link."""
    del request
    found = answer_links.read(token)
    callout = queries.callout_of_page(*found) if found else None
    if found is None or callout is None:
        raise NotFound
    return reads.link_view(callout, found[1])


@router.post("/answers/{token}", response=schemas.LinkOut)
def answer_by_link(request: ActorRequest, token: str, payload: schemas.AnswerIn) -> dict[str, Any]:
    """Answer by the link, without signing in."""
    callout_answers.answer_by_link(token, answer_id=payload.id, reply=payload.reply, minutes=payload.minutes)
    return look_by_link(request, token)
