"""The control log: every change of what somebody may see, for the hubs to follow."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone

from accounts.actor import session_tag
from accounts.models import AuthorityChange, AuthorityChangeKind
from core import doorbell


def note_change(kind: AuthorityChangeKind, *, user_id: UUID | None = None, session_key: str = "") -> None:
    """Append a control line in the transaction under way and ring the hubs after its commit."""
    AuthorityChange.objects.create(
        at=timezone.now(),
        kind=kind,
        user_id=user_id,
        session=session_tag(session_key) if session_key else "",
    )
    doorbell.ring(doorbell.CONTROL)
