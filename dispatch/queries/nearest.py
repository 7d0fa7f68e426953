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
EXPLAINED = 20
"""How many nearer units that cannot go are named."""

_POINT = "ST_SetSRID(ST_MakePoint(%(lon)s, %(lat)s), 4326)::geography"
_COLUMNS = f"""pos.unit_id, unit.call_sign, unit.kind, pos.point <-> {_POINT} as metres, pos.fixed_at,
               pos.accuracy_m"""
_WORKING = (
    "exists (select from dispatch_assignment open where open.unit_id = pos.unit_id and open.ended_at is null)"
)
_ON_DUTY = (
    "exists (select from dispatch_duty duty where duty.unit_id = pos.unit_id and upper_inf(duty.valid))"
)

_FREE = f"""
    with near as materialized (
        select {_COLUMNS}
        from dispatch_unitposition pos join dispatch_unit unit on unit.id = pos.unit_id
        where unit.area_ids && %(areas)s::uuid[] and pos.fixed_at >= %(oldest)s
          and not {_WORKING} and {_ON_DUTY}
        order by pos.point <-> {_POINT}
        limit %(limit)s * 2
    )
    select near.unit_id, near.call_sign, near.kind, near.metres, near.fixed_at, near.accuracy_m
    from near left join lateral (
        select past.ended_at from dispatch_assignment past
        where past.unit_id = near.unit_id and past.ended_at is not null
        order by past.assigned_at desc limit 1
    ) last on true
    order by near.metres, last.ended_at nulls first, near.unit_id
    limit %(limit)s
"""  # noqa: S608
"""The index is walked outwards until enough units that can go are found; ties go to the longest idle."""

_PASSED_OVER = f"""
    select {_COLUMNS},
           case when not {_ON_DUTY} then 'off_duty'
                when pos.fixed_at < %(oldest)s then 'stale_position' else 'busy' end as reason
    from dispatch_unitposition pos join dispatch_unit unit on unit.id = pos.unit_id
    where unit.area_ids && %(areas)s::uuid[]
      and (pos.fixed_at < %(oldest)s or {_WORKING} or not {_ON_DUTY})
    order by pos.point <-> {_POINT}
    limit {EXPLAINED}
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

    Only units of areas whose police the actor belongs to are looked at. Three statements.
    """
    areas = sorted(actor.scope_ids(Capability.VIEW_POLICE_INCIDENTS, ScopeKind.AREA))
    place = {"lon": point.x, "lat": point.y, "areas": areas, "oldest": timezone.now() - FRESH_FOR}
    free = [Near(*row) for row in prepared.rows(_FREE, {**place, "limit": limit})]
    passed = [
        Excluded(unit_id, sign, kind, reason, metres, fixed_at)
        for unit_id, sign, kind, metres, fixed_at, _accuracy, reason in prepared.rows(_PASSED_OVER, place)
        if len(free) < limit or metres <= free[-1].distance_m
    ]
    silent = prepared.rows(_SILENT, {"areas": areas})
    passed += [Excluded(unit_id, sign, kind, "no_position", None, None) for unit_id, sign, kind in silent]
    return NearestUnits(free, passed)
