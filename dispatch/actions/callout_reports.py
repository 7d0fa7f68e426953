"""From a fire report to the brigades that go there first: at once, or after somebody's word; and its end."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts import queries as accounts_queries
from accounts.actor import system_actor
from accounts.roles import Capability, ScopeKind
from dispatch import calling
from dispatch import queries as dispatch_queries
from dispatch.actions import callout_paging as paging
from dispatch.actions.callout_log import publish, step_on, write
from dispatch.actions.callout_starts import begin, drop, hold, propose
from dispatch.models import OPEN_CALLOUTS, CallOut, CallOutState
from dispatch.projections.callouts import category_words
from dispatch.queries import callouts as queries
from dispatch.wording import callouts as wording
from incidents.models import Incident
from incidents.workflow import ENDED, OPEN, ClosingReason, Disposition, RejectionReason, State
from notifications import actions as notifications
from rosters.models import Brigade
from rosters.queries import crews

SYSTEM = system_actor("dispatch.fire_report")
FOR_OTHERS = frozenset({RejectionReason.NOT_FOR_POLICE, ClosingReason.REFERRED, Disposition.PASSED_ON})
"""Ends of a report that say: somebody else goes there."""


@transaction.atomic
def consider_fire(incident_id: UUID) -> int:
    """Call out, or propose to, every brigade whose first-due area covers a fire report.

    At once where the reporter is an officer of the place or serves in that very brigade; otherwise a
    dispatcher or the chief is asked, as whenever the brigade is out close by already: it may be the same
    fire, and whoever was silent would be paged twice. A brigade that has had a call-out for this incident,
    whatever came of it, is left alone: running again changes nothing. Returns how many call-outs were made.
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
        near = queries.running_near(brigade.pk, incident.point, timezone.now())
        if near is None and is_verified(incident, brigade):
            callout = CallOut(
                brigade=brigade,
                incident=incident,
                category=incident.category_id,
                point=incident.point,
                place=incident.address or incident.place_label or incident.area_name,
            )
            begin(callout, SYSTEM)
        else:
            propose(incident, brigade, SYSTEM, near)
    return made


@transaction.atomic
def follow_incident(incident_id: UUID) -> int:
    """The report has ended: what is only proposed for it is declined, and those asked are told why.

    What runs is ended by people alone; its log says what became of the report. So is a proposal that may
    still be needed (`_is_needless`). Running again changes nothing. Returns how many call-outs changed.
    """
    incident = dispatch_queries.incident_locked(incident_id)
    if incident is None or State(incident.state) not in ENDED:
        return 0
    kind, changed = f"incident_{incident.state}", 0
    rows = CallOut.objects.filter(incident=incident, state__in=OPEN_CALLOUTS).order_by("id")
    for callout_id in rows.values_list("id", flat=True):
        callout = queries.callout_locked(callout_id)
        if callout is None or callout.state not in OPEN_CALLOUTS:
            continue
        needless = callout.state == CallOutState.PROPOSED and _is_needless(incident, callout)
        if not needless and callout.marks.filter(kind=kind).exists():
            continue
        step_on(callout)
        write(callout, kind)
        if needless:
            drop(callout, SYSTEM)
            words = wording.needless(callout.pk, category_words(callout.category), callout.brigade.name)
            notifications.notify(paging.commanders(callout), words)
        publish(callout, "callout.incident_ended")
        changed += 1
    return changed


def _is_needless(incident: Incident, callout: CallOut) -> bool:
    """Whether the end of the report answers the question. Not where it was passed on or not for the police:
    a fire is for the brigade; nor where the report it repeats has never been put to this brigade.
    """
    if {incident.closing_reason, incident.disposition} & FOR_OTHERS:
        return False
    if incident.state != State.DUPLICATE:
        return True
    asked = CallOut.objects.filter(incident=incident.duplicate_of_id, brigade=callout.brigade_id)
    return asked.exists()


def is_verified(incident: Incident, brigade: Brigade) -> bool:
    """Whether the report comes from somebody whose word suffices to turn people out."""
    if incident.reporter_id is None:
        return False
    areas = [str(area_id) for area_id in incident.area_ids]
    trusted = accounts_queries.holders(Capability.WORK_INCIDENTS, ScopeKind.AREA, areas)
    trusted += accounts_queries.holders(Capability.SERVE_IN_BRIGADE, ScopeKind.BRIGADE, [str(brigade.pk)])
    return incident.reporter_id in trusted
