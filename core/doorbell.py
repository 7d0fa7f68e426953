"""The doorbell: a NOTIFY without payload after the commit. Losing one costs half a second, never an event."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial

from django.db import connection, transaction

STREAM = "varta_stream"
"""Rung when the event log has grown."""
CONTROL = "varta_control"
"""Rung when somebody's authority has changed."""


def ring(channel: str = STREAM) -> None:
    """Ring once after the transaction under way commits, however often it is called in it.

    Outside a transaction it rings at once. Never notifies inside the transaction: PostgreSQL takes a
    lock over the whole cluster for that until the commit is done.
    """
    bell = _bell(channel)
    # An entry that is still registered is exactly as safe as a new one: a savepoint it was made in is either
    # released already (then only an enclosing rollback removes it) or encloses this call too.
    if any(entry[1] is bell for entry in connection.run_on_commit):
        return
    transaction.on_commit(bell, robust=True)


@cache
def _bell(channel: str) -> Callable[[], None]:
    return partial(_notify, channel)


def _notify(channel: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, '')", [channel])
