"""Opening a report with its ten words, without becoming an oracle for guessers."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import actions as accounts_actions
from accounts.actor import Actor, receipt_holder
from accounts.models import AuthorityChangeKind
from core import limits
from core.errors import Invalid
from incidents import receipts
from incidents.actions.report import receipt_key
from incidents.models import Receipt

TRIES_AN_HOUR = 10
CITY_TRIES_AN_HOUR = 2000


def open_receipt(words: str, *, source: str) -> UUID:
    """The id of the report these ten words belong to; the door puts it into the session.

    Every try draws from its source's and the city's limit, outside of any transaction, so it stands
    whatever follows; one that opens is given back to both. Words that are no words and words of no
    report answer alike and cost the same one look-up. Raises TooMany and Invalid (`receipt.unknown`).
    """
    limits.draw(f"receipt-source:{source}", capacity=TRIES_AN_HOUR, per_seconds=3600)
    limits.draw("receipt-city:all", capacity=CITY_TRIES_AN_HOUR, per_seconds=3600)
    numbers = receipts.read(words) or (receipts.SIZE,) * receipts.WORDS
    digest = receipts.digest(receipt_key(), numbers)
    with transaction.atomic():
        receipt = Receipt.objects.filter(digest=digest).first()
        Receipt.objects.filter(digest=digest, opened_at=None).update(opened_at=timezone.now())
    if receipt is None:
        raise Invalid(
            "receipt.unknown",
            _("No report was found for these words. Please check each word."),
            data={"fields": {"words": _("Please check each word.")}},
        )
    limits.give_back(f"receipt-source:{source}", capacity=TRIES_AN_HOUR)
    limits.give_back("receipt-city:all", capacity=CITY_TRIES_AN_HOUR)
    return receipt.incident_id


def reporter_of(actor: Actor, report_id: UUID, retry_secret: str) -> Actor:
    """Who acts on an anonymous report: its reporter, when `retry_secret` is the one it was sent with.

    The secret is 128 bits that only the reporter's client has, so there is nothing to guess and nothing is
    counted. The answer is the report's own actor even for a signed-in person: what was sent without a name
    stays without one. Any other secret, and none, gives back `actor` as it came.
    """
    if not retry_secret:
        return actor
    digest = receipts.digest(receipt_key(), receipts.derive(receipt_key(), report_id, retry_secret))
    if not Receipt.objects.filter(incident_id=report_id, digest=digest).exists():
        return actor
    return receipt_holder(frozenset({report_id}))


def forget_receipts(session_key: str | None) -> None:
    """Tell open screens of this session that its receipts are closed; the door has emptied the session."""
    if session_key:
        with transaction.atomic():
            accounts_actions.note_change(AuthorityChangeKind.RECEIPT_CLOSED, session_key=session_key)
