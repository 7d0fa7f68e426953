"""Taking over history: every row accounted for, no alarm, the geofence right."""

from __future__ import annotations

import csv
import gzip
import json
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from procrastinate.contrib.django.models import ProcrastinateJob

from accounts.actor import system_actor
from core.models import AuditEntry
from geo import actions as geo
from incidents import actions
from incidents.models import Incident, StatusChange, Tally
from notifications.models import Pending
from tests.shared import shared

MAP = {
    "source": "old",
    "time_zone": "Europe/Kyiv",
    "columns": {
        "key": "n",
        "time": "t",
        "category": "c",
        "lon": "x",
        "lat": "y",
        "description": "d",
        "label": "a",
    },
    "categories": {"noise": "noise.music", "threat": "violence.threats"},
    "labels": {"CENTRE": "Центр"},
}
ROWS = [
    "n,t,c,x,y,d,a",
    "1,2025-07-01T12:00:00,noise,28.4690,49.2340,гучно,CENTRE",
    "2,2025-07-01T12:00:00+00:00,threat,28.4683,49.2332,,Elsewhere",
    "3,,noise,28.4682,49.2331,,",
    "4,yesterday,noise,28.4682,49.2331,,",
    "5,2025-07-01T12:00:00,noise,,,,",
    "6,2025-07-01T12:00:00,noise,0,0,,",
    "7,2025-07-01T12:00:00,noise,nan,49,,",
    "8,2025-07-01T12:00:00,ufo,28.4682,49.2331,,",
    "9,2025-07-01T12:00:00,noise,30.52,50.45,,",
    "1,2025-07-01T12:00:00,noise,28.4682,49.2331,again,",
]


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path, Path]:
    source, how, errors = tmp_path / "a.csv", tmp_path / "map.json", tmp_path / "errors.csv"
    source.write_text("\n".join(ROWS))
    how.write_text(json.dumps(MAP))
    return source, how, errors


def run(files: tuple[Path, Path, Path], **options: object) -> str:
    source, how, errors = files
    out = StringIO()
    call_command("import_incidents", source, map=how, errors=errors, stdout=out, stderr=StringIO(), **options)
    return out.getvalue()


def test_areas_whose_public_places_are_not_built_are_said_first(beat, files):
    source, how, errors = files
    warned = StringIO()
    call_command("import_incidents", source, map=how, errors=errors, stdout=StringIO(), stderr=warned)
    assert "2 served areas have no snap points" in warned.getvalue()
    geo.build_snap_points(system_actor("tests"), beat.parent_id)
    warned = StringIO()
    call_command("import_incidents", source, map=how, errors=errors, stdout=StringIO(), stderr=warned)
    assert "snap points" not in warned.getvalue()


def test_every_row_is_imported_or_written_down(beat, group, files):
    told = run(files)
    assert "10 rows read" in told
    assert "2 imported, 0 known already" in told
    assert "agrees in 100.0 % of 1 rows" in told
    rejects = {(row["key"], row["reason"]) for row in csv.DictReader(files[2].open())}
    assert rejects == {
        ("3", "no usable time"),
        ("4", "no usable time"),
        ("5", "no usable place"),
        ("6", "no usable place"),
        ("7", "no usable place"),
        ("8", "unknown category 'ufo'"),
        ("9", "outside every served area"),
        ("1", "the key stands in the file twice"),
    }
    noise, threat = Incident.objects.order_by("source_key")
    assert noise.happened_from.isoformat() == "2025-07-01T09:00:00+00:00"
    assert (noise.state, noise.beat_id, noise.area_name) == ("closed", beat.pk, "Центр")
    assert set(noise.area_ids) == {beat.pk, beat.parent_id}
    assert noise.shown_publicly
    assert noise.public_point.coords != noise.point.coords
    assert not threat.shown_publicly
    assert StatusChange.objects.filter(verb="import").count() == 2


def test_history_alarms_nobody(beat, files):
    run(files)
    assert not ProcrastinateJob.objects.exists()
    assert not Pending.objects.exists()
    assert AuditEntry.objects.filter(verb="incident.imported").count() == 1


def test_the_same_file_again_imports_nothing_new(beat, files):
    run(files)
    kept = list(Tally.objects.order_by("id").values_list("count", flat=True))
    assert "0 imported, 2 known already" in run(files)
    assert Incident.objects.count() == 2
    assert list(Tally.objects.order_by("id").values_list("count", flat=True)) == kept


def test_references_drawn_twice_lose_no_row(beat, files, monkeypatch):
    draws = iter(["AAAA-AAA", "AAAA-AAA", "AAAA-AAA", "BBBB-BBB"])
    monkeypatch.setattr("incidents.actions.importing.new_reference", lambda: next(draws))
    files[0].write_text("\n".join(ROWS[:3]))
    assert "2 imported, 0 known already" in run(files)
    assert set(Incident.objects.values_list("reference", flat=True)) == {"AAAA-AAA", "BBBB-BBB"}
    files[0].write_text(
        "\n".join([ROWS[0], ROWS[1].replace("1,", "20,", 1), ROWS[2].replace("2,", "21,", 1)])
    )
    draws = iter(["AAAA-AAA", "BBBB-BBB", "CCCC-CCC", "CCCC-CCC", "DDDD-DDD"])
    assert "2 imported, 0 known already" in run(files)
    assert Incident.objects.count() == 4


def test_imported_for_the_police_alone(beat, files):
    run(files, not_public=True)
    assert not Incident.objects.filter(shown_publicly=True).exists()
    assert set(Tally.objects.values_list("audience", flat=True)) == {"police"}


def test_a_map_that_does_not_fit_is_refused_whole(beat, files):
    files[1].write_text(json.dumps(MAP | {"columns": MAP["columns"] | {"lon": "nowhere"}}))
    with pytest.raises(CommandError, match="has no column nowhere"):
        run(files)
    files[1].write_text(json.dumps({"source": "old", "columns": {}, "categories": {}}))
    with pytest.raises(CommandError, match="columns lacking"):
        run(files)
    assert not Incident.objects.exists()


def test_a_key_that_is_too_long_is_written_down(beat, files):
    rows = [ROWS[0], *("k" * length + ROWS[1][1:] for length in (120, 121))]
    files[0].write_text("\n".join(rows))
    assert "1 imported, 0 known already" in run(files)
    rejects = [(row["line"], row["key"], row["reason"]) for row in csv.DictReader(files[2].open())]
    assert rejects == [("3", "k" * 121, "the key is longer than 120 characters")]


def test_a_time_at_the_end_of_the_calendar_is_none(beat, files):
    row = ROWS[1].replace("2025-07-01T12:00:00", "9999-12-31T23:59:59-05:00")
    files[0].write_text("\n".join([ROWS[0], row]))
    assert "      1  no usable time" in run(files)


@pytest.mark.parametrize("zone", ["Mars/Olympus", "../UTC", "Europe"])
def test_an_unknown_time_zone_is_one_sentence(beat, files, zone):
    with pytest.raises(CommandError, match=f"^there is no time zone '{zone}'$"):
        run(files, time_zone=zone)
    assert not Incident.objects.exists()


@pytest.mark.parametrize(("lines", "last"), [(ROWS[:2], 2), ([], 0)])
def test_a_file_that_is_no_csv_is_one_sentence(beat, files, lines, last):
    files[0].write_text("\n".join([*lines, "2," + "x" * 131_073]))
    with pytest.raises(CommandError, match=rf"^a\.csv cannot be read after line {last}: field larger than"):
        run(files)
    assert not Incident.objects.exists()


def test_a_packed_file_that_breaks_off_is_one_sentence(beat, files):
    packed = files[0].with_name("a.csv.gz")
    packed.write_bytes(gzip.compress("\n".join(ROWS).encode())[:-20])
    with pytest.raises(CommandError, match=r"^a\.csv\.gz cannot be read after line \d+: Compressed"):
        run((packed, *files[1:]))
    assert not Incident.objects.exists()


def test_a_source_that_is_too_long_is_one_sentence(beat, files):
    files[1].write_text(json.dumps(MAP | {"source": "s" * 17}))
    with pytest.raises(CommandError, match=r"^map\.json: the source is longer than 16 characters$"):
        run(files)


def test_history_that_is_shown_stays_shown(clock, beat, client, files):
    """Unlike reports, which leave after their category's days: a city publishes a map of years."""
    run(files)
    clock.shift(timedelta(days=3650))
    actions.publish_due()
    (shown,) = Incident.objects.filter(shown_publicly=True)
    assert (shown.source_key, shown.public_until) == ("1", None)


@pytest.mark.shared_data
def test_a_year_of_vancouver(categories, client, tmp_path):
    folder = shared("vancouver-crime")
    call_command(
        "import_areas", folder / "vancouver-neighbourhoods.geojson", kind="neighbourhood", served=True,
        stdout=StringIO(), stderr=StringIO(),
    )  # fmt: skip
    how = Path(settings.BASE_DIR) / "docs" / "examples" / "import-vancouver.json"
    errors = tmp_path / "errors.csv"
    told = run((folder / "vancouver-2022.csv.gz", how, errors))
    assert "34187 rows read" in told
    assert "   3886  no usable place" in told
    assert "agrees in 97.4 %" in told
    rejected = sum(1 for _ in csv.DictReader(errors.open()))
    imported = Incident.objects.count()
    assert imported + rejected == 34_187
    public = Incident.objects.filter(shown_publicly=True).count()
    box = client.get("/api/v1/map/incidents?bbox=-123.3,49.1,-122.9,49.4&since=2022-01-01T00:00:00Z").json()
    assert (len(box["features"]), box["cut"]) == (1000, True)
    counted = Tally.objects.filter(audience="public", level=7, span="day", category=None)
    city = sum(counted.values_list("count", flat=True))
    assert city == public
