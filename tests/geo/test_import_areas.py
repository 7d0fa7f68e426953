"""Map files become areas: each format and coordinate system, twice without change, nothing lost silently."""

from __future__ import annotations

import csv
import json
import shutil
import subprocess
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from core.models import AuditEntry
from geo import queries
from geo.models import Area, AreaPart
from tests.factories import geo as make
from tests.shared import shared

pytestmark = pytest.mark.django_db


def run(path: Path, *args: str, **options) -> str:
    """Import the file and give back the line with the counts."""
    out = StringIO()
    options = {"kind": "district", "errors": path.parent / "errors.csv", **options}
    call_command("import_areas", str(path), *args, stdout=out, **options)
    return next(line for line in out.getvalue().splitlines() if " added, " in line)


def collection(*features) -> dict:
    return {"type": "FeatureCollection", "features": list(features)}


def feature(name: str, lon: float = make.CENTRE[0], side_m: float = 2_000, **properties) -> dict:
    geometry = json.loads(make.square(lon, side_m=side_m).geojson)
    return {"type": "Feature", "properties": {"name": name, **properties}, "geometry": geometry}


def written(folder: Path, *features) -> Path:
    path = folder / "areas.geojson"
    path.write_text(json.dumps(collection(*features)), encoding="utf-8")
    return path


def test_features_become_areas_with_a_place_in_the_tree(tmp_path):
    city = make.make_city()
    path = written(tmp_path, feature("Замостя", code="Z", name_en="Zamostia", population="80 000", note="x"))
    assert run(path) == "1 added, 0 changed, 0 same, 0 repaired, 0 refused."
    area = Area.objects.get(kind="district")
    assert (area.name, area.name_en, area.code, area.population) == ("Замостя", "Zamostia", "Z", 80_000)
    assert (area.parent_id, area.path, area.served) == (city.pk, [city.pk, area.pk], False)
    assert area.properties == {"code": "Z", "note": "x"}
    assert area.source == "areas.geojson"
    assert [item.id for item in queries.areas_covering(make.point())] == [city.pk, area.pk]


def test_the_same_file_again_touches_nothing(tmp_path):
    path = written(tmp_path, feature("А", code="1"), feature("Б", 28.52, code="2"))
    run(path)
    rows, parts = list(Area.objects.order_by("pk").values()), list(AreaPart.objects.order_by("pk").values())
    assert run(path) == "0 added, 0 changed, 2 same, 0 repaired, 0 refused."
    assert list(Area.objects.order_by("pk").values()) == rows
    assert list(AreaPart.objects.order_by("pk").values()) == parts


def test_a_changed_feature_changes_its_own_area_and_keeps_its_id(tmp_path):
    run(written(tmp_path, feature("А", code="1"), feature("Б", 28.52, code="2")))
    before = {area.code: area.pk for area in Area.objects.all()}
    path = written(tmp_path, feature("А", code="1"), feature("Бе", 28.52, 3_000, code="2"))
    assert run(path) == "0 added, 1 changed, 1 same, 0 repaired, 0 refused."
    assert {area.code: area.pk for area in Area.objects.all()} == before
    assert AuditEntry.objects.filter(verb="area.changed", target_id=before["2"]).get().data == {
        "fields": ["boundary", "name"]
    }
    assert len(queries.areas_covering(make.point(28.538))) == 1


def test_a_dry_run_reports_and_leaves_nothing(tmp_path):
    path = written(tmp_path, feature("А", code="1"))
    out = run(path, "--dry-run")
    assert out == "1 added, 0 changed, 0 same, 0 repaired, 0 refused. Nothing was kept: dry run."
    assert not Area.objects.exists()
    assert not AuditEntry.objects.exists()


def test_refused_and_mended_features_are_listed_with_reason_and_place(tmp_path):
    bow = {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]}
    line = {"type": "Polygon", "coordinates": [[[5, 5], [6, 6], [5, 5]]]}
    path = written(
        tmp_path,
        feature("А", code="1"),
        {"type": "Feature", "properties": {"name": "Метелик", "code": "2"}, "geometry": bow},
        {"type": "Feature", "properties": {"name": "Риска", "code": "3"}, "geometry": line},
        {"type": "Feature", "properties": {"name": "Ніде", "code": "4"}, "geometry": None},
        feature("", code="5"),
        feature("Двійник", code="1"),
    )
    errors = tmp_path / "found.csv"
    assert run(path, errors=errors) == "2 added, 0 changed, 0 same, 1 repaired, 4 refused."
    with errors.open(encoding="utf-8") as lines:
        rows = [tuple(row.values()) for row in csv.DictReader(lines)]
    assert [(row[0], row[1], row[3], *row[6:]) for row in rows] == [
        ("2", "Метелик", "made_valid", "0.5", "0.5"),
        ("3", "Риска", "refused", "5.0", "5.0"),
        ("4", "Ніде", "refused", "", ""),
        ("5", "", "refused", "", ""),
        ("6", "Двійник", "refused", "", ""),
    ]
    assert all(row[4] for row in rows)
    assert Area.objects.count() == 2


def test_the_parent_is_found_by_code_or_refused(tmp_path):
    make.make_city(code="CITY")
    other = make.make_city("Інше", code="OTHER")
    path = written(tmp_path, feature("А", code="1", up="OTHER"), feature("Б", code="2", up="?"))
    assert run(path, parent_field="up") == "1 added, 0 changed, 0 same, 0 repaired, 1 refused."
    assert Area.objects.get(code="1").parent_id == other.pk


def test_the_parent_by_place_is_the_finest_coarser_area_or_the_one_that_holds_most(tmp_path):
    make.make_city(boundary=make.square(side_m=20_000))
    district = make.make_area("Район", kind="district", boundary=make.square(side_m=9_000))
    make.make_area("Сусід", kind="district", boundary=make.square(28.6, side_m=9_000))
    make.make_area("Виїзд", kind="first_due", boundary=make.square(side_m=3_000))
    run(written(tmp_path, feature("Дільниця", code="b")), kind="beat")
    assert Area.objects.get(code="b").parent_id == district.pk
    ring = make.square(side_m=8_000)[0][0].coords
    hole = make.square(side_m=2_000)[0][0].coords[::-1]
    around = make.make_area("Кільце", kind="oblast", boundary=make.Polygon(ring, hole, srid=4326))
    child = make.Polygon(make.square(side_m=7_000)[0][0].coords, srid=4326)
    assert child.point_on_surface.within(make.Polygon(hole, srid=4326))
    assert queries.parent_by_place(make.MultiPolygon([child], srid=4326), "raion") == around.pk


@pytest.mark.skipif(shutil.which("ogr2ogr") is None, reason="gdal-bin is not installed")
@pytest.mark.parametrize(
    ("name", "driver", "options"),
    [
        ("areas.gpkg", "GPKG", ["-t_srs", "EPSG:32635"]),
        ("areas.shp", "ESRI Shapefile", ["-t_srs", "EPSG:3857", "-lco", "ENCODING=UTF-8"]),
        ("areas.kml", "KML", []),
        ("areas.gml", "GML", ["-t_srs", "EPSG:4258"]),
    ],
)
def test_other_formats_and_coordinate_systems_give_the_same_place(tmp_path, name, driver, options):
    source = written(tmp_path, feature("Замостя"))
    target = tmp_path / name
    subprocess.run(["ogr2ogr", "-f", driver, target, source, *options], check=True, capture_output=True)
    assert run(target) == "1 added, 0 changed, 0 same, 0 repaired, 0 refused."
    area = Area.objects.get()
    assert area.name == "Замостя"
    assert area.boundary.extent == pytest.approx(make.square().extent, abs=1e-6)


@pytest.mark.skipif(shutil.which("ogr2ogr") is None, reason="gdal-bin is not installed")
def test_a_zipped_shapefile_in_an_old_encoding_is_read(tmp_path):
    source = written(tmp_path, feature("Замостя"))
    folder = tmp_path / "shape"
    command = ["ogr2ogr", "-f", "ESRI Shapefile", folder, source, "-lco", "ENCODING=CP1251"]
    subprocess.run(command, check=True, capture_output=True)
    (folder / "areas.cpg").unlink(missing_ok=True)
    packed = Path(shutil.make_archive(str(tmp_path / "packed"), "zip", folder))
    assert run(packed, encoding="cp1251") == "1 added, 0 changed, 0 same, 0 repaired, 0 refused."
    assert Area.objects.get().name == "Замостя"


@pytest.mark.parametrize("text", ["", "not a map", "{}"])
def test_a_file_that_is_no_map_is_refused_with_a_sentence(tmp_path, text):
    path = tmp_path / "areas.geojson"
    path.write_text(text)
    with pytest.raises(CommandError, match="is not a map file that GDAL can read"):
        run(path)
    with pytest.raises(CommandError, match="There is no file"):
        run(tmp_path / "missing.geojson")


@pytest.mark.shared_data
def test_all_of_ukraine_and_the_vancouver_neighbourhoods_load_and_load_again_unchanged(tmp_path):
    folder = shared("ukraine-admin")
    loads = [
        ("oblasts", "oblast", "25 added, 0 changed", {"country": "UA=Україна"}),
        ("raions-simplified", "raion", "136 added, 0 changed", {}),
        ("hromadas-simplified", "hromada", "1466 added, 0 changed", {}),
        ("vinnytskyi-raion-settlements", "city", "177 added, 0 changed", {}),
        ("vinnytsia-city-hromada-settlements", "city", "0 added, 8 changed", {}),
        ("kyiv-city-districts", "district", "10 added, 0 changed", {}),
    ]
    errors = tmp_path / "errors.csv"
    for stem, kind, counts, options in loads:
        out = run(folder / f"{stem}.geojson", kind=kind, errors=errors, **options)
        assert out.startswith(f"{counts}, 0 same"), (stem, out)
        assert out.endswith("0 refused."), (stem, out)
    assert Area.objects.filter(parent=None).count() == 1
    city = Area.objects.get(kind="city", name="Вінниця")
    names = dict(Area.objects.filter(pk__in=city.path).values_list("kind", "name"))
    assert names == {
        "country": "Україна",
        "oblast": "Вінницька область",
        "raion": "Вінницький район",
        "hromada": "Вінницька міська громада",
        "city": "Вінниця",
    }
    location = queries.locate(make.point())
    assert set(city.path) <= set(location.area_ids)
    out = run(folder / "raions-simplified.geojson", kind="raion", errors=errors)
    assert out == "0 added, 0 changed, 136 same, 0 repaired, 0 refused."
    out = run(shared("vancouver-crime/vancouver-neighbourhoods.geojson"), kind="neighbourhood", errors=errors)
    assert out == "22 added, 0 changed, 0 same, 0 repaired, 0 refused."
