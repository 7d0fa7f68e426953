"""Moving an incident through its life: the one verb behind every move, for this floor and for dispatch."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actor import Actor
from core import audit, jobs
from core.decisions import require
from core.errors import Conflict, Invalid
from incidents import policies, queries
from incidents.actions import informing, telling
from incidents.actions.telling import Seen
from incidents.models import HoldReason, Incident, StatusChange
from incidents.workflow import ENDED, MOVES, WITH_UNIT, Move, Party, State, UnitRef, Verb


@transaction.atomic
def change_state(
    actor: Actor,
    incident_id: UUID,
    *,
    to: State,
    reason: str = "",
    note: str = "",
    message: str = "",
    unit: UnitRef | None = None,
    duplicate_of: UUID | None = None,
    rev: int | None = None,
) -> Incident:
    """Move an incident to another state, as the one table of moves allows.

    `reason` comes from the move's closed list (for `resolved`: a disposition); `note` is for colleagues,
    `message` for the reporter beside the standard words; `rev`, where given, must be the revision the
    actor decided on. Raises NotFound, Refused, Conflict (state or revision) and Invalid (reason, target).
    """
    if to is State.DUPLICATE and duplicate_of:
        _lock_both(incident_id, duplicate_of)
    incident = locked(actor, incident_id, to)
    if rev is not None and rev != incident.rev:
        raise Conflict("incident.changed", data={"rev": incident.rev})
    require(policies.can_move(actor, incident, to))
    move = MOVES[State(incident.state), to]
    _check(move, reason, unit)
    target = _target(actor, incident, duplicate_of) if move.needs_target else None
    now = timezone.now()
    was = Seen.now(incident)
    start = incident.state
    _apply(incident, actor, move, to, reason, now)
    incident.duplicate_of = target
    incident.unit_id = unit.id if unit else (incident.unit_id if to in WITH_UNIT else None)
    incident.unit_label = unit.label if unit else (incident.unit_label if to in WITH_UNIT else "")
    step = add_step(actor, incident, move.verb, start, now, reason=reason, note=note, message=message)
    informing.about_step(incident, step)
    telling.write(incident, f"incident.{move.verb}", was, now)
    data = {"from": start, "to": to.value, "reason": reason, "rev": incident.rev}
    audit.record(actor, f"incident.{move.verb}", "incident", incident.pk, data)
    if to in ENDED:
        jobs.enqueue("dispatch.follow_incident", queue=jobs.URGENT, incident_id=str(incident.pk))
    return incident


def _lock_both(*incident_ids: UUID) -> None:
    """Hold an incident and its target in the order of ids: crosswise moves wait, and see each other."""
    rows = Incident.objects.filter(pk__in=incident_ids).order_by("pk").select_for_update()
    list(rows.values_list("pk", flat=True))


def locked(actor: Actor, incident_id: UUID, to: State) -> Incident:
    """The incident, locked, through the door of whoever makes the move. Raises NotFound."""
    if to is State.WITHDRAWN:
        return queries.own_report(actor, incident_id, lock=True)
    return queries.incident_for(actor, incident_id, lock=True)


def add_step(
    actor: Actor,
    incident: Incident,
    verb: Verb,
    start: str,
    now: datetime,
    *,
    reason: str = "",
    note: str = "",
    message: str = "",
) -> StatusChange:
    """Append one step to the incident's history."""
    return StatusChange.objects.create(
        incident=incident,
        at=now,
        from_state=start,
        to_state=incident.state,
        verb=verb,
        reason=reason,
        note=note,
        message=message,
        actor_kind=actor.kind,
        actor_id=actor.id,
        actor_label=actor.label,
        unit_label=incident.unit_label,
    )


def _apply(incident: Incident, actor: Actor, move: Move, to: State, reason: str, now: datetime) -> None:
    """Write the consequences of a move into the row."""
    incident.state = to
    if move.by is Party.POLICE and incident.acknowledged_at is None:
        incident.acknowledged_at, incident.acknowledged_by = now, actor.label
        if incident.hold_reason == HoldReason.FIRST_ANONYMOUS:
            # An officer has read it and not rejected it: that is the review it waited for.
            incident.hold_reason = HoldReason.FREE
    if to in ENDED:
        incident.ended_at = now
        incident.disposition = reason if move.verb is Verb.RESOLVE else incident.disposition
        incident.closing_reason = "" if move.verb is Verb.RESOLVE else reason
    else:
        incident.ended_at = None
        incident.disposition = incident.closing_reason = ""
    if move.verb in {Verb.REOPEN, Verb.CLOSE, Verb.RESOLVE}:
        incident.contested_at = None


def _check(move: Move, reason: str, unit: UnitRef | None) -> None:
    if move.reasons is not None and reason not in {str(value) for value in move.reasons}:
        raise Invalid.field("reason", _("Please choose a reason."), code="incident.reason")
    if move.reasons is None and reason:
        raise Invalid.field("reason", _("No reason belongs to this step."), code="incident.reason")
    if move.needs_unit and unit is None:
        raise Invalid.field("unit", _("Please choose a unit."), code="incident.unit")


def _target(actor: Actor, incident: Incident, duplicate_of: UUID | None) -> Incident:
    """The incident that stays open for both. Raises Invalid."""
    if duplicate_of is None or duplicate_of == incident.pk:
        message = _("Please choose the report that this one repeats.")
        raise Invalid.field("duplicate_of", message, code="incident.duplicate_of")
    target = queries.incident_for(actor, duplicate_of)
    if State(target.state) in {State.DUPLICATE, State.REJECTED, State.WITHDRAWN}:
        message = _("That report is itself not being worked on.")
        raise Invalid.field("duplicate_of", message, code="incident.duplicate_of")
    return target
