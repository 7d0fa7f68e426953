"""Keeping the log in order: days made ahead and dropped after a week, old messages forgotten, new epochs."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from django.db import connection, transaction

from accounts.models import AuthorityChange
from notifications import projections, queries
from notifications.actions.events import record_events
from notifications.models import InboxItem

DAYS_KEPT = 7
DAYS_AHEAD = 3
INBOX_KEPT = timedelta(days=180)
CONTROL_KEPT = timedelta(days=1)
FORGET_BATCH = 500


def keep_days(now: datetime) -> list[str]:
    """Make the partitions of today and the next days; drop those older than a week.

    Floors are raised in a transaction of their own, before the lines go. Returns the days dropped.
    Safe to run twice, or not at all for a few days: writers make a missing day themselves.
    """
    today = now.astimezone(UTC).date()
    for ahead in range(DAYS_AHEAD + 1):
        _call("SELECT event_log_partition(%s)", today + timedelta(days=ahead))
    dropped = [day for day in queries.days_in_log() if day < today - timedelta(days=DAYS_KEPT)]
    for day in dropped:
        _call("SELECT event_log_raise_floors(%s)", day)
        _call("SELECT event_log_drop(%s)", day)
    return [day.isoformat() for day in dropped]


def _call(sql: str, day: date) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '2s'")
        cursor.execute(sql, [day])


def forget_old(now: datetime) -> int:
    """Delete inbox items past their time, and control lines no hub looks at any more; the number of items.

    Safe to run twice and beside itself: items that another run holds are left to it.
    """
    AuthorityChange.objects.filter(at__lt=now - CONTROL_KEPT).delete()
    forgotten = 0
    while batch := _forget_batch(now - INBOX_KEPT):
        forgotten += batch
    return forgotten


@transaction.atomic
def _forget_batch(before: datetime) -> int:
    old = InboxItem.objects.filter(at__lt=before).select_for_update(skip_locked=True).order_by("id")
    items = list(old.only("id", "user_id")[:FORGET_BATCH])
    InboxItem.objects.filter(pk__in=[item.pk for item in items]).delete()
    record_events([projections.inbox_drop("inbox.forgotten", item) for item in items])
    return len(items)


def rotate_epochs() -> int:
    """Begin a new numbering of every stream: after a restore, positions held by clients mean nothing.

    Returns how many streams had events.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT event_log_rotate(NULL)")
        row = cursor.fetchone()
    return int(row[0]) if row else 0
