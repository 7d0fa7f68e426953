"""Lines of the ledger that come from shifts, and corrections; call-outs and training write their own."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actor import Actor
from core import audit
from core.decisions import require
from core.errors import Invalid
from rosters import policies
from rosters.actions.hours import record_hours
from rosters.models import HoursEntry, HoursKind
from rosters.queries import hours as queries
from rosters.queries.roll import interval_of


@transaction.atomic
def record_duties() -> int:
    """Enter every duty that is over and not in the ledger yet; how many. A job's, safe to run twice."""
    return sum(
        record_hours(
            brigade_id=duty.shift.brigade_id,
            user_id=duty.user_id,
            kind=HoursKind.DUTY,
            during=interval_of(duty.during),
            source_id=duty.pk,
            note=duty.shift.name,
        )
        for duty in queries.duties_to_record()
    )


@transaction.atomic
def correct_hours(actor: Actor, *, entry_id: UUID, minutes: int, note: str) -> HoursEntry:
    """Let an entry count as so many minutes from now on: the difference is a further line.

    Raises: NotFound, Refused, Invalid (no reason, nothing to correct, less than nothing).
    """
    entry = queries.entry_for(actor, entry_id, lock=True)
    require(policies.can_command(actor, entry.brigade))
    if not note.strip():
        raise Invalid.field("note", _("Please say why."))
    difference = minutes - queries.counted(entry)
    if minutes < 0 or difference == 0:
        raise Invalid.field("minutes", _("Give the minutes that are to count, other than before."))
    line = HoursEntry.objects.create(
        brigade_id=entry.brigade_id,
        user_id=entry.user_id,
        kind=entry.kind,
        during=entry.during,
        minutes=difference,
        source_id=entry.source_id,
        corrects=entry,
        note=note.strip()[:200],
    )
    audit.record(actor, "hours.corrected", "hours", entry.pk, {"minutes": minutes, "by": difference})
    return line
