"""Founding a group and drawing its zones, over HTTP."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.contrib.gis.geos import MultiPolygon, Point, Polygon
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import Grant
from accounts.queries import actor_of
from accounts.roles import Role, ScopeKind
from core.models import AuditEntry
from notifications.models import StreamScope
from tests.factories.accounts import make_user
from tests.factories.geo import box, make_area, square
from tests.watch.conftest import MIDDLE, Town, found, ring
from watch import queries
from watch.models import Group, Membership, PastBoundary, Zone, ZonePart

pytestmark = pytest.mark.django_db
JSON = "application/json"


def counts() -> tuple[int, ...]:
    return tuple(m.objects.count() for m in (Group, Zone, ZonePart, Membership, Grant, AuditEntry))


def test_an_officer_founds_a_group_for_a_resident(town: Town) -> None:
    body = found(town, description="Between the two bridges", kind="street")
    group = Group.objects.get()
    assert body["id"] == str(group.pk)
    assert (body["name"], body["kind"], body["status"]) == ("Soborna street", "street", "active")
    assert (body["members"], body["coordinators"], body["my_state"]) == (1, 1, None)
    assert [(zone["name"], zone["source"]) for zone in body["zones"]] == [("Our street", "drawn")]
    assert group.home_area_id == town.city.pk
    assert set(group.area_ids) == {town.city.pk, town.beat.pk}
    assert set(StreamScope.objects.get(key=f"group:{group.pk}").area_ids) == {town.city.pk, town.beat.pk}
    held = set(Grant.objects.filter(user=town.anna).values_list("role", "scope_kind", "scope_id"))
    assert held == {("group_member", "group", str(group.pk)), ("coordinator", "group", str(group.pk))}
    assert queries.groups_covering(Point(*MIDDLE)) == [group.pk]
    verbs = list(AuditEntry.objects.filter(target_kind="group").values_list("verb", flat=True))
    assert verbs == ["group.founded"]


def test_without_a_name_for_it_the_founder_coordinates(town: Town) -> None:
    body = found(town, coordinator_email="")
    assert queries.coordinator_ids(body["id"]) == [town.officer.pk]


@pytest.mark.parametrize(
    ("change", "status", "code", "field"),
    [
        ({"coordinator_email": "nobody@example.org"}, 422, "invalid", "coordinator_email"),
        ({"name": "  x  "}, 422, "invalid", "name"),
        ({"zones": [{}]}, 422, "invalid", "zone"),
        ({"zones": [{"geojson": ring(half=3e-5)}]}, 422, "boundary.small", "boundary"),
        ({"zones": [{"geojson": ring(half=0.5)}]}, 422, "boundary.large", "boundary"),
        ({"zones": [{"geojson": ring(30.0, 50.0)}]}, 403, "watch.found", None),
        ({"zones": [{"geojson": ring()}, {"geojson": ring(30.0, 50.0)}]}, 403, "watch.found", None),
    ],
)
def test_refusals_change_nothing(
    town: Town, change: dict[str, Any], status: int, code: str, field: str | None
) -> None:
    before = counts()
    body = {"name": "Soborna street", "zones": [{"geojson": ring()}], "coordinator_email": "", **change}
    answer = town.browser(town.officer).post("/api/v1/groups", body, content_type=JSON)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    if field:
        assert field in answer.json()["data"]["fields"]
    assert counts() == before


def test_a_resident_founds_nothing(town: Town) -> None:
    before = counts()
    body = {"name": "Soborna street", "zones": [{"geojson": ring()}]}
    for user, status in ((town.anna, 403), (None, 401)):
        answer = town.browser(user).post("/api/v1/groups", body, content_type=JSON)
        assert answer.status_code == status
    assert counts() == before


def test_the_place_of_a_fault_is_named(town: Town) -> None:
    open_line = {"type": "Polygon", "coordinates": [[[28.46, 49.23], [28.47, 49.23], [28.46, 49.23]]]}
    body = {"name": "Soborna street", "zones": [{"geojson": open_line}]}
    answer = town.browser(town.officer).post("/api/v1/groups", body, content_type=JSON)
    assert answer.status_code == 422
    assert answer.json()["data"]["place"] == {"lon": 28.46, "lat": 49.23}


def test_a_bow_tie_is_mended_and_said_so(town: Town) -> None:
    group = found(town)
    lon, lat = MIDDLE
    bow = [[lon, lat], [lon + 0.002, lat + 0.002], [lon + 0.002, lat], [lon, lat + 0.002], [lon, lat]]
    answer = town.browser(town.anna).post(
        f"/api/v1/groups/{group['id']}/zones",
        {"name": "Bow", "geojson": {"type": "Polygon", "coordinates": [bow]}},
        content_type=JSON,
    )
    assert answer.status_code == 201
    assert [repair["kind"] for repair in answer.json()["repairs"]] == ["made_valid"]
    assert Zone.objects.filter(name="Bow").get().boundary.valid


def test_a_zone_is_picked_from_the_areas(town: Town) -> None:
    block = make_area("Замостя", boundary=square(side_m=500), parent=town.beat, served=False)
    group = found(town, zones=[{"area_id": str(block.pk)}])
    assert [(z["name"], z["source"], z["area_id"]) for z in group["zones"]] == [
        ("Замостя", "area", str(block.pk))
    ]


def test_each_feature_of_an_uploaded_file_becomes_a_zone(town: Town) -> None:
    group = found(town)
    features = [
        {"type": "Feature", "properties": {"name": "North"}, "geometry": ring(lat=MIDDLE[1] + 0.004)},
        {"type": "Feature", "properties": {}, "geometry": ring(lat=MIDDLE[1] - 0.004)},
    ]
    file = SimpleUploadedFile(
        "zones.geojson", json.dumps({"type": "FeatureCollection", "features": features}).encode()
    )
    answer = town.browser(town.anna).post(
        f"/api/v1/groups/{group['id']}/zones/upload", {"file": file, "name": "Yard"}
    )
    assert answer.status_code == 201, answer.content
    assert [saved["zone"]["name"] for saved in answer.json()] == ["North", "Yard"]
    assert {saved["zone"]["source"] for saved in answer.json()} == {"upload"}


def test_one_bad_feature_refuses_the_whole_file(town: Town) -> None:
    group = found(town)
    before = counts()
    features = [
        {"type": "Feature", "properties": {}, "geometry": ring(lat=MIDDLE[1] + 0.004)},
        {"type": "Feature", "properties": {}, "geometry": {"type": "Point", "coordinates": [28.4, 49.2]}},
    ]
    file = SimpleUploadedFile(
        "zones.geojson", json.dumps({"type": "FeatureCollection", "features": features}).encode()
    )
    answer = town.browser(town.anna).post(f"/api/v1/groups/{group['id']}/zones/upload", {"file": file})
    assert answer.status_code == 422
    assert counts() == before


def test_redrawing_keeps_the_old_boundary_and_moves_the_geofence(town: Town) -> None:
    group = found(town)
    zone_id = group["zones"][0]["id"]
    answer = town.browser(town.anna).put(
        f"/api/v1/groups/{group['id']}/zones/{zone_id}",
        {"geojson": ring(lat=MIDDLE[1] + 0.006)},
        content_type=JSON,
    )
    assert answer.status_code == 200
    assert answer.json()["zone"]["name"] == "Our street"
    assert queries.groups_covering(Point(*MIDDLE)) == []
    assert [str(i) for i in queries.groups_covering(Point(MIDDLE[0], MIDDLE[1] + 0.006))] == [group["id"]]
    past = PastBoundary.objects.get()
    assert (str(past.zone_id), past.changed_by) == (zone_id, "Anna")
    assert past.boundary.covers(Point(*MIDDLE, srid=4326))
    entry = AuditEntry.objects.get(verb="group.zone_changed")
    assert entry.data["before"]["boundary_sha256"] != entry.data["after"]["boundary_sha256"]


def test_a_coordinator_stays_in_the_municipality(town: Town) -> None:
    group = found(town)
    before = counts()
    answer = town.browser(town.anna).post(
        f"/api/v1/groups/{group['id']}/zones", {"geojson": ring(30.5, 50.4)}, content_type=JSON
    )
    assert (answer.status_code, answer.json()["code"]) == (403, "watch.zone_elsewhere")
    assert counts() == before


def outlines(*zones: tuple[float, float, float, float]) -> dict[str, object]:
    """Rectangles (west, south, east, north) as a page draws them: one zone."""
    return json.loads(MultiPolygon([Polygon.from_bbox(box) for box in zones]).geojson)


def test_a_zone_anchored_at_home_does_not_reach_into_the_neighbours(town: Town) -> None:
    group = found(town)
    before = counts()
    _west, south, east, north = town.city.boundary.extent
    url = f"/api/v1/groups/{group['id']}/zones"
    # The point inside the polygon lies at home, and a third of the polygon in the neighbours' place.
    wide = outlines((east - 0.04, south + 0.02, east + 0.02, north - 0.02))
    assert Polygon(*wide["coordinates"][0]).point_on_surface.x < east
    drawn = town.browser(town.anna).post(url, {"geojson": wide}, content_type=JSON)
    assert (drawn.status_code, drawn.json()["code"]) == (403, "watch.zone_elsewhere")
    assert drawn.json()["message"] == (
        "A part of this zone lies outside the place the group was founded for."
    )
    first = group["zones"][0]["id"]
    redrawn = town.browser(town.anna).put(f"{url}/{first}", {"geojson": wide}, content_type=JSON)
    assert (redrawn.status_code, redrawn.json()["code"]) == (403, "watch.zone_elsewhere")
    assert counts() == before
    assert not PastBoundary.objects.exists()
    assert queries.groups_covering(Point(east + 0.01, MIDDLE[1])) == []


@pytest.mark.parametrize(
    ("height", "over", "status"),
    [
        (0.004, 0.0008, 201),  # four parts in a hundred, two and a half hectares
        (0.004, 0.0012, 403),  # six parts in a hundred
        (0.02, 0.0008, 403),  # four in a hundred again, and thirteen hectares
    ],
)
def test_a_hand_may_draw_along_the_middle_of_a_street(
    town: Town, height: float, over: float, status: int
) -> None:
    group = found(town)
    before = Zone.objects.count()
    _west, _south, east, _north = town.city.boundary.extent
    south = MIDDLE[1] - height / 2
    zone = outlines((east + over - 0.02, south, east + over, south + height))
    answer = town.browser(town.anna).post(
        f"/api/v1/groups/{group['id']}/zones", {"geojson": zone}, content_type=JSON
    )
    assert answer.status_code == status
    assert Zone.objects.count() - before == (status == 201)


def test_who_founds_elsewhere_may_place_a_zone_over_both(town: Town) -> None:
    group = found(town)
    _west, south, east, north = town.city.boundary.extent
    beside = make_area("Поруч", kind="city", boundary=box(east, south, east + 0.04, north))
    url = f"/api/v1/groups/{group['id']}/zones"
    wide = {"geojson": outlines((east - 0.02, south + 0.02, east + 0.01, north - 0.02))}
    assert town.browser(town.dispatcher).post(url, wide, content_type=JSON).status_code == 403
    grants = [(Role.DISPATCHER, ScopeKind.AREA, area.pk) for area in (town.city, beside)]
    both = town.browser(make_user("both@example.org", grants=grants))
    assert both.post(url, wide, content_type=JSON).status_code == 201


def test_a_group_is_founded_within_the_beat_one_serves(town: Town) -> None:
    before = counts()
    west, south, east, north = town.beat.boundary.extent
    body = {
        "name": "Soborna street",
        "zones": [{"geojson": outlines((west, south, east + (east - west) / 3, north))}],
        "coordinator_email": town.anna.email,
    }
    answer = town.browser(town.officer).post("/api/v1/groups", body, content_type=JSON)
    assert (answer.status_code, answer.json()["code"]) == (403, "watch.found")
    assert answer.json()["message"] == "A part of this zone lies outside the place you serve."
    assert counts() == before


def test_the_last_zone_stays(town: Town) -> None:
    group = found(town)
    zone_id = group["zones"][0]["id"]
    url = f"/api/v1/groups/{group['id']}/zones"
    anna = town.browser(town.anna)
    refused = anna.delete(f"{url}/{zone_id}")
    assert (refused.status_code, refused.json()["code"]) == (409, "watch.last_zone")
    assert Zone.objects.count() == 1
    assert anna.post(url, {"geojson": ring(lat=MIDDLE[1] + 0.004)}, content_type=JSON).status_code == 201
    assert anna.delete(f"{url}/{zone_id}").status_code == 204
    assert Zone.objects.count() == 1


def test_archiving_takes_a_group_off_the_map(town: Town) -> None:
    group = found(town)
    url = f"/api/v1/groups/{group['id']}"
    reason = {"reason": "Nobody lives here any more"}
    refused = town.browser(town.anna).post(f"{url}/archive", reason, content_type=JSON)
    assert (refused.status_code, refused.json()["code"]) == (403, "watch.archive")
    done = town.browser(town.dispatcher).post(f"{url}/archive", reason, content_type=JSON)
    assert done.json()["status"] == "archived"
    assert queries.groups_covering(Point(*MIDDLE)) == []
    assert town.browser(town.borys).get(url).status_code == 404
    assert town.browser(town.anna).get(url).json()["allowed_actions"] == ["members", "leave"]
    stuck = town.browser(town.anna).patch(url, {"name": "Another"}, content_type=JSON)
    assert (stuck.status_code, stuck.json()["code"]) == (409, "watch.archived")
    revived = town.browser(town.dispatcher).post(f"{url}/revive", reason, content_type=JSON)
    assert revived.json()["status"] == "active"
    assert len(queries.groups_covering(Point(*MIDDLE))) == 1


def test_changing_the_words(town: Town) -> None:
    group = found(town)
    url = f"/api/v1/groups/{group['id']}"
    changed = town.browser(town.anna).patch(url, {"name": "  New   name "}, content_type=JSON).json()
    assert (changed["name"], changed["rev"]) == ("New name", group["rev"] + 1)
    same = town.browser(town.anna).patch(url, {"name": "New name"}, content_type=JSON).json()
    assert same["rev"] == changed["rev"]
    refused = town.browser(town.borys).patch(url, {"name": "Mine"}, content_type=JSON)
    assert (refused.status_code, Group.objects.get().name) == (403, "New name")


def test_who_may_manage_is_who_is_offered_it(town: Town) -> None:
    group = Group.objects.get(pk=found(town)["id"])
    offers = {
        user.name: queries.group_line(actor_of(user), group).actions
        for user in (town.anna, town.borys, town.officer, town.dispatcher)
    }
    assert offers == {
        "Anna": ["manage", "members", "leave"],
        "Borys": ["join"],
        "Officer": ["join"],
        "Dispatcher": ["manage", "archive", "members", "join"],
    }
