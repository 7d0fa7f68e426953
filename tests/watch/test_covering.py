"""Which groups hold a point: equal to ST_Covers on the whole zone, in one statement."""

from __future__ import annotations

import math
import random
from typing import Any

import pytest
from django.contrib.gis.geos import MultiPolygon, Point, Polygon
from django.db import connection

from tests.factories.watch import make_group, square
from watch import queries
from watch.models import GroupStatus, Zone

pytestmark = pytest.mark.django_db


def ragged(lon: float, lat: float, corners: int, seed: int) -> MultiPolygon:
    """A star with a hole, with many vertices at awkward coordinates."""
    rng = random.Random(seed)
    ring = []
    for i in range(corners):
        radius, angle = rng.uniform(0.008, 0.01), 2 * math.pi * i / corners
        ring.append((lon + math.cos(angle) * radius, lat + math.sin(angle) * radius))
    hole = [
        (lon - 0.001, lat - 0.001),
        (lon + 0.001, lat - 0.001),
        (lon, lat + 0.001),
        (lon - 0.001, lat - 0.001),
    ]
    return MultiPolygon(Polygon([*ring, ring[0]], hole), srid=4326)


def covers(point: Point) -> set[Any]:
    """PostGIS's own answer on the undivided boundaries."""
    return set(
        Zone.objects.filter(boundary__covers=point, group__status=GroupStatus.ACTIVE).values_list(
            "group_id", flat=True
        )
    )


def test_inside_edge_corner_and_outside() -> None:
    group = make_group([square(28.5, 49.25, 0.25)])
    assert queries.groups_covering(Point(28.5, 49.25)) == [group.id]
    assert queries.groups_covering(Point(28.75, 49.25)) == [group.id]
    assert queries.groups_covering(Point(28.25, 49.0)) == [group.id]
    assert queries.groups_covering(Point(28.75 + 1e-12, 49.25)) == []


def test_archived_groups_cover_nothing() -> None:
    make_group([square(28.5, 49.2)], status=GroupStatus.ARCHIVED)
    assert queries.groups_covering(Point(28.5, 49.2)) == []


def test_two_zones_of_one_group_name_it_once() -> None:
    group = make_group([square(28.5, 49.2, 0.01), square(28.505, 49.2, 0.01)])
    assert queries.groups_covering(Point(28.502, 49.2)) == [group.id]


def test_answers_equal_postgis_inside_on_edges_and_on_cuts(django_assert_num_queries: Any) -> None:
    rng = random.Random(11)
    shapes = [ragged(28.46 + 0.004 * n, 49.23, 700, n) for n in range(6)]
    for shape in shapes:
        make_group([shape])
    points = [Point(rng.uniform(28.44, 28.5), rng.uniform(49.215, 49.245), srid=4326) for _ in range(150)]
    for shape in shapes:
        corners = shape[0][0].coords
        points += [Point(corner, srid=4326) for corner in rng.sample(corners, 25)]
        for first in rng.sample(range(len(corners) - 1), 25):
            (ax, ay), (bx, by) = corners[first], corners[first + 1]
            share = rng.random()
            points.append(Point(ax + (bx - ax) * share, ay + (by - ay) * share, srid=4326))
    with connection.cursor() as cursor:
        cursor.execute(
            "select ST_X(p), ST_Y(p)"
            " from (select (ST_DumpPoints(shape)).geom as p from watch_zonepart) corners limit 300"
        )
        points += [Point(x, y, srid=4326) for x, y in cursor.fetchall()]
    wrong = [p.coords for p in points if set(queries.groups_covering(p)) != covers(p)]
    assert wrong == []
    with django_assert_num_queries(1):
        queries.groups_covering(points[0])
