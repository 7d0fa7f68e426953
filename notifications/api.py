"""HTTP doors: the polling twin of the live socket."""

from __future__ import annotations

from typing import Annotated

from ninja import Query, Router

from accounts.auth import ActorRequest
from notifications import queries
from notifications.schemas import EventPageOut

router = Router(tags=["notifications"])


@router.get("/events", response=EventPageOut, operation_id="read_events")
def read_events(
    request: ActorRequest,
    stream: str,
    epoch: str | None = None,
    after: Annotated[int | None, Query(ge=0)] = None,
) -> queries.EventPage:
    """Events of a stream after a position: the same data as the live socket's, for polling and for tests."""
    return queries.event_page(request.auth, stream, epoch=epoch, after=after)
