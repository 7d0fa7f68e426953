"""Jobs of incidents: publishing on time and keeping counts."""

from __future__ import annotations

from procrastinate.contrib.django import app

from incidents import actions


@app.periodic(cron="* * * * * */2", periodic_id="incidents.publish_due")
@app.task(name="incidents.publish_due", queueing_lock="incidents.publish_due", pass_context=False)
def publish_due(timestamp: int) -> None:
    """Show what is due, hide what has run out, count what is new."""
    del timestamp
    actions.publish_due()
    while actions.tally_new():
        pass
