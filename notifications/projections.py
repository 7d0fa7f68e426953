"""What a person's own stream and inbox show: one shape for snapshot and event."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from notifications import messages, streams
from notifications.models import Channel, Delivery, InboxItem
from notifications.streams import StreamEvent


def inbox_subject(item: InboxItem) -> str:
    """Subject of an inbox item in its person's stream."""
    return f"inbox:{item.pk}"


def inbox_item(item: InboxItem, language: str, delivery: Delivery | None = None) -> dict[str, Any]:
    """An inbox item in its reader's language. `delivery` is what a must-reach message is answered by."""
    return {
        "id": str(item.pk),
        "kind": item.kind,
        "severity": item.severity,
        "title": messages.render(item.title, item.words, language),
        "body": messages.render(item.body, item.words, language),
        "link": item.link,
        "at": item.at.isoformat(),
        "read_at": item.read_at.isoformat() if item.read_at else None,
        "delivery": {"id": str(delivery.pk), "state": delivery.state} if delivery else None,
        "rev": item.rev,
    }


def inbox_entry(item: InboxItem, language: str) -> dict[str, Any]:
    """An item of a snapshot, as `{subject, data}`."""
    data = inbox_item(item, language, live_of(item.deliveries.all()))
    return {"subject": inbox_subject(item), "data": data}


def inbox_event(
    kind: str, item: InboxItem, language: str, deliveries: Iterable[Delivery] = ()
) -> StreamEvent:
    """Put the item on its person's screens."""
    data = inbox_item(item, language, live_of(deliveries))
    return StreamEvent(streams.user(item.user_id), kind, inbox_subject(item), data)


def inbox_drop(kind: str, item: InboxItem) -> StreamEvent:
    """Take the item from its person's screens."""
    return StreamEvent(streams.user(item.user_id), kind, inbox_subject(item), None)


def live_of(deliveries: Iterable[Delivery]) -> Delivery | None:
    """The delivery a person answers: the live one of the item."""
    return next((delivery for delivery in deliveries if delivery.channel == Channel.LIVE), None)
