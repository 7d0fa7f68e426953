"""P31: a public place stands for at least eight addresses or the minimum population, never lies over
a border, and is the same for ever."""

from __future__ import annotations

import random
from io import StringIO

import pytest
from django.contrib.gis.geos import Polygon
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from accounts.actor import system_actor
from core.errors import Conflict
from geo import actions, masking, queries, shapes
from geo.models import Place, SnapPoint
from tests.factories import geo as make

OPERATOR = system_actor("tests")
LONGITUDES, LATITUDES = st.floats(-180, 180), st.floats(-85, 85)


@given(lon=LONGITUDES, lat=LATITUDES, zoom=st.integers(12, 17))
def test_a_place_lies_in_its_cell_and_no_farther_from_the_centre_than_told(lon, lat, zoom):
    x, y = masking.cell_of(lon, lat, zoom)
    west, south, east, north = masking.cell_bounds(x, y, zoom)
    assert west - 1e-9 <= lon <= east + 1e-9
    assert south - 1e-9 <= lat <= north + 1e-9
    centre = masking.cell_centre(x, y, zoom)
    assert masking.cell_of(*centre, zoom) == (x, y)
    assert shapes.distance_m((lon, lat), centre) <= masking.uncertainty_m(lat, zoom) * 1.002 + 1


@given(density=st.floats(1, 40_000), lat=st.floats(-70, 70))
def test_a_cell_of_the_chosen_size_holds_the_minimum_population(density, lat):
    zoom = masking.zoom_for(density, lat)
    people = (masking.cell_side_m(lat, zoom) / 1000) ** 2 * density
    assert people >= masking.PARAMETERS.min_population or zoom == masking.PARAMETERS.coarsest_zoom


def test_unknown_population_takes_the_published_cell():
    assert masking.zoom_for(None, 49) == masking.zoom_for(0, 49) == masking.PARAMETERS.unknown_zoom == 15


@given(places=st.lists(st.tuples(LONGITUDES, LATITUDES), min_size=1, max_size=200), rng=st.randoms())
def test_groups_hold_the_minimum_whatever_the_order(places, rng):
    groups = masking.halved(places)
    assert sorted(place for group in groups for place in group) == sorted(places)
    if len(places) >= 8:
        assert all(8 <= len(group) < 16 for group in groups)
    rng.shuffle(places)
    assert masking.halved(places) == groups


def scatter(count: int, seed: int, west: float, south: float, east: float, north: float) -> list[Place]:
    """Addresses along streets: dense here, thin there, some at the very border."""
    rng = random.Random(seed)
    made = []
    for n in range(count):
        x = west + (east - west) * rng.random() ** 2
        y = south + (north - south) * (rng.randrange(12) / 11 if n % 3 else rng.random())
        made.append(make.make_place(f"вул. {n}", str(n), lon=x, lat=y))
    return made


@pytest.fixture
def two_beats():
    """A city of two beats, the western built up, the eastern with two hundred people and five addresses."""
    city = make.make_city(code="city", boundary=make.box(28.40, 49.20, 28.50, 49.25), population=60_000)
    west = make.make_area("Захід", parent=city, boundary=make.box(28.40, 49.20, 28.45, 49.25))
    east = make.make_area("Схід", parent=city, boundary=make.box(28.45, 49.20, 28.50, 49.25))
    scatter(300, 1, 28.40, 49.20, 28.45, 49.25)
    scatter(5, 2, 28.451, 49.20, 28.50, 49.25)
    return city, west, east


@pytest.mark.django_db
def test_no_catchment_holds_one_to_seven_addresses(two_beats):
    _city, west, _east = two_beats
    actions.build_snap_points(OPERATOR, west.pk)
    shown: dict[tuple, int] = {}
    for place in Place.objects.all():
        location = queries.locate(place.point)
        if location.finest_area_id == west.pk:
            key = location.public_point.coords
            shown[key] = shown.get(key, 0) + 1
    assert sum(shown.values()) == 300
    assert min(shown.values()) >= 8
    assert len(shown) > 10
    stored = {point.point.coords: point.addresses for point in SnapPoint.objects.filter(area=west)}
    assert stored == shown


@pytest.mark.django_db
def test_every_point_of_a_beat_is_shown_inside_it_and_within_the_radius(two_beats):
    city, west, east = two_beats
    reports = {report.area: report for report in actions.build_snap_points(OPERATOR, city.pk)}
    assert reports["Захід"].from_addresses
    assert not reports["Схід"].from_addresses
    assert reports["Схід"].smallest_catchment >= 100
    rng = random.Random(3)
    for _ in range(200):
        place = make.point(rng.uniform(28.40, 28.50), rng.uniform(49.20, 49.25))
        location = queries.locate(place)
        area = west if location.finest_area_id == west.pk else east
        assert area.boundary.covers(location.public_point)
        moved = shapes.distance_m(place.coords, location.public_point.coords)
        assert moved <= location.public_radius_m * 1.005 + 1


@pytest.mark.django_db
def test_a_crooked_area_keeps_its_points_inside():
    ring = make.square(side_m=4_000)[0][0].coords
    hole = make.square(side_m=3_600)[0][0].coords[::-1]
    frame = make.make_area("Рамка", boundary=Polygon(ring, hole, srid=4326), population=20_000, code="frame")
    actions.build_snap_points(OPERATOR, frame.pk)
    points = list(SnapPoint.objects.filter(area=frame))
    assert points
    assert all(frame.boundary.covers(shapes.point(*snap.point.coords)) for snap in points)
    rng = random.Random(4)
    for _ in range(40):
        x, y = rng.uniform(*frame.boundary.extent[::2]), frame.boundary.extent[1] + rng.uniform(0, 0.0015)
        location = queries.locate(make.point(x, y))
        assert frame.boundary.covers(location.public_point)


@pytest.mark.django_db
def test_an_area_too_small_for_the_minimum_is_one_point():
    tiny = make.make_area("Двір", boundary=make.square(side_m=100), population=20, code="tiny")
    (report,) = actions.build_snap_points(OPERATOR, tiny.pk)
    assert (report.points, report.smallest_catchment) == (1, 20)
    assert SnapPoint.objects.get().radius_m == pytest.approx(71, abs=2)


@pytest.mark.django_db
def test_the_same_place_is_shown_the_same_for_ever(two_beats):
    city, _west, _east = two_beats
    actions.build_snap_points(OPERATOR, city.pk)
    places = [make.point(28.4123 + n / 500, 49.2234) for n in range(10)]
    first = [queries.locate(place).public_point for place in places]
    for _ in range(100):
        assert [queries.locate(place).public_point for place in places] == first


@pytest.mark.django_db
def test_points_in_use_are_not_moved_unless_asked(two_beats):
    city, _west, _east = two_beats
    actions.build_snap_points(OPERATOR, city.pk)
    before = list(SnapPoint.objects.order_by("pk").values())
    with pytest.raises(Conflict) as caught:
        actions.build_snap_points(OPERATOR, city.pk)
    assert caught.value.code == "snap.exists"
    assert list(SnapPoint.objects.order_by("pk").values()) == before
    actions.build_snap_points(OPERATOR, city.pk, rebuild=True)
    after = SnapPoint.objects.order_by("pk")
    assert [(p.point.coords, p.radius_m) for p in after] == [
        (p["point"].coords, p["radius_m"]) for p in before
    ]


@pytest.mark.django_db
def test_the_command_tells_what_it_built(two_beats):
    out = StringIO()
    call_command("build_snap_points", area="city", stdout=out)
    lines = out.getvalue().splitlines()
    assert [line.split(":")[0] for line in lines] == ["Захід", "Схід"]
    with pytest.raises(CommandError, match="no area with the code"):
        call_command("build_snap_points", area="nowhere")
    with pytest.raises(CommandError, match="snap points"):
        call_command("build_snap_points", area="city", stdout=out)


@pytest.mark.django_db
def test_before_they_are_built_every_place_stands_for_its_whole_area(two_beats):
    """Nothing finer has been counted: a cell that the border cuts may hold one house."""
    city, west, east = two_beats
    strip = make.make_area(  # a street's width of another beat beside the west: no cell's centre lies in it
        "Смуга", parent=city, boundary=make.box(28.3999, 49.20, 28.40, 49.25)
    )
    rng = random.Random(5)
    shown: dict[object, set[tuple]] = {}
    for _ in range(300):
        place = make.point(rng.choice([28.39995, rng.uniform(28.40, 28.50)]), rng.uniform(49.20, 49.25))
        location = queries.locate(place)
        area = {one.pk: one for one in (west, east, strip)}[location.finest_area_id]
        shown.setdefault(area.pk, set()).add((location.public_point.coords, location.public_radius_m))
        assert shapes.distance_m(place.coords, location.public_point.coords) <= location.public_radius_m + 1
    assert shown == {one.pk: {(one.label_point.coords, one.reach_m)} for one in (west, east, strip)}
    assert all(one.boundary.covers(one.label_point) for one in (west, east, strip))
    assert set(queries.areas_without_snap_points()) == {"Захід", "Схід", "Смуга"}, (
        "the city has no ground left"
    )


@pytest.mark.django_db
def test_what_is_missing_is_built_and_what_is_there_stays(two_beats):
    city, west, east = two_beats
    actions.build_snap_points(OPERATOR, west.pk)
    before = list(SnapPoint.objects.filter(area=west).order_by("pk").values())
    reports = actions.build_snap_points(OPERATOR, city.pk)
    assert [report.area for report in reports] == ["Схід"]
    assert list(SnapPoint.objects.filter(area=west).order_by("pk").values()) == before
    assert SnapPoint.objects.filter(area=east).exists()
    unserved = make.make_area("Ліс", boundary=make.square(29.0), served=False)
    with pytest.raises(Conflict) as caught:
        actions.build_snap_points(OPERATOR, unserved.pk)
    assert caught.value.code == "snap.unserved"
