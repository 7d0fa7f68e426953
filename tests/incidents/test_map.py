"""The public side: due and expired, GeoJSON, tiles, kept counts; never a true coordinate."""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta
from pathlib import Path

import mapbox_vector_tile
import pytest
from django.conf import settings
from django.db.models import Sum
from django.test import Client
from django.utils import timezone

from incidents import actions, cells, projections
from incidents.actions import telling
from incidents.api import places as places_api
from incidents.models import Incident, Tally
from tests.factories import geo as places
from tests.factories import incidents as make
from tests.verified import verifies
from tests.verify import View, verify_action

BOX = {"bbox": "28.3,49.1,28.6,49.3"}


def features(client: Client, **query: str) -> list[dict]:
    answer = client.get("/api/v1/map/incidents", BOX | query)
    assert answer.status_code == 200, answer.content
    return answer.json()["features"]


def tile(client: Client, z: int, incident: Incident, **query: str) -> list[dict]:
    x, y = cells.tile_of(incident.public_point.x, incident.public_point.y, z)
    answer = client.get(f"/api/v1/tiles/incidents/{z}/{x}/{y}.mvt", query)
    assert answer.status_code == 200
    layers = mapbox_vector_tile.decode(answer.content)
    return [f["properties"] for f in layers.get("incidents", {}).get("features", [])]


def public_view(client: Client, incident: Incident) -> View:
    stream = projections.stream_of_public(incident)
    return View(client, f"/api/v1/map/live?tiles={stream.removeprefix('public:')}")


@verifies("incidents.publish_due")
def test_published_when_due_and_not_before(clock, beat, group, client, member):
    incident = make.make_incident(category="theft.bicycle")  # half an hour's delay
    screens = [public_view(client, incident), View(member, f"/api/v1/groups/{group.pk}/live")]
    verify_action(actions.publish_due, *screens, silent=True)
    assert features(client) == []
    clock.shift(timedelta(minutes=31))
    verify_action(actions.publish_due, *screens)
    (shown,) = features(client)
    assert shown["properties"]["id"] == str(incident.public_id)
    assert actions.publish_due() == 0


def test_taken_away_when_it_has_run_out(clock, beat, group, client, member):
    incident = make.make_incident(category="hazard.other")
    actions.publish_due()
    screens = [public_view(client, incident), View(member, f"/api/v1/groups/{group.pk}/live")]
    Incident.objects.update(public_until=timezone.now() + timedelta(minutes=1))
    clock.shift(timedelta(minutes=2))
    verify_action(actions.publish_due, *screens)
    assert features(client, since="2026-01-01T00:00:00Z") == []
    assert Tally.objects.filter(audience="public").aggregate(n=Sum("count"))["n"] == 0


@pytest.mark.parametrize("category", ["violence.threats", "burglary.now", "missing.child"])
def test_what_its_category_keeps_back_never_becomes_public(clock, beat, client, category):
    make.make_incident(category=category)
    clock.shift(timedelta(days=2))
    actions.publish_due()
    assert features(client) == []


def test_held_reports_are_not_published(clock, beat, client):
    make.file_report(category="hazard.other")
    clock.shift(timedelta(days=2))
    assert actions.publish_due() == 0
    assert features(client) == []


def test_no_public_answer_holds_a_true_coordinate_or_id(beat, group, client, member):
    incident = make.make_incident(
        category="hazard.other", point=places.point(28.468213, 49.233177), description="таємне слово"
    )
    actions.publish_due()
    incident.refresh_from_db()
    x, y = cells.tile_of(incident.public_point.x, incident.public_point.y, 14)
    stream = projections.stream_of_public(incident)
    answers = [
        client.get("/api/v1/map/incidents", BOX),
        client.get(f"/api/v1/map/live?tiles={stream.removeprefix('public:')}"),
        client.get(f"/api/v1/tiles/incidents/14/{x}/{y}.mvt"),
        client.get("/api/v1/events", {"stream": stream}),
        member.get(f"/api/v1/groups/{group.pk}/live"),
        member.get("/api/v1/events", {"stream": f"group:{group.pk}"}),
    ]
    for answer in answers:
        text = answer.content.decode(errors="replace")
        assert answer.status_code == 200
        for secret in ("28.468213", "49.233177", "28.46821", "49.23317", str(incident.pk), "таємне"):
            assert secret not in text, answer.request["PATH_INFO"]


def test_a_box_search_finds_the_masked_place_only(beat, client):
    lon, lat = places.CENTRE[0] + 0.004, places.CENTRE[1] + 0.003
    incident = make.make_incident(category="hazard.other", point=places.point(lon, lat))
    actions.publish_due()
    near_truth = f"{lon - 0.0001},{lat - 0.0001},{lon + 0.0001},{lat + 0.0001}"
    assert features(client, bbox=near_truth) == []
    x, y = incident.public_point.coords
    assert len(features(client, bbox=f"{x - 0.0001},{y - 0.0001},{x + 0.0001},{y + 0.0001}")) == 1


def test_a_filter_by_time_cannot_be_finer_than_a_day(clock, beat, client):
    make.make_incident(category="hazard.other")
    actions.publish_due()
    later = (timezone.now() + timedelta(hours=2)).isoformat()
    assert len(features(client, since=later)) == 1


@pytest.mark.parametrize("z", [11, 14])
def test_no_tile_of_the_public_tells_when_a_report_came_in(clock, beat, client, police, z):
    incident = make.make_incident(category="hazard.other")
    actions.publish_due()
    incident.refresh_from_db()
    actions.tally_new()
    before, after = (incident.reported_at + timedelta(seconds=s) for s in (-1, 1))
    assert len(tile(client, z, incident, since=after.isoformat())) == 1
    assert tile(client, z, incident, until=after.isoformat()) == tile(
        client, z, incident, until=before.isoformat()
    )
    if z == 14:  # the police may ask to the second
        assert tile(police, z, incident, since=after.isoformat(), audience="police") == []


def test_the_first_page_may_ask_for_as_many_tiles_as_it_does(beat, client):
    page = Path(settings.BASE_DIR, "frontend/src/features/home/state.svelte.ts").read_text(encoding="utf-8")
    (asked,) = re.findall(r"MOST_TILES = (\d+);", page)
    assert int(asked) == places_api.MAX_TILES == 24
    tiles = [f"11/{x}/{y}" for y in range(700, 705) for x in range(1180, 1185)]
    answer = client.get("/api/v1/map/live", {"tiles": ",".join(tiles[:24])})
    assert (answer.status_code, len(answer.json()["positions"])) == (200, 24)
    refused = client.get("/api/v1/map/live", {"tiles": ",".join(tiles)})
    assert (refused.status_code, refused.json()["code"]) == (422, "map.tiles")


def test_one_that_cannot_be_published_holds_up_no_other(beat, client, monkeypatch, caplog):
    monkeypatch.setattr("incidents.actions.publish.BATCH", 2)
    filed = [make.make_incident(category="hazard.other") for _ in range(4)]
    broken, truly = filed[0].pk, telling.to_public

    def to_public(incident, kind):
        if incident.pk == broken:
            raise RuntimeError("planted")
        return truly(incident, kind)

    monkeypatch.setattr("incidents.actions.telling.to_public", to_public)
    assert actions.publish_due() == 3
    assert {row.pk for row in Incident.objects.filter(shown_publicly=True)} == {row.pk for row in filed[1:]}
    assert set(Incident.objects.filter(shown_publicly=True).values_list("public_rev", flat=True)) == {2}
    assert "an incident cannot be published" in caplog.text
    assert len(features(client)) == 3
    monkeypatch.setattr("incidents.actions.telling.to_public", truly)
    assert actions.publish_due() == 1


def test_edits_leave_the_public_point_where_it_is(beat, police, dispatcher):
    incident = make.make_incident(category="hazard.other")
    place = Incident.objects.get(pk=incident.pk).public_point.coords
    path = f"/api/v1/incidents/{incident.pk}"
    told: set[tuple[float, float]] = set()
    for number in range(8):
        body = {"category": ("hazard.other", "noise.music")[number % 2], "severity": "low"}
        make.send(police, body, f"{path}/reclassify")
        for verb in ("hold", "release"):
            make.send(dispatcher, {}, f"{path}/{verb}")
        make.send(police, {"text": "ще раз"}, f"{path}/notes")
        row = Incident.objects.get(pk=incident.pk)
        shown = projections.group(row)
        told.add((shown["lon"], shown["lat"]))
        assert row.public_point.coords == place
    assert row.rev == 33
    assert told == {(round(place[0], 6), round(place[1], 6))}


def test_the_same_place_always_has_the_same_public_point(beat):
    points = {make.make_incident(category="hazard.other").public_point.coords for _ in range(5)}
    assert len(points) == 1


def test_features_equal_the_live_projection(beat, client):
    incident = make.make_incident(category="hazard.other")
    actions.publish_due()
    incident.refresh_from_db()
    (feature,) = features(client)
    live = projections.public(incident)
    lon, lat = feature["geometry"]["coordinates"]
    assert feature["properties"] | {"lon": lon, "lat": lat, "rev": live["rev"]} == live


def public_order(row: Incident) -> tuple[datetime, str]:
    return projections.public_time(row), str(row.public_id)


@pytest.mark.parametrize("share", [0.0, 1.1])
@pytest.mark.parametrize("box", ["28.3,49.1,28.6,49.3", "28.4631,49.2301,28.4815,49.2423"])
def test_both_ways_to_read_a_box_give_the_newest_in_it(clock, beat, client, monkeypatch, share, box):
    monkeypatch.setattr("incidents.queries.layers.WALKED_SHARE", share)
    west, south, east, north = (float(side) for side in box.split(","))
    for n in range(12):
        clock.shift(timedelta(minutes=1))
        make.make_incident(
            category="hazard.other", point=places.point(28.455 + n * 0.003, 49.226 + n * 0.002)
        )
    actions.publish_due()
    newest_first = sorted(
        Incident.objects.all(),
        key=lambda row: (projections.public_time(row), str(row.public_id)),
        reverse=True,
    )
    inside = [
        str(row.public_id)
        for row in newest_first
        if west <= row.public_point.x <= east and south <= row.public_point.y <= north
    ]
    assert [feature["id"] for feature in features(client, bbox=box)] == inside
    assert inside


def test_filters_by_category_and_group_of_categories(beat, client):
    for category in ("hazard.other", "hazard.dark", "fire.grass"):
        make.make_incident(category=category)
    actions.publish_due()
    assert len(features(client)) == 3
    assert len(features(client, category="hazard")) == 2
    assert len(features(client, category="hazard.dark,fire.grass")) == 2


@pytest.mark.parametrize("box", ["", "1,2,3", "a,b,c,d", "30,49,28,50", "28,49,28,50", "nan,49,29,50"])
def test_a_box_that_is_none_is_refused(categories, client, box):
    answer = client.get("/api/v1/map/incidents", {"bbox": box})
    assert answer.status_code == (422 if box else 200)


def test_etag_until_something_changes(beat, client):
    make.make_incident(category="hazard.other")
    actions.publish_due()
    first = client.get("/api/v1/map/incidents", BOX)
    again = client.get("/api/v1/map/incidents", BOX, headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    make.make_incident(category="hazard.other")
    actions.publish_due()
    last = client.get("/api/v1/map/incidents", BOX, headers={"If-None-Match": first["ETag"]})
    assert last.status_code == 200


@pytest.mark.parametrize("z", [0, 3, 6, 10, 11, 12, 14, 18])
def test_tiles_count_below_twelve_and_show_single_ones_above(beat, client, police, z):
    incident = make.make_incident(category="hazard.other")
    make.make_incident(category="fire.grass")
    make.make_incident(category="violence.threats")
    actions.publish_due()
    actions.tally_new()
    incident.refresh_from_db()
    shown = tile(client, z, incident)
    assert sum(item.get("count", 1) for item in shown) == 2
    only = tile(client, z, incident, category="fire")
    assert sum(item.get("count", 1) for item in only) == 1
    if z <= 14:
        true = tile(police, z, incident, audience="police")
        assert sum(item.get("count", 1) for item in true) == 3
    if z >= 12:
        assert {item["id"] for item in shown} == {
            str(row.public_id) for row in Incident.objects.filter(shown_publicly=True)
        }


def test_police_tiles_are_refused_to_others_and_empty_elsewhere(beat, client, member):
    assert client.get("/api/v1/tiles/incidents/12/1/1.mvt?audience=police").status_code == 401
    assert member.get("/api/v1/tiles/incidents/12/1/1.mvt?audience=police").status_code == 404


@pytest.mark.parametrize("path", ["12/4096/1", "23/1/1", "1/0/2", "-1/0/0"])
def test_no_such_tile(categories, client, path):
    assert client.get(f"/api/v1/tiles/incidents/{path}.mvt").status_code in {404, 422}


def test_kept_counts_equal_what_is_shown_after_any_history(clock, beat, client, dispatcher):
    for number, category in enumerate(["hazard.other", "fire.grass", "hazard.dark", "noise.fireworks"] * 3):
        incident = make.make_incident(category=category)
        actions.publish_due()
        verb, body = [
            ("hold", {}),
            ("reclassify", {"category": "hazard.manhole"}),
            ("reject", {"reason": "test"}),
            ("reclassify", {"category": "violence.threats"}),
            ("acknowledge", {}),
        ][number % 5]
        make.send(dispatcher, body, f"/api/v1/incidents/{incident.pk}/{verb}")
        if number % 2:
            actions.tally_new()
    actions.publish_due()
    actions.tally_new()
    for audience, rows in (
        ("public", Incident.objects.filter(shown_publicly=True)),
        ("police", Incident.objects.all()),
    ):
        truth: dict[str, int] = {}
        for row in rows:
            truth[row.category_id] = truth.get(row.category_id, 0) + 1
        for level in cells.TALLY_LEVELS:
            for span in ("day", "month", "year"):
                assert kept_counts(audience, level, span) == (truth, sum(truth.values())), (level, span)


def kept_counts(audience: str, level: int, span: str) -> tuple[dict[str, int], int]:
    """What is kept by category, without the noughts, and of all categories together."""
    sums = Tally.objects.filter(audience=audience, level=level, span=span)
    found = {row["category"]: row["n"] for row in sums.values("category").annotate(n=Sum("count"))}
    of_all = found.pop(None, 0)
    return {code: n for code, n in found.items() if n}, of_all


def test_the_list_of_the_police_with_filters_and_cursor(beat, police, client):
    made = [make.make_incident(category="noise.music", description=f"Звіт {n}") for n in range(5)]
    seen, cursor = [], ""
    while True:
        page = police.get("/api/v1/incidents", {"limit": 2, "cursor": cursor}).json()
        seen += [item["id"] for item in page["items"]]
        if page["next"] is None:
            break
        cursor = page["next"]
    assert seen == [str(row.pk) for row in reversed(made)]
    found = police.get("/api/v1/incidents", {"q": "звіт 3"}).json()["items"]
    assert [item["text"] for item in found] == ["Звіт 3"]
    found = police.get("/api/v1/incidents", {"q": made[0].reference.lower()}).json()["items"]
    assert [item["id"] for item in found] == [str(made[0].pk)]
    assert police.get("/api/v1/incidents", {"state": "closed"}).json()["items"] == []
    assert len(police.get("/api/v1/incidents", {"bbox": "28.46,49.23,28.47,49.24"}).json()["items"]) == 5
    assert police.get("/api/v1/incidents", {"bbox": "28,49,28.1,49.1"}).json()["items"] == []
    assert police.get("/api/v1/incidents", {"cursor": "rubbish"}).status_code == 422
    assert client.get("/api/v1/incidents").json() == {"items": [], "next": None}


def test_statements_of_the_board_and_the_map(beat, police, client, django_assert_max_num_queries):
    for _ in range(5):
        make.make_incident(category="hazard.other")
    actions.publish_due()
    with django_assert_max_num_queries(9):
        board = police.get(f"/api/v1/incidents/board?streams=beat:{beat.pk}").json()
    assert len(board["items"]) == 5
    with django_assert_max_num_queries(2):
        assert len(features(client)) == 5


def test_projection_times_are_rounded_as_their_category_says(beat):
    incident = make.make_incident(category="hazard.dark")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT00:00:00\+00:00", projections.public(incident)["happened_at"])
    assert json.dumps(projections.public(incident))


@pytest.mark.parametrize(
    ("since", "until"),
    [
        ("2026-01-01", None),
        ("2026-01-15", None),
        ("2026-01-15", "2026-02-20"),
        ("2026-02-10", "2026-02-20"),
        ("2026-01-31", "2026-03-01"),
        ("2025-12-31", "2026-03-02"),
        ("2024-06-15", "2027-02-03"),
        ("2024-06-15", None),
    ],
)
def test_months_and_days_make_up_every_window(clock, beat, client, since, until):
    days = [0, 10, 19, 20, 29, 30, 44, 45, 46, 60]
    for back in days:
        make.make_incident(category="hazard.other", happened_at=timezone.now() - timedelta(days=back))
    actions.publish_due()
    incident = Incident.objects.first()
    query = {"since": f"{since}T00:00:00Z"} | ({"until": f"{until}T00:00:00Z"} if until else {})
    start, end = since, until or "9999"
    happened = [row.happened_from.date().isoformat() for row in Incident.objects.all()]
    expected = sum(start <= day <= end for day in happened)
    assert sum(item["count"] for item in tile(client, 8, incident, **query)) == expected
