"""HTTP doors to calendar feeds. A feed's address is its own key: calendars cannot sign in."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import Router, Status

from accounts.auth import ActorRequest
from core import limits
from core.http import client_address
from rosters import calendar
from rosters.actions import feeds
from rosters.queries import feeds as feed_queries
from rosters.schemas import rota as schemas

router = Router()


@router.get("/me/calendar-feeds", response=list[schemas.FeedLineOut])
def my_feeds(request: ActorRequest) -> list[dict[str, Any]]:
    """My feeds that stand; their addresses were shown once."""
    return [
        {
            "id": row.pk,
            "brigade_id": row.brigade_id,
            "brigade": row.brigade.name if row.brigade else None,
            "made_at": row.created_at,
            "last_read_at": row.last_read_at,
        }
        for row in feed_queries.feeds_of(request.auth)
    ]


@router.post("/me/calendar-feeds", response={201: schemas.FeedOut})
def make_feed(request: ActorRequest, payload: schemas.FeedIn) -> Status[dict[str, Any]]:
    """A new address for my calendar; an earlier one of the same kind ends."""
    row, token = feeds.make_feed(request.auth, brigade_id=payload.brigade_id)
    return Status(201, {"id": row.pk, "url": f"{settings.PUBLIC_URL}/api/v1/calendar/{token}.ics"})


@router.post("/me/calendar-feeds/{feed_id}/revoke", response={204: None})
def revoke_feed(request: ActorRequest, feed_id: UUID) -> Status[None]:
    """Make the address useless."""
    feeds.revoke_feed(request.auth, feed_id=feed_id)
    return Status(204, None)


@router.get("/calendar/{token}.ics", auth=None, response={200: str})
def calendar_feed(request: HttpRequest, token: str) -> HttpResponse:
    """A calendar for other programs to subscribe to."""
    limits.draw(f"calendar:{client_address(request)}", capacity=60, per_seconds=3600)
    row = feed_queries.open_token(token)
    name, entries = feed_queries.entries(row)
    response = HttpResponse(calendar.render(name, entries), content_type="text/calendar; charset=utf-8")
    response["Cache-Control"] = "private, max-age=300"
    return response
