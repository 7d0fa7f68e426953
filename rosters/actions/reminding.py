"""Reminders of papers and tests that lapse, before and on the day. Jobs, safe to repeat."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts import queries as accounts_queries
from notifications import actions as notifications
from rosters.actions import holes, seats, time
from rosters.models import EligibilityGate, KitItem, QualificationGrant
from rosters.queries import brigades, lapsing, people, upkeep
from rosters.readiness import SOON_DAYS
from rosters.wording import upkeep as wording

PAPERS = (90, 30, 7, 0)
KIT = (SOON_DAYS, 7, 0)


@transaction.atomic
def remind_of_papers() -> int:
    """Tell people of papers that end soon, and them and their chiefs of papers that have ended; how many.

    Each stage is told once; a paper whose renewal is on record is not told of. Screens that showed the
    skill are brought up to date.
    """
    now = timezone.now()
    told = 0
    # Shifts and people first, as everybody takes them; papers that somebody else holds are passed over.
    holes.hold(lapsing.holders_of_ended(now), since=now - lapsing.FORGET)
    for row in lapsing.papers_due(now, days=PAPERS[0]):
        stage = _stage(row.valid.upper, now, PAPERS)
        if stage is None or (row.reminded_days is not None and row.reminded_days <= stage):
            continue
        if not lapsing.is_renewed(row):
            _tell(row, stage)
            told += 1
        row.reminded_days = stage
        row.save(update_fields=["reminded_days", "updated_at"])
    return told


@transaction.atomic
def remind_of_kit() -> int:
    """Tell chiefs of kit whose test is due within thirty days, seven days, or overdue; how many."""
    today = timezone.localdate()
    told = 0
    for item in upkeep.kit_due(lapsing.day_after(today, KIT[0])):
        if item.test_due is None:
            continue
        left = (item.test_due - today).days
        stage = min(days for days in KIT if days >= max(left, 0))
        if item.reminded_days is not None and item.reminded_days <= stage:
            continue
        words = wording.kit_due(item.brigade_id, item.label, item.test_due.isoformat(), overdue=left <= 0)
        notifications.notify(brigades.chief_ids(item.brigade_id), words)
        KitItem.objects.filter(pk=item.pk).update(reminded_days=stage)
        told += 1
    return told


def _stage(end: datetime, now: datetime, stages: Sequence[int]) -> int | None:
    """The last stage that has been reached, None before the first."""
    reached = [days for days in stages if (end - now).total_seconds() <= days * 86_400]
    return min(reached) if reached else None


def _tell(row: EligibilityGate | QualificationGrant, stage: int) -> None:
    paper, day = _name(row), row.valid.upper.date().isoformat()
    if stage > 0:
        notifications.notify([row.user_id], wording.lapsing(paper, day))
        return
    notifications.notify([row.user_id], wording.lapsed(paper, day))
    members = people.serving_memberships(row.user_id)
    name = accounts_queries.names_of([row.user_id]).get(row.user_id, "")
    chiefs: set[UUID] = set()
    for member in members:
        chiefs.update(brigades.chief_ids(member.brigade_id))
    notifications.notify(sorted(chiefs - {row.user_id}), wording.lapsed_of(name, paper, day))
    time.tell_people(members)
    for shift in lapsing.held_after(row.user_id, row.valid.upper):
        seats.tell(shift)


def _name(row: EligibilityGate | QualificationGrant) -> Mapping[str, str]:
    if isinstance(row, EligibilityGate):
        return wording.GATES[row.kind]
    return {"uk": row.qualification.name_uk, "en": row.qualification.name_en}
