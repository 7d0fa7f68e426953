"""The audit trail: `record` beside every change, in the same transaction."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Protocol

from django.db import models
from django.utils import timezone

from core import context, prepared
from core.models import AuditEntry, AuditSeal

_LINE = ("id", "at", "actor_kind", "actor_id", "actor_label", "verb", "target_kind", "target_id", "data")


_APPEND = """
INSERT INTO core_auditentry
    (at, actor_kind, actor_id, actor_label, verb, target_kind, target_id, data, request_id)
VALUES (%(entry_at)s, %(entry_actor_kind)s, %(entry_actor_id)s, %(entry_actor_label)s, %(entry_verb)s,
        %(entry_target_kind)s, %(entry_target_id)s, %(entry_data)s::jsonb, %(entry_request_id)s)
RETURNING id
"""


class ActorRef(Protocol):
    """Who acts, as far as the trail needs to know."""

    @property
    def kind(self) -> str: ...
    @property
    def id(self) -> str: ...
    @property
    def label(self) -> str: ...


def record(
    actor: ActorRef,
    verb: str,
    target_kind: str,
    target_id: object,
    data: Mapping[str, Any] | None = None,
) -> None:
    """Append one line. `verb` is dotted and unique (`incident.reported`); `data` holds no personal data.

    Call it inside the transaction that makes the change.
    """
    prepared.together(line(actor, verb, target_kind, target_id, data))


def line(
    actor: ActorRef,
    verb: str,
    target_kind: str,
    target_id: object,
    data: Mapping[str, Any] | None = None,
) -> prepared.Part:
    """What `record` writes, for a statement that writes more."""
    values = {
        "entry_at": timezone.now(),
        "entry_actor_kind": str(actor.kind),
        "entry_actor_id": actor.id,
        "entry_actor_label": actor.label,
        "entry_verb": verb,
        "entry_target_kind": target_kind,
        "entry_target_id": str(target_id),
        "entry_data": json.dumps(data or {}),
        "entry_request_id": context.request_id.get(),
    }
    return prepared.Part("entry", _APPEND, values)


def lines(filters: Mapping[str, str], *, before: int | None = None, limit: int = 50) -> list[dict[str, Any]]:
    """The newest lines older than the id `before` that match the columns in `filters`."""
    rows = AuditEntry.objects.filter(**filters)
    if before is not None:
        rows = rows.filter(id__lt=before)
    rows = rows.annotate(sealed=models.Exists(AuditSeal.objects.filter(entry=models.OuterRef("pk"))))
    return list(rows.order_by("-id").values(*_LINE, "sealed")[:limit])
