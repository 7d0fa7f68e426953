"""The hot statements, each one constant text: which areas cover a point, and all that is known of a place."""

from __future__ import annotations

from geo import masking, parts
from geo.models import AreaKind

KINDS = [kind.value for kind in AreaKind]
_KIND_LIST = ", ".join(f"'{kind}'" for kind in KINDS)
RANK = f"array_position(ARRAY[{_KIND_LIST}], area.kind::text)"
"""1 for a country, growing with fineness."""

_P = "ST_SetSRID(ST_MakePoint(%(lon)s, %(lat)s), 4326)"

COVERING = f"""
SELECT area.id, area.kind, area.name, cardinality(area.path)
FROM geo_areapart part JOIN geo_area area ON area.id = part.area_id
WHERE {parts.covers_sql("part", "area", _P)}
  AND area.valid @> %(at)s::timestamptz
GROUP BY area.id
ORDER BY cardinality(area.path), {RANK}, area.id
"""  # noqa: S608

LOCATE = f"""
WITH covering AS MATERIALIZED (
    SELECT DISTINCT area.id, area.kind, area.name, area.path, area.served,
           area.label_point, area.reach_m, {RANK} AS fineness
    FROM geo_areapart part JOIN geo_area area ON area.id = part.area_id
    WHERE {parts.covers_sql("part", "area", _P)}
      AND area.valid @> %(at)s::timestamptz
), finest AS (
    SELECT * FROM covering WHERE kind <> '{AreaKind.FIRST_DUE}'
    ORDER BY served DESC, fineness DESC, id LIMIT 1
), snap AS (
    SELECT near.point::geometry AS point, near.radius_m FROM finest, LATERAL (
        SELECT point, radius_m FROM geo_snappoint WHERE area_id = finest.id
        ORDER BY point <-> {_P}::geography, id LIMIT 1
    ) near
), shown AS (
    SELECT point, radius_m FROM snap
    UNION ALL
    SELECT label_point, reach_m FROM finest WHERE NOT EXISTS (SELECT FROM snap)
), address AS (
    SELECT place.name FROM geo_place place
    WHERE ST_DWithin(place.point, {_P}::geography, {masking.PARAMETERS.label_within_m})
    ORDER BY place.point <-> {_P}::geography, place.id LIMIT 1
)
SELECT ARRAY(SELECT unnest(path) FROM covering WHERE kind <> '{AreaKind.FIRST_DUE}'
             UNION SELECT id FROM covering),
       (SELECT id FROM finest WHERE served),
       (SELECT id FROM finest),
       ST_X(shown.point), ST_Y(shown.point), shown.radius_m,
       COALESCE((SELECT name FROM address), (SELECT name FROM finest), '')
FROM (SELECT 1) one LEFT JOIN shown ON true
"""  # noqa: S608
"""Whose id a report carries, its police sees. So a brigade's ground, which may reach into the next city, adds
its own id and nothing above it: the areas a place lies in come from the administrative tree alone.

Without snap points all reports of an area are shown at one place, for the area as a whole: whatever is finer
may stand for fewer people than the minimum, at a border for a single yard.
"""

PATH = "SELECT path FROM geo_area WHERE id = %(id)s"

_SHAPE = "ST_GeomFromEWKB(%(boundary)s)"
COARSER = (
    f"array_position(ARRAY[{_KIND_LIST}], %(kind)s::text) > {RANK} AND area.kind <> '{AreaKind.FIRST_DUE}'"
)
"""Kinds that may stand above `kind`. First-due areas lie across the tree and hold nothing."""

PARENT_BY_PLACE = f"""
SELECT area.id FROM geo_areapart part JOIN geo_area area ON area.id = part.area_id
WHERE {parts.covers_sql("part", "area", _P)} AND upper_inf(area.valid) AND {COARSER}
GROUP BY area.id
ORDER BY {RANK} DESC, ST_Area(ST_Intersection(area.boundary, {_SHAPE})) DESC, area.id LIMIT 1
"""  # noqa: S608

PARENT_BY_OVERLAP = f"""
SELECT id FROM (
    SELECT area.id, {RANK} AS fineness, ST_Area(ST_Intersection(area.boundary, {_SHAPE})) AS shared
    FROM geo_area area
    WHERE area.boundary && {_SHAPE} AND upper_inf(area.valid) AND {COARSER}
) candidates
WHERE shared >= ST_Area({_SHAPE}) / 2
ORDER BY fineness DESC, shared DESC, id LIMIT 1
"""  # noqa: S608


def _outside(areas: str) -> str:
    """The share of a boundary that lies outside these areas, 0 to 1. Their pieces keep the cutting cheap."""
    return f"""
SELECT 1 - coalesce((
    SELECT ST_Area(ST_Union(ST_CollectionExtract(ST_Intersection(part.shape, drawn.shape), 3)))
    FROM geo_areapart part JOIN geo_area area ON area.id = part.area_id
    WHERE part.shape && drawn.shape AND upper_inf(area.valid) AND {areas}
), 0) / ST_Area(drawn.shape)
FROM (SELECT {_SHAPE} AS shape) drawn
"""  # noqa: S608


OUTSIDE_AREA = _outside("area.id = %(area)s")
OUTSIDE_TREES = _outside(f"area.path && %(areas)s::uuid[] AND area.kind <> '{AreaKind.FIRST_DUE}'")
"""Outside areas and all below them, whose finer outlines may pass the coarse one by a few metres."""


def located(lon: str, lat: str, at: str) -> str:
    """`LOCATE` over columns instead of parameters, for a LATERAL join over a table of many places.

    Its columns in order: area_ids, beat_id, finest_id, x, y, radius_m, label. The arguments are SQL of
    the program's own, never input.
    """
    return LOCATE % {"lon": lon, "lat": lat, "at": at}
