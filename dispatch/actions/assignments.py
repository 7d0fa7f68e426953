"""Sending units and working incidents.

Locks are taken in one order everywhere: the incident, then units by id. The incident's row decides between
two takers, the unit's between two dispatchers; partial unique keys stand behind both.
"""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actor import Actor
from core import audit
from core.decisions import require
from core.errors import Conflict
from dispatch import policies, queries, wording
from dispatch.actions import alerts
from dispatch.actions.units import publish_unit
from dispatch.models import Assignment, AssignmentStep, Ending, Unit
from incidents import actions as incidents
from incidents import queries as incident_queries
from incidents.models import Incident
from incidents.workflow import HandBackReason, State, UnitRef
from notifications import actions as notifications


@transaction.atomic
def take(actor: Actor, *, incident_id: UUID) -> Assignment:
    """One's unit takes an incident that is nobody's; or accepts one it was sent to. Repeating is harmless.

    Raises: NotSignedIn, NotFound, Refused, Conflict (`duty.none`, `incident.taken`, `unit.busy`, ended).
    """
    incident = incident_queries.incident_for(actor, incident_id, lock=True)
    duty = queries.duty_of(actor.user_id)
    standing = queries.assignment_of_incident(incident_id)
    if duty is not None and standing is not None and standing.unit_id == duty.unit_id:
        require(policies.can_work(actor, incident, standing, duty))
        return _accept(actor, standing)
    require(policies.can_take(actor, incident, duty))
    if duty is None:
        raise Conflict("duty.none")
    unit = queries.unit_locked(duty.unit_id)
    assignment = _open(actor, incident, unit)
    _reach(actor, assignment, "accepted")
    _move(actor, incident, State.ASSIGNED, unit)
    alerts.end_alerts(incident_id, by=actor)
    audit.record(actor, "incident.taken", "incident", incident_id, {"unit": unit.call_sign})
    publish_unit(unit, "unit.assigned")
    return assignment


def _accept(actor: Actor, assignment: Assignment) -> Assignment:
    if assignment.accepted_at is None:
        unit = queries.unit_locked(assignment.unit_id)
        _reach(actor, assignment, "accepted")
        audit.record(actor, "incident.accepted", "incident", assignment.incident_id, {"unit": unit.call_sign})
        publish_unit(unit, "unit.accepted")
    return assignment


@transaction.atomic
def assign(actor: Actor, *, incident_id: UUID, unit_id: UUID) -> Assignment:
    """Send a unit, also in place of the one that has the incident. Its crew is told.

    Raises: NotSignedIn, NotFound, Refused, Conflict (`unit.off_duty`, `unit.busy`, ended).
    """
    incident = incident_queries.incident_for(actor, incident_id, lock=True)
    require(policies.can_assign(actor, incident))
    standing = queries.assignment_of_incident(incident_id)
    if standing is not None and standing.unit_id == unit_id:
        return standing
    wanted = {queries.unit_for(actor, unit_id).pk, *([standing.unit_id] if standing else [])}
    held = {pk: queries.unit_locked(pk) for pk in sorted(wanted)}
    unit = held[unit_id]
    crew = queries.crew_of([unit.pk])[unit.pk]
    if not crew or not unit.active:
        raise Conflict("unit.off_duty", _("Nobody is on duty on this unit."))
    if standing is not None:
        _end(actor, standing, Ending.REASSIGNED)
    assignment = _open(actor, incident, unit)
    _move(actor, incident, State.ASSIGNED, unit)
    alerts.end_alerts(incident_id, by=actor)
    message = wording.sent_out(incident_id, incident.severity, *alerts.words_for(incident))
    notifications.notify([duty.user_id for duty in crew if duty.user_id != actor.user_id], message)
    audit.record(actor, "incident.unit_sent", "incident", incident_id, {"unit": unit.call_sign})
    publish_unit(unit, "unit.assigned")
    if standing is not None:
        publish_unit(held[standing.unit_id], "unit.released")
    return assignment


@transaction.atomic
def set_out(actor: Actor, *, incident_id: UUID) -> Assignment:
    """The unit is on its way.

    Raises: NotSignedIn, NotFound, Refused, Conflict (no unit, state does not allow it).
    """
    return _advance(actor, incident_id, State.EN_ROUTE, "en_route")


@transaction.atomic
def arrive(actor: Actor, *, incident_id: UUID) -> Assignment:
    """The unit is there.

    Raises: NotSignedIn, NotFound, Refused, Conflict (no unit, state does not allow it).
    """
    return _advance(actor, incident_id, State.ON_SCENE, "on_scene")


@transaction.atomic
def resolve(
    actor: Actor, *, incident_id: UUID, disposition: str, note: str = "", public_message: str = ""
) -> Assignment:
    """The unit is done: what it found, a note for colleagues, words for the reporter.

    Raises: NotSignedIn, NotFound, Refused, Conflict, Invalid (disposition not in the list).
    """
    incident, assignment, unit = _in_hand(actor, incident_id)
    _end(actor, assignment, Ending.RESOLVED, disposition)
    _move(actor, incident, State.RESOLVED, unit, reason=disposition, note=note, message=public_message)
    publish_unit(unit, "unit.released")
    return assignment


@transaction.atomic
def hand_back(actor: Actor, *, incident_id: UUID, reason: str, note: str = "") -> Assignment:
    """The unit gives the incident back: it is nobody's again, and who should know is alerted anew.

    Raises: NotSignedIn, NotFound, Refused, Conflict, Invalid (reason not in the list).
    """
    incident, assignment, unit = _in_hand(actor, incident_id)
    _give_back(actor, incident, assignment, unit, reason=reason, note=note)
    return assignment


def give_up(actor: Actor, incident: Incident, assignment: Assignment, unit: Unit) -> None:
    """Hand back what a unit without any crew still has. The caller holds incident and unit."""
    _give_back(actor, incident, assignment, unit, reason=HandBackReason.END_OF_DUTY, note="")


def _give_back(
    actor: Actor, incident: Incident, assignment: Assignment, unit: Unit, *, reason: str, note: str
) -> None:
    _end(actor, assignment, Ending.HANDED_BACK, reason)
    incident = _move(actor, incident, State.TRIAGED, None, reason=reason, note=note)
    publish_unit(unit, "unit.released")
    alerts.open_ladder(incident, asks_taking=True)


def _in_hand(actor: Actor, incident_id: UUID) -> tuple[Incident, Assignment, Unit]:
    """The incident, its open assignment and its unit, held, where the actor may work it."""
    incident = incident_queries.incident_for(actor, incident_id, lock=True)
    duty = queries.duty_of(actor.user_id)
    assignment = queries.assignment_of_incident(incident_id)
    require(policies.can_work(actor, incident, assignment, duty))
    if assignment is None:
        raise Conflict("incident.no_unit")
    return incident, assignment, queries.unit_locked(assignment.unit_id)


def _advance(actor: Actor, incident_id: UUID, to: State, milestone: str) -> Assignment:
    incident, assignment, unit = _in_hand(actor, incident_id)
    if getattr(assignment, f"{milestone}_at") is not None:
        return assignment
    _reach(actor, assignment, milestone)
    _move(actor, incident, to, unit)
    publish_unit(unit, f"unit.{milestone}")
    return assignment


def _open(actor: Actor, incident: Incident, unit: Unit) -> Assignment:
    if queries.assignment_of_unit(unit.pk) is not None:
        raise Conflict("unit.busy", _("This unit has another incident in hand."))
    assignment = Assignment.objects.create(
        incident=incident, unit=unit, assigned_by=actor.label[:160], assigned_at=timezone.now()
    )
    _say(actor, assignment, "assigned")
    return assignment


def _reach(actor: Actor, assignment: Assignment, milestone: str) -> None:
    """Set a milestone the first time it is reached, and what it implies."""
    now = timezone.now()
    for name in dict.fromkeys(("accepted", milestone)):
        if getattr(assignment, f"{name}_at") is None:
            setattr(assignment, f"{name}_at", now)
            _say(actor, assignment, name)
    assignment.save()


def _end(actor: Actor, assignment: Assignment, ending: Ending, reason: str = "") -> None:
    assignment.ended_at = timezone.now()
    assignment.ending = ending
    assignment.reason = reason[:32]
    assignment.save(update_fields=["ended_at", "ending", "reason", "updated_at"])
    _say(actor, assignment, ending)


def _say(actor: Actor, assignment: Assignment, kind: str) -> None:
    AssignmentStep.objects.create(assignment=assignment, kind=kind, at=timezone.now(), by=actor.label[:160])


def _move(
    actor: Actor,
    incident: Incident,
    to: State,
    unit: Unit | None,
    *,
    reason: str = "",
    note: str = "",
    message: str = "",
) -> Incident:
    return incidents.change_state(
        actor,
        incident.pk,
        to=to,
        reason=reason,
        note=note,
        message=message,
        unit=UnitRef(unit.pk, unit.call_sign) if unit else None,
    )
