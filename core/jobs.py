"""Deferring work by name, in the caller's own transaction: the job row commits with the data.

Procrastinate's own trigger would NOTIFY inside that transaction, and PostgreSQL then lets one transaction
at a time commit in the whole cluster. Jobs deferred here keep it silent; the workers are rung afterwards.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from typing import Any

import orjson
from procrastinate.contrib.django import app

from core import doorbell, prepared

URGENT = "urgent"
"""Queue of the life-safety jobs: alerts, escalation, pages."""
MAIL = "mail"
"""Queue of the e-mails: a mail server that hangs holds up e-mails, and nothing else."""
DEFAULT = "default"
"""Queue of everything that can wait a few seconds."""
QUEUES = (URGENT, MAIL, DEFAULT)


class Priority(IntEnum):
    """Which of the jobs that wait in a queue is run first: the greater."""

    ORDINARY = 0
    ALERT = 40
    """An alert, its escalation, the e-mails of alerts. Sweeps that escalate take turns with the rest: put
    first, each second, they left none to new alerts in a night of twenty reports a second.
    """
    PAGE = 60
    """E-mails that page people to a call-out: never behind the alerts of a busy night."""
    RESCUE = 100
    """Jobs of dead workers, which are older than all others."""


_DEFER = """
WITH silence AS (SELECT set_config('varta.rings_after_commit', 'on', true))
INSERT INTO procrastinate_jobs (queue_name, task_name, priority, lock, queueing_lock, args)
SELECT %(job_queue)s, %(job_name)s, %(job_priority)s, %(job_lock)s, %(job_once)s, given.args
FROM silence, jsonb_array_elements(%(job_args)s::jsonb) AS given (args)
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
    prepared.together(deferred(name, [arguments], queue=queue, once=once))


def enqueue_many(
    name: str, rows: Sequence[dict[str, Any]], *, queue: str = DEFAULT, priority: Priority = Priority.ORDINARY
) -> None:
    """Defer one job for each row of arguments, in one statement. Of those that wait, the higher `priority`
    is run first.
    """
    if rows:
        prepared.together(deferred(name, rows, queue=queue, priority=priority))


def deferred(
    name: str,
    rows: Sequence[dict[str, Any]],
    *,
    queue: str = DEFAULT,
    once: str | None = None,
    priority: Priority = Priority.ORDINARY,
) -> prepared.Part:
    """What `enqueue_many` writes, for a statement that writes more. The workers' bell is registered here."""
    job = app.configure_task(name, queue=queue, queueing_lock=once).job
    values = {
        "job_queue": job.queue,
        "job_name": job.task_name,
        "job_priority": int(priority or job.priority),
        "job_lock": job.lock,
        "job_once": job.queueing_lock,
        "job_args": orjson.dumps([{**job.task_kwargs, **row} for row in rows]).decode(),
    }
    doorbell.ring_queue(job.queue)
    return prepared.Part("job", _DEFER, values)
