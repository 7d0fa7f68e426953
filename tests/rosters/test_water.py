"""Water: taken over from OpenStreetMap's tags, the nearest in metres, inspected."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command

from rosters.importers import water_of
from rosters.models import WaterSource
from tests.factories.accounts import client_for
from tests.factories.rosters import make_brigade, make_member
from tests.shared import shared

pytestmark = pytest.mark.django_db


def feature(number: int, lon: float, lat: float, **tags) -> dict:
    return {
        "type": "Feature",
        "id": f"node/{number}",
        "properties": {"emergency": "fire_hydrant"} | tags,
        "geometry": {"type": "Point", "coordinates": [lon, lat]},
    }


def write(path: Path, *features) -> Path:
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return path


def load(path: Path, capsys, *options: str) -> str:
    call_command("import_water", str(path), *options)
    return capsys.readouterr().out.strip()


def test_the_same_file_again_changes_nothing(tmp_path, capsys) -> None:
    features = [feature(1, 28.46, 49.23), feature(2, 28.47, 49.23, ref="7")]
    path = write(tmp_path / "w.geojson", *features, feature(3, 28.5, 49.2, emergency="siren"))
    assert load(path, capsys) == "2 made, 0 changed, 0 as before, 0 gone, 1 rejected"
    assert load(path, capsys) == "0 made, 0 changed, 2 as before, 0 gone, 1 rejected"
    path = write(path, feature(2, 28.47, 49.23, ref="8"))
    assert load(path, capsys, "--whole") == "0 made, 1 changed, 0 as before, 1 gone, 0 rejected"
    assert WaterSource.objects.get(gone_at=None).label == "8"


@pytest.mark.parametrize(
    ("tags", "found"),
    [
        ({"fire_hydrant:diameter": "100"}, {"diameter_mm": 100}),
        ({"fire_hydrant:diameter": "4 in"}, {"diameter_mm": 102}),
        ({"flow_rate": "20 l/s"}, {"flow_l_min": 1200}),
        ({"flow_rate": "60 m3/h"}, {"flow_l_min": 1000}),
        ({"flow_rate": "much"}, {"flow_l_min": None}),
        ({"emergency": "water_tank", "water_tank:volume": "50"}, {"volume_m3": 50, "kind": "water_tank"}),
        ({"fire_hydrant:type": "underground"}, {"hydrant_type": "underground"}),
        ({"disused": "yes"}, {"out_of_order": True}),
    ],
)
def test_tags_are_made_sense_of(tags, found) -> None:
    water = water_of(feature(1, 28.46, 49.23, **tags))
    assert {name: getattr(water, name) for name in found} == found


@pytest.mark.parametrize(
    "broken",
    [
        feature(1, 200, 49),
        feature(1, 28, 49) | {"geometry": None},
        feature(1, 28, 49) | {"id": ""},
        feature(1, 28, 49) | {"geometry": {"type": "Point", "coordinates": ["x"]}},
        "text",
    ],
    ids=["outside", "nowhere", "no id", "no numbers", "no feature"],
)
def test_what_cannot_be_read_is_said(broken) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        water_of(broken)


def test_the_nearest_come_first_in_metres(tmp_path, capsys) -> None:
    path = write(tmp_path / "w.geojson", *(feature(n, 28.4682 + n / 1000, 49.2331) for n in range(5)))
    load(path, capsys)
    member = make_member(make_brigade())
    answer = client_for(member).get("/api/v1/water/near?lon=28.4682&lat=49.2331&limit=3").json()
    assert [row["metres"] for row in answer] == [0, 73, 146]
    box = client_for(member).get("/api/v1/water?bbox=28.4685,49.2,28.4705,49.3").json()
    assert len(box["features"]) == 2
    assert client_for(member).get("/api/v1/water?bbox=1,2,3").status_code == 422


def test_an_inspection_stands_and_an_import_does_not_undo_it(tmp_path, capsys) -> None:
    path = write(tmp_path / "w.geojson", feature(1, 28.46, 49.23))
    load(path, capsys)
    water = WaterSource.objects.get()
    url = f"/api/v1/water/{water.pk}/inspections"
    body = {"condition": "out_of_order", "note": "Завалений"}
    member = client_for(make_member(make_brigade()))
    assert member.post(url, data=body, content_type="application/json").status_code == 201
    load(write(path, feature(1, 28.46, 49.23, ref="9")), capsys)
    water.refresh_from_db()
    assert (water.condition, water.label) == ("out_of_order", "9")
    assert [row["note"] for row in member.get(url).json()] == ["Завалений"]


def carry(who, brigade, table, **form):
    file = SimpleUploadedFile("water.geojson", json.dumps(table).encode())
    url = f"/api/v1/brigades/{brigade.pk}/water/import"
    return client_for(who).post(url, data={"file": file} | form, headers={"Accept-Language": "uk"})


def test_the_chief_sees_what_is_read_and_refused_before_it_is_taken() -> None:
    brigade = make_brigade()
    chief, firefighter = make_member(brigade, chief=True), make_member(brigade)
    table = {
        "features": [
            feature(1, 28.46, 49.23),
            feature(2, 28.5, 49.2, emergency="siren", name="Сирена"),
            feature(3, 200, 49),
        ]
    }
    preview = carry(chief, brigade, table).json()
    assert not WaterSource.objects.exists()
    assert {name: preview[name] for name in ("dry_run", "made", "refused")} == {
        "dry_run": True, "made": 1, "refused": 2,
    }  # fmt: skip
    assert preview["faults"] == [
        {
            "number": 2,
            "name": "Сирена",
            "message": "emergency=siren — не джерело води.",
            "place": {"lon": 28.5, "lat": 49.2},
        },
        {
            "number": 3,
            "name": "node/3",
            "message": "Координати за межами світу: 200.0, 49.0.",
            "place": None,
        },
    ]
    assert carry(firefighter, brigade, table, dry_run="false").json()["code"] == "rosters.command"
    assert not WaterSource.objects.exists()
    assert carry(chief, brigade, table, dry_run="false").json()["made"] == 1
    assert carry(chief, brigade, table, dry_run="false").json()["same"] == 1
    assert WaterSource.objects.get().source == "osm"


def test_a_list_of_ones_own_does_not_touch_another_brigades() -> None:
    for name in ("Перша", "Друга"):
        brigade = make_brigade(name)
        table = {"features": [feature(1, 28.46, 49.23, ref=name)]}
        chief = make_member(brigade, chief=True)
        assert carry(chief, brigade, table, own="true", dry_run="false").json()["made"] == 1
    assert set(WaterSource.objects.values_list("label", flat=True)) == {"Перша", "Друга"}


def test_what_overpass_answers_is_read_as_well() -> None:
    brigade = make_brigade()
    tags = {"emergency": "fire_hydrant"}
    table = {
        "elements": [
            {"type": "node", "id": 5, "lon": 28.46, "lat": 49.23, "tags": tags},
            {"type": "way", "id": 6, "center": {"lon": 28.47, "lat": 49.24}, "tags": tags},
            {"type": "relation", "id": 7, "tags": tags},
            "text",
        ]
    }
    answer = carry(make_member(brigade, chief=True), brigade, table, dry_run="false").json()
    assert (answer["made"], [fault["number"] for fault in answer["faults"]]) == (2, [3, 4])
    assert set(WaterSource.objects.values_list("source_id", flat=True)) == {"node/5", "way/6"}


@pytest.mark.parametrize("table", [[], {"type": "Feature"}, "text"])
def test_a_file_that_is_no_collection_is_refused_in_words(table) -> None:
    brigade = make_brigade()
    answer = carry(make_member(brigade, chief=True), brigade, table, dry_run="false")
    assert (answer.status_code, list(answer.json()["data"]["fields"])) == (422, ["file"])


@pytest.mark.shared_data
def test_real_hydrants(capsys) -> None:
    path = shared("fire-assets") / "hydrants-wetter-ruhr.geojson"
    assert load(path, capsys) == "210 made, 0 changed, 0 as before, 0 gone, 0 rejected"
    assert load(path, capsys) == "0 made, 0 changed, 210 as before, 0 gone, 0 rejected"
