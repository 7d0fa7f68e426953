"""Inboxes and deliveries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from accounts.actor import Actor
from core import decisions
from core.errors import NotFound, NotSignedIn
from notifications import policies, streams
from notifications.models import Channel, Delivery, DeliveryState, InboxItem, InboxPreference, MailChoice
from notifications.queries import log

PAGE = 100


def owner(actor: Actor) -> UUID:
    """The person whose inbox the actor has. Raises NotSignedIn."""
    decisions.require(policies.has_inbox(actor))
    if actor.user_id is None:
        raise NotSignedIn
    return actor.user_id


@dataclass(frozen=True, slots=True)
class Inbox:
    """The newest messages (deliveries loaded), how many are unread in all, and where the stream stood."""

    items: list[InboxItem]
    unread: int
    positions: dict[str, dict[str, Any]]
    at: datetime


def inbox(actor: Actor, *, after: UUID | None = None) -> Inbox:
    """A snapshot of the newest messages; `after` (the oldest id shown) gives the ones before it.

    Raises NotSignedIn.
    """
    user_id = owner(actor)
    stream = streams.user(user_id)
    with log.snapshot():
        mine = InboxItem.objects.filter(user_id=user_id)
        shown = mine if after is None else mine.filter(pk__lt=after)
        rows = list(shown.prefetch_related("deliveries").order_by("-id")[:PAGE])
        unread = mine.filter(read_at__isnull=True).count()
        return Inbox(rows, unread, log.positions([stream]), timezone.now())


def newest_items(user_id: UUID) -> list[UUID]:
    """The messages a snapshot of this person's inbox shows, newest first."""
    mine = InboxItem.objects.filter(user_id=user_id).order_by("-id")
    return list(mine.values_list("id", flat=True)[:PAGE])


def items_with_language(item_ids: Iterable[UUID]) -> list[tuple[InboxItem, str]]:
    """These items with their people's languages, in the order of their ids. Two statements."""
    rows = InboxItem.objects.filter(pk__in=list(item_ids)).select_related("user")
    return [(item, item.user.language) for item in rows.prefetch_related("deliveries").order_by("id")]


def unmailed_items(item_ids: Iterable[UUID]) -> list[tuple[InboxItem, str]]:
    """Those of these items that are still to be mailed, to active people.

    What a late e-mail would call people to and is over meanwhile is not: nobody sets out for it any more.
    """
    rows = items_with_language(item_ids)
    due = [(item, language) for item, language in rows if item.mailed_at is None and item.user.is_active]
    return [(item, language) for item, language in due if not _is_over(item)]


def _is_over(item: InboxItem) -> bool:
    """Whether the alert of this item ended before its e-mail was taken."""
    return any(
        way.channel == Channel.EMAIL and way.state == DeliveryState.SUPERSEDED
        for way in item.deliveries.all()
    )


def mail_choice(actor: Actor) -> str:
    """What the person wants by e-mail. Raises NotSignedIn."""
    chosen = InboxPreference.objects.filter(user_id=owner(actor)).values_list("email", flat=True).first()
    return chosen or MailChoice.IMPORTANT


def delivery_for(actor: Actor, delivery_id: UUID) -> Delivery:
    """One of the actor's own deliveries. Raises NotSignedIn, NotFound for missing and others' alike."""
    found = Delivery.objects.filter(pk=delivery_id, recipient_id=owner(actor)).first()
    if found is None:
        raise NotFound
    return found


def is_acknowledged(alert_key: str, *, wave: int) -> bool:
    """Whether somebody told in this wave has acknowledged it."""
    acknowledged = Delivery.objects.filter(alert_key=alert_key, wave=wave, state=DeliveryState.ACKNOWLEDGED)
    return acknowledged.exists()


def delivery_states(alert_key: str) -> list[tuple[UUID, str, int, str]]:
    """(person, channel, wave, state) of every delivery of an alert, by wave."""
    rows = Delivery.objects.filter(alert_key=alert_key).order_by("wave", "recipient_id", "channel")
    return list(rows.values_list("recipient_id", "channel", "wave", "state"))
