"""Reads over groups and zones."""

from __future__ import annotations

from uuid import UUID

from django.contrib.gis.geos import Point
from django.db import connection

_COVERING = """
    select distinct part.group_id
    from watch_zonepart part
    join watch_zone zone on zone.id = part.zone_id
    join watch_group grp on grp.id = part.group_id and grp.status = 'active'
    cross join (select ST_SetSRID(ST_MakePoint(%(lon)s, %(lat)s), 4326) as at) point
    where part.shape && ST_Expand(ST_SetSRID(ST_MakePoint(%(lon)s, %(lat)s), 4326), 1e-9)
      and case when ST_DWithin(ST_Boundary(part.shape), point.at, 1e-9)
               then ST_Covers(zone.boundary, point.at)
               else ST_Covers(part.shape, point.at) end
    order by part.group_id
"""
"""Pieces answer, except within 1e-9 degrees (0.1 mm) of a piece's edge, where cutting may have moved a
vertex by a rounding: there the whole boundary answers, so the result equals ST_Covers on the original."""


def groups_covering(point: Point) -> list[UUID]:
    """Active groups with a zone that holds the point (WGS 84; the edge is inside). One statement."""
    with connection.cursor() as cursor:
        cursor.execute(_COVERING, {"lon": point.x, "lat": point.y})
        return [row[0] for row in cursor.fetchall()]
