"""Addresses of calendar feeds: made, shown once, revoked."""

from __future__ import annotations

import secrets
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.actor import Actor
from core import audit
from core.decisions import require
from core.errors import NotFound, NotSignedIn
from rosters import policies
from rosters.models import CalendarToken
from rosters.queries import brigades, feeds


@transaction.atomic
def make_feed(actor: Actor, *, brigade_id: UUID | None = None) -> tuple[CalendarToken, str]:
    """A new address, of one's own duties or of a brigade's rota; an earlier one of the same kind ends.

    The secret is in the answer and nowhere else. Raises: NotSignedIn, NotFound, Refused.
    """
    if actor.user_id is None:
        raise NotSignedIn
    if brigade_id is not None:
        require(policies.can_serve(actor, brigades.brigade_for(actor, brigade_id)))
    now = timezone.now()
    same_kind = Q(brigade_id=brigade_id) if brigade_id else Q(brigade=None)
    CalendarToken.objects.filter(same_kind, user_id=actor.user_id, revoked_at=None).update(revoked_at=now)
    token = secrets.token_urlsafe(32)
    row = CalendarToken.objects.create(
        user_id=actor.user_id, brigade_id=brigade_id, token_hash=feeds.token_hash(token)
    )
    audit.record(actor, "calendar.feed_made", "calendar", row.pk)
    return row, token


@transaction.atomic
def revoke_feed(actor: Actor, *, feed_id: UUID) -> None:
    """Make an address useless. Raises: NotSignedIn, NotFound."""
    if actor.user_id is None:
        raise NotSignedIn
    ended = CalendarToken.objects.filter(pk=feed_id, user_id=actor.user_id, revoked_at=None).update(
        revoked_at=timezone.now()
    )
    if not ended:
        raise NotFound
    audit.record(actor, "calendar.feed_revoked", "calendar", feed_id)
