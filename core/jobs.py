"""Deferring work by name, in the caller's own transaction: the job row commits with the data.

Procrastinate's own trigger would NOTIFY inside that transaction, and PostgreSQL then lets one transaction
at a time commit in the whole cluster. Jobs deferred here keep it silent; the workers are rung afterwards.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import orjson
from procrastinate.contrib.django import app

from core import doorbell, prepared

URGENT = "urgent"
"""Queue of the life-safety jobs: alerts, escalation, pages."""
DEFAULT = "default"
"""Queue of everything that can wait a few seconds."""

_DEFER = """
WITH silence AS (SELECT set_config('varta.rings_after_commit', 'on', true))
INSERT INTO procrastinate_jobs (queue_name, task_name, priority, lock, queueing_lock, args)
SELECT %(queue)s, %(name)s, %(priority)s, %(lock)s, %(once)s, job.args
FROM silence, unnest(%(args)s::jsonb[]) AS job (args)
ON CONFLICT (queueing_lock) WHERE status = 'todo' DO NOTHING
RETURNING id
"""


def enqueue(
    name: str,
    *,
    queue: str = DEFAULT,
    once: str | None = None,
    **arguments: Any,
) -> None:
    """Defer the job `name` (`dispatch.consider`) with JSON arguments: ids, never personal data.

    With `once`, a job of that key that already waits stands for this one too.
    """
    _defer(name, [arguments], queue=queue, once=once)


def enqueue_many(name: str, rows: Sequence[dict[str, Any]], *, queue: str = DEFAULT) -> None:
    """Defer one job for each row of arguments, in one statement."""
    if rows:
        _defer(name, rows, queue=queue, once=None)


def _defer(name: str, rows: Sequence[dict[str, Any]], *, queue: str, once: str | None) -> None:
    job = app.configure_task(name, queue=queue, queueing_lock=once).job
    values = {
        "queue": job.queue,
        "name": job.task_name,
        "priority": job.priority,
        "lock": job.lock,
        "once": job.queueing_lock,
        "args": [orjson.dumps({**job.task_kwargs, **row}).decode() for row in rows],
    }
    prepared.rows(_DEFER, values)
    doorbell.ring_queue(job.queue)
