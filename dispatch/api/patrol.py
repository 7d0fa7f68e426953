"""HTTP doors to units, duty, positions and work."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from ninja import Router

from accounts.actor import Actor
from accounts.auth import ActorRequest
from core.decisions import require
from core.errors import Invalid
from dispatch import actions, policies, projections, queries, schemas
from dispatch.models import Assignment, Duty, Unit, UnitPosition
from incidents import queries as incident_queries
from notifications import streams

router = Router(tags=["dispatch"])


@router.get("/dispatch/units", response=schemas.UnitsOut)
def units(request: ActorRequest) -> dict[str, Any]:
    """Units, crews and positions I may see: a snapshot that the `beat:` and `unit:` streams continue."""
    return actions.read_units(request.auth)


@router.post("/dispatch/units", response={201: schemas.PatrolUnitOut})
def add_unit(request: ActorRequest, payload: schemas.UnitIn) -> tuple[int, dict[str, Any]]:
    """Set up a unit for an area I dispatch in."""
    unit = actions.add_unit(request.auth, **payload.dict())
    return 201, _unit(unit, [], None)


@router.patch("/dispatch/units/{unit_id}", response=schemas.PatrolUnitOut)
def change_unit(request: ActorRequest, unit_id: UUID, payload: schemas.UnitChangeIn) -> dict[str, Any]:
    """Rename a unit, or take it out of service and back."""
    unit = actions.change_unit(request.auth, unit_id=unit_id, **payload.dict())
    return _unit(unit, queries.crew_of([unit.pk])[unit.pk], queries.assignment_of_unit(unit.pk))


@router.get("/dispatch/duty", response=schemas.DutyOut)
def duty(request: ActorRequest) -> dict[str, Any]:
    """My duty, and the units I could go on duty on."""
    require(policies.can_list_units(request.auth))
    return _duty(request.auth)


@router.post("/dispatch/duty", response=schemas.DutyOut)
def sign_on(request: ActorRequest, payload: schemas.SignOnIn) -> dict[str, Any]:
    """Go on duty on a unit."""
    actor = request.auth
    require(policies.can_list_units(actor))
    if payload.unit_id is None and not payload.call_sign:
        raise Invalid.field("call_sign", _("Which unit?"))
    unit_id = payload.unit_id or queries.unit_by_call_sign(actor, payload.call_sign)
    actions.sign_on(actor, unit_id=unit_id)
    return _duty(actor)


@router.post("/dispatch/duty/end", response=schemas.DutyOut)
def sign_off(request: ActorRequest) -> dict[str, Any]:
    """End my duty."""
    actions.sign_off(request.auth)
    return _duty(request.auth)


@router.post("/dispatch/positions", response=schemas.UnitPositionOut)
def report_positions(request: ActorRequest, payload: schemas.FixesIn) -> dict[str, Any]:
    """Where my unit is; only the newest usable fix is kept."""
    fixes = [actions.Fix(**fix.dict()) for fix in payload.fixes]
    return _position(actions.report_positions(request.auth, fixes))


@router.get("/dispatch/incidents/{incident_id}", response=schemas.WorkOut)
def work(request: ActorRequest, incident_id: UUID) -> dict[str, Any]:
    """Who has the incident, its milestones and alerts, and what I may do about it."""
    return _work(request.auth, incident_id)


@router.get("/dispatch/incidents/{incident_id}/nearest-units", response=schemas.NearestOut)
def nearest(request: ActorRequest, incident_id: UUID) -> Any:
    """The nearest free units with a fresh position, and why others were passed over."""
    return actions.read_nearest(request.auth, incident_id)


@router.post("/dispatch/incidents/{incident_id}/take", response=schemas.WorkOut)
def take(request: ActorRequest, incident_id: UUID) -> dict[str, Any]:
    """My unit takes it."""
    actions.take(request.auth, incident_id=incident_id)
    return _work(request.auth, incident_id)


@router.post("/dispatch/incidents/{incident_id}/assign", response=schemas.WorkOut)
def assign(request: ActorRequest, incident_id: UUID, payload: schemas.AssignIn) -> dict[str, Any]:
    """Send a unit."""
    actions.assign(request.auth, incident_id=incident_id, unit_id=payload.unit_id)
    return _work(request.auth, incident_id)


@router.post("/dispatch/incidents/{incident_id}/en-route", response=schemas.WorkOut)
def set_out(request: ActorRequest, incident_id: UUID) -> dict[str, Any]:
    """The unit is on its way."""
    actions.set_out(request.auth, incident_id=incident_id)
    return _work(request.auth, incident_id)


@router.post("/dispatch/incidents/{incident_id}/on-scene", response=schemas.WorkOut)
def arrive(request: ActorRequest, incident_id: UUID) -> dict[str, Any]:
    """The unit is there."""
    actions.arrive(request.auth, incident_id=incident_id)
    return _work(request.auth, incident_id)


@router.post("/dispatch/incidents/{incident_id}/resolve", response=schemas.WorkOut)
def resolve(request: ActorRequest, incident_id: UUID, payload: schemas.ResolveIn) -> dict[str, Any]:
    """The unit is done."""
    actions.resolve(request.auth, incident_id=incident_id, **payload.dict())
    return _work(request.auth, incident_id)


@router.post("/dispatch/incidents/{incident_id}/hand-back", response=schemas.WorkOut)
def hand_back(request: ActorRequest, incident_id: UUID, payload: schemas.HandBackIn) -> dict[str, Any]:
    """The unit gives it back; it is nobody's again."""
    actions.hand_back(request.auth, incident_id=incident_id, **payload.dict())
    return _work(request.auth, incident_id)


def _unit(unit: Unit, crew: list[Duty], assignment: Assignment | None) -> dict[str, Any]:
    return {
        "id": unit.pk,
        "call_sign": unit.call_sign,
        "kind": unit.kind,
        "home_area_id": unit.home_area_id,
        "active": unit.active,
        "state": projections.unit_state(crew, assignment),
    }


def _duty(actor: Actor) -> dict[str, Any]:
    duty = queries.duty_of(actor.user_id)
    free = queries.units_of(actor)
    crews = queries.crew_of([unit.pk for unit in free])
    busy = queries.assignments_of_units([unit.pk for unit in free])
    shown = {unit.pk: _unit(unit, crews[unit.pk], busy.get(unit.pk)) for unit in free}
    crew = crews.get(duty.unit_id, []) if duty else []
    assignment = busy.get(duty.unit_id) if duty else None
    return {
        "on_duty": duty is not None,
        "unit": shown.get(duty.unit_id) if duty else None,
        "since": duty.valid.lower if duty else None,
        "crew": [member.user.get_full_name() for member in crew],
        "incident_id": assignment.incident_id if assignment else None,
        "streams": [streams.unit(duty.unit_id)] if duty else [],
        "units": list(shown.values()),
    }


def _position(position: UnitPosition | None) -> dict[str, Any]:
    return {
        "lon": position.point.x if position else None,
        "lat": position.point.y if position else None,
        "at": position.fixed_at if position else None,
        "accuracy_m": position.accuracy_m if position else None,
    }


def _work(actor: Actor, incident_id: UUID) -> dict[str, Any]:
    incident = incident_queries.incident_for(actor, incident_id)
    assignment = queries.assignment_of_incident(incident_id)
    unit = assignment.unit if assignment else None
    crew = queries.crew_of([unit.pk])[unit.pk] if unit else []
    steps = queries.step_lines(incident_id)
    return {
        "incident_id": incident.pk,
        "state": incident.state,
        "unit": _unit(unit, crew, assignment) if unit else None,
        "assigned_at": assignment.assigned_at if assignment else None,
        "accepted_at": assignment.accepted_at if assignment else None,
        "en_route_at": assignment.en_route_at if assignment else None,
        "on_scene_at": assignment.on_scene_at if assignment else None,
        "steps": [
            {"at": s.at, "kind": s.kind, "by": s.by, "unit": s.assignment.unit.call_sign} for s in steps
        ],
        "alerts": queries.alerts_of(incident_id),
        "allowed_actions": policies.incident_actions(
            actor, incident, assignment, queries.duty_of(actor.user_id)
        ),
    }
