"""What units work, and alerts that wait for an answer."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from dispatch.alerting import AlertState
from dispatch.models import Alert, Assignment, AssignmentStep
from incidents.models import Incident


def incident_locked(incident_id: UUID) -> Incident | None:
    """The incident for a job of the product, held to the end of the transaction."""
    rows = Incident.objects.select_related("category").select_for_update(of=("self",))
    return rows.filter(pk=incident_id).first()


def assignment_of_incident(incident_id: UUID) -> Assignment | None:
    """The open assignment of an incident with its unit."""
    rows = Assignment.objects.select_related("unit")
    return rows.filter(incident_id=incident_id, ended_at__isnull=True).first()


def assignment_of_unit(unit_id: UUID) -> Assignment | None:
    """The open assignment of a unit with its incident."""
    rows = Assignment.objects.select_related("incident")
    return rows.filter(unit_id=unit_id, ended_at__isnull=True).first()


def assignments_of_units(unit_ids: list[UUID]) -> dict[UUID, Assignment]:
    """The open assignments of these units, by unit."""
    rows = Assignment.objects.filter(unit_id__in=unit_ids, ended_at__isnull=True)
    return {row.unit_id: row for row in rows}


def alerts_of(incident_id: UUID) -> list[Alert]:
    """The waves of an incident, first to last."""
    return list(Alert.objects.filter(incident_id=incident_id).order_by("wave"))


def step_lines(incident_id: UUID) -> list[AssignmentStep]:
    """Everything said about the assignments of one incident, oldest first."""
    rows = AssignmentStep.objects.filter(assignment__incident_id=incident_id)
    return list(rows.select_related("assignment__unit").order_by("at", "id"))


def open_alert(incident_id: UUID) -> Alert | None:
    """The wave that waits for an answer."""
    return Alert.objects.filter(incident_id=incident_id, state=AlertState.OPEN).first()


def alerts_due(now: datetime, *, limit: int = 100) -> list[tuple[UUID, UUID]]:
    """Waves whose time has passed, most overdue first: ids of alert and incident."""
    rows = Alert.objects.filter(state=AlertState.OPEN, deadline_at__lte=now)
    return list(rows.order_by("deadline_at", "id").values_list("id", "incident_id")[:limit])


def alert_due_locked(alert_id: UUID, now: datetime) -> Alert | None:
    """The wave, held, if it is still open and overdue."""
    rows = Alert.objects.select_for_update().filter(state=AlertState.OPEN, deadline_at__lte=now)
    return rows.filter(pk=alert_id).first()
