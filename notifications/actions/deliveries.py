"""Messages that must reach somebody: every delivery ends acknowledged, superseded, escalated or failed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from accounts.actor import Actor
from core import jobs
from notifications import projections, queries
from notifications.actions import inbox
from notifications.actions.events import record_events
from notifications.messages import Message
from notifications.models import OPEN_STATES, Channel, Delivery, DeliveryState, InboxItem, MailChoice

_FIRST: Mapping[Channel, Mapping[str, Any]] = {
    Channel.LIVE: {"state": DeliveryState.SENT, "attempts": 1},
    Channel.EMAIL: {"state": DeliveryState.PENDING, "attempts": 0},
}
"""How a delivery by each channel begins: what is live is on its way with the commit."""


@transaction.atomic
def open_deliveries(
    alert_key: str,
    recipients: Sequence[UUID],
    *,
    wave: int,
    message: Message,
    deadline: datetime | None = None,
    on_acknowledged: str = "",
    mail_links: Mapping[UUID, str] | None = None,
    mail_priority: jobs.Priority = jobs.Priority.ALERT,
    mail_all: bool = False,
    channels: Collection[str] = Channel.values,
) -> int:
    """Tell people what must reach them: live, and by e-mail to all who have not turned e-mail off.

    With `mail_all` those who have are e-mailed too: for what lives depend on. With fewer `channels` it waits
    for an answer on these alone; the inbox shows it whatever they are. Once for each (alert, person, wave),
    however often it is called. An open socket makes no other channel superfluous.

    With `on_acknowledged`, that job (of the urgent queue) is enqueued with `alert_key` and `user_id` when a
    person answers. `mail_links`: a person's own link for the e-mail. Of the e-mails that wait, those of the
    higher `mail_priority` go first. Returns how many people were told.
    """
    told = inbox.tell(recipients, message, dedupe=f"{alert_key}:{wave}", mail_links=mail_links)
    opened, mailed = list[Delivery](), list[InboxItem]()
    for one in told:
        ways = _ways(channels, mailed=mail_all or one.mail != MailChoice.NONE)
        mailed += [one.item for by in ways if by == Channel.EMAIL]
        opened += [
            Delivery(
                alert_key=alert_key,
                recipient_id=one.item.user_id,
                channel=channel,
                wave=wave,
                item=one.item,
                deadline=deadline,
                on_acknowledged=on_acknowledged,
                **_FIRST[channel],
            )
            for channel in ways
        ]
    Delivery.objects.bulk_create(opened)
    of_item: dict[UUID, list[Delivery]] = {one.item.pk: [] for one in told}
    for delivery in opened:
        of_item[delivery.item_id].append(delivery)
    record_events(
        [projections.inbox_event("inbox.told", o.item, o.language, of_item[o.item.pk]) for o in told]
    )
    inbox.mail(mailed, priority=mail_priority)
    return len(told)


def _ways(channels: Collection[str], *, mailed: bool) -> list[Channel]:
    return [by for by in Channel if by in channels and (mailed or by != Channel.EMAIL)]


@transaction.atomic
def acknowledge_delivery(actor: Actor, delivery_id: UUID) -> Delivery:
    """The person has seen it: all their open deliveries of this alert end. Repeating changes nothing.

    One that has ended otherwise meanwhile stays as it ended. Raises NotSignedIn, NotFound.
    """
    delivery = queries.delivery_for(actor, delivery_id)
    if delivery.state in OPEN_STATES:
        acknowledge_deliveries(delivery.alert_key, delivery.recipient_id)
        if delivery.on_acknowledged:
            arguments = {"alert_key": delivery.alert_key, "user_id": str(delivery.recipient_id)}
            jobs.enqueue(delivery.on_acknowledged, queue=jobs.URGENT, **arguments)
        delivery.refresh_from_db()
    return delivery


@transaction.atomic
def acknowledge_deliveries(alert_key: str, user_id: UUID) -> int:
    """A person has answered the alert, by whatever way. Returns how many deliveries that ended."""
    mine = _open(alert_key).filter(recipient_id=user_id)
    return _end(mine, DeliveryState.ACKNOWLEDGED, acked_at=timezone.now())


@transaction.atomic
def supersede_deliveries(alert_key: str, *, user_ids: Collection[UUID] | None = None) -> int:
    """The alert is over, for everybody or for these people: nobody else needs to answer.

    Returns how many deliveries that ended.
    """
    ended = _open(alert_key)
    if user_ids is not None:
        ended = ended.filter(recipient_id__in=user_ids)
    return _end(ended, DeliveryState.SUPERSEDED)


@transaction.atomic
def escalate_deliveries(alert_key: str, *, wave: int) -> int:
    """Nobody of this wave answered in time; the next is asked. Returns how many deliveries that ended."""
    return _end(_open(alert_key).filter(wave=wave), DeliveryState.ESCALATED)


def mark_sent(delivery_ids: Iterable[UUID]) -> None:
    """A channel has taken these. That says nothing about the person."""
    pending = Delivery.objects.filter(pk__in=list(delivery_ids), state=DeliveryState.PENDING)
    pending.update(state=DeliveryState.SENT, attempts=F("attempts") + 1, updated_at=timezone.now())


def fail_deliveries(item_ids: Iterable[UUID], channel: Channel) -> int:
    """A channel has refused for good. The other channels, and the wave's deadline, go on."""
    refused = Delivery.objects.filter(
        item_id__in=list(item_ids), channel=channel, state=DeliveryState.PENDING
    )
    return refused.update(state=DeliveryState.FAILED, attempts=F("attempts") + 1, updated_at=timezone.now())


def _open(alert_key: str) -> QuerySet[Delivery]:
    return Delivery.objects.filter(alert_key=alert_key, state__in=OPEN_STATES)


def _end(deliveries: QuerySet[Delivery], state: DeliveryState, *, acked_at: datetime | None = None) -> int:
    """Bring open deliveries into a final state and show it on their people's screens."""
    locked = list(deliveries.select_for_update().order_by("id").values_list("id", "item_id"))
    now = timezone.now()
    ended = Delivery.objects.filter(pk__in=[delivery_id for delivery_id, _ in locked])
    ended.update(state=state, acked_at=acked_at, updated_at=now)
    items = sorted({item_id for _, item_id in locked})
    InboxItem.objects.filter(pk__in=items).update(rev=F("rev") + 1)
    inbox.show_items(items, f"delivery.{state}")
    return len(locked)
