"""Jobs of dispatch. Every one may run twice, at once, or late."""

from __future__ import annotations

from uuid import UUID

from procrastinate.contrib.django import app

from core.jobs import URGENT, Priority
from dispatch import actions
from dispatch.actions import callout_reports, callout_sweep


@app.task(name="dispatch.consider", queue=URGENT, priority=Priority.ALERT, retry=5)
def consider(incident_id: str) -> None:
    """Alert whom a new report calls; where groups see it at once, tell them too; a fire also concerns the
    brigades that go there first, whatever became of the rest.
    """
    try:
        actions.consider_incident(UUID(incident_id))
        actions.tell_groups(UUID(incident_id))
    finally:
        callout_reports.consider_fire(UUID(incident_id))


@app.task(name="dispatch.follow_incident", queue=URGENT, priority=Priority.ALERT, retry=5)
def follow_incident(incident_id: str) -> None:
    """A report has ended: what is only proposed for it is declined, what runs is told."""
    actions.follow_incident(UUID(incident_id))


@app.task(name="dispatch.tell_groups", retry=5)
def tell_groups(incident_id: str) -> None:
    """Tell the watch groups over a published incident, masked."""
    actions.tell_groups(UUID(incident_id))


@app.task(name="dispatch.show_crew", retry=5)
def show_crew(user_id: str) -> None:
    """Show the crew of a person on duty under the names they have now."""
    actions.show_crew(UUID(user_id))


@app.periodic(cron="* * * * * *", periodic_id="dispatch.sweep_alerts")
@app.task(
    name="dispatch.sweep_alerts",
    queue=URGENT,
    priority=Priority.ALERT,
    queueing_lock="dispatch.sweep_alerts",
)
def sweep_alerts(timestamp: int) -> None:
    """Each second: settle alerts that were answered, ask the next people where nobody did."""
    del timestamp
    actions.sweep_alerts()


@app.periodic(cron="* * * * * *", periodic_id="dispatch.sweep_callouts")
@app.task(
    name="dispatch.sweep_callouts",
    queue=URGENT,
    priority=Priority.ALERT,
    queueing_lock="dispatch.sweep_callouts",
)
def sweep_callouts(timestamp: int) -> None:
    """Each second: escalate, ask again and call the roll where the time has come."""
    del timestamp
    callout_sweep.sweep_callouts()


@app.periodic(cron="* * * * * */2", periodic_id="dispatch.end_lapsed_duties")
@app.task(
    name="dispatch.end_lapsed_duties",
    queue=URGENT,
    priority=Priority.ALERT,
    queueing_lock="dispatch.end_lapsed_duties",
)
def end_lapsed_duties(timestamp: int) -> None:
    """Every two seconds: end the duties of people whose role has gone."""
    del timestamp
    actions.end_lapsed_duties()


@app.periodic(cron="* * * * *", periodic_id="dispatch.forget_positions")
@app.task(name="dispatch.forget_positions", queueing_lock="dispatch.forget_positions")
def forget_positions(timestamp: int) -> None:
    """Each minute: delete positions that nobody has renewed."""
    del timestamp
    actions.forget_positions()
