"""Jobs of the brigades; each is safe to run twice."""

from __future__ import annotations

from uuid import UUID

from django.db import Error as DatabaseError
from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app

from rosters.actions import duty_reminders, ledger, reminding, rota, shifts, swaps, time

SOLVE_ATTEMPTS = 3


@app.task(
    name="rosters.solve_rota",
    retry=RetryStrategy(max_attempts=SOLVE_ATTEMPTS, wait=5, retry_exceptions=[DatabaseError]),
    pass_context=True,
)
def solve_rota(context: JobContext, *, run_id: str) -> None:
    """Compute a rota that a chief asked for. One that breaks off says so, or nobody could ask again."""
    try:
        rota.solve_rota(UUID(run_id))
    except Exception as fault:
        if not isinstance(fault, DatabaseError) or context.job.attempts >= SOLVE_ATTEMPTS:
            rota.fail_rota(UUID(run_id))
        raise


@app.task(name="rosters.void_exchange")
def void_exchange(*, swap_id: str) -> None:
    """End an offer that asked for a duty which has ended."""
    swaps.void_exchange(UUID(swap_id))


@app.periodic(cron="* * * * *")
@app.task(name="rosters.tell_time", queueing_lock="rosters.tell_time")
def tell_time(timestamp: int) -> None:
    """Show what the clock alone has changed of people's availability."""
    del timestamp
    time.tell_what_time_changed()


@app.periodic(cron="7 * * * *")
@app.task(name="rosters.keep_ahead", queueing_lock="rosters.keep_ahead")
def keep_ahead(timestamp: int) -> None:
    """Write the shifts of the weeks ahead."""
    del timestamp
    shifts.keep_ahead()


@app.periodic(cron="*/5 * * * *")
@app.task(name="rosters.record_duties", queueing_lock="rosters.record_duties")
def record_duties(timestamp: int) -> None:
    """Enter duties that are over into the ledger of hours."""
    del timestamp
    ledger.record_duties()


@app.periodic(cron="* * * * *")
@app.task(name="rosters.remind", queueing_lock="rosters.remind")
def remind(timestamp: int) -> None:
    """Remind of duties that begin soon, of papers and tests that lapse."""
    del timestamp
    duty_reminders.remind_of_duties()
    reminding.remind_of_papers()
    reminding.remind_of_kit()
