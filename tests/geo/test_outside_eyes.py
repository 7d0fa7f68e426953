"""Other people's programs read what we serve: GDAL opens the GeoJSON and the vector tiles."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.gis.geos import Point

from geo import masking, shapes
from incidents import actions, queries
from incidents.models import Incident
from tests.factories import geo as make
from tests.factories import incidents
from tests.factories import watch as groups

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(shutil.which("ogrinfo") is None, reason="gdal-bin is not installed"),
]


def ogrinfo(*args: object) -> str:
    command = ["ogrinfo", "-al", *map(str, args)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    assert "ERROR" not in done.stderr
    return done.stdout


def read_tile(client, layer: str, zoom: int, place: Point, folder: Path) -> tuple[str, list[dict[str, Any]]]:
    """What GDAL says of the tile over a place, and the tile's features as GDAL turns them into WGS 84."""
    x, y = shapes.tile_of(place, zoom)
    path = folder / layer / str(zoom) / str(x) / f"{y}.pbf"
    path.parent.mkdir(parents=True)
    path.write_bytes(client.get(f"/api/v1/tiles/{layer}/{zoom}/{x}/{y}.mvt").content)
    options = ["-oo", f"X={x}", "-oo", f"Y={y}", "-oo", f"Z={zoom}"]
    target = folder / f"{layer}-{zoom}.geojson"
    command = ["ogr2ogr", "-t_srs", "EPSG:4326", target, path, *options]
    subprocess.run(command, check=True, capture_output=True)
    return ogrinfo(path, *options), json.loads(target.read_bytes())["features"]


def unit_of(zoom: int) -> float:
    """The width of a tile's finest step in degrees of longitude: as near as a tile can tell a place."""
    return 360 / 2**zoom / 4096


@pytest.fixture
def beat():
    city = make.make_city()
    return make.make_area("Центр", parent=city)


@pytest.fixture
def shown(beat) -> Iterator[Incident]:
    """A hazard that everybody sees at its masked place; beside it a report that only the police see."""
    incidents.make_categories()
    seen = incidents.make_incident(category="hazard.other")
    incidents.make_incident(category="violence.threats")
    actions.publish_due()
    actions.tally_new()
    seen.refresh_from_db()
    yield seen
    queries.forget_lookups()


def test_gdal_opens_the_geojson_of_areas(client, beat, tmp_path: Path):
    path = tmp_path / "areas.geojson"
    path.write_bytes(client.get("/api/v1/areas").content)
    said = ogrinfo(path)
    assert "Feature Count: 2" in said
    assert "name (String) = Центр" in said
    assert 'GEOGCRS["WGS 84"' in said
    west, south, _east, _north = make.square(side_m=10_000).extent
    assert f"Extent: ({west:.6f}, {south:.6f})" in said


def test_gdal_opens_one_area_with_its_path(client, beat, tmp_path: Path):
    path = tmp_path / "area.geojson"
    path.write_bytes(client.get(f"/api/v1/areas/{beat.pk}").content)
    assert "kind (String) = beat" in ogrinfo(path)
    assert json.loads(path.read_bytes())["properties"]["path"][1]["name"] == "Центр"


def test_gdal_opens_a_tile_and_finds_the_area_where_it_is(client, beat, tmp_path: Path):
    zoom = 12
    x, y = shapes.tile_of(make.point(), zoom)
    path = tmp_path / str(zoom) / str(x) / f"{y}.pbf"
    path.parent.mkdir(parents=True)
    path.write_bytes(client.get(f"/api/v1/tiles/areas/{zoom}/{x}/{y}.mvt").content)
    said = ogrinfo(path, "-oo", f"X={x}", "-oo", f"Y={y}", "-oo", f"Z={zoom}", "-where", "kind='beat'")
    assert "Feature Count: 1" in said
    assert "name (String) = Центр" in said
    target = tmp_path / "beat.geojson"
    command = ["ogr2ogr", "-t_srs", "EPSG:4326", "-where", "kind='beat'", target, path]
    options = ["-oo", f"X={x}", "-oo", f"Y={y}", "-oo", f"Z={zoom}"]
    subprocess.run([*command, *options], check=True, capture_output=True)
    drawn = json.loads(target.read_bytes())["features"][0]["geometry"]
    boundary, _ = shapes.clean_boundary(drawn)
    tile = make.box(*masking.cell_bounds(x, y, zoom))
    expected = beat.boundary.intersection(tile)
    assert boundary.intersection(tile).sym_difference(expected).area < expected.area * 0.005


def test_gdal_opens_the_geojson_of_incidents_at_the_masked_place(client, shown, tmp_path: Path):
    path = tmp_path / "incidents.geojson"
    answer = client.get("/api/v1/map/incidents", {"bbox": "28.3,49.1,28.6,49.4"})
    path.write_bytes(answer.content)
    said = ogrinfo(path)
    assert "Feature Count: 1" in said
    assert f"id (String) = {shown.public_id}" in said
    assert 'GEOGCRS["WGS 84"' in said
    target = tmp_path / "again.geojson"
    subprocess.run(["ogr2ogr", target, path], check=True, capture_output=True)
    drawn = json.loads(target.read_bytes())["features"][0]["geometry"]
    assert drawn["type"] == "Point"
    assert drawn["coordinates"] == pytest.approx(shown.public_point.coords, abs=1e-5)


def test_gdal_opens_a_tile_of_incidents_and_finds_one_at_its_masked_place(client, shown, tmp_path: Path):
    zoom = 14
    said, features = read_tile(client, "incidents", zoom, shown.public_point, tmp_path)
    assert "Layer name: incidents" in said
    assert "Feature Count: 1" in said
    assert features[0]["properties"]["id"] == str(shown.public_id)
    assert features[0]["geometry"]["coordinates"] == pytest.approx(
        shown.public_point.coords, abs=unit_of(zoom)
    )


def test_gdal_opens_a_tile_of_counts(client, shown, tmp_path: Path):
    said, features = read_tile(client, "incidents", 10, shown.public_point, tmp_path)
    assert "Feature Count: 1" in said
    assert features[0]["properties"]["count"] == 1
    assert features[0]["geometry"]["type"] == "Point"


def test_gdal_opens_the_geojson_and_a_tile_of_zones(client, tmp_path: Path):
    groups.make_group([groups.square(), groups.square(28.4752, half=0.001)], name="Варта Соборної")
    groups.make_group([groups.square()], status="archived")
    path = tmp_path / "zones.geojson"
    path.write_bytes(client.get("/api/v1/groups/zones", {"bbox": "28.4,49.2,28.5,49.3"}).content)
    said = ogrinfo(path)
    assert "Feature Count: 2" in said
    assert "group (String) = Варта Соборної" in said
    assert "Extent: (28.463200, 49.228100) - (28.476200, 49.238100)" in said
    zoom = 14
    tile_said, features = read_tile(client, "zones", zoom, make.point(28.4752), tmp_path)
    assert "Layer name: zones" in tile_said
    assert "Feature Count: 2" in tile_said
    small = features[-1]
    assert small["properties"]["group_name"] == "Варта Соборної"
    boundary, _ = shapes.clean_boundary(small["geometry"])
    assert boundary.extent == pytest.approx((28.4742, 49.2321, 28.4762, 49.2341), abs=unit_of(zoom))
