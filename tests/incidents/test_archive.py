"""The archive: years, windows of time, what is cut; tiles and list tell the same, to each their own."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import mapbox_vector_tile
import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from accounts.roles import Role
from geo.models import AreaKind
from incidents import actions, cells
from incidents.models import Incident
from notifications import streams
from tests.factories import accounts as people
from tests.factories import geo as places
from tests.factories import incidents as make
from tests.shared import shared

BOX = "28.3,49.1,28.6,49.3"
YEARS = "/api/v1/map/years"


def features(client: Client, **query: object) -> dict:
    answer = client.get("/api/v1/map/incidents", {"bbox": BOX} | query)
    assert answer.status_code == 200, answer.content
    return answer.json()


def of(category: str, *days: str) -> list[Incident]:
    """Incidents that happened at noon of these days, shown to everybody as their category allows."""
    made = [make.make_incident(category=category) for _ in days]
    for incident, day in zip(made, days, strict=True):
        at = datetime.fromisoformat(f"{day}T12:00:00+00:00")
        Incident.objects.filter(pk=incident.pk).update(happened_from=at)
    actions.publish_due()
    actions.tally_new()
    return list(Incident.objects.filter(pk__in=[row.pk for row in made]).order_by("happened_from"))


def test_the_years_that_there_are(beat, client, police):
    assert client.get(YEARS).json() == {"years": []}
    of("hazard.other", "2024-12-31", "2026-01-01", "2026-02-01")
    of("violence.threats", "2023-05-05", "2026-02-02")
    public = [{"year": 2026, "count": 2}, {"year": 2024, "count": 1}]
    assert client.get(YEARS).json() == {"years": public}
    everything = [{"year": 2026, "count": 3}, {"year": 2024, "count": 1}, {"year": 2023, "count": 1}]
    assert police.get(YEARS, {"audience": "police"}).json() == {"years": everything}


def test_a_year_goes_with_its_last_report(clock, beat, client, police):
    of("hazard.other", "2024-12-31")
    assert client.get(YEARS).json() == {"years": [{"year": 2024, "count": 1}]}
    Incident.objects.update(public_until=timezone.now() + timedelta(minutes=1))
    clock.shift(timedelta(minutes=2))
    actions.publish_due()
    assert client.get(YEARS).json() == {"years": []}
    assert police.get(YEARS, {"audience": "police"}).json() == {"years": [{"year": 2024, "count": 1}]}


def test_years_of_the_police_are_those_of_their_areas(beat, client):
    of("hazard.other", "2025-06-01")
    lon, lat = places.CENTRE
    town = places.make_area(
        "Жмеринка", kind=AreaKind.CITY, boundary=places.square(lon - 0.5, lat - 0.2, side_m=5_000)
    )
    foreign = people.client_for(make.officer(town, email="other@example.org"))
    assert foreign.get(YEARS, {"audience": "police"}).json() == {"years": []}
    refused = client.get(YEARS, {"audience": "police"})
    assert (refused.status_code, refused.json()["code"]) == (401, "auth.required")


def test_the_list_takes_an_end_and_leaves_that_day_out(clock, beat, client):
    rows = of("hazard.other", "2025-06-01", "2025-06-02", "2025-06-03")
    shown = [str(row.public_id) for row in rows]
    since = "2025-06-01T00:00:00Z"
    for until, expected in (("2025-06-03T00:00:00Z", shown[1::-1]), ("2025-06-01T23:59:59Z", [])):
        asked = features(client, since=since, until=until)
        assert [one["id"] for one in asked["features"]] == expected, until
        assert asked["cut"] is False


def test_an_end_cannot_be_finer_than_a_day(clock, beat, client):
    (row,) = of("hazard.other", "2025-06-01")
    for moment in (row.happened_from - timedelta(hours=1), row.happened_from + timedelta(hours=1)):
        asked = features(client, since="2025-05-01T00:00:00Z", until=moment.isoformat())
        assert asked["features"] == []


def test_the_day_a_report_came_in_is_not_asked_for(clock, beat, client):
    """Filed today of what happened a month ago: no window of the public finds it by today."""
    (row,) = of("hazard.dark", "2026-01-10")
    filed = row.reported_at.replace(hour=0, minute=0, second=0, microsecond=0)
    by_filing = {"since": filed.isoformat(), "until": (filed + timedelta(days=1)).isoformat()}
    by_happening = {"since": "2026-01-10T00:00:00Z", "until": "2026-01-11T00:00:00Z"}
    for window, count in ((by_filing, 0), (by_happening, 1)):
        assert len(features(client, **window)["features"]) == count
        assert sum(one.get("count", 1) for one in tile(client, 10, row, **window)) == count
        assert len(tile(client, 14, row, **window)) == count


def tile(client: Client, z: int, row: Incident, **query: object) -> list[dict]:
    x, y = cells.tile_of(row.public_point.x, row.public_point.y, z)
    layers = mapbox_vector_tile.decode(client.get(f"/api/v1/tiles/incidents/{z}/{x}/{y}.mvt", query).content)
    return [one["properties"] for one in layers.get("incidents", {}).get("features", [])]


@pytest.mark.parametrize("share", [0.0, 1.1])
def test_the_list_says_when_there_is_more(beat, client, monkeypatch, share):
    monkeypatch.setattr("incidents.queries.layers.WALKED_SHARE", share)
    rows = of("hazard.other", "2026-01-01", "2026-01-02", "2026-01-03")
    newest = [str(row.public_id) for row in reversed(rows)]
    for limit, cut in ((1, True), (2, True), (3, False), (1000, False)):
        asked = features(client, since="2026-01-01T00:00:00Z", limit=limit)
        assert ([one["id"] for one in asked["features"]], asked["cut"]) == (newest[:limit], cut)
    for limit in (0, 1001):
        answer = client.get("/api/v1/map/incidents", {"bbox": BOX, "limit": limit})
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid")


def test_screens_say_when_they_are_cut(clock, beat, group, client, member, police, monkeypatch):
    monkeypatch.setattr("incidents.queries.screens.SCREEN_LIMIT", 2)
    monkeypatch.setattr("incidents.queries.screens.BOARD_LIMIT", 2)
    day = timezone.now().date().isoformat()
    addresses = [
        (client, lambda row: f"/api/v1/map/live?tiles={tile_of(row)}"),
        (member, lambda _row: f"/api/v1/groups/{group.pk}/live"),
        (police, lambda _row: f"/api/v1/incidents/board?streams=beat:{beat.pk}"),
    ]
    for number, cut in ((2, False), (3, True)):
        (row, *_) = of("hazard.other", *[day] * (number - Incident.objects.count()))
        for who, address in addresses:
            screen = who.get(address(row)).json()
            incidents = [one for one in screen["items"] if "severity" in one["data"]]
            assert (len(incidents), screen["cut"]) == (2, cut), address(row)


def tile_of(row: Incident) -> str:
    zoom = streams.PUBLIC_TILE_ZOOM
    x, y = cells.tile_of(row.public_point.x, row.public_point.y, zoom)
    return f"{zoom}/{x}/{y}"


def test_a_cut_screen_keeps_what_happened_last(clock, beat, client, monkeypatch):
    """Not what came in last: which are left out would tell it."""
    monkeypatch.setattr("incidents.queries.screens.SCREEN_LIMIT", 2)
    late = of("hazard.other", "2026-02-03", "2026-02-02")
    early = of("hazard.other", "2026-02-01")
    assert early[0].reported_at >= max(row.reported_at for row in late)
    screen = client.get(f"/api/v1/map/live?tiles={tile_of(early[0])}").json()
    assert [item["data"]["happened_at"][:10] for item in screen["items"]] == ["2026-02-03", "2026-02-02"]


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+02:00", "9999-12-31T23:59:59-02:00"])
@pytest.mark.parametrize("audience", ["public", "police"])
@pytest.mark.parametrize("z", [8, 14])
def test_the_ends_of_the_calendar_are_no_fault(beat, client, police, moment, audience, z):
    who = police if audience == "police" else client
    for name in ("since", "until"):
        answer = who.get(f"/api/v1/tiles/incidents/{z}/1/1.mvt", {"audience": audience, name: moment})
        assert answer.status_code == 200, name
        assert client.get("/api/v1/map/incidents", {"bbox": BOX, name: moment}).status_code == 200


def test_the_police_search_a_time_and_see_their_own_areas_alone(clock, beat, police, client):
    row = make.make_incident(category="violence.threats", description="чорний фургон")
    asked = {"q": "фургон", "since": "2025-01-01T00:00:00Z"}
    assert [one["id"] for one in police.get("/api/v1/incidents", asked).json()["items"]] == [str(row.pk)]
    over = asked | {"until": row.reported_at.isoformat()}
    assert police.get("/api/v1/incidents", over).json()["items"] == []
    town = places.make_area("Козятин", kind=AreaKind.CITY, boundary=places.square(28.83, 49.71, side_m=4_000))
    foreign = people.client_for(make.officer(town, role=Role.DISPATCHER, email="kozyatyn@example.org"))
    for other in (foreign, client):
        assert other.get("/api/v1/incidents", asked).json() == {"items": [], "next": None}


@pytest.mark.shared_data
def test_map_list_and_years_of_vancouver_tell_the_same(categories, client, tmp_path):
    """34,187 rows of 2022 by the city's clock, whose last evening is the next year's first by ours."""
    folder = shared("vancouver-crime")
    quiet = {"stdout": StringIO(), "stderr": StringIO()}
    areas = folder / "vancouver-neighbourhoods.geojson"
    call_command("import_areas", areas, kind="neighbourhood", served=True, **quiet)
    how = Path(settings.BASE_DIR) / "docs" / "examples" / "import-vancouver.json"
    call_command(
        "import_incidents", folder / "vancouver-2022.csv.gz", map=how, errors=tmp_path / "errors.csv", **quiet
    )
    shown = Incident.objects.filter(shown_publicly=True)
    by_year = {
        year: shown.filter(happened_from__gte=datetime(year, 1, 1, tzinfo=UTC))
        .filter(happened_from__lt=datetime(year + 1, 1, 1, tzinfo=UTC))
        .count()
        for year in (2022, 2023)
    }
    assert client.get(YEARS).json()["years"] == [
        {"year": year, "count": by_year[year]} for year in (2023, 2022)
    ]
    assert sum(by_year.values()) == shown.count() > 25_000
    for year, count in by_year.items():
        window = {"since": f"{year}-01-01T00:00:00Z", "until": f"{year + 1}-01-01T00:00:00Z"}
        assert summed(client, 10, **window) == summed(client, 12, **window) == count
        day = shown.filter(happened_from__year=year).latest("happened_from").happened_from.date()
        one = {"since": f"{day}T00:00:00Z", "until": f"{day + timedelta(days=1)}T00:00:00Z"}
        listed = features(client, bbox="-123.3,49.1,-122.9,49.4", **one)
        assert (len(listed["features"]), listed["cut"]) == (summed(client, 10, **one), False)


def summed(client: Client, z: int, **window: str) -> int:
    """What all tiles of the city show together; from 12 on each report once, whichever tiles draw it."""
    (left, top), (right, bottom) = cells.tile_of(-123.3, 49.4, z), cells.tile_of(-122.9, 49.1, z)
    counted, single = 0, set[str]()
    for x in range(left, right + 1):
        for y in range(top, bottom + 1):
            body = client.get(f"/api/v1/tiles/incidents/{z}/{x}/{y}.mvt", window).content
            for one in mapbox_vector_tile.decode(body).get("incidents", {}).get("features", []):
                if "id" in one["properties"]:
                    single.add(one["properties"]["id"])
                else:
                    counted += one["properties"]["count"]
    return counted + len(single)
