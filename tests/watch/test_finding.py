"""Finding the group of one's address; zones as GeoJSON and tiles."""

from __future__ import annotations

from typing import Any

import mapbox_vector_tile
import pytest
from django.test import Client

from geo import shapes
from tests.factories.accounts import client_for
from tests.factories.watch import make_group, make_zone, square
from tests.watch.conftest import MIDDLE, Town, found
from watch.models import GroupStatus

pytestmark = pytest.mark.django_db
LON, LAT = MIDDLE


def test_the_group_over_my_address_comes_first_then_the_nearest() -> None:
    near = make_group([square(LON + 0.012, LAT, 0.005)], name="Near")
    far = make_group([square(LON + 0.05, LAT, 0.005)], name="Far")
    over = make_group([square(LON + 0.2, LAT, 0.005), square(LON, LAT, 0.001)], name="Over")
    make_group([square(LON, LAT)], name="Gone", status=GroupStatus.ARCHIVED)
    make_group([square(30.5, 50.4)], name="Kyiv")
    rows = Client().get("/api/v1/groups", {"near": f"{LON},{LAT}"}).json()
    assert [(row["id"], row["covers"]) for row in rows] == [
        (str(over.pk), True),
        (str(near.pk), False),
        (str(far.pk), False),
    ]
    assert rows[0]["distance_m"] == 0
    assert rows[1]["distance_m"] == pytest.approx(0.007 * 72_780, rel=0.01)
    assert rows[0]["allowed_actions"] == []


def test_by_name(town: Town) -> None:
    make_group(name="Вулиця Соборна")
    make_group(name="Поділ")
    rows = town.browser(town.anna).get("/api/v1/groups", {"search": "собор"}).json()
    assert [(row["name"], row["allowed_actions"]) for row in rows] == [("Вулиця Соборна", ["join"])]


@pytest.mark.parametrize("near", ["here", "1,2,3", "200,10", "nan,1"])
def test_a_place_that_is_none_is_refused(near: str) -> None:
    assert Client().get("/api/v1/groups", {"near": near}).status_code == 422


def test_lists_cost_the_same_for_many_groups(town: Town, django_assert_max_num_queries: Any) -> None:
    browser = town.browser(town.anna)
    for number in range(12):
        make_group([square(LON + number * 0.001, LAT)])
    with django_assert_max_num_queries(7):
        assert len(browser.get("/api/v1/groups", {"near": f"{LON},{LAT}"}).json()) == 12


def test_zones_in_a_box_are_geojson_made_by_the_database() -> None:
    group = make_group([square(LON, LAT, 0.005)], name="Inside")
    make_group([square(30.5, 50.4)])
    make_group([square(LON, LAT)], status=GroupStatus.ARCHIVED)
    box = {"bbox": "28.4,49.2,28.5,49.3"}
    answer = Client().get("/api/v1/groups/zones", box)
    assert answer["Content-Type"] == "application/geo+json"
    features = answer.json()["features"]
    assert [f["properties"]["group_id"] for f in features] == [str(group.pk)]
    assert features[0]["geometry"]["type"] == "MultiPolygon"
    again = Client().get(
        "/api/v1/groups/zones", {"bbox": "28.4,49.2,28.5,49.3"}, HTTP_IF_NONE_MATCH=answer["ETag"]
    )
    assert (again.status_code, again.content) == (304, b"")


def test_tiles_show_active_zones_and_their_etag_follows_changes() -> None:
    group = make_group([square(LON, LAT, 0.005)], name="Over")
    make_group([square(LON, LAT)], status=GroupStatus.ARCHIVED)
    x, y = shapes.tile_of(shapes.point(LON, LAT), 14)
    url = f"/api/v1/tiles/zones/14/{x}/{y}.mvt"
    answer = Client().get(url)
    layer = mapbox_vector_tile.decode(answer.content)["zones"]
    assert [feature["properties"]["group_id"] for feature in layer["features"]] == [str(group.pk)]
    assert Client().get(url, HTTP_IF_NONE_MATCH=answer["ETag"]).status_code == 304
    make_zone(group, square(LON, LAT, 0.001))
    changed = Client().get(url, HTTP_IF_NONE_MATCH=answer["ETag"])
    assert changed.status_code == 200
    assert len(mapbox_vector_tile.decode(changed.content)["zones"]["features"]) == 2
    assert Client().get("/api/v1/tiles/zones/2/9/0.mvt").status_code == 404
    assert Client().get("/api/v1/tiles/zones/0/0/0.mvt").content == b""


def test_a_group_shows_its_zones_but_not_its_people(town: Town) -> None:
    group = found(town)
    stranger = client_for(None)
    body = stranger.get(f"/api/v1/groups/{group['id']}").json()
    assert body["bounds"] == pytest.approx([LON - 0.002, LAT - 0.002, LON + 0.002, LAT + 0.002])
    assert b"Anna" not in stranger.get(f"/api/v1/groups/{group['id']}").content
    assert stranger.get(f"/api/v1/groups/{group['id']}/members").status_code == 401
    zones = stranger.get(f"/api/v1/groups/{group['id']}/zones").json()
    assert [f["properties"]["name"] for f in zones["features"]] == ["Our street"]
