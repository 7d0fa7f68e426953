"""Vehicles with their seats, checks and defects, and kit by the date of its test."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import F, Prefetch, QuerySet

from accounts.actor import Actor
from core.errors import NotFound
from core.ordering import alphabetical
from rosters.models import Brigade, Check, Defect, KitItem, Vehicle, VehicleSeat
from rosters.queries import brigades


def vehicle_of(brigade: Brigade, vehicle_id: UUID) -> Vehicle:
    """A vehicle of this brigade. Raises NotFound."""
    vehicle = Vehicle.objects.filter(pk=vehicle_id, brigade=brigade).first()
    if vehicle is None:
        raise NotFound
    vehicle.brigade = brigade
    return vehicle


def vehicle_for(actor: Actor, vehicle_id: UUID) -> Vehicle:
    """A vehicle of a brigade the actor may see. Raises NotFound for hidden and missing alike."""
    vehicle = Vehicle.objects.filter(pk=vehicle_id).first()
    if vehicle is None:
        raise NotFound
    vehicle.brigade = brigades.brigade_for(actor, vehicle.brigade_id)
    return vehicle


def vehicles_of(brigade: Brigade) -> QuerySet[Vehicle]:
    """The brigade's vehicles by call sign, with seats, check list, open defects and the latest check."""
    still_open = Defect.objects.filter(cleared_at=None).order_by("reported_at")
    return (
        Vehicle.objects.filter(brigade=brigade)
        .prefetch_related(
            Prefetch("seats", VehicleSeat.objects.select_related("needs")),
            "check_items",
            Prefetch("defects", still_open, "open_defects"),
            Prefetch("checks", Check.objects.order_by("vehicle_id", "-at").distinct("vehicle_id"), "latest"),
        )
        .order_by(alphabetical("call_sign"))
    )


def checks_of(vehicle: Vehicle, *, limit: int = 50) -> list[Check]:
    """The latest checks of a vehicle, newest first."""
    return list(Check.objects.filter(vehicle=vehicle).order_by("-at")[:limit])


def defects_of(vehicle: Vehicle, *, limit: int = 50) -> list[Defect]:
    """The latest defects of a vehicle, cleared ones too, newest first."""
    return list(Defect.objects.filter(vehicle=vehicle).order_by("-reported_at")[:limit])


def defect_for(actor: Actor, defect_id: UUID, *, lock: bool = False) -> Defect:
    """A defect of a brigade's vehicle the actor may see. Raises NotFound."""
    rows = Defect.objects.select_for_update() if lock else Defect.objects.all()
    defect = rows.filter(pk=defect_id).first()
    if defect is None:
        raise NotFound
    defect.vehicle = vehicle_for(actor, defect.vehicle_id)
    return defect


def kit_of(brigade: Brigade) -> list[KitItem]:
    """Kit in use, what is due first at the top."""
    rows = KitItem.objects.filter(brigade=brigade, retired_at=None).select_related("vehicle", "brigade")
    return list(rows.order_by(F("test_due").asc(nulls_last=True), "label"))


def kit_for(actor: Actor, kit_id: UUID) -> KitItem:
    """A piece of kit of a brigade the actor may see. Raises NotFound."""
    item = KitItem.objects.filter(pk=kit_id).first()
    if item is None:
        raise NotFound
    item.brigade = brigades.brigade_for(actor, item.brigade_id)
    return item


def kit_due(by: date) -> Iterable[KitItem]:
    """Kit in use whose test is due by that day, of all brigades."""
    return KitItem.objects.filter(retired_at=None, test_due__lte=by).select_related("brigade").order_by("pk")
