"""E-mail of inbox items: at least once, marked when taken."""

from __future__ import annotations

from collections.abc import Iterable
from smtplib import SMTPDataError, SMTPRecipientsRefused
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from notifications import messages, queries
from notifications.actions import deliveries
from notifications.models import Channel, InboxItem
from notifications.senders import email


def send_mail(item_ids: Iterable[UUID]) -> None:
    """Send what of these has not been sent. An item is marked after its mail was taken, so a worker that
    dies in between sends that one mail again and none twice otherwise.

    A mailbox that is refused keeps nobody else's mail back. Raises OSError (smtplib's errors are such): at
    once when the server cannot be had, after all others when it refused some; what was taken is marked.
    """
    refused: OSError | None = None
    for item, language in queries.unmailed_items(item_ids):
        try:
            _send(item, language)
        except (SMTPRecipientsRefused, SMTPDataError) as refusal:
            refused = refusal
            continue
        InboxItem.objects.filter(pk=item.pk).update(mailed_at=timezone.now())
        deliveries.mark_sent(d.pk for d in item.deliveries.all() if d.channel == Channel.EMAIL)
    if refused is not None:
        raise refused


def _send(item: InboxItem, language: str) -> None:
    email.send(
        to=item.user.email,
        language=language,
        title=messages.render(item.title, item.words, language),
        body=messages.render(item.body, item.words, language),
        link=f"{settings.PUBLIC_URL}{item.mail_link or item.link}",
    )


def give_up_mail(item_ids: Iterable[UUID]) -> int:
    """The mail server refused for good: must-reach deliveries by e-mail have failed. Returns how many."""
    left = [item.pk for item, _ in queries.unmailed_items(item_ids)]
    return deliveries.fail_deliveries(left, Channel.EMAIL)
