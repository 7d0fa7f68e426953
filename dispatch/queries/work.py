"""What units work, and alerts that wait for an answer."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import Q

from dispatch.alerting import AlertState
from dispatch.models import Alert, Assignment, AssignmentStep
from incidents.models import Incident
from incidents.workflow import State

OVERLOOKED_AFTER = timedelta(seconds=10)
"""A report's own job has long run by then, or has failed for good."""
OVERLOOKED_FOR = timedelta(days=1)


def wait_for_rows(at_most: timedelta) -> None:
    """Let the transaction under way wait for a held row no longer than this; then the statement fails."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('lock_timeout', %s, true)", [f"{at_most // timedelta(milliseconds=1)}ms"]
        )


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


def _to_settle(now: datetime) -> Q:
    """Open waves whose time has passed, or that somebody has answered meanwhile."""
    seen = Q(asks_taking=False) & ~Q(incident__state=State.NEW)
    taken = Q(asks_taking=True) & ~Q(incident__state__in=[State.NEW, State.TRIAGED])
    return Q(state=AlertState.OPEN) & (Q(deadline_at__lte=now) | seen | taken)


def alerts_to_settle(now: datetime, *, limit: int = 100) -> list[tuple[UUID, UUID]]:
    """Waves that need the sweep, most overdue first: ids of alert and incident."""
    rows = Alert.objects.filter(_to_settle(now)).order_by("deadline_at", "id")
    return list(rows.values_list("id", "incident_id")[:limit])


def unalerted(now: datetime, severities: Collection[str], *, limit: int = 100) -> list[UUID]:
    """New reports of these severities that should have called somebody by now and called nobody."""
    rows = Incident.objects.filter(
        state=State.NEW,
        severity__in=severities,
        reported_at__gt=now - OVERLOOKED_FOR,
        reported_at__lt=now - OVERLOOKED_AFTER,
        alerts__isnull=True,
    )
    return list(rows.order_by("reported_at", "id").values_list("pk", flat=True)[:limit])


def alert_locked(alert_id: UUID) -> Alert | None:
    """The wave, held, if it still waits for an answer."""
    return Alert.objects.select_for_update().filter(pk=alert_id, state=AlertState.OPEN).first()
