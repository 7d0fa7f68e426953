"""Ending duties whose authority has gone: a role that ended, ran out, or a person who was disabled."""

from __future__ import annotations

import logging
from dataclasses import replace
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.actor import ActiveGrant, system_actor
from accounts.roles import Role, ScopeKind
from dispatch import queries
from dispatch.actions.assignments import give_up
from dispatch.actions.duty import end_duty

log = logging.getLogger("varta.dispatch")
SYSTEM = system_actor("dispatch.duties")


def end_lapsed_duties() -> int:
    """End every open duty of somebody who may no longer go on duty in the unit's area; how many ended.

    With the duty goes the grant on the unit's own stream, so open screens lose it; the last of a crew leaves
    no incident in nobody's hands: it is handed back and alerts anew. Each duty is its own transaction, and
    one that fails does not hold up the others. Safe to run twice and beside itself.
    """
    ended, faults = 0, []
    for duty_id in queries.lapsed_duties(timezone.now()):
        try:
            ended += _end(duty_id)
        except Exception as fault:
            log.exception("a lapsed duty is stuck", extra={"duty": str(duty_id)})
            faults.append(fault)
    if faults:
        raise faults[0]
    return ended


@transaction.atomic
def _end(duty_id: UUID) -> bool:
    """Incident first, then unit, then duty: the order in which everybody locks them."""
    duty = queries.open_duty(duty_id)
    if duty is None:
        return False
    assignment = queries.assignment_of_unit(duty.unit_id)
    incident = queries.incident_locked(assignment.incident_id) if assignment else None
    unit = queries.unit_locked(duty.unit_id)
    standing = queries.open_duty(duty_id, lock=True)
    held = queries.assignment_of_unit(unit.pk)
    if standing is None or duty_id not in queries.lapsed_duties(timezone.now()):
        return False
    if (held and held.pk) != (assignment and assignment.pk):
        return False  # taken or given up meanwhile: the next sweep takes its locks anew
    crew = queries.crew_of([unit.pk])[unit.pk]
    end_duty(SYSTEM, unit, standing, crew=len(crew), reason="authority")
    if held is not None and incident is not None and len(crew) <= 1:
        here = ActiveGrant(Role.DISPATCHER, ScopeKind.AREA, str(incident.beat_id))
        give_up(replace(SYSTEM, grants=(here,)), incident, held, unit)
    return True
