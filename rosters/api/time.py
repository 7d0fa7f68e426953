"""HTTP doors to a person's own time."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from ninja import Router

from accounts.auth import ActorRequest
from core.errors import NotSignedIn
from rosters.actions import time, wishes
from rosters.queries import people
from rosters.schemas import rota as schemas
from rosters.wishing import Wish

router = Router()


@router.get("/me/time", response=schemas.MyTimeOut)
def my_time(request: ActorRequest) -> dict[str, Any]:
    """What I have said of my time, and what it comes to over the next four weeks."""
    if request.auth.user_id is None:
        raise NotSignedIn
    own = people.own_time(request.auth.user_id)
    return {
        "pieces": [
            {"start": p.interval.start, "end": p.interval.end, "state": p.state, "source": p.source}
            for p in own.pieces
        ],
        "word": own.word
        and {"id": own.word.pk, "available": own.word.available, "until": own.word.during.upper},
        "week": [{"starts": w.starts, "ends": w.ends, "weekdays": w.weekdays} for w in own.week],
        "time_zone": own.week[0].time_zone if own.week else "Europe/Kyiv",
        "leave": [
            {"id": leave.pk, "start": leave.during.lower, "end": leave.during.upper, "reason": leave.reason}
            for leave in own.leave
        ],
        "wishes": [
            {"starts": w.starts, "ends": w.ends, "weekdays": sorted(w.weekdays), "likes": w.likes}
            for w in own.wishes
        ],
    }


@router.post("/me/time/say", response=schemas.MyTimeOut)
def say(request: ActorRequest, payload: schemas.SayIn) -> dict[str, Any]:
    """*I can* or *I can't*, with one tap."""
    said = payload.dict()
    word_id, ago_s = said.pop("id"), said.pop("ago_s")
    time.say(request.auth, word_id=word_id, ago=timedelta(seconds=ago_s), **said)
    return my_time(request)


@router.post("/me/time/say/{word_id}/take-back", response=schemas.MyTimeOut)
def take_back(request: ActorRequest, word_id: UUID) -> dict[str, Any]:
    """Let it be as if I had not said it."""
    time.take_back(request.auth, word_id=word_id)
    return my_time(request)


@router.put("/me/time/week", response=schemas.MyTimeOut)
def set_week(request: ActorRequest, payload: schemas.WeekIn) -> dict[str, Any]:
    """Set my usual week from a day on."""
    time.set_week(
        request.auth,
        time_zone=payload.time_zone,
        first=payload.first,
        pieces=[(piece.starts, piece.ends, frozenset(piece.weekdays)) for piece in payload.pieces],
    )
    return my_time(request)


@router.post("/me/time/leave", response=schemas.MyTimeOut)
def take_leave(request: ActorRequest, payload: schemas.LeaveIn) -> dict[str, Any]:
    """Be away on leave."""
    time.take_leave(request.auth, start=payload.start, until=payload.end, reason=payload.reason)
    return my_time(request)


@router.post("/me/time/leave/{leave_id}/end", response=schemas.MyTimeOut)
def end_leave(request: ActorRequest, leave_id: UUID) -> dict[str, Any]:
    """Be back earlier."""
    time.end_leave(request.auth, leave_id=leave_id)
    return my_time(request)


@router.put("/me/time/wishes", response=schemas.MyTimeOut)
def set_wishes(request: ActorRequest, payload: schemas.WishesIn) -> dict[str, Any]:
    """Say which duties I would like, and which I would rather not have."""
    pieces = [
        Wish(piece.starts, piece.ends, frozenset(piece.weekdays), piece.likes) for piece in payload.wishes
    ]
    wishes.set_wishes(request.auth, wishes=pieces)
    return my_time(request)
