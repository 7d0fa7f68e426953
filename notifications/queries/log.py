"""Reading the event log: snapshots with their positions, and pages of events."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import orjson
from django.db import connection, transaction

from accounts.actor import Actor
from core import decisions
from notifications.queries import audience
from notifications.streams import Position

PAGE = 500
"""Events in one page of the polling interface."""

_POSITIONS = """
SELECT wanted.key, coalesce(counter.epoch, log.epoch)::text, coalesce(counter.top, 0)
FROM unnest(%s::text[]) AS wanted (key)
CROSS JOIN notifications_log AS log
LEFT JOIN notifications_stream AS counter ON counter.key = wanted.key COLLATE "C"
"""

_PAGE = """
SELECT coalesce(counter.epoch, log.epoch)::text, coalesce(counter.top, 0), coalesce(counter.floor, 0),
       event.off, event.kind, event.subject, event.at, event.data
FROM notifications_log AS log
LEFT JOIN notifications_stream AS counter ON counter.key = %(stream)s
LEFT JOIN LATERAL (
    SELECT off, kind, subject, at, data FROM notifications_event
    WHERE stream = counter.key AND off > %(after)s AND off <= counter.top
      AND counter.epoch::text = %(epoch)s AND counter.floor <= %(after)s
    ORDER BY off LIMIT %(limit)s
) AS event ON true
ORDER BY event.off
"""


@contextmanager
def snapshot() -> Iterator[None]:
    """One REPEATABLE READ, read-only transaction: what is read inside belongs together with `positions`.

    Inside a transaction that is already open (a test's) the isolation cannot be changed any more and is
    left as it is.
    """
    if connection.in_atomic_block:
        yield
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield


def positions(keys: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Where each stream stands, as `{stream: {"epoch", "off"}}`; call it inside `snapshot()`. One statement.

    A stream nobody has written to stands at 0.
    """
    with connection.cursor() as cursor:
        cursor.execute(_POSITIONS, [list(keys)])
        return {key: Position(epoch, top).as_json() for key, epoch, top in cursor.fetchall()}


@dataclass(frozen=True, slots=True)
class LoggedEvent:
    """One line of the log as its readers get it."""

    off: int
    kind: str
    subject: str
    at: datetime
    data: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class EventPage:
    """What one poll answers. With `reset` the reader's position is void: it takes a snapshot."""

    stream: str
    epoch: str
    top: int
    floor: int
    reset: bool
    events: list[LoggedEvent]


def event_page(actor: Actor, key: str, *, epoch: str | None, after: int | None) -> EventPage:
    """The events of a stream after a position, at most `PAGE`; the rest is got by asking again.

    Raises NotFound (or NotSignedIn) where the actor may not read the stream, or it cannot exist.
    """
    decisions.require(audience.can_read(actor, key))
    arguments: dict[str, str | int] = {
        "stream": key,
        "after": after or 0,
        "epoch": epoch or "",
        "limit": PAGE,
    }
    with connection.cursor() as cursor:
        cursor.execute(_PAGE, arguments)
        rows = cursor.fetchall()
    current, top, floor = rows[0][:3]
    known = epoch == current and after is not None and floor <= after <= top
    events = [
        LoggedEvent(off, kind, subject, at, None if data is None else orjson.loads(data))
        for *_, off, kind, subject, at, data in rows
        if known and off is not None
    ]
    return EventPage(key, current, top, floor, not known, events)


def days_in_log() -> list[date]:
    """The days the log has a partition for, oldest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT right(inhrelid::regclass::text, 8) FROM pg_inherits"
            " WHERE inhparent = 'notifications_event'::regclass ORDER BY 1"
        )
        return [date.fromisoformat(row[0]) for row in cursor.fetchall()]
