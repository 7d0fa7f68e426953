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

_CELLS = "(1 << finest.mask_zoom)::float8"
_LON = f"((floor((%(lon)s + 180.0) / 360.0 * {_CELLS}) + 0.5) / {_CELLS} * 360.0 - 180.0)"
_ROW = f"floor((1.0 - asinh(tan(radians(%(lat)s))) / pi()) / 2.0 * {_CELLS})"
_LAT = f"degrees(atan(sinh(pi() * (1.0 - 2.0 * ({_ROW} + 0.5) / {_CELLS}))))"

LOCATE = f"""
WITH covering AS MATERIALIZED (
    SELECT DISTINCT area.id, area.kind, area.name, area.path, area.served, area.mask_zoom,
           area.label_point, area.reach_m, {RANK} AS fineness
    FROM geo_areapart part JOIN geo_area area ON area.id = part.area_id
    WHERE {parts.covers_sql("part", "area", _P)}
      AND area.valid @> %(at)s::timestamptz
), finest AS (
    SELECT * FROM covering WHERE kind <> '{AreaKind.FIRST_DUE}'
    ORDER BY served DESC, fineness DESC, id LIMIT 1
), cell AS (
    SELECT ST_SetSRID(ST_MakePoint({_LON}, {_LAT}), 4326) AS centre
    FROM finest WHERE abs(%(lat)s) < {masking.MAX_LATITUDE}
), snap AS (
    SELECT near.point::geometry AS point, near.radius_m FROM finest, LATERAL (
        SELECT point, radius_m FROM geo_snappoint WHERE area_id = finest.id
        ORDER BY point <-> {_P}::geography, id LIMIT 1
    ) near
), fitting AS (
    SELECT cell.centre FROM finest, cell WHERE NOT EXISTS (SELECT FROM snap) AND EXISTS (
        SELECT FROM geo_areapart part JOIN geo_area area ON area.id = part.area_id
        WHERE area.id = finest.id AND {parts.covers_sql("part", "area", "cell.centre")})
), shown AS (
    SELECT point, radius_m FROM snap
    UNION ALL
    SELECT centre, ceil({masking.EARTH_CIRCUMFERENCE_M} * cos(radians(%(lat)s)) / {_CELLS} * sqrt(0.5))::int
    FROM fitting, finest
    UNION ALL
    SELECT label_point, reach_m FROM finest
    WHERE NOT EXISTS (SELECT FROM snap) AND NOT EXISTS (SELECT FROM fitting)
), address AS (
    SELECT place.name FROM geo_place place
    WHERE ST_DWithin(place.point, {_P}::geography, {masking.PARAMETERS.label_within_m})
    ORDER BY place.point <-> {_P}::geography, place.id LIMIT 1
)
SELECT ARRAY(SELECT DISTINCT unnest(path) FROM covering),
       (SELECT id FROM finest WHERE served),
       (SELECT id FROM finest),
       ST_X(shown.point), ST_Y(shown.point), shown.radius_m,
       COALESCE((SELECT name FROM address), (SELECT name FROM finest), '')
FROM (SELECT 1) one LEFT JOIN shown ON true
"""  # noqa: S608

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
