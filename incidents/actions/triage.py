"""What the police decide about a report besides sending somebody: its kind and who may see it."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.actor import Actor
from core import audit, jobs
from core.decisions import require, wrong_state
from incidents import policies, queries
from incidents.actions import telling
from incidents.actions.telling import Seen
from incidents.catalogue import Severity
from incidents.models import HoldReason, Incident, Note
from incidents.workflow import ENDED, State


@transaction.atomic
def reclassify(
    actor: Actor, incident_id: UUID, *, category: str, severity: str = "", note: str = ""
) -> Incident:
    """Give an open incident another category or severity; a graver one is considered for alarm again.

    Raises NotFound, Refused, Conflict (ended) and Invalid (category).
    """
    incident = queries.incident_for(actor, incident_id, lock=True)
    require(policies.can_work(actor, incident))
    if State(incident.state) in ENDED:
        require(wrong_state("incident.state", None))
    now = timezone.now()
    was, before = Seen.now(incident), (incident.category_id, incident.severity)
    chosen = queries.category(category)
    incident.category = chosen
    incident.severity = Severity(severity).value if severity else chosen.severity
    if note:
        Note.objects.create(incident=incident, author_label=actor.label, text=note, at=now)
    telling.write(incident, "incident.reclassified", was, now)
    data = {"from": list(before), "to": [incident.category_id, incident.severity]}
    audit.record(actor, "incident.reclassified", "incident", incident.pk, data)
    if Severity(incident.severity).rank > Severity(before[1]).rank:
        jobs.enqueue("dispatch.consider", queue=jobs.URGENT, incident_id=str(incident.pk))
    return incident


@transaction.atomic
def hold(actor: Actor, incident_id: UUID, *, note: str = "") -> Incident:
    """Keep an incident from groups and public; what they saw of it disappears at once."""
    return _moderate(actor, incident_id, HoldReason.MODERATOR, note)


@transaction.atomic
def release(actor: Actor, incident_id: UUID, *, note: str = "") -> Incident:
    """Let groups and public see what the category lets them see."""
    return _moderate(actor, incident_id, HoldReason.FREE, note)


def _moderate(actor: Actor, incident_id: UUID, to: HoldReason, note: str) -> Incident:
    incident = queries.incident_for(actor, incident_id, lock=True)
    require(policies.can_moderate(actor, incident))
    now = timezone.now()
    was, before = Seen.now(incident), incident.hold_reason
    incident.hold_reason = to
    verb = "incident.held" if to else "incident.released"
    if note:
        Note.objects.create(incident=incident, author_label=actor.label, text=note, at=now)
    telling.write(incident, verb, was, now)
    audit.record(actor, verb, "incident", incident.pk, {"from": str(before), "to": str(to)})
    return incident
