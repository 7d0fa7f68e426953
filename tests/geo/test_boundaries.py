"""What is done about each fault in a boundary: nothing, mending with a word, or refusal with the place."""

from __future__ import annotations

import json
import math

import pytest
from django.contrib.gis.geos import GEOSGeometry, Polygon

from core.errors import Invalid
from geo import shapes
from geo.shapes import Limits, clean_boundary
from tests.shared import shared

SQUARE = [[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]


def polygon(*rings):
    return {"type": "Polygon", "coordinates": [list(ring) for ring in rings]}


def refused(source, **options) -> Invalid:
    with pytest.raises(Invalid) as caught:
        clean_boundary(source, **options)
    return caught.value


@pytest.mark.parametrize(
    "source",
    [
        polygon(SQUARE),
        json.dumps(polygon(SQUARE)),
        json.dumps(polygon(SQUARE)).encode(),
        {"type": "MultiPolygon", "coordinates": [[SQUARE]]},
        {"type": "Feature", "properties": {}, "geometry": polygon(SQUARE)},
        {"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": polygon(SQUARE)}]},
        {**polygon(SQUARE), "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}},
        Polygon(SQUARE, srid=4326),
        polygon([[*place, 117.5] for place in SQUARE]),
    ],
)
def test_every_shape_of_the_same_square_is_the_same_boundary(source):
    boundary, repairs = clean_boundary(source)
    assert repairs == []
    assert boundary.srid == 4326
    assert boundary.coords == (((((0, 0), (1, 0), (1, 1), (0, 1), (0, 0)),)),)


def test_rings_are_turned_the_right_hand_way_without_a_word():
    hole = [[0.2, 0.2], [0.4, 0.2], [0.4, 0.4], [0.2, 0.4], [0.2, 0.2]]
    boundary, repairs = clean_boundary(polygon(SQUARE[::-1], hole))
    assert repairs == []
    assert boundary[0][0].coords[1] == (1, 0)
    assert boundary[0][1].coords[1] == (0.2, 0.4)


@pytest.mark.parametrize(
    ("source", "code", "at"),
    [
        ("no json", "boundary.json", None),
        ("[1]", "boundary.json", None),
        ({"type": "Point", "coordinates": [0, 0]}, "boundary.type", None),
        ({"type": "Feature", "geometry": None}, "boundary.geometry", None),
        ({"type": "FeatureCollection", "features": []}, "boundary.features", None),
        ({**polygon(SQUARE), "crs": {"properties": {"name": "EPSG:3857"}}}, "boundary.crs", None),
        ({"type": "Polygon"}, "boundary.coordinates", None),
        (polygon([]), "boundary.coordinates", "ring 1"),
        (polygon([[0, 0], ["1", 0]]), "boundary.position", "ring 1, position 2"),
        (polygon([[0, 0], [True, 0]]), "boundary.position", "ring 1, position 2"),
        (polygon([[0, 0], [1]]), "boundary.position", "ring 1, position 2"),
        (polygon([[0, 0], [math.nan, 0]]), "boundary.position", "ring 1, position 2"),
        ('{"type": "Polygon", "coordinates": [[[1e999, 0]]]}', "boundary.position", "ring 1, position 1"),
        (polygon(SQUARE, [[0, 0], [0, 91]]), "boundary.range", "ring 2, position 2"),
        (polygon([[3_157_000, 6_300_000]]), "boundary.range", "ring 1, position 1"),
        (
            {"type": "MultiPolygon", "coordinates": [[SQUARE], [[[0, 0], [1]]]]},
            "boundary.position",
            "polygon 2, ring 1, position 2",
        ),
        (polygon([[0, 0], [1, 1], [0, 0]]), "boundary.ring", "polygon 1, ring 1"),
        (polygon([[0, 0], [1, 1], [2, 2], [0, 0]]), "boundary.invalid", None),
        (polygon([[0, 0], [1e-7, 0], [1e-7, 1e-7], [0, 0]]), "boundary.empty", None),
        (polygon([[0, 0], [5e-5, 0], [5e-5, 5e-5], [0, 0]]), "boundary.small", None),
    ],
)  # fmt: skip
def test_what_cannot_be_mended_is_refused_with_its_place_in_the_data(source, code, at):
    error = refused(source)
    assert (error.code, error.data.get("at")) == (code, at)
    assert error.data["fields"]["boundary"]


def test_a_refusal_tells_the_place_on_the_ground():
    assert refused(polygon([[30, 50], [31, 51], [30, 50]])).data["place"] == {"lon": 30, "lat": 50}


def test_the_limits_are_kept():
    assert refused(polygon(SQUARE), limits=Limits(vertices=4)).code == "boundary.vertices"
    assert refused(polygon(SQUARE), limits=shapes.ZONE).code == "boundary.large"
    assert refused(Polygon(SQUARE, srid=3857)).code == "boundary.crs"


def test_a_bow_tie_becomes_two_triangles_and_says_where_it_crosses():
    boundary, repairs = clean_boundary(polygon([[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]))
    assert [(repair.kind, repair.reason, repair.place) for repair in repairs] == [
        ("made_valid", "Self-intersection", (0.5, 0.5))
    ]
    assert boundary.valid
    assert boundary.num_geom == 2
    assert boundary.area == pytest.approx(0.5)


def test_overlapping_polygons_are_joined_and_their_overlap_stays_inside():
    other = [[0.5, 0], [2, 0], [2, 1], [0.5, 1], [0.5, 0]]
    boundary, repairs = clean_boundary({"type": "MultiPolygon", "coordinates": [[SQUARE], [other]]})
    assert [repair.kind for repair in repairs] == ["joined"]
    assert boundary.area == pytest.approx(2.0)


def test_a_sliver_is_left_out_and_reported():
    sliver = [[5, 5], [5.000001, 5], [5.000001, 5.000001], [5, 5]]
    boundary, repairs = clean_boundary({"type": "MultiPolygon", "coordinates": [[SQUARE], [sliver]]})
    assert [(repair.kind, repair.place) for repair in repairs] == [("sliver", (5.0, 5.0))]
    assert boundary.num_geom == 1


@pytest.mark.parametrize("ring", [
    [[179, -17], [-179, -17], [-179, -16], [179, -16], [179, -17]],
    [[179, -17], [181, -17], [181, -16], [179, -16], [179, -17]],
    [[-181, -17], [-179, -17], [-179, -16], [-181, -16], [-181, -17]],
])  # fmt: skip
def test_a_boundary_over_the_antimeridian_is_cut_there(ring):
    hole = [[179.5, -16.6], [-179.5, -16.6], [-179.5, -16.4], [179.5, -16.4], [179.5, -16.6]]
    boundary, repairs = clean_boundary(polygon(ring, hole))
    assert [repair.kind for repair in repairs] == ["antimeridian"]
    assert boundary.valid
    assert boundary.area == pytest.approx(2.0 - 0.2)
    assert sorted(part.extent for part in boundary) == [(-180, -17, -179, -16), (179, -17, 180, -16)]


def test_a_boundary_that_only_touches_the_antimeridian_is_left_alone():
    ring = [[179, 0], [180, 0], [180, 1], [179, 1], [179, 0]]
    assert clean_boundary(polygon(ring))[1] == []
    ring = [[179, 0], [-180, 0], [-180, 1], [179, 1], [179, 0]]
    boundary, repairs = clean_boundary(polygon(ring))
    assert boundary.extent == (179, 0, 180, 1)
    assert repairs == []


def test_a_ring_around_the_pole_stays_as_it_was_drawn():
    ring = [[-180, -90], [180, -90], [180, -70], [0, -75], [-180, -70], [-180, -90]]
    boundary, _ = clean_boundary(polygon(ring))
    assert boundary.extent == (-180, -90, 180, -70)


def test_area_is_in_square_metres():
    one_degree = GEOSGeometry(json.dumps(polygon(SQUARE)))
    assert shapes.area_m2(one_degree) == pytest.approx(12_308_778_361, rel=0.005)


@pytest.mark.shared_data
def test_the_valid_samples_pass_untouched():
    for path in sorted(shared("geofence-samples/valid").glob("*.geojson")):
        boundary, repairs = clean_boundary(path.read_bytes())
        given = GEOSGeometry(json.dumps(json.loads(path.read_bytes())["features"][0]["geometry"]))
        assert repairs == [], path.name
        assert boundary.equals(given), path.name


@pytest.mark.shared_data
@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("not-closing-ring", [("ring_closed", (-0.703125, 31.353636941500987))]),
        ("polygon-with-hole-2-vertices-touching", [("made_valid", (-0.703125, 29.916852233070173))]),
        ("polygon-with-puncture", [("made_valid", (10, 26.84656534821976))]),
        ("polygon-with-spike", [("made_valid", (11.25, 24.84656534821976))]),
    ],
)
def test_the_invalid_samples_that_can_be_mended_say_what_was_done(name, expected):
    boundary, repairs = clean_boundary(shared(f"geofence-samples/invalid/{name}.geojson").read_bytes())
    assert [repair.kind for repair in repairs] == [kind for kind, _ in expected]
    assert [repair.place for repair in repairs] == [pytest.approx(place, abs=1e-9) for _, place in expected]
    assert boundary.valid


@pytest.mark.shared_data
def test_the_invalid_sample_with_too_few_points_is_refused():
    error = refused(shared("geofence-samples/invalid/not-enough-coords.geojson").read_bytes())
    assert (error.code, error.data["place"]) == (
        "boundary.ring",
        {"lon": -0.703125, "lat": 24.84656534821976},
    )
