"""The ledger of hours: one line for each source, corrections as further lines."""

from __future__ import annotations

from uuid import UUID

from rosters.models import HoursEntry, HoursKind
from rosters.queries.roll import range_of
from rosters.recurrence import Interval


def record_hours(
    *, brigade_id: UUID, user_id: UUID, kind: HoursKind, during: Interval, source_id: UUID, note: str = ""
) -> bool:
    """Enter what somebody gave, in the caller's transaction; once for each person, kind and source.

    Answers False, and changes nothing, where that source stands in the ledger already.
    """
    _, fresh = HoursEntry.objects.get_or_create(
        user_id=user_id,
        kind=kind,
        source_id=source_id,
        corrects=None,
        defaults={
            "brigade_id": brigade_id,
            "during": range_of(during),
            "minutes": round((during.end - during.start).total_seconds() / 60),
            "note": note[:200],
        },
    )
    return fresh
