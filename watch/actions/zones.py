"""Zones of a group: drawn, picked from the areas, or uploaded."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.gis.geos import MultiPolygon
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actor import Actor
from core import audit
from core.decisions import require
from core.errors import Conflict, Invalid, NotFound
from geo import parts, shapes
from geo import queries as geo_queries
from geo.models import Area
from notifications import actions as notifications
from notifications import streams
from watch import policies, projections, queries
from watch.models import Group, PastBoundary, Zone, ZoneSource

LIMITS = shapes.Limits(vertices=5_000, min_area_m2=100.0, max_area_km2=2_000.0)
"""A zone is between a courtyard and a large municipality."""
MAX_ZONES = 20
HOME_KINDS = ("city", "hromada", "raion", "oblast", "country")
"""The first of these over a group's first zone is the municipality it stays in."""


@dataclass(frozen=True, slots=True)
class ZoneDraft:
    """A zone as it is sent: GeoJSON that was drawn or uploaded, or the id of an area."""

    name: str = ""
    geojson: dict[str, Any] | None = None
    area_id: UUID | None = None
    uploaded: bool = False


@dataclass(frozen=True, slots=True)
class CheckedZone:
    """A draft whose boundary has been cleaned, with what was mended and where it lies."""

    name: str
    boundary: MultiPolygon
    source: ZoneSource
    area_id: UUID | None
    repairs: list[shapes.Repair]
    polygon_areas: list[list[UUID]]
    """Of each polygon: the areas of every level it lies in."""

    @property
    def area_ids(self) -> list[UUID]:
        """Areas of every level under any of its polygons."""
        return list(dict.fromkeys(area for areas in self.polygon_areas for area in areas))


def check_zone(draft: ZoneDraft) -> CheckedZone:
    """Clean the boundary and find the areas it lies in.

    Raises: Invalid (with the place of the fault), also where both or neither of geojson and area are given.
    """
    name = " ".join(draft.name.split())
    if len(name) > 80:
        raise Invalid.field("name", _("A name has 80 characters at most."))
    if draft.area_id is not None and draft.geojson is None:
        area = _picked(draft.area_id)
        source, name = ZoneSource.AREA, name or area.name[:80]
        boundary, repairs = area.boundary, list[shapes.Repair]()
    elif draft.geojson is not None and draft.area_id is None:
        source = ZoneSource.UPLOAD if draft.uploaded else ZoneSource.DRAWN
        boundary, repairs = shapes.clean_boundary(draft.geojson, limits=LIMITS)
    else:
        raise Invalid.field("zone", _("Draw a zone, upload a file or pick an area: exactly one of these."))
    places = [geo_queries.locate(point).area_ids for point in queries.polygon_points(boundary)]
    return CheckedZone(name or _("Zone"), boundary, source, draft.area_id, repairs, places)


def _picked(area_id: UUID) -> Area:
    try:
        area = geo_queries.area(area_id)
    except NotFound as error:
        raise Invalid.field("area_id", _("There is no such area.")) from error
    if area.size_m2 > LIMITS.max_area_km2 * 1e6:
        raise Invalid.field(
            "area_id", _("This area is too large for one watch group."), code="boundary.large"
        )
    return area


def home_of(zone: CheckedZone) -> UUID | None:
    """The municipality over a zone's first polygon; the finest area where there is none."""
    covering = geo_queries.areas_covering(queries.polygon_points(zone.boundary)[0])
    for kind in HOME_KINDS:
        for area in covering:
            if area.kind == kind:
                return area.id
    return covering[-1].id if covering else None


def write_zone(group: Group, checked: CheckedZone) -> Zone:
    """Insert the zone and its pieces."""
    zone = Zone.objects.create(
        group=group,
        name=checked.name,
        boundary=checked.boundary,
        source=checked.source,
        area_id=checked.area_id,
        area_m2=shapes.area_m2(checked.boundary),
    )
    _rebuild_parts(zone)
    return zone


def _rebuild_parts(zone: Zone) -> None:
    with connection.cursor() as cursor:
        cursor.execute(parts.rebuild_sql("watch_zone", "watch_zonepart", "zone_id"), [[zone.pk]])


def settle_place(group: Group) -> None:
    """Recompute what follows from the zones: areas of every level and centre. Saves the group, raises rev."""
    areas: dict[UUID, None] = {}
    for zone in group.zones.order_by("created_at"):
        for point in queries.polygon_points(zone.boundary):
            areas.update(dict.fromkeys(geo_queries.locate(point).area_ids))
    group.area_ids = list(areas)
    box = queries.bounds_of(group.pk)
    group.centre = shapes.point((box[0] + box[2]) / 2, (box[1] + box[3]) / 2) if box else None
    group.rev += 1
    group.save(update_fields=["area_ids", "centre", "rev", "updated_at"])
    notifications.describe_stream(streams.group(group.pk), area_ids=group.area_ids)


def spill_of(checked: CheckedZone, places: Iterable[UUID]) -> policies.Spill:
    """What of a zone lies outside these areas. One statement."""
    share = geo_queries.share_outside_all(checked.boundary, places)
    return policies.Spill(share, share * shapes.area_m2(checked.boundary))


def _require_place(actor: Actor, group: Group, checked: CheckedZone) -> None:
    spill = spill_of(checked, policies.places_of_zones(actor, group))
    for areas in checked.polygon_areas:
        require(policies.can_place_zone(actor, group, areas, spill))


def _trail(zone: Zone, checked: CheckedZone | None = None) -> dict[str, Any]:
    return {
        "zone": str(zone.pk),
        "source": zone.source,
        "area_m2": round(zone.area_m2),
        "boundary_sha256": hashlib.sha256(bytes(zone.boundary.wkb)).hexdigest(),
        "repairs": [repair.kind for repair in checked.repairs] if checked else [],
    }


@transaction.atomic
def add_zones(
    actor: Actor, *, group_id: UUID, drafts: Sequence[ZoneDraft]
) -> list[tuple[Zone, list[shapes.Repair]]]:
    """Give a group more zones, all or none. Answers with what had to be mended in each boundary.

    Raises: NotFound, Refused (not theirs to run, outside their municipality), Invalid (with the place of
    the fault), Conflict (`watch.zones_full`).
    """
    group = queries.group_for(actor, group_id, lock=True)
    require(policies.can_manage_group(actor, group))
    if group.zones.count() + len(drafts) > MAX_ZONES:
        raise Conflict("watch.zones_full", _("A group has %(n)d zones at most.") % {"n": MAX_ZONES})
    saved = []
    for draft in drafts:
        checked = check_zone(draft)
        _require_place(actor, group, checked)
        zone = write_zone(group, checked)
        saved.append((zone, checked.repairs))
        audit.record(actor, "group.zone_added", "group", group.pk, _trail(zone, checked))
    settle_place(group)
    notifications.record_events([projections.group_event(group, "group.changed")])
    return saved


@transaction.atomic
def change_zone(
    actor: Actor, *, group_id: UUID, zone_id: UUID, draft: ZoneDraft
) -> tuple[Zone, list[shapes.Repair]]:
    """Redraw a zone. Reports keep the groups that covered them when they were made.

    Raises: NotFound, Refused, Conflict (archived), Invalid (with the place of the fault).
    """
    group = queries.group_for(actor, group_id, lock=True)
    require(policies.can_manage_group(actor, group))
    zone = queries.zone_for(group, zone_id, lock=True)
    checked = check_zone(draft)
    _require_place(actor, group, checked)
    before = _trail(zone)
    _keep_boundary(actor, zone)
    zone.name = checked.name if draft.name else zone.name
    zone.boundary, zone.source, zone.area_id = checked.boundary, checked.source, checked.area_id
    zone.area_m2 = shapes.area_m2(checked.boundary)
    zone.save()
    _rebuild_parts(zone)
    settle_place(group)
    audit.record(
        actor, "group.zone_changed", "group", group.pk, {"before": before, "after": _trail(zone, checked)}
    )
    notifications.record_events([projections.group_event(group, "group.changed")])
    return zone, checked.repairs


@transaction.atomic
def remove_zone(actor: Actor, *, group_id: UUID, zone_id: UUID) -> None:
    """Take a zone away; the last one stays.

    Raises: NotFound, Refused, Conflict (`watch.last_zone`).
    """
    group = queries.group_for(actor, group_id, lock=True)
    require(policies.can_manage_group(actor, group))
    zone = queries.zone_for(group, zone_id, lock=True)
    if group.zones.count() == 1:
        raise Conflict(
            "watch.last_zone", _("A group keeps at least one zone. Redraw it, or add another first.")
        )
    _keep_boundary(actor, zone)
    trail = _trail(zone)
    zone.delete()
    settle_place(group)
    audit.record(actor, "group.zone_removed", "group", group.pk, trail)
    notifications.record_events([projections.group_event(group, "group.changed")])


def _keep_boundary(actor: Actor, zone: Zone) -> None:
    PastBoundary.objects.create(
        group_id=zone.group_id,
        zone_id=zone.pk,
        name=zone.name,
        boundary=zone.boundary,
        until=timezone.now(),
        changed_by=actor.label[:160],
    )
