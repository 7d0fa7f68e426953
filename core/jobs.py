"""Deferring work by name, in the caller's own transaction: the job row commits with the data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from procrastinate import exceptions
from procrastinate.contrib.django import app

URGENT = "urgent"
"""Queue of the life-safety jobs: alerts, escalation, pages."""
DEFAULT = "default"
"""Queue of everything that can wait a few seconds."""


def enqueue(
    name: str,
    *,
    queue: str = DEFAULT,
    once: str | None = None,
    **arguments: Any,
) -> None:
    """Defer the job `name` (`dispatch.consider`) with JSON arguments: ids, never personal data.

    With `once`, a job of that key that already waits stands for this one too. The savepoint keeps the
    caller's transaction alive when it does (a duplicate key would abort it).
    """
    deferrer = app.configure_task(name, queue=queue, queueing_lock=once)
    if once is None:
        deferrer.defer(**arguments)
        return
    try:
        with transaction.atomic():
            deferrer.defer(**arguments)
    except exceptions.AlreadyEnqueued:
        return


def enqueue_many(name: str, rows: Sequence[dict[str, Any]], *, queue: str = DEFAULT) -> None:
    """Defer one job for each row of arguments, in one statement."""
    if rows:
        app.configure_task(name, queue=queue).batch_defer(*rows)
