"""Units as the police of their areas are told of them: state and crew, and position apart from them.

The position is a subject of its own, so that a moving car does not rewrite its unit each few seconds.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dispatch.models import Assignment, Duty, Unit, UnitPosition
from notifications import streams
from notifications.streams import StreamEvent


def unit_state(crew: Sequence[Duty], assignment: Assignment | None) -> str:
    """off_duty, free, assigned, en_route or on_scene: what the unit does, from its own milestones."""
    if assignment is not None:
        if assignment.on_scene_at:
            return "on_scene"
        return "en_route" if assignment.en_route_at else "assigned"
    return "free" if crew else "off_duty"


def unit_item(unit: Unit, crew: Sequence[Duty], assignment: Assignment | None) -> dict[str, Any]:
    """The projection of subject `unit:<id>`."""
    return {
        "id": str(unit.pk),
        "rev": unit.rev,
        "call_sign": unit.call_sign,
        "kind": unit.kind,
        "home_area_id": str(unit.home_area_id),
        "active": unit.active,
        "state": unit_state(crew, assignment),
        "crew": [{"id": str(duty.user_id), "name": duty.user.get_full_name()} for duty in crew],
        "on_duty_since": crew[0].valid.lower.isoformat() if crew else None,
        "incident_id": str(assignment.incident_id) if assignment else None,
        "assigned_at": assignment.assigned_at.isoformat() if assignment else None,
    }


def position_item(position: UnitPosition) -> dict[str, Any]:
    """The projection of subject `position:<unit id>`. Its age is the reader's to count from `at`."""
    return {
        "unit_id": str(position.unit_id),
        "rev": int(position.fixed_at.timestamp() * 1000),
        "lon": round(position.point.x, 6),
        "lat": round(position.point.y, 6),
        "accuracy_m": position.accuracy_m,
        "at": position.fixed_at.isoformat(),
    }


def unit_streams(unit: Unit) -> tuple[str, str]:
    """Where a unit's affairs are told: its own stream, and that of the police of its area."""
    return streams.unit(unit.pk), streams.beat(unit.home_area_id)


def unit_events(
    unit: Unit, kind: str, crew: Sequence[Duty], assignment: Assignment | None
) -> list[StreamEvent]:
    """The unit as it stands (put), or that it is out of service (drop), to all its streams."""
    item = unit_item(unit, crew, assignment) if unit.active else None
    return [StreamEvent(key, kind, f"unit:{unit.pk}", item) for key in unit_streams(unit)]


def position_events(unit: Unit, position: UnitPosition | None) -> list[StreamEvent]:
    """The unit's last position (put), or that it has none any more (drop), to all its streams."""
    item = position_item(position) if position else None
    return [StreamEvent(key, "unit.position", f"position:{unit.pk}", item) for key in unit_streams(unit)]
