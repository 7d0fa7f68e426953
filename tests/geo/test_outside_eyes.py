"""Other people's programs read what we serve: GDAL opens the GeoJSON and the vector tiles."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from geo import masking, shapes
from tests.factories import geo as make

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(shutil.which("ogrinfo") is None, reason="gdal-bin is not installed"),
]


def ogrinfo(*args: object) -> str:
    command = ["ogrinfo", "-al", *map(str, args)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    assert "ERROR" not in done.stderr
    return done.stdout


@pytest.fixture
def beat():
    city = make.make_city()
    return make.make_area("Центр", parent=city)


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
