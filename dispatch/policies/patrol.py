"""Who goes on duty, who sees units, who takes, works and sends."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.actor import Actor
from accounts.roles import Capability, ScopeKind
from core.decisions import ALLOWED, HIDDEN, SIGN_IN, Decision, Denied, wrong_state
from dispatch.models import Assignment, Duty, Unit
from incidents.models import Incident
from incidents.workflow import OPEN, State

TAKEABLE = frozenset({State.NEW, State.TRIAGED})
"""States in which an incident is nobody's yet."""


def _ids(area_ids: Iterable[UUID]) -> frozenset[str]:
    return frozenset(str(area_id) for area_id in area_ids)


def can_see_unit(actor: Actor, unit: Unit) -> Decision:
    """Units, their crews and positions are for the police of their areas. Twin: `visible_units`."""
    if not actor.is_person:
        return SIGN_IN
    if actor.has_in_areas(Capability.VIEW_POLICE_INCIDENTS, _ids(unit.area_ids)):
        return ALLOWED
    return HIDDEN


def visible_units(actor: Actor) -> Q:
    """`can_see_unit` over rows."""
    if not actor.is_person:
        return Q(pk__in=[])
    areas = actor.scope_ids(Capability.VIEW_POLICE_INCIDENTS, ScopeKind.AREA)
    return Q(area_ids__overlap=sorted(areas))


def can_list_units(actor: Actor) -> Decision:
    """Police, anywhere at all."""
    if not actor.is_person:
        return SIGN_IN
    if actor.has(Capability.VIEW_POLICE_INCIDENTS):
        return ALLOWED
    return Denied("dispatch.police_only", _("Units are for the police."))


def can_keep_units(actor: Actor, area_ids: Iterable[UUID]) -> Decision:
    """Dispatchers of the area set up and retire its units."""
    if not actor.is_person:
        return SIGN_IN
    if actor.has_in_areas(Capability.DISPATCH_UNITS, _ids(area_ids)):
        return ALLOWED
    return Denied("dispatch.keep_units", _("Only a dispatcher of this area may do this."))


def can_sign_on(actor: Actor, unit: Unit) -> Decision:
    """Officers go on duty on the active units of their own areas."""
    decision = can_see_unit(actor, unit)
    if not decision:
        return decision
    if not actor.has_in_areas(Capability.GO_ON_DUTY, _ids(unit.area_ids)):
        return Denied("dispatch.duty", _("You do not go on duty in this area."))
    if not unit.active:
        return wrong_state("unit.retired", _("This unit is out of service."))
    return ALLOWED


def can_sign_off(actor: Actor, duty: Duty, assignment: Assignment | None, *, crew: int) -> Decision:
    """Anybody ends their own duty, but the last of a crew hands its incident back first (D5)."""
    if duty.user_id != actor.user_id:
        return HIDDEN
    if assignment is not None and crew <= 1:
        return wrong_state(
            "duty.open_assignment", _("Your unit still has an incident. Finish it or hand it back first.")
        )
    return ALLOWED


def can_act_on_duty(actor: Actor, duty: Duty | None) -> Decision:
    """Only people on duty end it and are somewhere, and only for their own unit."""
    if duty is not None:
        return ALLOWED
    police = can_list_units(actor)
    return wrong_state("duty.none", _("You are not on duty.")) if police else police


def _works(actor: Actor, incident: Incident) -> Decision:
    if not actor.is_person:
        return SIGN_IN
    if not actor.has_in_areas(Capability.VIEW_POLICE_INCIDENTS, incident.area_id_set):
        return HIDDEN
    if not actor.has_in_areas(Capability.WORK_INCIDENTS, incident.area_id_set):
        return Denied("incidents.work", _("You do not work incidents here."))
    return ALLOWED


def can_take(actor: Actor, incident: Incident, duty: Duty | None) -> Decision:
    """An officer on duty takes what is open and nobody's."""
    decision = _works(actor, incident)
    if not decision:
        return decision
    if duty is None:
        return wrong_state("duty.none", _("You are not on duty."))
    if State(incident.state) not in OPEN:
        return wrong_state("incident.ended", _("This incident has ended."))
    if State(incident.state) not in TAKEABLE:
        return wrong_state(
            "incident.taken", _("%(unit)s has taken this already.") % {"unit": incident.unit_label or "—"}
        )
    return ALLOWED


def can_assign(actor: Actor, incident: Incident) -> Decision:
    """A dispatcher of the place sends a unit to what is open, also in place of another unit."""
    decision = _works(actor, incident)
    if not decision:
        return decision
    if not actor.has_in_areas(Capability.DISPATCH_UNITS, incident.area_id_set):
        return Denied("dispatch.send", _("Only a dispatcher sends units."))
    if State(incident.state) not in OPEN:
        return wrong_state("incident.ended", _("This incident has ended."))
    return ALLOWED


def can_work(actor: Actor, incident: Incident, assignment: Assignment | None, duty: Duty | None) -> Decision:
    """The unit's own crew, and dispatchers of the place for them, move what the unit has in hand."""
    decision = _works(actor, incident)
    if not decision:
        return decision
    if assignment is None:
        return wrong_state("incident.no_unit", _("No unit has this incident."))
    if duty is not None and duty.unit_id == assignment.unit_id:
        return ALLOWED
    if actor.has_in_areas(Capability.DISPATCH_UNITS, incident.area_id_set):
        return ALLOWED
    return Denied("dispatch.other_unit", _("Another unit has this incident."))


def incident_actions(
    actor: Actor, incident: Incident, assignment: Assignment | None, duty: Duty | None
) -> list[str]:
    """What the actor may do about sending and working this incident now, as names for the page."""
    state = State(incident.state)
    found = ["take"] if can_take(actor, incident, duty) else []
    if can_assign(actor, incident):
        found.append("assign")
    if can_work(actor, incident, assignment, duty):
        found += ["en_route"] if state is State.ASSIGNED else []
        found += ["on_scene"] if state in {State.ASSIGNED, State.EN_ROUTE} else []
        found += ["resolve", "hand_back"]
    return found
