"""Reads that leave a trace: the audit line commits with the answer."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from accounts.actor import Actor
from core import audit
from core.decisions import require
from incidents import policies, queries
from incidents.models import ReporterContact


@transaction.atomic
def read_contact(actor: Actor, incident_id: UUID) -> ReporterContact | None:
    """How the reporter may be reached, if he left word. Raises NotFound and Refused."""
    incident = queries.incident_for(actor, incident_id)
    require(policies.can_see_contact(actor, incident))
    audit.record(actor, "incident.contact_read", "incident", incident.pk)
    return ReporterContact.objects.filter(incident=incident).first()
