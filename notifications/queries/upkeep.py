"""How the worker keeps up."""

from __future__ import annotations

from django.db import connection

_OLDEST = """
SELECT coalesce(max(extract(epoch FROM now() - greatest(event.at, job.scheduled_at))), 0)
FROM procrastinate_jobs AS job
JOIN procrastinate_events AS event ON event.job_id = job.id AND event.type = 'deferred'
WHERE job.status = 'todo' AND (job.scheduled_at IS NULL OR job.scheduled_at <= now())
"""


def oldest_waiting_job() -> float:
    """Seconds for which the job has waited that could have begun longest ago; 0 when none waits."""
    with connection.cursor() as cursor:
        cursor.execute(_OLDEST)
        row = cursor.fetchone()
    return float(row[0]) if row else 0.0
