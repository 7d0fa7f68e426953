"""Looking at live positions: a read that leaves a line in the audit trail (D7)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.actor import Actor
from core import audit
from core.decisions import require
from dispatch import policies, projections, queries
from dispatch.queries import NearestUnits
from incidents import queries as incident_queries
from notifications import queries as notification_queries
from notifications import streams


def read_units(actor: Actor) -> dict[str, Any]:
    """Units, crews and positions the actor may see, as one snapshot of their streams.

    Raises: NotSignedIn, Refused.
    """
    require(policies.can_list_units(actor))
    with notification_queries.snapshot():
        units = queries.units_of(actor)
        ids = [unit.pk for unit in units]
        crews, busy = queries.crew_of(ids), queries.assignments_of_units(ids)
        items = [
            {
                "subject": f"unit:{unit.pk}",
                "data": projections.unit_item(unit, crews[unit.pk], busy.get(unit.pk)),
            }
            for unit in units
        ]
        items += [
            {"subject": f"position:{position.unit_id}", "data": projections.position_item(position)}
            for position in queries.positions_of(ids)
        ]
        # Also where no unit is at home yet: the first one has to be heard of.
        keys = sorted(
            {streams.beat(unit.home_area_id) for unit in units} | {*incident_queries.own_beats(actor)}
        )
        answer = {"positions": notification_queries.positions(keys), "items": items, "at": timezone.now()}
    audit.record(actor, "units.positions_read", "unit", "*", {"units": len(ids)})
    return answer


@transaction.atomic
def read_nearest(actor: Actor, incident_id: UUID) -> NearestUnits:
    """The nearest free units to an incident, and why others were passed over.

    Raises: NotSignedIn, NotFound, Refused.
    """
    incident = incident_queries.incident_for(actor, incident_id)
    require(policies.can_list_units(actor))
    audit.record(actor, "units.positions_read", "incident", incident.pk, {})
    return queries.nearest_units(actor, incident.point)
