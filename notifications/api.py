"""HTTP doors: the polling twin of the live socket."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest
from ninja import Query, Router

from accounts.actor import Actor
from notifications import queries
from notifications.schemas import EventPageOut

router = Router(tags=["notifications"])


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined, no-any-return]


@router.get("/events", response=EventPageOut, operation_id="read_events")
def read_events(
    request: HttpRequest,
    stream: str,
    epoch: str | None = None,
    after: Annotated[int | None, Query(ge=0)] = None,
) -> queries.EventPage:
    """Events of a stream after a position: the same data as the live socket's, for polling and for tests."""
    return queries.event_page(_actor(request), stream, epoch=epoch, after=after)
