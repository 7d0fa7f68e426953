"""HTTP doors to vehicles, crews, checks, defects and kit."""

from __future__ import annotations

from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils import timezone
from ninja import Router, Status

from accounts.auth import ActorRequest
from core.decisions import require
from rosters import policies, readiness
from rosters.actions import upkeep, vehicles
from rosters.actions.upkeep import KitDraft
from rosters.actions.vehicles import CrewLine, SeatLine
from rosters.models import Brigade, Check, CrewRule, Defect, KitItem, Vehicle, VehicleState
from rosters.queries import brigades, crew
from rosters.queries import upkeep as queries
from rosters.schemas import upkeep as schemas

router = Router()


@router.get("/brigades/{brigade_id}/vehicles", response=list[schemas.VehicleOut])
def vehicles_of(request: ActorRequest, brigade_id: UUID) -> list[dict[str, Any]]:
    """The brigade's vehicles with seats, check lists and open defects."""
    brigade = brigades.brigade_for(request.auth, brigade_id)
    return [_vehicle(vehicle) for vehicle in queries.vehicles_of(brigade)]


@router.post("/brigades/{brigade_id}/vehicles", response={201: schemas.VehicleOut})
def add_vehicle(
    request: ActorRequest, brigade_id: UUID, payload: schemas.VehicleIn
) -> Status[dict[str, Any]]:
    """Add a vehicle."""
    return Status(201, _save(request, brigade_id, payload))


@router.put("/brigades/{brigade_id}/vehicles/{vehicle_id}", response=schemas.VehicleOut)
def change_vehicle(
    request: ActorRequest, brigade_id: UUID, vehicle_id: UUID, payload: schemas.VehicleIn
) -> dict[str, Any]:
    """Bring a vehicle to this description."""
    return _save(request, brigade_id, payload, vehicle_id)


@router.get("/brigades/{brigade_id}/crew-rules", response=list[schemas.CrewRuleItem])
def crew_rules(request: ActorRequest, brigade_id: UUID) -> list[dict[str, Any]]:
    """What a viable crew is, for each category."""
    brigade = brigades.brigade_for(request.auth, brigade_id)
    return [_rule(rule) for rule in crew.rules_of(brigade)]


@router.put("/brigades/{brigade_id}/crew-rules", response=schemas.CrewRuleItem)
def save_crew_rule(request: ActorRequest, brigade_id: UUID, payload: schemas.CrewRuleItem) -> dict[str, Any]:
    """Say what a viable crew is for a category."""
    seats = [CrewLine(**line.dict()) for line in payload.seats]
    fields = payload.dict(exclude={"seats"})
    return _rule(vehicles.save_crew_rule(request.auth, brigade_id=brigade_id, seats=seats, **fields))


@router.delete("/brigades/{brigade_id}/crew-rules", response={204: None})
def drop_crew_rule(request: ActorRequest, brigade_id: UUID, category: str = "") -> Status[None]:
    """Let a category follow the general rule again."""
    vehicles.drop_crew_rule(request.auth, brigade_id=brigade_id, category=category)
    return Status(204, None)


@router.put("/vehicles/{vehicle_id}/check-list", response=schemas.VehicleOut)
def set_check_list(request: ActorRequest, vehicle_id: UUID, payload: schemas.CheckListIn) -> dict[str, Any]:
    """Set the check list and inventory."""
    lines = [(line.label, line.quantity) for line in payload.lines]
    upkeep.set_check_list(request.auth, vehicle_id=vehicle_id, lines=lines)
    return _one(request, vehicle_id)


@router.get("/vehicles/{vehicle_id}/checks", response=list[schemas.CheckOut])
def checks(request: ActorRequest, vehicle_id: UUID) -> list[Any]:
    """The latest checks."""
    vehicle = queries.vehicle_for(request.auth, vehicle_id)
    require(policies.can_serve(request.auth, vehicle.brigade))
    return list(queries.checks_of(vehicle))


@router.post("/vehicles/{vehicle_id}/checks", response={201: schemas.CheckOut})
def check(request: ActorRequest, vehicle_id: UUID, payload: schemas.CheckIn) -> Status[Any]:
    """Record a check."""
    answers = {str(item): answer.dict() for item, answer in payload.answers.items()}
    done = upkeep.check_vehicle(request.auth, vehicle_id=vehicle_id, answers=answers, check_id=payload.id)
    return Status(201, done)


@router.get("/vehicles/{vehicle_id}/defects", response=list[schemas.DefectOut])
def defects(request: ActorRequest, vehicle_id: UUID) -> list[Any]:
    """The latest defects, cleared ones too."""
    vehicle = queries.vehicle_for(request.auth, vehicle_id)
    require(policies.can_serve(request.auth, vehicle.brigade))
    return list(queries.defects_of(vehicle))


@router.post("/vehicles/{vehicle_id}/defects", response={201: schemas.DefectOut})
def report_defect(request: ActorRequest, vehicle_id: UUID, payload: schemas.DefectIn) -> Status[Any]:
    """Report something broken."""
    said = payload.dict(exclude={"id"})
    done = upkeep.report_defect(request.auth, vehicle_id=vehicle_id, defect_id=payload.id, **said)
    return Status(201, done)


@router.post("/defects/{defect_id}/clear", response=schemas.DefectOut)
def clear_defect(request: ActorRequest, defect_id: UUID, payload: schemas.ClearIn) -> Any:
    """Say that it is mended."""
    return upkeep.clear_defect(request.auth, defect_id=defect_id, note=payload.note)


@router.get("/brigades/{brigade_id}/kit", response=list[schemas.KitOut])
def kit(request: ActorRequest, brigade_id: UUID) -> list[dict[str, Any]]:
    """Kit in use, what is due first at the top."""
    brigade = brigades.brigade_for(request.auth, brigade_id)
    require(policies.can_serve(request.auth, brigade))
    return [_kit(item) for item in queries.kit_of(brigade)]


@router.post("/brigades/{brigade_id}/kit", response={201: schemas.KitOut})
def add_kit(request: ActorRequest, brigade_id: UUID, payload: schemas.KitIn) -> Status[dict[str, Any]]:
    """Add a piece of kit."""
    draft = KitDraft(**payload.dict())
    return Status(201, _kit(upkeep.save_kit(request.auth, brigade_id=brigade_id, draft=draft)))


@router.put("/brigades/{brigade_id}/kit/{kit_id}", response=schemas.KitOut)
def change_kit(
    request: ActorRequest, brigade_id: UUID, kit_id: UUID, payload: schemas.KitIn
) -> dict[str, Any]:
    """Bring a piece of kit to this description."""
    draft = KitDraft(**payload.dict())
    return _kit(upkeep.save_kit(request.auth, brigade_id=brigade_id, draft=draft, kit_id=kit_id))


def _save(
    request: ActorRequest, brigade_id: UUID, payload: schemas.VehicleIn, vehicle_id: UUID | None = None
) -> dict[str, Any]:
    seats = [SeatLine(**line.dict()) for line in payload.seats]
    fields = payload.dict(exclude={"seats"})
    vehicle = vehicles.save_vehicle(
        request.auth, brigade_id=brigade_id, vehicle_id=vehicle_id, seats=seats, **fields
    )
    return _one(request, vehicle.pk)


def _one(request: ActorRequest, vehicle_id: UUID) -> dict[str, Any]:
    brigade: Brigade = queries.vehicle_for(request.auth, vehicle_id).brigade
    return _vehicle(queries.vehicles_of(brigade).get(pk=vehicle_id))


def _vehicle(vehicle: Vehicle) -> dict[str, Any]:
    seats = list(vehicle.seats.all())
    still_open: list[Defect] = list(vehicle.open_defects)  # type: ignore[attr-defined]
    latest: list[Check] = vehicle.latest  # type: ignore[attr-defined]
    return {
        "id": vehicle.pk,
        "name": vehicle.name,
        "call_sign": vehicle.call_sign,
        "state": vehicle.state,
        "readiness": readiness.of_vehicle(
            {seat.pk: seat.hard for seat in seats},
            [defect.seat_id for defect in still_open if defect.off_run],
            in_service=vehicle.state == VehicleState.IN_SERVICE,
        ),
        "seats": [
            {"id": s.pk, "label": s.label, "needs": s.needs.code if s.needs else None, "hard": s.hard}
            for s in seats
        ],
        "check_list": list(vehicle.check_items.all()),
        "defects": still_open,
        "checked": _latest(latest[0]) if latest else None,
    }


def _latest(check: Check) -> dict[str, Any]:
    not_ok = sum(not line.get("ok") for line in check.answers.values())
    return {"at": check.at, "by": check.by, "not_ok": not_ok}


def _kit(item: KitItem) -> dict[str, Any]:
    today = timezone.now().astimezone(ZoneInfo(item.brigade.time_zone)).date()
    plain = {name: getattr(item, name) for name in ("kind", "label", "serial", "vehicle_id", "test_due")}
    return {"id": item.pk, **plain, "standing": readiness.of_test(item.test_due, today)}


def _rule(rule: CrewRule) -> dict[str, Any]:
    return {
        "category": rule.category,
        "vehicle_id": rule.vehicle_id,
        "reply_seconds": rule.reply_seconds,
        "paging": rule.paging,
        "seats": [
            {"needs": s.needs.code if s.needs else None, "count": s.count, "hard": s.hard}
            for s in rule.seats.all()
        ],
    }
