"""What a brigade drives, who must sit where, and what makes a crew."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.actor import Actor
from core import audit
from core.decisions import require
from core.errors import Conflict, Invalid
from rosters import policies
from rosters.models import Brigade, CrewRule, CrewRuleSeat, Paging, Vehicle, VehicleSeat, VehicleState
from rosters.queries import brigades, papers, upkeep


@dataclass(frozen=True, slots=True)
class SeatLine:
    """One seat of a vehicle; `needs` is a qualification's code, None for anybody."""

    label: str
    needs: str | None = None
    hard: bool = True
    id: UUID | None = None
    """An existing seat that is kept, with its defects."""


@dataclass(frozen=True, slots=True)
class CrewLine:
    """So many people with one qualification."""

    needs: str | None = None
    count: int = 1
    hard: bool = True


@transaction.atomic
def save_vehicle(
    actor: Actor,
    *,
    brigade_id: UUID,
    name: str,
    call_sign: str,
    state: VehicleState,
    seats: Sequence[SeatLine],
    vehicle_id: UUID | None = None,
) -> Vehicle:
    """Add a vehicle, or bring one to this description; seats that are named by id keep their defects.

    Raises: NotFound, Refused, Invalid (unknown qualification), Conflict (`rosters.call_sign`).
    """
    brigade = brigades.brigade_for(actor, brigade_id, lock=True)
    require(policies.can_command(actor, brigade))
    vehicle = upkeep.vehicle_of(brigade, vehicle_id) if vehicle_id is not None else Vehicle(brigade=brigade)
    vehicle.name, vehicle.call_sign, vehicle.state = name.strip(), call_sign.strip(), state
    try:
        with transaction.atomic():
            vehicle.save()
    except IntegrityError as error:
        if "vehicle_call_sign" not in str(error):
            raise
        raise Conflict("rosters.call_sign", _("Another vehicle has this call sign.")) from error
    _write_seats(vehicle, seats)
    audit.record(actor, "vehicle.saved", "vehicle", vehicle.pk, {"state": state.value, "seats": len(seats)})
    return vehicle


def _write_seats(vehicle: Vehicle, lines: Sequence[SeatLine]) -> None:
    """Bring the seats to the lines. Orders are freed first: they are unique within a vehicle."""
    known = {seat.pk: seat for seat in vehicle.seats.all()}
    kept = [line.id for line in lines if line.id is not None]
    if len(set(kept)) != len(kept) or not known.keys() >= set(kept):
        raise Invalid.field("seats", _("A seat is named that this vehicle does not have."))
    vehicle.seats.exclude(pk__in=kept).delete()
    for number, seat_id in enumerate(kept):
        VehicleSeat.objects.filter(pk=seat_id).update(order=1_000 + number)
    for order, line in enumerate(lines):
        seat = known[line.id] if line.id is not None else VehicleSeat(vehicle=vehicle)
        seat.label, seat.hard, seat.order = line.label.strip()[:60], line.hard, order
        seat.needs = papers.qualification(line.needs) if line.needs else None
        seat.save()


@transaction.atomic
def save_crew_rule(
    actor: Actor,
    *,
    brigade_id: UUID,
    category: str,
    reply_seconds: int,
    vehicle_id: UUID | None = None,
    seats: Sequence[CrewLine] = (),
    paging: Paging = Paging.TOGETHER,
) -> CrewRule:
    """Say what a viable crew is for a category of incident, and how it is paged; the empty category stands
    for all others.

    Raises: NotFound, Refused, Invalid (exactly one of vehicle and seats; unknown qualification).
    """
    brigade = brigades.brigade_for(actor, brigade_id, lock=True)
    require(policies.can_command(actor, brigade))
    if (vehicle_id is None) == (not seats):
        raise Invalid.field("seats", _("Name a vehicle or the people needed: exactly one of these."))
    rule = CrewRule.objects.filter(brigade=brigade, category=category).first()
    rule = rule or CrewRule(brigade=brigade, category=category)
    rule.vehicle = upkeep.vehicle_of(brigade, vehicle_id) if vehicle_id else None
    rule.reply_seconds, rule.paging = reply_seconds, paging
    rule.save()
    rule.seats.all().delete()
    for line in seats:
        needs = papers.qualification(line.needs) if line.needs else None
        CrewRuleSeat.objects.create(rule=rule, needs=needs, count=line.count, hard=line.hard)
    audit.record(actor, "brigade.crew_rule_saved", "brigade", brigade.pk, {"category": category})
    return rule


@transaction.atomic
def drop_crew_rule(actor: Actor, *, brigade_id: UUID, category: str) -> Brigade:
    """Let a category follow the general rule again. Raises: NotFound, Refused."""
    brigade = brigades.brigade_for(actor, brigade_id, lock=True)
    require(policies.can_command(actor, brigade))
    gone, _rows = CrewRule.objects.filter(brigade=brigade, category=category).delete()
    if gone:
        audit.record(actor, "brigade.crew_rule_dropped", "brigade", brigade.pk, {"category": category})
    return brigade
