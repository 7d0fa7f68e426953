"""Reads over units, duty, positions, assignments and alerts."""

from dispatch.queries.audience import people_for
from dispatch.queries.nearest import Excluded, Near, NearestUnits, nearest_units
from dispatch.queries.units import (
    crew_of,
    duty_of,
    on_duty,
    position_of,
    positions_of,
    scope_of,
    unit_by_call_sign,
    unit_for,
    unit_locked,
    unit_scope,
    units_of,
    visible_to,
)
from dispatch.queries.work import (
    alert_locked,
    alerts_of,
    alerts_to_settle,
    assignment_of_incident,
    assignment_of_unit,
    assignments_of_units,
    incident_locked,
    step_lines,
    unalerted,
)

__all__ = [
    "Excluded",
    "Near",
    "NearestUnits",
    "alert_locked",
    "alerts_of",
    "alerts_to_settle",
    "assignment_of_incident",
    "assignment_of_unit",
    "assignments_of_units",
    "crew_of",
    "duty_of",
    "incident_locked",
    "nearest_units",
    "on_duty",
    "people_for",
    "position_of",
    "positions_of",
    "scope_of",
    "step_lines",
    "unalerted",
    "unit_by_call_sign",
    "unit_for",
    "unit_locked",
    "unit_scope",
    "units_of",
    "visible_to",
]
