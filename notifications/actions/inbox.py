"""Telling people, and what they do with what they were told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone
from psycopg.types.json import Jsonb

from accounts.actor import Actor
from core import ids, jobs
from core.errors import NotFound
from notifications import projections, queries
from notifications.actions.events import record_events
from notifications.messages import Message
from notifications.models import InboxItem, InboxPreference, MailChoice

MAIL_BATCH = 100

_TELL = """
INSERT INTO notifications_inboxitem AS item
    (id, created_at, updated_at, user_id, kind, severity, title, body, words, link, mail_link,
     dedupe_key, at, rev)
SELECT told.id, %(at)s, %(at)s, person.id, %(kind)s, %(severity)s, %(title)s, %(body)s, %(words)s,
       %(link)s, told.mail_link, coalesce(nullif(%(dedupe)s, ''), told.id::text), %(at)s, 1
FROM unnest(%(ids)s::uuid[], %(recipients)s::uuid[], %(mail_links)s::text[])
    AS told (id, user_id, mail_link)
JOIN accounts_user AS person ON person.id = told.user_id AND person.is_active
ON CONFLICT (user_id, dedupe_key) DO NOTHING
RETURNING item.id, item.user_id,
    (SELECT language FROM accounts_user WHERE accounts_user.id = item.user_id),
    (SELECT email FROM notifications_inboxpreference AS choice WHERE choice.user_id = item.user_id)
"""


@dataclass(frozen=True, slots=True)
class Told:
    """An item that was written, in whose language, and what they want by e-mail."""

    item: InboxItem
    language: str
    mail: str


def notify(recipients: Sequence[UUID], message: Message) -> int:
    """Tell people: an inbox item each, live on their screens, by e-mail to those who chose so.

    Set-based, in the caller's transaction. A person who was told the same (`message.dedupe`) before is
    left out. Returns how many were told.
    """
    with transaction.atomic():
        told = tell(recipients, message)
        record_events([projections.inbox_event("inbox.told", one.item, one.language) for one in told])
        mail([one.item for one in told if wants_mail(one, message)])
    return len(told)


def tell(
    recipients: Sequence[UUID],
    message: Message,
    *,
    dedupe: str = "",
    mail_links: Mapping[UUID, str] | None = None,
) -> list[Told]:
    """Write the inbox items of active people; those told before are left out. No event, no e-mail."""
    people = list(dict.fromkeys(recipients))
    if not people:
        return []
    arguments: dict[str, Any] = {
        "ids": [ids.uuid7() for _ in people],
        "recipients": people,
        "mail_links": [(mail_links or {}).get(person, "") for person in people],
        "at": timezone.now(),
        "kind": message.kind,
        "severity": message.severity,
        "title": message.title,
        "body": message.body,
        "words": Jsonb(dict(message.words)),
        "link": message.link,
        "dedupe": dedupe or message.dedupe,
    }
    with connection.cursor() as cursor:
        cursor.execute(_TELL, arguments)
        rows = cursor.fetchall()
    return [_told(row, message, arguments) for row in rows]


def _told(row: tuple[Any, ...], message: Message, written: dict[str, Any]) -> Told:
    item_id, user_id, language, choice = row
    item = InboxItem(
        id=item_id,
        user_id=user_id,
        kind=message.kind,
        severity=message.severity,
        title=message.title,
        body=message.body,
        words=dict(message.words),
        link=message.link,
        at=written["at"],
        rev=1,
    )
    return Told(item, language, choice or MailChoice.IMPORTANT)


def wants_mail(one: Told, message: Message) -> bool:
    """Whether the person chose to have this by e-mail as well."""
    return one.mail == MailChoice.ALL or (one.mail == MailChoice.IMPORTANT and message.is_important)


def mail(items: Sequence[InboxItem], *, priority: jobs.Priority = jobs.Priority.ORDINARY) -> None:
    """Enqueue the e-mails of these items, in batches."""
    item_ids = [str(item.pk) for item in items]
    batches = [item_ids[start : start + MAIL_BATCH] for start in range(0, len(item_ids), MAIL_BATCH)]
    rows = [{"item_ids": batch} for batch in batches]
    jobs.enqueue_many("notifications.send_mail", rows, queue=jobs.MAIL, priority=priority)


def read_item(actor: Actor, item_id: UUID) -> None:
    """Mark one message read; a second time changes nothing. Raises NotSignedIn, NotFound."""
    user_id = queries.owner(actor)
    if not InboxItem.objects.filter(pk=item_id, user_id=user_id).exists():
        raise NotFound
    _read(user_id, [item_id])


def read_all(actor: Actor) -> int:
    """Mark everything read. Returns how many were not. Raises NotSignedIn."""
    return _read(queries.owner(actor), None)


@transaction.atomic
def _read(user_id: UUID, item_ids: list[UUID] | None) -> int:
    unread = InboxItem.objects.select_for_update().filter(user_id=user_id, read_at__isnull=True)
    if item_ids is not None:
        unread = unread.filter(pk__in=item_ids)
    changed = list(unread.order_by("id").values_list("id", flat=True))
    InboxItem.objects.filter(pk__in=changed).update(read_at=timezone.now(), rev=F("rev") + 1)
    show_items(changed, "inbox.read")
    return len(changed)


def show_items(item_ids: Sequence[UUID], kind: str) -> None:
    """Put the present state of these items on their people's screens."""
    rows = queries.items_with_language(item_ids)
    record_events(
        [projections.inbox_event(kind, item, language, item.deliveries.all()) for item, language in rows]
    )


@transaction.atomic
def show_inbox(user_id: UUID) -> int:
    """Put a person's newest messages on their screens anew, in the language they have now. Returns how many.

    Each is given a new revision, so that no older wording takes its place.
    """
    shown = InboxItem.objects.filter(pk__in=queries.newest_items(user_id))
    item_ids = list(shown.select_for_update().order_by("id").values_list("id", flat=True))
    InboxItem.objects.filter(pk__in=item_ids).update(rev=F("rev") + 1)
    show_items(item_ids, "inbox.reworded")
    return len(item_ids)


def choose_mail(actor: Actor, choice: MailChoice) -> None:
    """What of the inbox comes by e-mail as well. Raises NotSignedIn."""
    InboxPreference.objects.update_or_create(user_id=queries.owner(actor), defaults={"email": choice})
