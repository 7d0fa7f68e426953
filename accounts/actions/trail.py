"""Reading the audit trail, which is itself recorded in it."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from accounts import policies
from accounts.actor import Actor
from core import audit
from core.decisions import require

PAGE = 50


@transaction.atomic
def read_audit(
    actor: Actor,
    *,
    before: int | None = None,
    verb: str = "",
    actor_id: str = "",
    target_kind: str = "",
    target_id: str = "",
) -> tuple[list[dict[str, Any]], int | None]:
    """A page of the trail, newest first, and where the next begins. Empty filters stand for all.

    Raises: NotSignedIn, Refused.
    """
    require(policies.can_read_audit(actor))
    filters = {"verb": verb, "actor_id": actor_id, "target_kind": target_kind, "target_id": target_id}
    asked = {name: value for name, value in filters.items() if value}
    lines = audit.lines(asked, before=before, limit=PAGE + 1)
    audit.record(actor, "audit.read", "audit", "trail", {"filters": asked, "before": before})
    following = lines[PAGE - 1]["id"] if len(lines) > PAGE else None
    return lines[:PAGE], following
