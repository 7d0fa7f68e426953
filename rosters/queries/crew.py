"""What a viable crew is, with everything that a defect has taken off the run."""

from __future__ import annotations

from django.db.models import QuerySet

from rosters.matching import Seat
from rosters.models import Brigade, CrewRule, Defect, Vehicle, VehicleSeat, VehicleState

NO_VEHICLE = "vehicle"
"""Stands for a need that no person can fill: the vehicle or one of its hard seats is off the run."""


def crew_rule(brigade: Brigade, category: str = "") -> CrewRule | None:
    """The rule for a category (`fire.forest`), else for its group (`fire`), else the general one."""
    wanted = [category, category.partition(".")[0], ""]
    rows = CrewRule.objects.filter(brigade=brigade, category__in=wanted)
    rules = {rule.category: rule for rule in rows.prefetch_related("seats__needs").select_related("vehicle")}
    return next((rules[name] for name in wanted if name in rules), None)


def crew_seats(brigade: Brigade, category: str = "") -> list[Seat]:
    """The seats that make a viable crew for this category; none where the brigade has no rule.

    While the rule's vehicle, or a hard seat of it, is off the run, a hard seat stands among them that
    nobody can fill. A soft seat that is off the run is left out.
    """
    rule = crew_rule(brigade, category)
    if rule is None:
        return []
    if rule.vehicle is not None:
        return vehicle_seats(rule.vehicle)
    return [
        Seat(f"{s.pk}/{number}", s.needs.code if s.needs else None, s.hard)
        for s in rule.seats.all()
        for number in range(s.count)
    ]


def vehicle_seats(vehicle: Vehicle) -> list[Seat]:
    """A vehicle's seats as the matching knows them, defects considered."""
    open_defects = Defect.objects.filter(vehicle=vehicle, off_run=True, cleared_at=None)
    broken = set(open_defects.values_list("seat_id", flat=True))
    if None in broken or vehicle.state != VehicleState.IN_SERVICE:
        return [Seat(f"{vehicle.pk}/{NO_VEHICLE}", NO_VEHICLE)]
    found = []
    for seat in vehicle.seats.select_related("needs"):
        if seat.pk not in broken:
            found.append(Seat(str(seat.pk), seat.needs.code if seat.needs else None, seat.hard))
        elif seat.hard:
            found.append(Seat(str(seat.pk), NO_VEHICLE))
    return found


def rules_of(brigade: Brigade) -> QuerySet[CrewRule]:
    """The brigade's crew rules, the general one first."""
    return CrewRule.objects.filter(brigade=brigade).prefetch_related("seats__needs").order_by("category")


def seats_of(vehicle: Vehicle) -> list[VehicleSeat]:
    """The vehicle's seats in order, with what each needs."""
    return list(vehicle.seats.select_related("needs"))
