"""Jobs: e-mail, the log's days, and the upkeep of the jobs themselves. All safe to run twice."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from uuid import UUID

from django.db import Error as DatabaseError
from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.exceptions import ConnectorException, UniqueViolation
from procrastinate.jobs import Job, Status

from core import jobs
from notifications import actions

log = logging.getLogger("varta.jobs")

MAIL_ATTEMPTS = 8
DEAD_SECONDS = 30
"""A worker beats every 10 s; one that was silent this long is dead, and its jobs are run again."""
FINISHED_HOURS = 48


@app.task(
    name="notifications.send_mail",
    retry=RetryStrategy(
        max_attempts=MAIL_ATTEMPTS, exponential_wait=3, retry_exceptions=[OSError, DatabaseError]
    ),
    pass_context=True,
)
def send_mail(context: JobContext, item_ids: list[str]) -> None:
    """Mail a batch of inbox items; tried again for about two hours while the server refuses or the database
    is away.
    """
    wanted = [UUID(item_id) for item_id in item_ids]
    try:
        actions.send_mail(wanted)
    except OSError:
        if context.job.attempts >= MAIL_ATTEMPTS:
            failed = actions.give_up_mail(wanted)
            log.exception("e-mail given up", extra={"items": len(wanted), "deliveries": failed})
        raise


@app.task(name="notifications.show_inbox", retry=5)
def show_inbox(user_id: str) -> None:
    """Show a person's messages in the language they have chosen."""
    actions.show_inbox(UUID(user_id))


@app.periodic(cron="23 * * * *", periodic_id="notifications.keep_days")
@app.task(name="notifications.keep_days", queueing_lock="notifications.keep_days")
def keep_days(timestamp: int) -> None:
    """Each hour: the event log's days ahead, and the days to drop."""
    dropped = actions.keep_days(datetime.fromtimestamp(timestamp, UTC))
    if dropped:
        log.info("event log days dropped", extra={"days": dropped})


@app.periodic(cron="41 3 * * *", periodic_id="notifications.forget_old")
@app.task(name="notifications.forget_old", queueing_lock="notifications.forget_old")
def forget_old(timestamp: int) -> None:
    """Each night: messages past their time."""
    actions.forget_old(datetime.fromtimestamp(timestamp, UTC))


@app.periodic(cron="* * * * * */20", periodic_id="notifications.rescue_jobs")
@app.task(
    name="notifications.rescue_jobs",
    queue=jobs.URGENT,
    queueing_lock="notifications.rescue_jobs",
    priority=jobs.Priority.RESCUE,
)
async def rescue_jobs(timestamp: int) -> None:
    """Every 20 s: run again what a dead worker left half done; no job waits longer than about a minute."""
    del timestamp
    manager = app.job_manager
    await manager.prune_stalled_workers(DEAD_SECONDS)
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=DEAD_SECONDS):
        await _rescue(job)


async def _rescue(job: Job) -> None:
    """Let it wait again. Where one of its queueing lock waits already, that one stands for it.

    What fails here concerns this job alone: the others of the dead worker are not to wait for it.
    """
    told = {"job": job.task_name, "number": job.id}
    try:
        await app.job_manager.retry_job(job)
        log.warning("job of a dead worker is run again", extra=told)
    except UniqueViolation:
        await app.job_manager.finish_job(job, status=Status.ABORTED, delete_job=True)
        log.warning("job of a dead worker is run again by another that waits", extra=told)
    except ConnectorException:
        log.exception("job of a dead worker could not be taken over", extra=told)


@app.periodic(cron="11 * * * *", periodic_id="notifications.forget_jobs")
@app.task(name="notifications.forget_jobs", queueing_lock="notifications.forget_jobs")
async def forget_jobs(timestamp: int) -> None:
    """Each hour: finished jobs of more than two days ago, and failed ones as well."""
    del timestamp
    await app.job_manager.delete_old_jobs(nb_hours=FINISHED_HOURS, include_failed=True)
