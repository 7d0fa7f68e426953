"""The audit trail: `record` beside every change, in the same transaction."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from django.db import models
from django.utils import timezone

from core import context
from core.models import AuditEntry, AuditSeal

_LINE = ("id", "at", "actor_kind", "actor_id", "actor_label", "verb", "target_kind", "target_id", "data")


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
    AuditEntry.objects.create(
        at=timezone.now(),
        actor_kind=actor.kind,
        actor_id=actor.id,
        actor_label=actor.label,
        verb=verb,
        target_kind=target_kind,
        target_id=str(target_id),
        data=dict(data or {}),
        request_id=context.request_id.get(),
    )


def lines(filters: Mapping[str, str], *, before: int | None = None, limit: int = 50) -> list[dict[str, Any]]:
    """The newest lines older than the id `before` that match the columns in `filters`."""
    rows = AuditEntry.objects.filter(**filters)
    if before is not None:
        rows = rows.filter(id__lt=before)
    rows = rows.annotate(sealed=models.Exists(AuditSeal.objects.filter(entry=models.OuterRef("pk"))))
    return list(rows.order_by("-id").values(*_LINE, "sealed")[:limit])
