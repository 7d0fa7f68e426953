"""Where is this: covering areas, the beat, the public point."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.actor import system_actor
from geo import actions, masking, queries, shapes
from tests.factories import geo as make

pytestmark = pytest.mark.django_db


def test_a_point_knows_its_areas_from_coarse_to_fine():
    city = make.make_city()
    beat = make.make_area("Центр", parent=city)
    found = queries.areas_covering(make.point())
    assert [(item.id, item.kind, item.name, item.depth) for item in found] == [
        (city.id, "city", "Вінниця", 1),
        (beat.id, "beat", "Центр", 2),
    ]


def test_a_location_holds_the_areas_above_even_where_their_own_boundary_misses_the_point():
    city = make.make_city(boundary=make.square(side_m=1_000))
    beat = make.make_area(parent=city, boundary=make.square(lon=28.60))
    location = queries.locate(make.point(28.60))
    assert set(location.area_ids) == {city.id, beat.id}
    assert location.beat_id == beat.id


def test_the_finest_served_area_answers_and_a_fire_area_never_does():
    city = make.make_city()
    make.make_area("Не обслуговується", parent=city, served=False)
    make.make_area("Перший виїзд", kind="first_due", parent=city)
    location = queries.locate(make.point())
    assert location.beat_id == city.id
    assert location.served


def test_outside_every_area_nothing_is_served_and_nothing_public():
    location = queries.locate(make.point(0.0, 0.0))
    assert location == queries.Location([], None, False, None, None, 0, "")


def test_without_snap_points_a_place_is_shown_as_its_whole_area_and_with_them_at_the_nearest():
    city = make.make_city()
    places = [make.point(28.4700 + n / 700, 49.2345) for n in range(-12, 12)]
    for place in places:
        location = queries.locate(place)
        assert location.public_point is not None
        assert location.public_point.equals(city.label_point)
        assert location.public_radius_m == city.reach_m
        assert shapes.distance_m(place.coords, location.public_point.coords) <= location.public_radius_m
    assert queries.areas_without_snap_points() == ["Вінниця"]
    actions.build_snap_points(system_actor("tests"), city.pk)
    assert queries.areas_without_snap_points() == []
    zoom = masking.zoom_for(373_302 / 100, 49.2331)
    assert zoom == 17
    for place in places:
        expected = masking.cell_centre(*masking.cell_of(place.x, place.y, zoom), zoom)
        assert queries.locate(place).public_point.coords == pytest.approx(expected, abs=1e-9)


def test_a_snap_point_of_the_same_area_goes_before_the_grid_and_a_nearer_one_over_the_border_does_not():
    west = make.make_area("Захід", boundary=make.box(28.40, 49.20, 28.45, 49.25))
    east = make.make_area("Схід", boundary=make.box(28.45, 49.20, 28.50, 49.25))
    mine = make.make_snap_point(west, 28.42, 49.22, radius_m=900)
    make.make_snap_point(east, 28.4501, 49.22)
    location = queries.locate(make.point(28.4499, 49.22))
    assert location.public_point is not None
    assert location.public_point.coords == pytest.approx((mine.point.x, mine.point.y), abs=1e-12)
    assert location.public_radius_m == 900


def test_a_brigades_ground_adds_its_own_id_and_none_of_the_areas_above_it():
    home = make.make_city(boundary=make.box(28.40, 49.20, 28.48, 49.26))
    next_door = make.make_city("Сусіди", boundary=make.box(28.48, 49.20, 28.60, 49.26))
    ground = make.make_area(
        "Виїзд", kind="first_due", parent=home, served=False, boundary=make.box(28.45, 49.21, 28.55, 49.25)
    )
    assert set(queries.locate(make.point(28.46)).area_ids) == {home.id, ground.id}
    assert set(queries.locate(make.point(28.50)).area_ids) == {next_door.id, ground.id}
    assert queries.locate(make.point(28.50)).beat_id == next_door.id


def test_a_place_is_named_after_an_address_close_by_else_after_its_area():
    make.make_area("Центр")
    make.make_place("вул. Соборна", "12", lon=28.4685)
    assert queries.locate(make.point()).label == "вул. Соборна, 12"
    assert queries.locate(make.point(28.475)).label == "Центр"


def test_each_question_is_one_statement():
    make.make_area()
    for ask in (queries.locate, queries.areas_covering):
        with CaptureQueriesContext(connection) as asked:
            ask(make.point())
        assert len(asked) == 1


def test_a_path_runs_from_the_root_to_the_area():
    city = make.make_city()
    beat = make.make_area(parent=city)
    assert queries.path_of(str(beat.id)) == (str(city.id), str(beat.id))
