"""Reminders of duties, a day and an hour before they begin. A job, safe to repeat."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from notifications import actions as notifications
from rosters import wording
from rosters.models import Assignment
from rosters.queries import shifts as queries

STAGES = (24, 1)
"""Hours before the beginning."""


@transaction.atomic
def remind_of_duties() -> int:
    """Tell holders of published duties that theirs begins within a day, within an hour; how many were told.

    Each stage once for each holding of a seat: who takes a duty over is reminded, who gave it away is not. A
    reminder that is late is still sent while the duty has not begun; one whose time had passed before the
    person came to the duty is not: they have just been told.
    """
    now = timezone.now()
    told = 0
    for row in queries.beginning(now, now + timedelta(hours=STAGES[0])):
        stage = _stage(row, now)
        if row.reminded_hours is not None and row.reminded_hours <= stage:
            continue
        if row.created_at <= row.during.lower - timedelta(hours=stage):
            shift = row.shift
            words = wording.soon(
                row.pk, shift.name, shift.day.isoformat(), f"{shift.starts_label:%H:%M}", stage
            )
            notifications.notify([row.user_id], words)
            told += 1
        row.reminded_hours = stage
        row.save(update_fields=["reminded_hours", "updated_at"])
    return told


def _stage(row: Assignment, now: datetime) -> int:
    """The last stage that has been reached."""
    left = row.during.lower - now
    return min(hours for hours in STAGES if left <= timedelta(hours=hours))
