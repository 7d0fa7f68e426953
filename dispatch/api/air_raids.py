"""HTTP doors to air-raid alerts."""

from __future__ import annotations

from typing import Any

from ninja import Router

from accounts.auth import ActorRequest
from core.errors import NotSignedIn
from dispatch.actions import air_raids
from dispatch.models import AirRaid
from dispatch.queries import callouts as queries
from dispatch.schemas import callouts as schemas

router = Router(tags=["call-outs"])


def _raid(raid: AirRaid) -> dict[str, Any]:
    return {
        "id": raid.pk,
        "area_id": raid.area_id,
        "area_name": raid.area.name,
        "since": raid.since,
        "until": raid.until,
        "source": raid.source,
    }


@router.get("/air-raids", response=list[schemas.RaidOut])
def standing(request: ActorRequest) -> list[dict[str, Any]]:
    """Alerts that stand now. They sound in every street: everybody who is signed in may know."""
    if request.auth.user_id is None:
        raise NotSignedIn
    return [_raid(raid) for raid in queries.raids_now()]


@router.post("/air-raids", response=schemas.RaidOut)
def declare(request: ActorRequest, payload: schemas.RaidIn) -> dict[str, Any]:
    """The alert has sounded."""
    return _raid(air_raids.declare_raid(request.auth, area_id=payload.area_id))


@router.post("/air-raids/end", response=schemas.RaidOut)
def end(request: ActorRequest, payload: schemas.RaidIn) -> dict[str, Any]:
    """All clear."""
    return _raid(air_raids.end_raid(request.auth, area_id=payload.area_id))
