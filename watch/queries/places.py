"""Zones on the map: which hold a point, tiles, GeoJSON."""

from __future__ import annotations

import hashlib
from typing import Any, cast
from uuid import UUID

from django.contrib.gis.db.models import Extent
from django.contrib.gis.geos import GEOSGeometry, MultiPolygon, Point
from django.db import connection

from core import layers, prepared
from core.errors import NotFound
from geo import parts
from watch.models import Group, Zone

Box = tuple[float, float, float, float]
"""West, south, east, north in degrees (WGS 84)."""

_POINT = "ST_SetSRID(ST_MakePoint(%(lon)s, %(lat)s), 4326)"
_COVERING = f"""
    select distinct zone.group_id
    from watch_zonepart part
    join watch_zone zone on zone.id = part.zone_id
    join watch_group grp on grp.id = zone.group_id and grp.status = 'active'
    where {parts.covers_sql("part", "zone", _POINT)}
    order by zone.group_id
"""  # noqa: S608


def groups_covering(point: Point) -> list[UUID]:
    """Active groups with a zone that holds the point (WGS 84; the edge is inside). One statement."""
    return [row[0] for row in prepared.rows(_COVERING, {"lon": point.x, "lat": point.y})]


def polygon_points(boundary: GEOSGeometry) -> list[Point]:
    """A point inside each polygon of a boundary, for asking which areas it lies in."""
    return [polygon.point_on_surface for polygon in cast(MultiPolygon, boundary)]


def zone_for(group: Group, zone_id: UUID, *, lock: bool = False) -> Zone:
    """One zone of a group the actor has in hand.

    Raises: NotFound.
    """
    rows = Zone.objects.select_for_update() if lock else Zone.objects.all()
    zone = rows.filter(pk=zone_id, group_id=group.pk).first()
    if zone is None:
        raise NotFound
    return zone


def zones_of(group_id: UUID) -> list[Zone]:
    """A group's zones without their shapes, oldest first."""
    return list(Zone.objects.filter(group_id=group_id).defer("boundary").order_by("created_at", "id"))


def zones_stamp() -> str:
    """Changes with every change of any group's name or zones that commits: the ETag of tiles and lists."""
    return hashlib.sha256(repr(layers.stamp("zones")).encode()).hexdigest()[:20]


_FEATURES = """
    select coalesce(jsonb_agg(jsonb_build_object(
        'type', 'Feature', 'id', zone.id,
        'geometry', ST_AsGeoJSON(zone.boundary, 6)::jsonb,
        'properties', jsonb_build_object(
            'group_id', grp.id, 'group', grp.name, 'name', zone.name, 'source', zone.source,
            'area_id', zone.area_id, 'area_m2', round(zone.area_m2))
        ) order by zone.id), '[]'::jsonb)::text
    from watch_zone zone join watch_group grp on grp.id = zone.group_id
"""


_IN_BOX = """
    where zone.id in (
        select near.id from watch_zone near
        join watch_group owner on owner.id = near.group_id and owner.status = 'active'
        where near.boundary && ST_MakeEnvelope(%s, %s, %s, %s, 4326)
        order by near.area_m2 desc limit 500)
"""


def zones_in_box(box: Box) -> str:
    """Zones of active groups in a box as a GeoJSON FeatureCollection, the 500 largest of them."""
    return _features(_IN_BOX, list(box))


def zones_of_group(group_id: UUID) -> str:
    """One group's zones as a GeoJSON FeatureCollection made by the database."""
    return _features("where zone.group_id = %s", [group_id])


def _features(where: str, values: list[Any]) -> str:
    with connection.cursor() as cursor:
        cursor.execute(_FEATURES + where, values)
        features: str = cursor.fetchone()[0]
    return f'{{"type":"FeatureCollection","features":{features}}}'


_TILE = """
    with frame as (select ST_TileEnvelope(%(z)s, %(x)s, %(y)s) as web),
    wide as (
        select web, ST_Transform(ST_Expand(web, (ST_XMax(web) - ST_XMin(web)) / 64), 4326) as box from frame
    ),
    shown as (
        select zone.id::text as id, grp.id::text as group_id, grp.name as group_name, zone.name as name,
               ST_AsMVTGeom(ST_Transform(zone.boundary, 3857), wide.web, 4096, 64, true) as geom
        from wide join watch_zone zone on zone.boundary && wide.box
        join watch_group grp on grp.id = zone.group_id and grp.status = 'active'
        where zone.area_m2 >= %(smallest)s
        order by zone.area_m2 desc
        limit 2000
    )
    select ST_AsMVT(shown, 'zones', 4096, 'geom') from shown where geom is not null
"""


def zone_tile(z: int, x: int, y: int) -> bytes:
    """Vector tile of active groups' zones (public), largest first; those under half a pixel are left out."""
    pixel_m = 40_075_016.7 / 2**z / 512
    values = {"z": z, "x": x, "y": y, "smallest": (pixel_m / 2) ** 2}
    with connection.cursor() as cursor:
        cursor.execute(_TILE, values)
        return bytes(cursor.fetchone()[0] or b"")


def bounds_of(group_id: UUID) -> Box | None:
    """West, south, east, north of all zones of a group, in degrees."""
    extent: Box | None = Zone.objects.filter(group_id=group_id).aggregate(box=Extent("boundary"))["box"]
    return extent
