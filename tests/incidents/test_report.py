"""Reporting a concern: what is written, who hears of it, what is refused."""

from __future__ import annotations

import gzip
import json
import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from core.models import AuditEntry
from incidents.models import Incident, Intervention, Receipt, ReporterContact, StatusChange
from tests.factories import accounts as people
from tests.factories import geo as places
from tests.factories import incidents as make
from tests.shared import shared
from tests.verified import verifies
from tests.verify import View, verify_action

pytestmark = pytest.mark.filterwarnings("error:Returning tuple:DeprecationWarning")
EMERGENCY = {"general": "112", "fire": "101", "police": "102", "ambulance": "103"}


def shown(screen: View) -> list[dict]:
    """The incidents of a group's screen, without the group itself."""
    return [item for item in screen.snapshot()["items"] if item["subject"].startswith("masked:")]


def statements(queries) -> list[str]:
    """What was sent, without the test's own savepoints."""
    return [q["sql"] or "" for q in queries if "SAVEPOINT" not in (q["sql"] or "")]


def test_an_anonymous_report_is_written_whole(client, beat, group):
    body = make.report_body(contact={"phone": "+380 67 000 00 00"}, category="burglary.now")
    answer = make.send(client, body)
    assert answer.status_code == 201, answer.content
    told = answer.json()
    assert told["id"] == body["id"]
    assert len(told["receipt"].split()) == 10
    assert told["state"] == "received"
    assert told["photos_left"] == 5
    assert [line["number"] for line in told["emergency"]] == ["102", "112"]
    assert "every patrol on duty" in told["next_step"]
    incident = Incident.objects.get(pk=body["id"])
    assert (incident.state, incident.rev, incident.severity) == ("new", 1, "critical")
    assert incident.beat_id == beat.pk
    assert set(incident.area_ids) == {beat.pk, beat.parent_id}
    assert incident.group_ids == [group.pk]
    assert incident.area_name == "Центр"
    assert incident.public_point is not None
    assert incident.hold_reason == "first_anonymous"
    assert incident.reporter_id is None
    assert StatusChange.objects.get(incident=incident).verb == "report"
    assert Receipt.objects.filter(incident=incident).count() == 1
    assert ReporterContact.objects.get(incident=incident).phone == "+380 67 000 00 00"
    entry = AuditEntry.objects.get(verb="incident.reported")
    assert (entry.actor_kind, entry.actor_id, entry.target_id) == ("anonymous", "anonymous", body["id"])
    job = ProcrastinateJob.objects.get(task_name="dispatch.consider")
    assert (job.args, job.queue_name) == ({"incident_id": body["id"]}, "urgent")


def test_a_signed_in_report_belongs_to_its_account_and_needs_no_receipt(beat):
    user = people.make_user()
    client = people.client_for(user)
    told = make.send(client, make.report_body(retry_secret="")).json()
    assert told["receipt"] is None
    incident = Incident.objects.get(pk=told["id"])
    assert incident.reporter_id == user.pk
    assert not incident.held
    assert not Receipt.objects.exists()
    assert client.get(f"/api/v1/reports/{told['id']}").status_code == 200


def test_a_signed_in_person_may_stay_anonymous_and_leaves_no_trace(beat):
    user = people.make_user()
    told = make.send(people.client_for(user), make.report_body(anonymous=True)).json()
    assert told["receipt"]
    assert Incident.objects.get().reporter_id is None
    assert not AuditEntry.objects.filter(target_id=told["id"], actor_id=str(user.pk)).exists()
    assert StatusChange.objects.get().actor_kind == "anonymous"


def test_police_hear_at_once_groups_and_public_later(beat, group, police, member):
    screens = [
        View(police, f"/api/v1/incidents/board?streams=beat:{beat.pk}"),
        View(member, f"/api/v1/groups/{group.pk}/live"),
    ]
    sender = people.client_for(None)
    verify_action(lambda: make.send(sender, make.report_body()), *screens)
    assert len(screens[0].snapshot()["items"]) == 1
    assert shown(screens[1]) == []  # a first anonymous report waits for an officer's eye


@verifies("incidents.report_incident")
def test_a_neighbour_with_an_account_is_heard_by_the_group_at_once_but_masked(beat, group, police, member):
    sender = people.client_for(people.make_user("neighbour@example.org"))
    screens = [
        View(police, f"/api/v1/incidents/board?streams=beat:{beat.pk}"),
        View(member, f"/api/v1/groups/{group.pk}/live"),
    ]
    aside = places.CENTRE[0] + 0.001, places.CENTRE[1] + 0.001
    body = make.report_body(lon=aside[0], lat=aside[1])
    verify_action(lambda: make.send(sender, body), *screens)
    true, masked = (screen.snapshot()["items"][0]["data"] for screen in screens)
    incident = Incident.objects.get()
    assert (true["id"], true["lon"], true["lat"]) == (str(incident.pk), *aside)
    assert true["text"] == "Гучна музика з літнього майданчика"
    assert (masked["id"], masked["approx"]) == (str(incident.public_id), True)
    assert (masked["lon"], masked["lat"]) != aside
    assert str(incident.pk) not in json.dumps(masked)
    assert "text" not in masked
    assert masked["happened_at"].endswith(":00:00+00:00")


def test_statements_of_an_anonymous_report(client, beat, group):
    make.send(client, make.report_body())  # warms the remembered categories and names
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert make.send(client, make.report_body()).status_code == 201
    # locate, groups, the report's rows, and together: events, audit, job, limits
    assert len(statements(seen)) == 4, statements(seen)


def test_statements_of_a_signed_in_report(beat, group):
    client = people.client_for(people.make_user())
    make.send(client, make.report_body())
    with CaptureQueriesContext(connection) as seen:
        assert make.send(client, make.report_body()).status_code == 201
    sent = statements(seen)
    who = [
        sql for sql in sent if "django_session" in sql or "accounts_user" in sql or "accounts_grant" in sql
    ]
    assert len(who) == 3  # session, person, grants
    assert len(sent) - len(who) == 5, sent  # as above, and whose report stream it is


@pytest.fixture
def _no_jobs_left(transactional_db):
    """What is committed for real is taken away again: the job tables are not Django's to empty."""
    yield
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs WHERE task_name = 'dispatch.consider'")


@pytest.mark.usefixtures("_no_jobs_left")
def test_one_commit():
    make.make_categories()
    places.make_area("Центр")
    client = people.client_for(None)
    make.send(client, make.report_body())
    with CaptureQueriesContext(connection) as seen:
        assert make.send(client, make.report_body()).status_code == 201
    sent = [q["sql"] or "" for q in seen]
    assert sent.count("COMMIT") == 1
    assert "pg_notify" in sent[-1]  # the doorbell, after the commit
    assert len(sent) - sent.count("COMMIT") - sent.count("BEGIN") - 1 == 4


def test_sent_twice_is_one_report_and_the_same_answer(client, beat):
    body = make.report_body()
    first = make.send(client, body)
    again = make.send(people.client_for(None), body)
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == first.json()
    assert Incident.objects.count() == 1
    assert ProcrastinateJob.objects.filter(task_name="dispatch.consider").count() == 1
    assert AuditEntry.objects.filter(verb="incident.reported").count() == 1


def test_sent_by_outbox_after_signing_in_is_still_the_same_report(client, beat):
    body = make.report_body()
    first = make.send(client, body)
    again = make.send(people.client_for(people.make_user()), body)
    assert again.status_code == 200
    assert again.json()["receipt"] == first.json()["receipt"]


@pytest.mark.parametrize("secret", ["another-secret-0000000", ""])
def test_somebody_elses_id_gives_nothing_away(client, beat, secret):
    body = make.report_body()
    make.send(client, body)
    stranger = people.client_for(people.make_user("stranger@example.org"))
    answer = make.send(stranger, body | {"retry_secret": secret, "description": "mine"})
    assert answer.status_code == 409
    assert answer.json() == {"code": "report.id", "message": "Please send this report again.", "data": {}}
    assert Incident.objects.get().description == body["description"]


def test_outside_every_served_area_the_numbers_are_told(client, beat):
    answer = make.send(client, make.report_body(lon=30.52, lat=50.45))
    assert answer.status_code == 422
    assert answer.json()["code"] == "report.outside_area"
    assert answer.json()["data"]["emergency"] == EMERGENCY
    assert not Incident.objects.exists()
    assert not AuditEntry.objects.filter(verb="incident.reported").exists()


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"category": "noise"}, "report.category", "category"),
        ({"category": "no.such"}, "report.category", "category"),
        ({"description": "x" * 4001}, "report.description", "description"),
        ({"retry_secret": "short"}, "report.retry_secret", "retry_secret"),
        ({"lat": 91}, "invalid", "lat"),
        ({"happened_at": "2026-01-01T10:00:00"}, "invalid", "happened_at"),
        ({"people": [{"clothing": "чорна куртка"}]}, "people.behaviour_first", "people.0.behaviour"),
    ],
)
def test_refused_and_nothing_written(client, beat, change, code, field):
    answer = make.send(client, make.report_body(**change))
    assert answer.status_code == 422
    assert answer.json()["code"] == code
    assert field in answer.json()["data"]["fields"]
    assert not Incident.objects.exists()
    assert not ProcrastinateJob.objects.filter(task_name="dispatch.consider").exists()


@pytest.mark.parametrize(
    ("shift", "status"),
    [
        (timedelta(minutes=4), 201),
        (timedelta(hours=23), 201),
        (timedelta(hours=25), 422),
        (timedelta(days=-364), 201),
        (timedelta(days=-366), 422),
    ],
)
def test_time_must_be_possible(client, beat, shift, status):
    body = make.report_body(happened_at=(timezone.now() + shift).isoformat())
    assert make.send(client, body).status_code == status


def test_a_phone_whose_clock_is_ahead_reports_now(client, beat):
    body = make.report_body(happened_at=(timezone.now() + timedelta(hours=3)).isoformat())
    assert make.send(client, body).status_code == 201
    assert Incident.objects.get().happened_from <= timezone.now()


def test_profiling_text_is_paused_and_may_be_sent_after_thought(client, beat):
    body = make.report_body(category="suspicious.behaviour", description="Якісь роми у дворі")
    answer = make.send(client, body)
    assert answer.status_code == 422
    assert answer.json()["code"] == "people.text_profiling"
    assert answer.json()["data"]["can_confirm"] is True
    assert make.send(client, body | {"people_confirmed": True}).status_code == 201
    counts = dict(Intervention.objects.values_list("code", "count"))
    assert counts == {"people.text_profiling": 1, "people.text_profiling.confirmed": 1}


def test_origin_alone_cannot_be_confirmed_away(client, beat):
    person = {"behaviour": "ходить двором", "origin": "ром", "height": "високий"}
    answer = make.send(client, make.report_body(people=[person], people_confirmed=True))
    assert answer.json()["code"] == "people.origin_alone"
    assert Intervention.objects.get().count == 1
    make.send(client, make.report_body(people=[person]))
    assert Intervention.objects.get().count == 2


@pytest.mark.shared_data
def test_naughty_strings_survive_intact(client, beat, settings):
    settings.REPORT_LIMITS = {"address": 0, "device": 0, "city": 0}
    strings = json.loads((shared("naughty-strings") / "blns.json").read_text())
    kept = 0
    for text in strings:
        body = make.report_body(description=text, people_confirmed=True)
        answer = make.send(client, body)
        if "\x00" in text:
            assert answer.status_code == 422
            continue
        assert answer.status_code == 201, (text, answer.content)
        assert Incident.objects.get(pk=body["id"]).description == text
        kept += 1
    assert kept >= 500


def test_a_reference_drawn_twice_loses_no_report(client, beat, monkeypatch):
    draws = iter(["AAAA-AAA", "AAAA-AAA", "AAAA-AAA", "BBBB-BBB"])
    monkeypatch.setattr("incidents.actions.report.new_reference", lambda: next(draws))
    for _ in range(2):
        assert make.send(client, make.report_body()).status_code == 201
    assert set(Incident.objects.values_list("reference", flat=True)) == {"AAAA-AAA", "BBBB-BBB"}
    assert ProcrastinateJob.objects.filter(task_name="dispatch.consider").count() == 2


def test_limits_refuse_with_the_numbers_and_write_nothing(client, beat, settings):
    settings.REPORT_LIMITS = {"address": 2, "device": 0, "city": 0}
    for _ in range(2):
        assert make.send(client, make.report_body()).status_code == 201
    answer = make.send(client, make.report_body())
    assert answer.status_code == 429
    assert answer.json()["data"]["emergency"] == EMERGENCY
    assert 1700 < answer.json()["data"]["retry_after"] <= 1800
    assert Incident.objects.count() == 2
    assert make.send(client, make.report_body(), REMOTE_ADDR="198.51.100.7").status_code == 201


def test_a_repeat_costs_no_draw(client, beat, settings):
    settings.REPORT_LIMITS = {"address": 1, "device": 0, "city": 0}
    body = make.report_body()
    assert make.send(client, body).status_code == 201
    assert make.send(client, body).status_code == 200
    assert make.send(client, make.report_body()).status_code == 429


def test_one_device_is_limited_whatever_its_address(client, beat, settings):
    settings.REPORT_LIMITS = {"address": 0, "device": 1, "city": 0}
    body = {"device": "d" * 22}
    assert make.send(client, make.report_body(**body), REMOTE_ADDR="198.51.100.1").status_code == 201
    assert make.send(client, make.report_body(**body), REMOTE_ADDR="198.51.100.2").status_code == 429


def test_an_invented_device_gains_nothing(client, beat, settings):
    settings.REPORT_LIMITS = {"address": 2, "device": 1, "city": 0}
    answers = [make.send(client, make.report_body(device=letter * 22)).status_code for letter in "abc"]
    assert answers == [201, 201, 429]


def test_an_address_that_is_used_up_stops_nobody_who_is_known(client, beat, settings):
    settings.REPORT_LIMITS = {"address": 1, "device": 2, "city": 0}
    first = make.report_body()
    assert make.send(client, first).status_code == 201
    assert make.send(client, make.report_body()).status_code == 429
    neighbour = people.client_for(people.make_user("neighbour@example.org"))
    hers = [make.send(neighbour, make.report_body(anonymous=n > 0)).status_code for n in range(3)]
    assert hers == [201, 201, 429], "her own bucket, whether she gives her name or not"
    opened = people.receipt_client(first["id"])
    assert make.send(opened, make.report_body()).status_code == 429, "nobody has read that report yet"
    Incident.objects.filter(pk=first["id"]).update(acknowledged_at=timezone.now())
    again = [make.send(opened, make.report_body()).status_code for _ in range(3)]
    assert again == [201, 201, 429]


def test_categories_in_both_languages_with_their_etag(client, categories):
    answer = client.get("/api/v1/categories")
    items = {item["code"]: item for item in answer.json()["items"]}
    assert len(items) == 54
    assert items["theft.bicycle"]["name_uk"] == "Крадіжка велосипеда чи самоката"
    assert items["fire.building"]["emergency"] == [
        {"key": "fire", "number": "101"},
        {"key": "general", "number": "112"},
    ]
    again = client.get("/api/v1/categories", headers={"If-None-Match": answer["ETag"]})
    assert again.status_code == 304


def test_categories_travel_compressed_and_are_known_again(client, categories):
    plain = client.get("/api/v1/categories")
    answer = client.get("/api/v1/categories", headers={"Accept-Encoding": "gzip"})
    assert answer["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in answer["Vary"]
    assert gzip.decompress(answer.content) == plain.content
    assert len(answer.content) < len(plain.content) / 3
    asked = {"Accept-Encoding": "gzip", "If-None-Match": answer["ETag"]}
    again = client.get("/api/v1/categories", headers=asked)
    assert (again.status_code, again.content) == (304, b"")


def test_a_report_is_told_in_the_language_of_its_page(client, beat):
    answer = make.send(client, make.report_body(), headers={"Accept-Language": "uk"})
    assert Incident.objects.get().language == "uk"
    assert answer.json()["next_step"]


def test_an_unknown_id_is_made_by_the_client(client, beat):
    assert make.send(client, make.report_body(id=str(uuid.uuid1()))).status_code == 201
