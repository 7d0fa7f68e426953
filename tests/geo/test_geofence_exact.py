"""The subdivided geofence answers as `ST_Covers(boundary, point)` does: inside, outside, edges, corners."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from django.contrib.gis.gdal import DataSource
from django.contrib.gis.geos import MultiPolygon, Point, Polygon
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.actor import system_actor
from geo import actions, queries, shapes
from geo.models import Area, AreaPart
from tests.factories import geo as make
from tests.shared import shared

pytestmark = pytest.mark.django_db


def oracle(lon: float, lat: float) -> set:
    """PostGIS's own answer on the whole boundaries, without index or pieces."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM geo_area WHERE ST_Covers(boundary, ST_SetSRID(ST_MakePoint(%s, %s), 4326))",
            [lon, lat],
        )
        return {row[0] for row in cursor.fetchall()}


def answer(lon: float, lat: float) -> set:
    return {area.id for area in queries.areas_covering(Point(lon, lat, srid=4326))}


def star(x: float, y: float, radius: float, spikes: int, phase: float, depth: float) -> list:
    """A jagged ring: hard on the pieces because its outline crosses every cut at odd angles."""
    ring = []
    for n in range(spikes):
        reach = radius * (1 if n % 2 else depth)
        angle = phase + 2 * math.pi * n / spikes
        ring.append((x + reach * math.cos(angle), y + reach * math.sin(angle)))
    return [*ring, ring[0]]


@st.composite
def boundaries(draw):
    """One or two jagged polygons with up to two jagged holes, of 10 to 700 vertices; some at 180 degrees."""
    polygons = []
    for n in range(draw(st.integers(1, 2))):
        x = draw(st.sampled_from([28.47, -123.1, 179.99, 0.0])) + 0.5 * n
        y = draw(st.floats(-60, 60))
        phase, depth = draw(st.floats(0, 6.28)), draw(st.floats(0.55, 0.98))
        spikes = draw(st.sampled_from([10, 64, 300, 700]))
        rings = [star(x, y, 0.2, spikes, phase, depth)]
        if draw(st.booleans()):
            rings.append(star(x + 0.04, y, 0.03, draw(st.sampled_from([8, 200])), phase, depth))
        if draw(st.booleans()):
            rings.append(star(x - 0.04, y, 0.03, 12, phase, depth))
        polygons.append(rings)
    return polygons


def probes(boundary: MultiPolygon, fractions: list[float]) -> list[tuple[float, float]]:
    """Corners, points on edges, points a hair beside edges and points strewn over the box."""
    found = []
    rings = [ring.coords for polygon in boundary for ring in polygon]
    for ring in rings:
        edges = list(pairwise(ring))
        for n, fraction in enumerate(fractions):
            (x1, y1), (x2, y2) = edges[int(fraction * len(edges)) % len(edges)]
            mid = (x1 + (x2 - x1) * fraction, y1 + (y2 - y1) * fraction)
            found += [(x1, y1), mid, (mid[0] + 1e-12, mid[1]), (mid[0], mid[1] - 10.0 ** -(6 + n % 8))]
    west, south, east, north = boundary.extent
    found += [(west + (east - west) * a, south + (north - south) * b) for a, b in pairwise(fractions)]
    return [(lon, lat) for lon, lat in found if -180 <= lon <= 180]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(polygons=boundaries(), fractions=st.lists(st.floats(0, 0.999), min_size=6, max_size=6))
def test_random_boundaries_answer_as_postgis_does(polygons, fractions):
    Area.objects.all().delete()
    source = {"type": "MultiPolygon", "coordinates": polygons}
    boundary, _ = shapes.clean_boundary(source, limits=shapes.IMPORT)
    make.make_area(boundary=boundary)
    for lon, lat in probes(boundary, fractions):
        assert answer(lon, lat) == oracle(lon, lat), (lon, lat)


def test_every_corner_of_a_cut_up_boundary_and_its_seams_are_inside():
    area = make.make_area(boundary=MultiPolygon([Polygon(star(28.5, 49.2, 0.2, 1000, 0.3, 0.9))], srid=4326))
    parts = list(AreaPart.objects.filter(area=area))
    assert len(parts) > 8
    assert not any(part.whole for part in parts)
    seams = [place[:2] for part in parts for ring in part.shape for place in ring.coords]
    for lon, lat in [*area.boundary[0][0].coords, *seams[:400]]:
        assert answer(lon, lat) == oracle(lon, lat), (lon, lat)


def test_a_small_boundary_is_its_own_single_piece():
    area = make.make_area()
    assert [(part.whole, part.shape.equals_exact(area.boundary)) for part in area.parts.all()] == [
        (True, True)
    ]


def test_a_point_in_a_hole_is_outside_and_on_the_rim_inside():
    ring, hole = make.square(side_m=2_000)[0][0].coords, make.square(side_m=500)[0][0].coords
    make.make_area(boundary=Polygon(ring, hole, srid=4326))
    assert answer(*make.CENTRE) == set()
    assert len(answer(*hole[0])) == 1


def test_an_area_over_the_antimeridian_covers_both_sides():
    ring = [[179.5, -17], [-179.5, -17], [-179.5, -16], [179.5, -16], [179.5, -17]]
    boundary, _ = shapes.clean_boundary({"type": "Polygon", "coordinates": [ring]})
    area = make.make_area(boundary=boundary)
    for lon in (179.6, 180.0, -180.0, -179.6):
        assert answer(lon, -16.5) == {area.id}
    assert answer(0.0, -16.5) == set()


def test_an_ended_area_covers_nothing_any_more_but_did():
    area = make.make_area()
    before = area.valid.lower
    actions.end_area(system_actor("tests"), area.pk)
    assert answer(*make.CENTRE) == set()
    assert [found.id for found in queries.areas_covering(make.point(), at=before)] == [area.id]


@pytest.mark.shared_data
def test_real_neighbourhoods_answer_as_postgis_does_on_their_own_corners():
    layer = DataSource(shared("vancouver-crime/vancouver-neighbourhoods.geojson"))[0]
    for feature in layer:
        make.make_area(feature.get("name"), kind="neighbourhood", boundary=feature.geom.geos)
    for area in Area.objects.all():
        for lon, lat in area.boundary[0][0].coords[::40]:
            assert answer(lon, lat) == oracle(lon, lat)
