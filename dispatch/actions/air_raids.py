"""Air-raid alerts: declared by hand or imported; stamped on every running call-out under them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actor import Actor
from core import audit
from core.decisions import require
from core.errors import Invalid, NotFound
from dispatch import importers
from dispatch.actions.callout_log import publish, step_on, write
from dispatch.models import AirRaid, CallOut, CallOutState
from dispatch.policies import callouts as policies
from dispatch.projections.raids import raid_events
from dispatch.queries import callouts as queries
from dispatch.wording import callouts as wording
from geo import queries as geo_queries
from notifications import actions as notifications


@transaction.atomic
def declare_raid(actor: Actor, *, area_id: UUID) -> AirRaid:
    """The alert has sounded over an area. Declared again while it lasts, it is the same one.

    Raises: NotSignedIn, Refused, Invalid (no such area).
    """
    require(policies.can_declare_raid(actor, _path(area_id)))
    now = timezone.now()
    raid, fresh = AirRaid.objects.get_or_create(
        area_id=area_id, until=None, defaults={"since": now, "declared_by": actor.label[:160]}
    )
    if fresh:
        audit.record(actor, "air_raid.declared", "area", area_id)
        notifications.record_events(raid_events(raid))
        stamp([area_id], by=actor)
    return raid


@transaction.atomic
def end_raid(actor: Actor, *, area_id: UUID) -> AirRaid:
    """All clear. Raises: NotSignedIn, Refused, Invalid (no such area), NotFound (no alert there)."""
    require(policies.can_declare_raid(actor, _path(area_id)))
    raid = AirRaid.objects.select_for_update().filter(area_id=area_id, until=None).first()
    if raid is None:
        raise NotFound
    raid.until = timezone.now()
    raid.save(update_fields=["until", "updated_at"])
    audit.record(actor, "air_raid.ended", "area", area_id)
    notifications.record_events(raid_events(raid))
    stamp([area_id], by=actor)
    return raid


def _path(area_id: UUID) -> list[UUID]:
    try:
        return [UUID(area) for area in geo_queries.path_of(area_id)]
    except NotFound as error:
        raise Invalid.field("area_id", _("There is no such area.")) from error


def stamp(area_ids: Iterable[UUID], *, by: Actor | None = None) -> int:
    """Bring running call-outs of these areas to what the alerts say now. Returns how many changed."""
    rows = CallOut.objects.filter(state=CallOutState.RUNNING, area_ids__overlap=list(area_ids))
    changed = 0
    for callout_id in rows.order_by("id").values_list("id", flat=True):
        callout = queries.callout_locked(callout_id)
        if callout is not None and callout.state == CallOutState.RUNNING:
            changed += _stamp(callout, timezone.now(), by)
    return changed


def _stamp(callout: CallOut, now: datetime, by: Actor | None) -> bool:
    raid = queries.raid_over(callout.area_ids, now)
    since = raid.since if raid else None
    if since == callout.air_raid_since:
        return False
    sounded = callout.air_raid_since is None
    callout.air_raid_since = since
    step_on(callout)
    stands = {"since": raid.since.isoformat(), "area": raid.area.name} if raid else None
    write(callout, "air_raid" if raid else "all_clear", by=by, head={"air_raid": stands})
    publish(callout, "callout.air_raid")
    if raid and sounded:
        coming = [UUID(page.user_id) for page, _answer in queries.log_of(callout).board.coming]
        notifications.notify(coming, wording.air_raid(callout.pk, callout.brigade.name))
    return True


@dataclass(frozen=True, slots=True)
class RaidReport:
    """What became of a file's rows."""

    new: int = 0
    known: int = 0
    skipped: int = 0


@transaction.atomic
def import_raids(lines: Iterable[str], *, source: str) -> RaidReport:
    """Enter the alerts of a CSV file of a public feed. Known ones are only ended; safe to run again.

    An alert is known by area, beginning and source. One that goes on where another stands is that one: who
    declared it ends it. Raises ValueError naming the line.
    """
    rows = list(importers.raid_rows(lines))
    areas = queries.areas_named({row.name for row in rows})
    new = known = skipped = 0
    for row in rows:
        area_id = areas.get((row.kind, row.name))
        if area_id is None:
            skipped += 1
            continue
        raid, fresh = _enter(row, area_id, source)
        if not fresh and raid.until is None and row.until is not None:
            AirRaid.objects.filter(pk=raid.pk).update(until=row.until)
            raid.until = row.until
            notifications.record_events(raid_events(raid))
        elif fresh and raid.until is None:
            notifications.record_events(raid_events(raid))
        new, known = new + fresh, known + (not fresh)
    stamp(set(areas.values()))
    return RaidReport(new, known, skipped)


def _enter(row: importers.RaidRow, area_id: UUID, source: str) -> tuple[AirRaid, bool]:
    """The alert of a row, and whether it is new. An area has one open alert, whoever said so first."""
    try:
        return AirRaid.objects.get_or_create(
            area_id=area_id,
            since=row.since,
            source=source,
            defaults={"until": row.until, "declared_by": source},
        )
    except IntegrityError:
        return AirRaid.objects.get(area_id=area_id, until=None), False
