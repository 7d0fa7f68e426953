"""`geofence`: which of 10⁴ zones hold this point, through the query that actions use; 10⁶ points at once."""

from __future__ import annotations

import math
import random
import time
from collections.abc import Iterator

from bench import harness
from bench.harness import Result

ZONES = 10_000
POINTS = 1_000_000
GOAL = 0.8
SECONDS = 4.0
CLIENTS = 8
WEST, SOUTH, EAST, NORTH = harness.CITY
_VARIABLES = [
    rf"\set lon {WEST} + random(0, 1000000) * {(EAST - WEST) / 1e6:.12f}",
    rf"\set lat {SOUTH} + random(0, 1000000) * {(NORTH - SOUTH) / 1e6:.12f}",
]


def zone_wkt(rng: random.Random) -> str:
    """A jagged zone of 8 to 300 corners and 60 to 800 metres in radius, where people are."""
    x, y = harness.hot_place(rng)
    radius = min(800.0, 60 * rng.paretovariate(1.2)) / 111_195
    corners = rng.choice((8, 12, 24, 60, 300))
    ring = []
    for n in range(corners):
        angle, reach = 2 * math.pi * n / corners, radius * rng.uniform(0.7, 1.0)
        ring.append(f"{x + reach * math.cos(angle) / 0.65:.7f} {y + reach * math.sin(angle):.7f}")
    return f"MULTIPOLYGON((({', '.join([*ring, ring[0]])})))"


def fill_zones(count: int) -> None:
    """That many groups with a zone each, unless they are there already."""
    from django.db import connection

    from geo import parts

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM watch_zone")
        if cursor.fetchone()[0] == count:
            return
        rng = harness.city_random()
        shapes = [zone_wkt(rng) for _ in range(count)]
        cursor.execute("TRUNCATE watch_group CASCADE")
        cursor.execute(_GROUPS, [count])
        cursor.execute(_ZONES, [shapes])
        cursor.execute("SELECT array_agg(id) FROM watch_zone")
        cursor.execute(parts.rebuild_sql("watch_zone", "watch_zonepart", "zone_id"), [cursor.fetchone()[0]])
        cursor.execute("VACUUM ANALYZE watch_group, watch_zone, watch_zonepart")


_GROUPS = """
INSERT INTO watch_group (id, created_at, updated_at, name, slug, description, kind, status, area_ids, rev)
SELECT md5('group' || n)::uuid, now(), now(), 'Group ' || n, 'group-' || n, '', 'street', 'active', '{}', 1
FROM generate_series(1, %s) n
"""
_ZONES = """
INSERT INTO watch_zone (id, created_at, updated_at, name, boundary, source, group_id, area_m2)
SELECT md5('zone' || n)::uuid, now(), now(), 'Zone ' || n, shape, 'drawn', md5('group' || n)::uuid,
       ST_Area(shape::geography)
FROM unnest(%s::text[]) WITH ORDINALITY AS given(wkt, n),
     LATERAL (SELECT ST_Multi(ST_MakeValid(ST_GeomFromText(wkt, 4326))) AS shape) made
"""


def ask_product(seconds: float) -> int:
    """Ask the product's own query for random points as long as told; how often it answered.

    Places as reports bring them. Connecting and the first answer are before the clock, as pgbench counts.
    """
    from django.db import connection

    from geo import shapes
    from watch import queries

    connection.close()
    rng = random.Random()
    places = [shapes.point(rng.uniform(WEST, EAST), rng.uniform(SOUTH, NORTH)) for _ in range(2_000)]
    queries.groups_covering(places[0])
    harness.together()
    calls, end = 0, time.perf_counter() + seconds
    while time.perf_counter() < end:
        queries.groups_covering(places[calls % 2_000])
        calls += 1
    connection.close()
    return calls


def one_by_one() -> Iterator[Result]:
    """The product's query against pgbench's own rate of the very same SQL, in turn."""
    from django.db import connection

    from watch.queries import places

    zones = harness.scale(ZONES)
    fill_zones(zones)
    connection.close()
    sql = harness.as_pgbench(places._COVERING, {"lon": "float8", "lat": "float8"})
    for clients in (1, CLIENTS):
        value, floor, ratio = harness.alternated(
            lambda clients=clients: harness.rate(ask_product, SECONDS, clients),
            lambda clients=clients: harness.pgbench(
                sql, variables=_VARIABLES, seconds=SECONDS, clients=clients
            ),
        )
        gated = clients == CLIENTS
        yield Result(
            id="geofence" if gated else "geofence_one_client",
            value=value,
            unit="points/s",
            floor=floor,
            ratio=ratio,
            rows=zones,
            note=f"{clients} client processes against pgbench -c {clients}",
            met=ratio >= GOAL or not gated,
        )


def all_at_once() -> Iterator[Result]:
    """10⁶ points into their zones by one set-based statement."""
    from django.db import connection

    from geo import parts

    zones, points = harness.scale(ZONES), harness.scale(POINTS)
    fill_zones(zones)
    rng = harness.city_random(7)
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS bench_point")
        cursor.execute("CREATE UNLOGGED TABLE bench_point (id int, point geometry(Point, 4326))")
        with cursor.copy("COPY bench_point (id, point) FROM STDIN") as copy:
            for n in range(points):
                x, y = harness.hot_place(rng)
                copy.write_row((n, f"SRID=4326;POINT({x} {y})"))
        cursor.execute("CREATE INDEX ON bench_point USING gist (point)")
        cursor.execute("VACUUM ANALYZE bench_point")
        statement = f"""
            SELECT count(DISTINCT place.id), count(*)
            FROM watch_zonepart part JOIN watch_zone zone ON zone.id = part.zone_id
            JOIN bench_point place ON {parts.contains_sql("part", "zone", "place.point")}
        """
        seconds, _ = harness.timed(lambda: cursor.execute(statement))
        inside, pairs = cursor.fetchone()
        cursor.execute("DROP TABLE bench_point")
    yield Result(
        id="geofence_bulk",
        value=points / seconds,
        unit="points/s",
        rows=points,
        note=f"one statement, {zones:,} zones, {inside:,} points inside, {pairs:,} pairs, {seconds:.1f} s",
    )


def geofence() -> Iterator[Result]:
    """Both."""
    yield from one_by_one()
    yield from all_at_once()


MEASURES = {"geofence": geofence}
