"""Papers that end soon, and what hangs on them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from itertools import chain
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Q

from rosters import ability
from rosters.models import Assignment, AssignmentState, EligibilityGate, QualificationGrant, Shift, ShiftState
from rosters.queries import shifts
from rosters.queries.roll import interval_of
from rosters.recurrence import Interval

FORGET = timedelta(days=30)
"""What ended longer ago is not told of any more: the installation was down, or the paper is old news."""
INSTANT = timedelta(microseconds=1)


def papers_due(now: datetime, *, days: int) -> Iterable[EligibilityGate | QualificationGrant]:
    """Gates and qualifications that end within so many days or ended lately, locked, oldest first."""
    window = Q(valid__endswith__lte=now + timedelta(days=days), valid__endswith__gt=now - FORGET)
    window &= Q(revoked_at=None, user__is_active=True)
    gates = EligibilityGate.objects.filter(window).select_for_update(of=("self",), skip_locked=True)
    grants = QualificationGrant.objects.filter(window).select_related("qualification")
    return chain(
        gates.order_by("pk"),
        grants.select_for_update(of=("self",), skip_locked=True).order_by("pk"),
    )


def holders_of_ended(now: datetime) -> set[UUID]:
    """Whoever has a paper that ended lately and of which they were not told so."""
    over = Q(valid__endswith__lte=now, valid__endswith__gt=now - FORGET, revoked_at=None)
    over &= Q(user__is_active=True) & (Q(reminded_days=None) | Q(reminded_days__gt=0))
    gates = EligibilityGate.objects.filter(over).values_list("user_id", flat=True)
    return set(gates) | set(QualificationGrant.objects.filter(over).values_list("user_id", flat=True))


def is_renewed(row: EligibilityGate | QualificationGrant) -> bool:
    """Whether the same paper goes on where this one ends."""
    ranges = _same_paper(row)
    end: datetime = row.valid.upper
    around = Interval(end - INSTANT, end + INSTANT)
    return ability.holds_throughout((interval_of(valid) for valid in ranges), around)


def _same_paper(row: EligibilityGate | QualificationGrant) -> list[DateTimeTZRange]:
    if isinstance(row, EligibilityGate):
        gates = EligibilityGate.objects.filter(user_id=row.user_id, kind=row.kind, revoked_at=None)
        return list(gates.values_list("valid", flat=True))
    grants = QualificationGrant.objects.filter(user_id=row.user_id, qualification_id=row.qualification_id)
    return list(grants.filter(revoked_at=None).values_list("valid", flat=True))


def held_after(user_id: UUID, moment: datetime) -> list[Shift]:
    """Shifts that end after the moment and in which the person holds a seat."""
    held = Assignment.objects.filter(
        user_id=user_id, state=AssignmentState.CONFIRMED, during__endswith__gt=moment
    )
    rows = shifts.whole_shifts().filter(pk__in=held.values("shift_id")).exclude(state=ShiftState.CANCELLED)
    return list(rows.order_by("during"))


def day_after(day: date, days: int) -> date:
    """So many days later."""
    return day + timedelta(days=days)
