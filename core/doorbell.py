"""The doorbell: a NOTIFY after the commit. Losing one costs half a second, never an event or a job."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from typing import Any

from django.db import connection, transaction

from core import prepared

STREAM = "varta_stream"
"""Rung when the event log has grown."""
CONTROL = "varta_control"
"""Rung when somebody's authority has changed."""
_JOB_PAYLOAD = '{"type": "job_inserted"}'
_NOTIFY = "SELECT pg_notify(channel, payload) FROM unnest(%s::text[], %s::text[]) AS bell (channel, payload)"
_JOBS = "procrastinate_queue_v1#"


def ring(channel: str = STREAM) -> None:
    """Ring once after the transaction under way commits, however often it is called in it.

    Outside a transaction it rings at once. Never notifies inside the transaction: PostgreSQL takes a
    lock over the whole cluster for that until the commit is done. Bells of one transaction are one statement.
    """
    entries: list[Any] = connection.run_on_commit
    depth = set(connection.savepoint_ids)
    for place, (savepoints, bell, robust) in enumerate(entries):
        rung = getattr(bell, "args", ())
        if getattr(bell, "func", None) is not _notify:
            continue
        # An entry that is still registered is exactly as safe as a new one: a savepoint it was made in is
        # released already (then only an enclosing rollback removes it) or encloses this call too.
        if channel in rung:
            return
        if savepoints == depth:
            entries[place] = (savepoints, _bell(*rung, channel), robust)
            return
    transaction.on_commit(_bell(channel), robust=True)


def ring_queue(queue: str) -> None:
    """Wake the workers of a queue after the commit, in the words procrastinate's workers listen to."""
    ring(_JOBS + queue)


@cache
def _bell(*channels: str) -> Callable[[], None]:
    return partial(_notify, *channels)


def _notify(*channels: str) -> None:
    payloads = [_JOB_PAYLOAD if channel.startswith(_JOBS) else "" for channel in channels]
    prepared.rows(_NOTIFY, [list(channels), payloads])
