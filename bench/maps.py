"""`tile_points`, `tile_zones`, `bbox_list`: the map's layers over HTTP against plain SQL of the same run."""

from __future__ import annotations

import statistics
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from bench import city, harness, web, wire
from bench.harness import Result

CLIENTS = 4
SECONDS = 4.0
TIMES = 2
MIDDLE = ((harness.CITY[0] + harness.CITY[2]) / 2, (harness.CITY[1] + harness.CITY[3]) / 2)
SHARE_OF_MVT, ROLLED_UP, FRESH_MS = 0.75, 200, 5
NEAR, NEAR_P99_MS, WIDE_TIMES_SQL = 100, 250, 10
DAYS = 30

_POINTS = """
SELECT ST_AsMVT(part, 'incidents', 4096, 'geom') FROM (
    SELECT ST_AsMVTGeom(ST_Transform(public_point::geometry, 3857), ST_TileEnvelope({z}, {x}, {y}), 4096, 64)
               AS geom, public_id::text AS id, category_id AS category, severity, state, 1 AS count
    FROM incidents_incident
    WHERE shown_publicly AND happened_from >= '{since}'
      AND public_point && ST_Transform(ST_TileEnvelope({z}, {x}, {y}), 4326)::geography
) part WHERE geom IS NOT NULL
"""
_ZONES = """
SELECT ST_AsMVT(part, 'zones', 4096, 'geom') FROM (
    SELECT zone.id::text, grp.id::text AS group_id, grp.name AS group_name, zone.name,
           ST_AsMVTGeom(ST_Transform(zone.boundary, 3857), ST_TileEnvelope({z}, {x}, {y}), 4096, 64) AS geom
    FROM watch_zone zone JOIN watch_group grp ON grp.id = zone.group_id
    WHERE zone.boundary && ST_Transform(ST_TileEnvelope({z}, {x}, {y}), 4326)
) part WHERE geom IS NOT NULL
"""
_BOX = """
SELECT json_build_object('type', 'FeatureCollection', 'features', json_agg(json_build_object(
    'type', 'Feature', 'id', public_id, 'geometry', ST_AsGeoJSON(public_point::geometry, 6)::json,
    'properties', json_build_object(
        'category', category_id, 'severity', severity, 'at', happened_from))))::text
FROM (
    SELECT * FROM incidents_incident
    WHERE shown_publicly AND happened_from >= '{since}'
      AND public_point::geometry && ST_MakeEnvelope({box}, 4326)
    ORDER BY happened_from DESC LIMIT 1000
) newest
"""


def tile_points() -> Iterator[Result]:
    """Tiles of the incidents: single ones at zoom 14, kept counts at 6 and 10, and one not changed."""
    for size in city.sizes():
        last = size == city.sizes()[-1]
        with city.at_size(size), web.serving(wire.free_port()) as base:
            for zoom in (14, 10, 6):
                yield _points(base, zoom, size, "" if last else f"_{size}")
            yield _unchanged(base, size, "" if last else f"_{size}")


def _points(base: str, zoom: int, size: int, suffix: str) -> Result:
    since = _since(DAYS if zoom == 14 else 800)
    x, y = _tile(zoom)
    url = f"{base}/api/v1/tiles/incidents/{zoom}/{x}/{y}.mvt?since={since}"
    value, floor, ratio, loads = _against(url, _POINTS.format(z=zoom, x=x, y=y, since=since))
    met = ratio >= SHARE_OF_MVT if zoom == 14 else value >= ROLLED_UP
    what = f"single incidents of {DAYS} days" if zoom == 14 else "kept counts of all days"
    return _line(
        f"tile_points_z{zoom}{suffix}", "tiles/s", value, floor, ratio, size, loads, met=met, what=what
    )


def _unchanged(base: str, size: int, suffix: str) -> Result:
    x, y = _tile(10)
    url = f"{base}/api/v1/tiles/incidents/10/{x}/{y}.mvt?since={_since(800)}"
    with urllib.request.urlopen(url) as answer:
        tag = str(answer.headers["ETag"]).replace("'", "")
    load = web.wrk(url, seconds=SECONDS, clients=1, script=f"wrk.headers['If-None-Match'] = '{tag}'")
    return Result(
        f"tile_unchanged{suffix}", load.p50, "ms p50", rows=size, met=load.p50 < FRESH_MS and load.bad == 0,
        note=f"304 by ETag, one client, p99 {load.p99:.0f} ms",
    )  # fmt: skip


def tile_zones() -> Iterator[Result]:
    """Tiles of 10⁴ watch zones."""
    with city.at_size(city.sizes()[0]), web.serving(wire.free_port()) as base:
        zones = harness.scale(10_000)
        for zoom in (14, 10, 6):
            x, y = _tile(zoom)
            url = f"{base}/api/v1/tiles/zones/{zoom}/{x}/{y}.mvt"
            value, floor, ratio, loads = _against(url, _ZONES.format(z=zoom, x=x, y=y))
            met = ratio >= SHARE_OF_MVT or zoom != 14
            yield _line(f"tile_zones_z{zoom}", "tiles/s", value, floor, ratio, zones, loads, met=met)


def bbox_list() -> Iterator[Result]:
    """Public incidents of a box as GeoJSON: two kilometres, and the newest thousand of twenty."""
    for size in city.sizes():
        suffix = "" if size == city.sizes()[-1] else f"_{size}"
        with city.at_size(size), web.serving(wire.free_port()) as base:
            for name, km, days in (("2km", 2, DAYS), ("20km", 20, 800)):
                since, box = _since(days), _box(km)
                url = f"{base}/api/v1/map/incidents?bbox={box}&since={since}"
                value, floor, ratio, loads = _against(url, _BOX.format(box=box, since=since))
                p99 = statistics.median(load.p99 for load in loads)
                met = value >= NEAR and p99 < NEAR_P99_MS if km == 2 else ratio >= WIDE_TIMES_SQL
                yield _line(f"bbox_{name}{suffix}", "boxes/s", value, floor, ratio, size, loads, met=met)


def _against(url: str, sql: str) -> tuple[float, float, float, list[web.Load]]:
    loads: list[web.Load] = []

    def product() -> float:
        loads.append(web.wrk(url, seconds=SECONDS, clients=CLIENTS))
        return loads[-1].rate

    def floor() -> float:
        return harness.pgbench(sql, variables=(), seconds=SECONDS, clients=CLIENTS)

    for _warm in range(20):
        with urllib.request.urlopen(url) as answer:
            answer.read()
    return *harness.alternated(product, floor, TIMES), loads


def _line(
    name: str, unit: str, value: float, floor: float, ratio: float, rows: int, loads: list[web.Load], *,
    met: bool, what: str = "",
) -> Result:  # fmt: skip
    bad = sum(load.bad for load in loads)
    p99 = statistics.median(load.p99 for load in loads)
    python = statistics.median(load.cpu_ms for load in loads)
    note = f"{what} p99 {p99:.0f} ms, {python:.1f} ms of the web processes each, {bad} refused".strip()
    return Result(name, value, unit, floor, ratio, rows, note, met=met and bad == 0)


def _since(days: int) -> str:
    midnight = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return (midnight - timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%SZ")


def _tile(zoom: int) -> tuple[int, int]:
    from incidents import cells

    return cells.tile_of(*MIDDLE, zoom)


def _box(km: float) -> str:
    x, y = MIDDLE
    high, wide = km / 111.195 / 2, km / 111.195 / 0.65 / 2
    return f"{x - wide:.5f},{y - high:.5f},{x + wide:.5f},{y + high:.5f}"


MEASURES = {"tile_points": tile_points, "tile_zones": tile_zones, "bbox_list": bbox_list}
