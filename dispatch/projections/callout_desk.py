"""The console of call-outs as it is read: what is open, what a call would do, which brigade may go."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.actor import Actor
from core.decisions import require
from core.errors import Invalid
from dispatch import calling
from dispatch.policies import callouts as policies
from dispatch.projections import callout_reads as reads
from dispatch.projections import callouts as projections
from dispatch.queries import callout_desk as queries
from incidents import queries as incident_queries
from rosters.queries import brigades


def console(actor: Actor, brigade_id: UUID) -> dict[str, Any]:
    """Open call-outs of a brigade, what for it may be called, and the areas whose alerts the reader declares.

    Raises NotFound.
    """
    brigade = brigades.brigade_for(actor, brigade_id)
    calls = bool(policies.can_call_out(actor, brigade))
    raids = queries.raid_areas(actor, brigade.area_ids)
    return reads.brigade_snapshot(actor, brigade_id) | {
        "may": ["call_out"] if calls else [],
        "categories": _fire_categories() if calls else [],
        "raid_areas": [
            {"area_id": area.pk, "area_name": area.name, "since": raid.since if raid else None}
            for area, raid in raids
        ],
    }


def _fire_categories() -> list[str]:
    return [code for code in incident_queries.categories() if calling.is_fire(code) and "." in code]


def forecast(actor: Actor, brigade_id: UUID, category: str) -> dict[str, Any]:
    """Whom a call-out would page now, and whether those could make a crew.

    Raises: NotSignedIn, NotFound, Refused, Invalid (category).
    """
    brigade = brigades.brigade_for(actor, brigade_id)
    require(policies.can_call_out(actor, brigade))
    if category not in incident_queries.categories():
        raise Invalid.field("category", _("There is no such category."))
    found = queries.forecast(brigade, category)
    return {
        "paged": found.paged,
        "passed_over": found.passed_over,
        "viable": bool(found.paged) and found.crew.viable,
        "gaps": [projections.gap_item(gap) for gap in found.crew.gaps],
        "plan": [projections.plan_item(step) for step in found.callout.plan],
    }


def of_incident(actor: Actor, incident_id: UUID) -> dict[str, Any]:
    """Call-outs to an incident, and the brigades the reader may call to it. Raises NotFound."""
    incident = incident_queries.incident_for(actor, incident_id)
    return {
        "callouts": [
            {"id": one.pk, "brigade_name": one.brigade.name, "state": one.state, "viable": one.viable}
            for one in queries.callouts_to(actor, incident_id)
        ],
        "brigades": [
            {
                "id": one.pk,
                "name": one.name,
                "first_due": one.first_due_area_id in incident.area_ids,
                "metres": round(one.away.m),  # type: ignore[attr-defined]
            }
            for one in queries.brigades_to_call(actor, incident)
        ],
    }
