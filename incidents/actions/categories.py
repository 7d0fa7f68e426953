"""The category table kept equal to the shipped catalogue."""

from __future__ import annotations

from dataclasses import asdict

from django.db import transaction

from accounts.actor import Actor
from core import audit
from incidents import catalogue
from incidents.models import Category


@transaction.atomic
def sync_categories(actor: Actor) -> dict[str, int]:
    """Write the catalogue over the table; what left the catalogue stays but is no longer offered.

    Safe to repeat: a second run changes nothing. Returns counts of `made`, `changed` and `retired`.
    """
    known = {row.code: row for row in Category.objects.select_for_update().order_by("code")}
    counts = {"made": 0, "changed": 0, "retired": 0}
    for entry in catalogue.entries():
        values = _columns(entry)
        row = known.pop(entry.code, None)
        if row is None:
            Category.objects.create(code=entry.code, **values)
            counts["made"] += 1
        elif any(getattr(row, name) != value for name, value in values.items()):
            Category.objects.filter(code=entry.code).update(**values)
            counts["changed"] += 1
    counts["retired"] = Category.objects.filter(code__in=known, active=True).update(active=False)
    if any(counts.values()):
        audit.record(actor, "category.synced", "category", "all", counts)
    return counts


def _columns(entry: catalogue.Entry) -> dict[str, object]:
    """The table's columns of one entry."""
    values = asdict(entry)
    del values["code"]
    values["parent_id"] = values.pop("parent")
    values["emergency"] = [line.value for line in entry.emergency]
    values["severity"] = entry.severity.value
    values["audience"] = entry.audience.value
    return values | {"active": True}
