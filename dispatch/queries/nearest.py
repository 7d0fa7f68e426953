"""The nearest units that can go, and why nearer ones cannot (D3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.contrib.gis.geos import Point
from django.utils import timezone

from accounts.actor import Actor
from accounts.roles import Capability, ScopeKind
from core import prepared

FRESH_FOR = timedelta(minutes=5)
"""An older fix says where a unit was, not where it is."""
LOOKED_AT = 60
"""Positions read from the index; enough that the busy and the stale among them do not hide a free one."""

_NEAREST = f"""
    with near as materialized (
        select pos.unit_id, pos.fixed_at, pos.accuracy_m, unit.call_sign, unit.kind,
               pos.point <-> ST_SetSRID(ST_MakePoint(%(lon)s, %(lat)s), 4326)::geography as metres
        from dispatch_unitposition pos
        join dispatch_unit unit on unit.id = pos.unit_id
        where unit.area_ids && %(areas)s::uuid[]
        order by pos.point <-> ST_SetSRID(ST_MakePoint(%(lon)s, %(lat)s), 4326)::geography
        limit {LOOKED_AT}
    )
    select near.unit_id, near.call_sign, near.kind, near.metres, near.fixed_at, near.accuracy_m,
           case when not exists (select from dispatch_duty duty
                                 where duty.unit_id = near.unit_id and upper_inf(duty.valid)) then 'off_duty'
                when near.fixed_at < %(oldest)s then 'stale_position'
                when busy.id is not null then 'busy'
                else '' end as reason,
           coalesce(last.ended_at, '-infinity') as idle_since
    from near
    left join dispatch_assignment busy on busy.unit_id = near.unit_id and busy.ended_at is null
    left join lateral (
        select ended_at from dispatch_assignment past
        where past.unit_id = near.unit_id and past.ended_at is not null
        order by past.assigned_at desc limit 1
    ) last on true
    order by near.metres, idle_since, near.unit_id
"""  # noqa: S608

_SILENT = """
    select unit.id, unit.call_sign, unit.kind
    from dispatch_unit unit
    where unit.active and unit.area_ids && %(areas)s::uuid[]
      and not exists (select from dispatch_unitposition pos where pos.unit_id = unit.id)
      and exists (select from dispatch_duty duty where duty.unit_id = unit.id and upper_inf(duty.valid))
    order by unit.call_sign limit 50
"""


@dataclass(frozen=True, slots=True)
class Near:
    """A unit that can go. `distance_m` is the straight line in metres."""

    unit_id: UUID
    call_sign: str
    kind: str
    distance_m: float
    fixed_at: datetime
    accuracy_m: float | None


@dataclass(frozen=True, slots=True)
class Excluded:
    """A unit that was passed over, and why: stale_position, busy, off_duty, no_position."""

    unit_id: UUID
    call_sign: str
    kind: str
    reason: str
    distance_m: float | None
    fixed_at: datetime | None


@dataclass(frozen=True, slots=True)
class NearestUnits:
    """The answer with its explanation."""

    units: list[Near]
    excluded: list[Excluded]


def nearest_units(actor: Actor, point: Point, *, limit: int = 5) -> NearestUnits:
    """The nearest units on duty, free and with a fresh fix; ties go to the longest idle, then by id.

    Only units of areas where the actor dispatches or works are looked at. Two statements.
    """
    areas = actor.scope_ids(Capability.VIEW_POLICE_INCIDENTS, ScopeKind.AREA)
    values = {
        "lon": point.x,
        "lat": point.y,
        "areas": sorted(areas),
        "oldest": timezone.now() - FRESH_FOR,
    }
    units: list[Near] = []
    excluded: list[Excluded] = []
    for unit_id, call_sign, kind, metres, fixed_at, accuracy, reason, _idle in prepared.rows(
        _NEAREST, values
    ):
        if reason:
            excluded.append(Excluded(unit_id, call_sign, kind, reason, metres, fixed_at))
        elif len(units) < limit:
            units.append(Near(unit_id, call_sign, kind, metres, fixed_at, accuracy))
    silent = prepared.rows(_SILENT, {"areas": sorted(areas)})
    excluded += [Excluded(unit_id, sign, kind, "no_position", None, None) for unit_id, sign, kind in silent]
    return NearestUnits(units, excluded)
