"""From a fire report to the brigades that go there first: at once, or after somebody's word."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from accounts import queries as accounts_queries
from accounts.actor import system_actor
from accounts.roles import Capability, ScopeKind
from dispatch import calling
from dispatch import queries as dispatch_queries
from dispatch.actions.callout_starts import begin, hold, propose
from dispatch.models import CallOut
from incidents.models import Incident
from incidents.workflow import OPEN, State
from rosters.models import Brigade
from rosters.queries import crews

SYSTEM = system_actor("dispatch.fire_report")


@transaction.atomic
def consider_fire(incident_id: UUID) -> int:
    """Call out, or propose to, every brigade whose first-due area covers a fire report.

    At once where the reporter is an officer of the place or serves in that very brigade; otherwise a
    dispatcher or the chief is asked. A brigade that has had a call-out for this incident, whatever came of
    it, is left alone: running again changes nothing. Returns how many call-outs were made.
    """
    incident = dispatch_queries.incident_locked(incident_id)
    if incident is None or State(incident.state) not in OPEN or not calling.is_fire(incident.category_id):
        return 0
    made = 0
    for brigade in crews.brigades_first_due(incident.area_ids):
        hold(brigade)
        if CallOut.objects.filter(incident=incident, brigade=brigade).exists():
            continue
        made += 1
        if is_verified(incident, brigade):
            callout = CallOut(
                brigade=brigade,
                incident=incident,
                category=incident.category_id,
                point=incident.point,
                place=incident.address or incident.place_label or incident.area_name,
            )
            begin(callout, SYSTEM)
        else:
            propose(incident, brigade, SYSTEM)
    return made


def is_verified(incident: Incident, brigade: Brigade) -> bool:
    """Whether the report comes from somebody whose word suffices to turn people out."""
    if incident.reporter_id is None:
        return False
    areas = [str(area_id) for area_id in incident.area_ids]
    trusted = accounts_queries.holders(Capability.WORK_INCIDENTS, ScopeKind.AREA, areas)
    trusted += accounts_queries.holders(Capability.SERVE_IN_BRIGADE, ScopeKind.BRIGADE, [str(brigade.pk)])
    return incident.reporter_id in trusted
