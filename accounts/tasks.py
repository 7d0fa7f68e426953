"""Jobs over people and grants."""

from __future__ import annotations

from procrastinate.contrib.django import app

from accounts import actions


@app.periodic(cron="17 * * * *", periodic_id="accounts.sweep")
@app.task(name="accounts.sweep", queueing_lock="accounts.sweep")
def sweep(timestamp: int) -> None:
    """Each hour: drop accounts whose address was never confirmed."""
    del timestamp
    actions.forget_unconfirmed()
