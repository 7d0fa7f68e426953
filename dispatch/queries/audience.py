"""Who is to be alerted about a place: sets of people, one or two statements each."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from accounts import queries as accounts_queries
from accounts.roles import Capability, ScopeKind
from dispatch.alerting import Audience
from dispatch.queries.units import on_duty


def people_for(audience: Audience, area_ids: Sequence[UUID]) -> list[UUID]:
    """Ids of the active people of one audience over a place. `area_ids` has every level."""
    areas = [str(area) for area in area_ids]
    if audience is Audience.ADMINISTRATORS:
        return accounts_queries.holders(Capability.MANAGE_GRANTS, ScopeKind.AREA, areas)
    if audience is Audience.SUPERVISORS:
        return accounts_queries.holders(Capability.DISPATCH_UNITS, ScopeKind.AREA, areas)
    police = accounts_queries.holders(Capability.WORK_INCIDENTS, ScopeKind.AREA, areas)
    return on_duty(police) if audience is Audience.ON_DUTY else police
