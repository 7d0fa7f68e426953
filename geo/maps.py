"""Statements that make map data where the data is: GeoJSON and vector tiles, built by the database."""

from __future__ import annotations

from geo import grounds
from geo.models import AreaKind

ZOOM_FROM = {
    AreaKind.COUNTRY: 0,
    AreaKind.OBLAST: 3,
    AreaKind.RAION: 6,
    AreaKind.HROMADA: 8,
    AreaKind.CITY: 9,
    AreaKind.DISTRICT: 10,
    AreaKind.NEIGHBOURHOOD: 11,
    AreaKind.BEAT: 11,
}
"""From which zoom a kind of area is drawn. First-due areas are drawn only when asked for."""
EXTENT = 4096
"""Units across a tile; a screen shows 512 pixels of it."""

SERVED_BOX = """
SELECT ST_XMin(box), ST_YMin(box), ST_XMax(box), ST_YMax(box)
FROM (SELECT ST_Extent(boundary) AS box FROM geo_area WHERE served AND upper_inf(valid)) AS served
WHERE box IS NOT NULL
"""

AREA_TILE = f"""
WITH tile AS (
    SELECT ST_TileEnvelope(%(z)s, %(x)s, %(y)s) AS square
), world AS (
    SELECT square, ST_Expand(ST_Transform(square, 4326), 6.0 / (1 << %(z)s)::float8) AS ground FROM tile
), shapes AS (
    SELECT area.id::text AS id, area.kind, area.name, area.served,
           COALESCE(NULLIF(area.name_en, ''), area.name) AS name_en,
           ST_AsMVTGeom(
               ST_Transform(
                   ST_Simplify(ST_ClipByBox2D(area.boundary, world.ground),
                               180.0 / {EXTENT} / (1 << %(z)s)::float8, true),
                   3857),
               world.square, {EXTENT}, 64, true) AS shape
    FROM world JOIN geo_area area ON area.boundary && world.ground
    WHERE upper_inf(area.valid) AND area.kind = ANY(%(kinds)s)
)
SELECT ST_AsMVT(shapes, 'areas', {EXTENT}, 'shape') FROM shapes WHERE shape IS NOT NULL
"""  # noqa: S608

_PROPERTIES = """json_build_object('kind', area.kind, 'code', area.code, 'name', area.name,
    'name_en', area.name_en, 'parent_id', area.parent_id, 'served', area.served,
    'population', area.population, 'size_m2', round(area.size_m2))"""

AREA_LIST = f"""
SELECT json_build_object('type', 'FeatureCollection', 'features', COALESCE(json_agg(feature), '[]'))::text
FROM (
    SELECT json_build_object('type', 'Feature', 'id', area.id, 'properties', {_PROPERTIES},
        'geometry', ST_AsGeoJSON(
            CASE WHEN %(tolerance)s > 0 THEN ST_SimplifyPreserveTopology(area.boundary, %(tolerance)s)
                 ELSE area.boundary END, 6)::json) AS feature
    FROM geo_area area
    WHERE upper_inf(area.valid)
      AND (%(kind)s::text IS NULL OR area.kind = %(kind)s)
      AND (%(parent)s::uuid IS NULL OR area.parent_id = %(parent)s)
      AND (%(west)s::float8 IS NULL
           OR area.boundary && ST_MakeEnvelope(%(west)s, %(south)s, %(east)s, %(north)s, 4326))
    ORDER BY cardinality(area.path), area.name, area.id
    LIMIT %(limit)s
) features
"""  # noqa: S608

AREA_ONE = f"""
SELECT json_build_object('type', 'Feature', 'id', area.id,
    'bbox', json_build_array(ST_XMin(area.boundary), ST_YMin(area.boundary),
                             ST_XMax(area.boundary), ST_YMax(area.boundary)),
    'properties', {_PROPERTIES}::jsonb || jsonb_build_object(
        'valid_from', lower(area.valid), 'valid_until', upper(area.valid),
        'path', (SELECT jsonb_agg(jsonb_build_object('id', above.id, 'kind', above.kind, 'name', above.name)
                                  ORDER BY cardinality(above.path))
                 FROM geo_area above WHERE above.id = ANY(area.path))),
    'geometry', ST_AsGeoJSON(area.boundary, 7)::json)::text
FROM geo_area area WHERE area.id = %(id)s
"""  # noqa: S608

_ROW = f"""
SELECT area.id, area.kind, area.code, area.name, area.name_en, area.parent_id, area.served, area.population,
       area.size_m2 / 1e6, area.mask_zoom,
       (SELECT count(*) FROM geo_area child WHERE child.parent_id = area.id AND upper_inf(child.valid)),
       (SELECT count(*) FROM geo_snappoint snap WHERE snap.area_id = area.id), {grounds.BARE}
FROM geo_area area
"""  # noqa: S608
AREA_TREE = f"""{_ROW}
WHERE upper_inf(area.valid) AND area.parent_id IS NOT DISTINCT FROM %(parent)s
ORDER BY area.kind, area.name, area.id
"""
AREA_ROW = f"{_ROW} WHERE area.id = %(id)s"


def kinds_at(zoom: int) -> list[str]:
    """Kinds of areas drawn at a zoom where nothing else is asked for."""
    return [kind.value for kind, first in ZOOM_FROM.items() if zoom >= first]
