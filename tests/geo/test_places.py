"""The gazetteer: filled from files, found however people type."""

from __future__ import annotations

import csv
import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from geo import queries, wording
from geo.models import Place
from tests.factories import geo as make

pytestmark = pytest.mark.django_db


def run(path: Path, **options) -> str:
    out = StringIO()
    call_command("import_places", str(path), stdout=out, errors=path.parent / "errors.csv", **options)
    return next(line for line in out.getvalue().splitlines() if " added, " in line)


def addresses(folder: Path, text: str) -> Path:
    path = folder / "addresses.csv"
    path.write_text("lon,lat,street,housenumber,city\n" + text, encoding="utf-8")
    return path


def test_addresses_from_csv_come_once_and_change_in_place(tmp_path):
    path = addresses(tmp_path, "28.46,49.23,вул. Соборна,12,Вінниця\n28.47,49.23,вул. Соборна,14а,Вінниця\n")
    assert run(path) == "2 added, 0 changed, 0 same, 0 refused."
    assert run(path) == "0 added, 0 changed, 2 same, 0 refused."
    path = addresses(tmp_path, "28.461,49.23,вул. Соборна,12,Вінниця\n28.47,49.23,вул. Соборна,14а,Вінниця\n")
    assert run(path) == "0 added, 1 changed, 1 same, 0 refused."
    place = Place.objects.get(number="12")
    assert (place.name, place.kind, place.settlement) == ("вул. Соборна, 12", "address", "Вінниця")
    assert place.point.coords == (28.461, 49.23)


def test_entries_without_place_or_name_are_listed_not_lost(tmp_path):
    path = addresses(tmp_path, ",,вул. Соборна,1,\n28,49,,,\n28,95,А,1,\n28,49,Б,1,\n28,49,Б,1,\n")
    assert run(path) == "1 added, 0 changed, 0 same, 4 refused."
    with (tmp_path / "errors.csv").open(encoding="utf-8") as lines:
        rows = list(csv.reader(lines))
    assert [row[0] for row in rows] == ["entry", "1", "2", "3", "5"]
    assert all(row[1] for row in rows)


def test_openstreetmap_features_are_read_buildings_by_a_point_inside(tmp_path):
    building = json.loads(make.square(side_m=40).geojson)
    features = [
        {"addr:street": "Хмельницьке шосе", "addr:housenumber": "7", "@id": "way/1"},
        {"name": "Водонапірна вежа", "@id": "way/2"},
    ]
    path = tmp_path / "places.geojson"
    path.write_text(
        json.dumps(
            {
                "type": "FeatureCollection",
                "features": [{"type": "Feature", "properties": f, "geometry": building} for f in features],
            }
        )
    )
    assert run(path, settlement="Вінниця") == "2 added, 0 changed, 0 same, 0 refused."
    found = {place.code: place for place in Place.objects.all()}
    assert (found["way/1"].kind, found["way/2"].kind) == ("address", "place")
    assert found["way/1"].settlement == "Вінниця"
    assert make.square(side_m=40).covers(make.point(*found["way/2"].point.coords))


@pytest.mark.parametrize(
    "typed",
    [
        "Слов'янська 5",
        "слов’янська 5",
        "СЛОВʼЯНСЬКА, 5",
        "вул. Словянська, буд. 5".replace(", буд.", ","),
        "вулиця Слов'янська 5",
        "5 Слов'янська",
        "slovianska 5",
        "Slovianska street 5",
        "слов 5",
        "слов'янська 5 вінниця",
        "Словянскка 5",
    ],
)
def test_an_address_is_found_however_it_is_typed(typed):
    wanted = make.make_place("вул. Слов’янська", "5")
    make.make_place("вул. Соборна", "5")
    make.make_place("вул. Слов’янська", "15")
    assert queries.search_places(typed)[0].id == wanted.pk


def test_the_exact_number_comes_first_then_the_nearer_place():
    far = make.make_place("вул. Пирогова", "1", lon=28.6)
    near = make.make_place("вул. Пирогова", "1", lon=28.47)
    longer = make.make_place("вул. Пирогова", "12", lon=28.468)
    found = queries.search_places("пирогова 1", near=make.point())
    assert [place.id for place in found] == [near.pk, far.pk, longer.pk]
    assert found[0].distance_m == pytest.approx(131, abs=2)
    assert queries.search_places("пирогова 1", limit=1)[0].distance_m is None


@pytest.mark.parametrize("typed", ["", "   ", "%", "_", "'''", "щось зовсім інше"])
def test_what_means_nothing_finds_nothing(typed):
    make.make_place()
    assert queries.search_places(typed) == []


def test_search_over_http_tells_place_and_distance(client):
    make.make_place("вул. Соборна", "12", lon=28.47)
    answer = client.get("/api/v1/places/search?q=соборна&lon=28.4682&lat=49.2331").json()
    assert [(item["name"], item["settlement"], item["distance_m"]) for item in answer] == [
        ("вул. Соборна, 12", "Вінниця", 131)
    ]
    assert client.get("/api/v1/places/search?q=с&limit=51").status_code == 422


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Проспект Коцюбинського", ["просп", "коцюбинського"]),
        ("пр-т М. Коцюбинського", ["просп", "м", "коцюбинського"]),
        ("бульвар Свободи", ["бульв", "свободи"]),
        ("Б-р Свободи", ["бульв", "свободи"]),
        ("пл. Європейська", ["пл", "європейська"]),
        ("Íнша_вулиця-2", ["íнша", "вулиця-2"]),
    ],
)
def test_street_words_have_one_short_form(name, words):
    assert wording.words_of(name) == words


@pytest.mark.parametrize(
    ("word", "latin"),
    [
        ("згурський", "zghurskyi"),
        ("єнакієве", "yenakiieve"),
        ("їжакевич", "yizhakevych"),
        ("щербухи", "shcherbukhy"),
    ],
)
def test_latin_letters_follow_the_official_table(word, latin):
    assert wording.latin(word) == latin
