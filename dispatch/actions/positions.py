"""Where units are: the latest fix only, and not for long."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from accounts.actor import Actor
from core.decisions import require
from dispatch import policies, projections, queries
from dispatch.models import Duty, Unit, UnitPosition
from geo import shapes
from notifications import actions as notifications

AHEAD = timedelta(seconds=10)
"""How far a phone's clock may run ahead; a fix from later than that is refused."""
APART = timedelta(seconds=2)
"""Fixes closer together than this are one."""
KEPT_FOR = timedelta(minutes=30)
"""A position nobody has renewed is deleted after this."""

_STORE = """  -- the share lock: a duty that ends meanwhile leaves no position behind
    insert into dispatch_unitposition as pos (unit_id, point, accuracy_m, fixed_at, received_at, duty_id)
    select duty.unit_id, ST_SetSRID(ST_MakePoint(%(lon)s, %(lat)s), 4326)::geography, %(accuracy)s,
           %(at)s, %(now)s, duty.id
    from dispatch_duty duty where duty.id = %(duty)s and upper_inf(duty.valid) for share
    on conflict (unit_id) do update set
        point = excluded.point, accuracy_m = excluded.accuracy_m, fixed_at = excluded.fixed_at,
        received_at = excluded.received_at, duty_id = excluded.duty_id
    where excluded.fixed_at >= pos.fixed_at + %(apart)s
"""


@dataclass(frozen=True, slots=True)
class Fix:
    """One measurement: degrees (WGS 84), accuracy radius in metres, and when it was taken (UTC)."""

    lon: float
    lat: float
    at: datetime
    accuracy_m: float | None = None


@transaction.atomic
def report_positions(actor: Actor, fixes: Sequence[Fix]) -> UnitPosition | None:
    """Take the newest usable fix of a person on duty for their unit. Late, repeated and future ones are
    left aside: an older fix never replaces a newer one (D4). Answers with the unit's position now.

    Raises: NotSignedIn, Conflict (`duty.none`), Invalid (a place that is not on Earth).
    """
    duty = queries.duty_of(actor.user_id)
    require(policies.can_act_on_duty(actor, duty))
    if duty is None:
        return None
    now = timezone.now()
    usable = [fix for fix in fixes if now - KEPT_FOR < fix.at <= now + AHEAD]
    if usable and _store(duty, max(usable, key=lambda fix: fix.at), now):
        position = UnitPosition.objects.get(unit_id=duty.unit_id)
        notifications.record_events(projections.position_events(duty.unit, position))
        return position
    return queries.position_of(duty.unit_id)


def _store(duty: Duty, fix: Fix, now: datetime) -> bool:
    place = shapes.point(fix.lon, fix.lat)
    values: dict[str, Any] = {
        "lon": place.x,
        "lat": place.y,
        "accuracy": fix.accuracy_m,
        "at": min(fix.at, now),
        "now": now,
        "duty": duty.pk,
        "apart": APART,
    }
    with connection.cursor() as cursor:
        cursor.execute(_STORE, values)
        return bool(cursor.rowcount == 1)


@transaction.atomic
def forget_positions() -> int:
    """Delete positions that have not been renewed for `KEPT_FOR`, and tell the screens. Safe to repeat."""
    old = UnitPosition.objects.select_for_update(skip_locked=True).filter(
        fixed_at__lt=timezone.now() - KEPT_FOR
    )
    gone = list(old.values_list("unit_id", flat=True)[:500])
    UnitPosition.objects.filter(unit_id__in=gone).delete()
    units = Unit.objects.filter(pk__in=gone)
    notifications.record_events([e for unit in units for e in projections.position_events(unit, None)])
    return len(gone)
