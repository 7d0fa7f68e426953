"""Places over HTTP: who may change them, what everybody may read, what a browser may keep."""

from __future__ import annotations

import json

import mapbox_vector_tile
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.models import AuditEntry
from geo import masking, shapes
from geo.models import Area, SnapPoint
from tests.factories import accounts as people
from tests.factories import geo as make
from tests.shared import shared

pytestmark = pytest.mark.django_db


@pytest.fixture
def city():
    return make.make_city()


@pytest.fixture
def administrator(client, city):
    user = people.make_user("admin@example.org", grants=[("city_admin", "area", city.pk)])
    client.force_login(user)
    return client


def tile_address(zoom: int, lon: float = make.CENTRE[0], lat: float = make.CENTRE[1]) -> str:
    x, y = shapes.tile_of(make.point(lon, lat), zoom)
    return f"/api/v1/tiles/areas/{zoom}/{x}/{y}.mvt"


def upload(client, *features, **query):
    text = json.dumps({"type": "FeatureCollection", "features": list(features)})
    file = SimpleUploadedFile("beats.geojson", text.encode(), "application/geo+json")
    asked = "&".join(f"{key}={value}" for key, value in {"kind": "beat", **query}.items())
    return client.post(f"/api/v1/areas/import?{asked}", {"file": file})


def feature(name="Дільниця 1", code="b1", boundary=None):
    geometry = json.loads((boundary or make.square(side_m=1_000)).geojson)
    return {"type": "Feature", "properties": {"name": name, "code": code}, "geometry": geometry}


def test_a_place_tells_its_areas_and_how_it_would_be_shown(client, city):
    beat = make.make_area("Центр", parent=city)
    place = (28.4711, 49.2331)
    answer = client.get(f"/api/v1/areas/covering?lon={place[0]}&lat={place[1]}").json()
    assert [(item["kind"], item["name"], item["depth"]) for item in answer["areas"]] == [
        ("city", "Вінниця", 1),
        ("beat", "Центр", 2),
    ]
    assert (answer["served"], answer["beat_id"], answer["label"]) == (True, str(beat.pk), "Центр")
    distance = shapes.distance_m(place, (answer["public"]["lon"], answer["public"]["lat"]))
    assert 0 < distance <= answer["public"]["radius_m"]


@pytest.mark.parametrize("query", ["lon=181&lat=0", "lon=0&lat=91", "lon=nan&lat=0", "lon=x&lat=0", "lon=1"])
def test_a_place_that_is_not_on_the_map_is_refused(client, query):
    assert client.get(f"/api/v1/areas/covering?{query}").status_code == 422


def test_areas_are_listed_as_geojson_by_box_parent_and_kind(client, city):
    beat = make.make_area("Центр", parent=city)
    make.make_area("Далеко", boundary=make.square(30.0))
    everything = client.get("/api/v1/areas")
    assert everything["Content-Type"] == "application/geo+json"
    assert len(everything.json()["features"]) == 3
    near = client.get("/api/v1/areas?bbox=28.4,49.2,28.5,49.3").json()
    assert [item["properties"]["name"] for item in near["features"]] == ["Вінниця", "Центр"]
    below = client.get(f"/api/v1/areas?parent={city.pk}").json()["features"]
    assert [(item["id"], item["properties"]["parent_id"]) for item in below] == [(str(beat.pk), str(city.pk))]
    ring = below[0]["geometry"]["coordinates"][0][0]
    assert ring == [[round(x, 6), round(y, 6)] for x, y in beat.boundary[0][0].coords]
    assert len(client.get("/api/v1/areas?kind=beat").json()["features"]) == 2
    assert client.get("/api/v1/areas?kind=nonsense").status_code == 422


@pytest.mark.parametrize("box", ["1,2,3", "a,b,c,d", "10,0,5,1", "0,-91,1,1", "0,0,nan,1", ""])
def test_a_box_must_be_four_fitting_numbers(client, box):
    assert client.get(f"/api/v1/areas?bbox={box}").json()["code"] == "bbox"


def test_one_area_comes_with_its_boundary_and_path(client, city):
    beat = make.make_area("Центр", parent=city)
    answer = client.get(f"/api/v1/areas/{beat.pk}").json()
    assert [item["name"] for item in answer["properties"]["path"]] == ["Вінниця", "Центр"]
    assert answer["bbox"] == pytest.approx(beat.boundary.extent)
    assert answer["geometry"]["type"] == "MultiPolygon"
    assert client.get("/api/v1/areas/00000000-0000-0000-0000-000000000000").status_code == 404


def test_a_tile_holds_the_areas_of_its_zoom(client, city):
    beat = make.make_area("Центр", parent=city, name_en="Centre")
    ended = make.make_area("Колишня")
    Area.objects.filter(pk=ended.pk).update(valid=(ended.valid.lower, ended.valid.lower))
    answer = client.get(tile_address(13))
    assert answer["Content-Type"] == "application/vnd.mapbox-vector-tile"
    assert "max-age" in answer["Cache-Control"]
    layer = mapbox_vector_tile.decode(answer.content)["areas"]
    found = {item["properties"]["name"]: item["properties"] for item in layer["features"]}
    assert found == {
        "Вінниця": {
            "id": str(city.pk),
            "kind": "city",
            "name": "Вінниця",
            "name_en": "Вінниця",
            "served": True,
        },
        "Центр": {"id": str(beat.pk), "kind": "beat", "name": "Центр", "name_en": "Centre", "served": True},
    }
    low = mapbox_vector_tile.decode(client.get(tile_address(10)).content)["areas"]
    assert [item["properties"]["kind"] for item in low["features"]] == ["city"]
    only = mapbox_vector_tile.decode(client.get(tile_address(10) + "?kinds=beat").content)["areas"]
    assert [item["properties"]["kind"] for item in only["features"]] == ["beat"]


def test_a_tile_lies_where_the_area_is(client):
    zoom = 14
    x, y = shapes.tile_of(make.point(), zoom)
    west, south, east, north = masking.cell_bounds(x, y, zoom)
    middle = make.box(west + (east - west) / 4, south, east - (east - west) / 4, (south + north) / 2)
    make.make_area(boundary=middle)
    tile = mapbox_vector_tile.decode(client.get(f"/api/v1/tiles/areas/{zoom}/{x}/{y}.mvt").content)["areas"]
    ring = tile["features"][0]["geometry"]["coordinates"][0]
    assert tile["extent"] == 4096
    assert {place[0] for place in ring} == {1024, 3072}
    assert min(place[1] for place in ring) == 0
    assert max(place[1] for place in ring) == pytest.approx(2048, abs=1)


def test_an_empty_tile_has_no_content_and_an_impossible_one_is_missing(client, city):
    assert client.get("/api/v1/tiles/areas/13/0/0.mvt").status_code == 204
    for address in ("1/2/0", "1/0/2", "23/0/0"):
        assert client.get(f"/api/v1/tiles/areas/{address}.mvt").status_code == 404


@pytest.mark.parametrize("address", [tile_address(13), "/api/v1/areas", "/api/v1/areas?bbox=28,49,29,50"])
def test_what_the_browser_holds_is_not_made_again_until_an_area_changes(client, city, address):
    first = client.get(address)
    with CaptureQueriesContext(connection) as asked:
        again = client.get(address, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert len(asked) == 1
    make.make_area()
    fresh = client.get(address, headers={"If-None-Match": first["ETag"]})
    assert fresh.status_code == 200
    assert fresh["ETag"] != first["ETag"]


def test_hot_reads_take_few_statements(client, city):
    for address, count in ((tile_address(13), 2), ("/api/v1/areas", 2), ("/api/v1/places/search?q=вінн", 1)):
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200
        assert len(asked) == count, address


def test_the_style_draws_our_own_areas_on_plain_ground(client):
    light, dark = (client.get(f"/api/v1/map/style.json?theme={theme}").json() for theme in ("light", "dark"))
    assert light["version"] == 8
    assert light["sources"]["areas"]["tiles"] == ["http://testserver/api/v1/tiles/areas/{z}/{x}/{y}.mvt"]
    assert light["layers"][0]["paint"]["background-color"] == "#F6F7F9"
    assert dark["layers"][0]["paint"]["background-color"] == "#0E1621"
    assert not [layer for layer in light["layers"] if layer["type"] == "symbol"]
    assert light["sources"]["areas"]["attribution"] == ""


def test_the_map_names_whoever_drew_the_boundaries(client, settings):
    settings.AREA_CREDIT = "© City survey"
    style = client.get("/api/v1/map/style.json").json()
    assert style["sources"]["areas"]["attribution"] == "© City survey"


def test_the_style_leads_to_the_citys_own(client, settings):
    settings.BASEMAP_STYLE_URL = "https://maps.example.org/{theme}.json"
    foreign = client.get("/api/v1/map/style.json?theme=../elsewhere")
    assert foreign["Location"] == "https://maps.example.org/light.json"
    answer = client.get("/api/v1/map/style.json?theme=dark")
    assert (answer.status_code, answer["Location"]) == (302, "https://maps.example.org/dark.json")


@pytest.mark.shared_data
def test_a_pmtiles_file_is_the_ground_and_is_served_by_tile_and_by_range(client, settings):
    path = shared("tiles/png.pmtiles")
    settings.BASEMAP_PMTILES = path
    style = client.get("/api/v1/map/style.json").json()
    assert style["sources"]["basemap"]["type"] == "raster"
    assert style["sources"]["basemap"]["maxzoom"] == 1
    tiles = {
        (z, x, y): client.get(f"/api/v1/map/basemap/{z}/{x}/{y}")
        for z in (0, 1)
        for x in range(1 << z)
        for y in range(1 << z)
    }
    assert {answer.status_code for answer in tiles.values()} == {200}
    assert {answer["Content-Type"] for answer in tiles.values()} == {"image/png"}
    assert all(answer.content.startswith(b"\x89PNG") for answer in tiles.values())
    assert len({answer.content for answer in tiles.values()}) == 5
    assert client.get("/api/v1/map/basemap/2/0/0").status_code == 204
    part = client.get("/api/v1/map/basemap.pmtiles", headers={"Range": "bytes=0-126"})
    size = path.stat().st_size
    assert (part.status_code, part["Content-Range"]) == (206, f"bytes 0-126/{size}")
    assert part.content == path.read_bytes()[:127]
    beyond = client.get("/api/v1/map/basemap.pmtiles", headers={"Range": f"bytes={size}-"})
    assert (beyond.status_code, beyond["Content-Range"]) == (416, f"bytes */{size}")


def test_without_a_basemap_its_addresses_are_missing(client):
    assert client.get("/api/v1/map/basemap/0/0/0").status_code == 404
    assert client.get("/api/v1/map/basemap.pmtiles").status_code == 404


def test_the_parameters_of_masking_are_published(client):
    answer = client.get("/api/v1/geo/masking").json()
    assert (answer["min_addresses"], answer["min_population"]) == (8, 100)


def test_the_administrator_sees_the_tree_with_counts(administrator, city):
    beat = make.make_area("Центр", parent=city)
    make.make_snap_point(beat, *make.CENTRE)
    roots = administrator.get("/api/v1/areas/tree").json()
    assert [(row["name"], row["children"], row["snap_points"]) for row in roots] == [("Вінниця", 1, 0)]
    assert roots[0]["size_km2"] == pytest.approx(100, rel=0.01)
    below = administrator.get(f"/api/v1/areas/tree?parent={city.pk}").json()
    assert [(row["name"], row["children"], row["snap_points"]) for row in below] == [("Центр", 0, 1)]


def test_an_upload_is_tried_first_and_then_kept(administrator, city):
    dry = upload(administrator, feature(), parent_id=city.pk, served="true").json()
    assert (dry["dry_run"], dry["added"], dry["refused"]) == (True, 1, 0)
    assert not Area.objects.filter(kind="beat").exists()
    kept = upload(administrator, feature(), parent_id=city.pk, served="true", dry_run="false").json()
    assert (kept["dry_run"], kept["added"]) == (False, 1)
    beat = Area.objects.get(kind="beat")
    assert (beat.name, beat.served, beat.parent_id, beat.source) == (
        "Дільниця 1",
        True,
        city.pk,
        "beats.geojson",
    )
    verbs = AuditEntry.objects.filter(actor_kind="person").values_list("verb", flat=True)
    assert sorted(verbs) == ["area.added", "areas.imported"]


def test_an_upload_tells_what_is_wrong_and_where(administrator, city):
    bad = {"type": "Polygon", "coordinates": [[[28, 49], [29, 50], [28, 49]]]}
    answer = upload(administrator, {"type": "Feature", "properties": {"name": "А"}, "geometry": bad}).json()
    assert answer["refused"] == 1
    line = answer["notable"][0]
    assert (line["number"], line["outcome"], line["place"]) == (1, "refused", {"lon": 28, "lat": 49})


def test_an_upload_outside_the_administrators_city_is_refused_feature_by_feature(administrator, city):
    other = make.make_city("Інше місто", boundary=make.square(30.0))
    answer = upload(
        administrator, feature(boundary=make.square(30.0, side_m=500)), parent_id=other.pk, dry_run="false"
    ).json()
    assert (answer["added"], answer["refused"]) == (0, 1)
    assert not Area.objects.filter(kind="beat").exists()


@pytest.mark.parametrize("text", ["", "no json", '{"type": "FeatureCollection", "features": []}', "[]"])
def test_an_upload_that_is_no_map_is_refused_with_a_sentence(administrator, text):
    file = SimpleUploadedFile("x.geojson", text.encode())
    answer = administrator.post("/api/v1/areas/import?kind=beat", {"file": file})
    assert answer.status_code == 422
    assert answer.json()["message"]


def test_an_area_is_renamed_served_and_ended(administrator, city):
    beat = make.make_area("Центр", parent=city, served=False)
    address = f"/api/v1/areas/{beat.pk}"
    row = administrator.patch(address, {"name": "Старе місто", "served": True}, "application/json").json()
    assert (row["name"], row["served"]) == ("Старе місто", True)
    assert administrator.patch(address, {"name": " "}, "application/json").status_code == 422
    assert administrator.post(f"/api/v1/areas/{city.pk}/end").json()["code"] == "area.has_children"
    assert administrator.post(f"{address}/end").status_code == 204
    assert administrator.post(f"{address}/end").json()["code"] == "area.ended"
    beat.refresh_from_db()
    assert beat.valid.upper is not None
    changes = AuditEntry.objects.filter(target_id=beat.pk, actor_kind="person").order_by("id")
    assert [(entry.verb, entry.data) for entry in changes] == [
        ("area.changed", {"fields": ["name", "served"]}),
        ("area.ended", {}),
    ]


@pytest.mark.parametrize("role", [None, "resident", "patrol_officer", "dispatcher"])
def test_nobody_else_changes_areas(client, city, role):
    if role:
        grants = [] if role == "resident" else [(role, "area", city.pk)]
        client.force_login(people.make_user("other@example.org", grants=grants))
    before = list(Area.objects.values())
    answers = [
        client.get("/api/v1/areas/tree"),
        upload(client, feature(), dry_run="false"),
        client.patch(f"/api/v1/areas/{city.pk}", {"served": False}, "application/json"),
        client.post(f"/api/v1/areas/{city.pk}/end"),
        client.post(f"/api/v1/areas/{city.pk}/snap-points", {}, "application/json"),
    ]
    assert {answer.status_code for answer in answers} <= {401, 403}
    assert not SnapPoint.objects.exists()
    assert list(Area.objects.values()) == before
    assert not AuditEntry.objects.filter(actor_kind="person").exists()


def test_an_administrator_changes_only_his_own_city(administrator):
    other = make.make_city("Інше місто", boundary=make.square(30.0))
    assert administrator.post(f"/api/v1/areas/{other.pk}/end").status_code == 403
    assert (
        administrator.patch(f"/api/v1/areas/{other.pk}", {"name": "Х"}, "application/json").status_code == 403
    )
    other.refresh_from_db()
    assert (other.name, other.valid.upper) == ("Інше місто", None)


def test_public_places_are_built_and_built_anew_only_when_asked(administrator, city):
    beat = make.make_area("Центр", parent=city, population=20_000)
    address = f"/api/v1/areas/{city.pk}/snap-points"
    rows = administrator.get("/api/v1/areas/tree").json()
    assert [(row["bare"], row["snap_points"]) for row in rows] == [(True, 0)]
    built = administrator.post(address, {}, "application/json").json()
    assert [(one["area"], one["from_addresses"]) for one in built] == [("Вінниця", False), ("Центр", False)]
    assert all(one["points"] > 1 and one["smallest_catchment"] >= 100 for one in built)
    row = administrator.get(f"/api/v1/areas/tree?parent={city.pk}").json()[0]
    assert (row["bare"], row["snap_points"]) == (False, built[1]["points"])
    before = set(SnapPoint.objects.values_list("pk", flat=True))
    again = administrator.post(address, {"rebuild": False}, "application/json")
    assert (again.status_code, again.json()["code"]) == (409, "snap.exists")
    assert set(SnapPoint.objects.values_list("pk", flat=True)) == before
    anew = administrator.post(f"/api/v1/areas/{beat.pk}/snap-points", {"rebuild": True}, "application/json")
    assert [one["area"] for one in anew.json()] == ["Центр"]
    assert not before & set(SnapPoint.objects.filter(area=beat).values_list("pk", flat=True))
    lines = AuditEntry.objects.filter(verb="snap_points.built", actor_kind="person").order_by("id")
    assert [line.data["points"] for line in lines] == [
        built[0]["points"] + built[1]["points"],
        built[1]["points"],
    ]


def test_the_ground_of_a_brigade_is_not_ended_under_it(administrator, city):
    ground = make.make_area("Виїзд", kind="first_due", parent=city, served=False, code="brigade-7")
    answer = administrator.post(f"/api/v1/areas/{ground.pk}/end")
    assert (answer.status_code, answer.json()["code"]) == (409, "area.of_brigade")
    ground.refresh_from_db()
    assert ground.valid.upper is None
    loose = make.make_area("Старий виїзд", kind="first_due", parent=city, served=False)
    assert administrator.post(f"/api/v1/areas/{loose.pk}/end").status_code == 204


def test_maps_begin_where_the_installation_serves(client):
    assert client.get("/api/v1/geo/served").json() == {"bounds": None}
    make.make_area(boundary=make.box(24.0, 49.8, 24.1, 49.9))
    make.make_area("Far", boundary=make.box(30.0, 50.0, 31.0, 51.0), served=False)
    answer = client.get("/api/v1/geo/served")
    assert answer.json() == {"bounds": [24.0, 49.8, 24.1, 49.9]}
    assert client.get("/api/v1/geo/served", headers={"if-none-match": answer["ETag"]}).status_code == 304
