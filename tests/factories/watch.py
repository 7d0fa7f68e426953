"""Groups, zones and memberships with plain defaults, written straight into the tables."""

from __future__ import annotations

import itertools
from typing import Any

from django.contrib.gis.geos import GEOSGeometry, MultiPolygon, Point, Polygon
from django.db import connection

from geo import parts, shapes
from watch.models import Group, Zone, ZoneSource

_number = itertools.count(1)


def square(lon: float = 28.4682, lat: float = 49.2331, half: float = 0.005) -> MultiPolygon:
    """A square in degrees around a point, WGS 84."""
    return MultiPolygon(Polygon.from_bbox((lon - half, lat - half, lon + half, lat + half)), srid=4326)


def make_group(zones: list[GEOSGeometry] | None = None, **fields: Any) -> Group:
    """An active group with one square zone over the middle of Vinnytsia, or the zones given."""
    number = next(_number)
    fields.setdefault("name", f"Group {number}")
    fields.setdefault("slug", f"group-{number}")
    fields.setdefault("centre", Point(28.4682, 49.2331, srid=4326))
    group = Group.objects.create(**fields)
    for boundary in zones if zones is not None else [square()]:
        make_zone(group, boundary)
    return group


def make_zone(group: Group, boundary: GEOSGeometry, **fields: Any) -> Zone:
    """One zone with its pieces."""
    fields.setdefault("name", "Zone")
    fields.setdefault("source", ZoneSource.DRAWN)
    zone = Zone.objects.create(group=group, boundary=boundary, area_m2=shapes.area_m2(boundary), **fields)
    with connection.cursor() as cursor:
        cursor.execute(parts.rebuild_sql("watch_zone", "watch_zonepart", "zone_id"), [[zone.id]])
    return zone
