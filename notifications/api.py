"""HTTP doors: the polling twin of the live socket, the inbox, answering must-reach messages."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from ninja import Query, Router

from accounts.auth import ActorRequest
from core import metrics
from notifications import actions, projections, queries, schemas
from notifications.models import Delivery, MailChoice

router = Router(tags=["notifications"])


@router.get("/events", response=schemas.EventPageOut)
def read_events(
    request: ActorRequest,
    stream: str,
    epoch: str | None = None,
    after: Annotated[int | None, Query(ge=0)] = None,
) -> queries.EventPage:
    """Events of a stream after a position: the same data as the live socket's, for polling and for tests."""
    return queries.event_page(request.auth, stream, epoch=epoch, after=after)


@router.get("/inbox", response=schemas.InboxOut)
def inbox(request: ActorRequest, after: UUID | None = None) -> dict[str, Any]:
    """My newest messages; `after` the oldest shown, the ones before it."""
    found = queries.inbox(request.auth, after=after)
    items = [projections.inbox_entry(item, request.auth.language) for item in found.items]
    return {"positions": found.positions, "items": items, "unread": found.unread, "at": found.at}


@router.post("/inbox/{uuid:item_id}/read", response={204: None})
def read_item(request: ActorRequest, item_id: UUID) -> tuple[int, None]:
    """I have read this message."""
    actions.read_item(request.auth, item_id)
    return 204, None


@router.post("/inbox/read-all", response={204: None})
def read_all(request: ActorRequest) -> tuple[int, None]:
    """I have read everything."""
    actions.read_all(request.auth)
    return 204, None


@router.get("/inbox/preferences", response=schemas.InboxPreferenceOut)
def preferences(request: ActorRequest) -> dict[str, str]:
    """What of my inbox comes by e-mail as well."""
    return {"email": queries.mail_choice(request.auth)}


@router.put("/inbox/preferences", response=schemas.InboxPreferenceOut)
def choose(request: ActorRequest, payload: schemas.InboxPreferenceIn) -> dict[str, MailChoice]:
    """Choose what of my inbox comes by e-mail as well."""
    actions.choose_mail(request.auth, payload.email)
    return {"email": payload.email}


@router.post("/deliveries/{uuid:delivery_id}/ack", response=schemas.DeliveryOut)
def acknowledge(request: ActorRequest, delivery_id: UUID) -> Delivery:
    """I have seen this alert. Saying it again changes nothing."""
    return actions.acknowledge_delivery(request.auth, delivery_id)


def _waiting() -> list[tuple[str, str, float]]:
    return [
        (
            "varta_oldest_waiting_job_seconds",
            "How long the job has waited that could have begun longest ago.",
            queries.oldest_waiting_job(),
        )
    ]


metrics.register_gauges(_waiting)
