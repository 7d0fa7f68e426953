"""An incident's life through HTTP: triage, closing, talk, moderation; every step seen by every audience."""

from __future__ import annotations

import uuid

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.queries import actor_of
from core import limits
from core.errors import Conflict, Invalid
from core.models import AuditEntry
from incidents import actions
from incidents.models import Incident, StatusChange
from incidents.workflow import State, UnitRef
from tests.factories import accounts as people
from tests.factories import incidents as make
from tests.verified import verifies
from tests.verify import View, verify_action

pytestmark = pytest.mark.filterwarnings("error:Returning tuple:DeprecationWarning")


@pytest.fixture
def reporter(categories) -> Client:
    return people.client_for(people.make_user("reporter@example.org"))


@pytest.fixture
def incident(reporter, beat, group) -> Incident:
    """A signed-in neighbour's report of a hazard, which the public sees at once."""
    told = make.send(reporter, make.report_body(category="hazard.other")).json()
    actions.publish_due()
    return Incident.objects.get(pk=told["id"])


@pytest.fixture
def screens(incident, beat, group, police, member, reporter, client) -> list[View]:
    """One screen of every audience: beat, group, report, public."""
    from incidents import projections

    tile = projections.stream_of_public(incident).removeprefix("public:")
    return [
        View(police, f"/api/v1/incidents/board?streams=beat:{beat.pk}"),
        View(member, f"/api/v1/groups/{group.pk}/live"),
        View(reporter, "/api/v1/reports/mine"),
        View(client, f"/api/v1/map/live?tiles={tile}"),
        View(reporter, "/api/v1/inbox"),
    ]


def shown(screens: list[View]) -> list[int]:
    """How many incidents each screen shows, the inbox left out; the group's own also shows the group."""
    return [
        sum(not item["subject"].startswith("group:") for item in screen.snapshot()["items"])
        for screen in screens
        if screen.url != "/api/v1/inbox"
    ]


def post(client: Client, incident: Incident, verb: str, expect: int = 200, **body):
    answer = make.send(client, body, f"/api/v1/incidents/{incident.pk}/{verb}")
    assert answer.status_code == expect, answer.content
    return answer.json()


def reported(client: Client, incident: Incident) -> dict:
    return client.get(f"/api/v1/reports/{incident.pk}").json()


@verifies("incidents.change_state")
def test_acknowledged_and_every_audience_sees_it(incident, screens, police, reporter):
    assert shown(screens) == [1, 1, 1, 1]
    told = verify_action(lambda: post(police, incident, "acknowledge"), *screens)
    assert (told["state"], told["acknowledged_by"]) == ("triaged", "Ірина Патрульна")
    labels = [screen.snapshot()["items"][0]["data"].get("state_label") for screen in screens[:4]]
    assert labels == [None, "seen", "Seen by the police", "seen"]
    assert reported(reporter, incident)["message"] == "An officer has read your report."
    assert "Ірина" not in str(reported(reporter, incident))


@pytest.mark.parametrize(
    ("verb", "body"),
    [
        ("reject", {"reason": "not_for_police"}),
        ("duplicate", {}),
    ],
)
def test_what_is_not_taken_up_leaves_every_masked_screen(incident, screens, police, verb, body):
    if verb == "duplicate":
        body = {"duplicate_of": str(make.make_incident(category="hazard.dark").pk)}
    shown_before = shown(screens)
    verify_action(lambda: post(police, incident, verb, **body), *screens)
    after = shown(screens)
    assert after[1] == shown_before[1] - 1
    assert after[3] == shown_before[3] - 1
    assert after[2] == 1


def test_closing_needs_a_reason_of_the_list(incident, screens, police):
    for reason in ["", "because", "not_for_police"]:
        refusal = post(police, incident, "close", 422, reason=reason)
        assert refusal["code"] == "incident.reason"
    assert Incident.objects.get(pk=incident.pk).state == "new"
    assert StatusChange.objects.filter(incident=incident).count() == 1
    body = {"reason": "no_offence", "note": "між нами", "message": "Дякуємо за пильність."}
    verify_action(lambda: post(police, incident, "close", **body), *screens)
    report = screens[2].snapshot()["items"][0]["data"]
    assert report["message"] == "Your report is closed. No offence was found. Дякуємо за пильність."
    assert "між нами" not in str(report)
    assert screens[3].snapshot()["items"][0]["data"]["outcome"] == "nothing_found"


def test_the_whole_way_with_a_unit(incident, screens, beat):
    officer = actor_of(make.officer(beat, email="unit@example.org"))
    unit = UnitRef(uuid.uuid4(), "Каштан-3")

    def to(state: State, **words):
        return verify_action(lambda: actions.change_state(officer, incident.pk, to=state, **words), *screens)

    assert to(State.ASSIGNED, unit=unit).unit_label == "Каштан-3"
    to(State.EN_ROUTE)
    to(State.ON_SCENE)
    assert screens[0].snapshot()["items"][0]["data"]["unit"] == {"id": str(unit.id), "call_sign": "Каштан-3"}
    assert "Каштан" not in str(screens[2].snapshot())
    done = to(State.RESOLVED, reason="warning_given")
    assert (done.unit_id, done.disposition) == (None, "warning_given")
    assert screens[1].snapshot()["items"][0]["data"]["outcome"] == "dealt_with"
    to(State.TRIAGED, reason="mistake")
    assert Incident.objects.get(pk=incident.pk).ended_at is None
    history = list(
        StatusChange.objects.filter(incident=incident).order_by("id").values_list("verb", flat=True)
    )
    assert history == ["report", "assign", "set_out", "arrive", "resolve", "reopen"]


def test_refusals_of_change_state_change_nothing(incident, beat):
    officer = actor_of(make.officer(beat, email="unit@example.org"))
    before = Incident.objects.values().get(pk=incident.pk)
    audit = AuditEntry.objects.count()
    cases = [
        (Conflict, "incident.state", {"to": State.ON_SCENE}),
        (Conflict, "incident.changed", {"to": State.TRIAGED, "rev": 99}),
        (Invalid, "incident.unit", {"to": State.ASSIGNED}),
        (Invalid, "incident.reason", {"to": State.TRIAGED, "reason": "done"}),
        (Invalid, "incident.duplicate_of", {"to": State.DUPLICATE}),
        (Invalid, "incident.duplicate_of", {"to": State.DUPLICATE, "duplicate_of": incident.pk}),
    ]
    for kind, code, words in cases:
        with pytest.raises(kind) as refusal:
            actions.change_state(officer, incident.pk, **words)
        assert refusal.value.code == code
    assert Incident.objects.values().get(pk=incident.pk) == before
    assert AuditEntry.objects.count() == audit


def test_two_officers_and_one_revision(incident, police):
    post(police, incident, "acknowledge", rev=1)
    assert post(police, incident, "close", 409, reason="done", rev=1)["code"] == "incident.changed"


@verifies("incidents.ask_reporter", "incidents.answer", "incidents.mark_read")
def test_talk_both_ways(incident, screens, police, reporter):
    verify_action(lambda: post(police, incident, "ask", 201, text="Чи є поруч люди?"), *screens)
    report = reported(reporter, incident)
    assert report["unread"] == 1
    assert [(m["from"], m["text"]) for m in report["messages"]] == [("police", "Чи є поруч люди?")]
    body = {"id": str(uuid.uuid4()), "text": "Так, двоє"}
    path = f"/api/v1/reports/{incident.pk}/messages"
    verify_action(lambda: make.send(reporter, body, path), *screens)
    assert make.send(reporter, body, path).status_code == 201  # the outbox again: one message
    detail = police.get(f"/api/v1/incidents/{incident.pk}").json()
    assert [(m["author"], m["text"]) for m in detail["messages"]] == [
        ("police", "Чи є поруч люди?"),
        ("reporter", "Так, двоє"),
    ]
    assert detail["incident"]["messages_waiting"] is True
    verify_action(lambda: make.send(reporter, {}, f"/api/v1/reports/{incident.pk}/read"), *screens)
    assert reported(reporter, incident)["unread"] == 0


def test_talk_tells_groups_and_public_nothing(incident, screens, police):
    verify_action(lambda: post(police, incident, "ask", 201, text="?"), screens[1], screens[3], silent=True)


@verifies("incidents.add_note")
def test_notes_stay_with_the_police(incident, screens, police, reporter):
    verify_action(lambda: post(police, incident, "notes", 201, text="свідок вагається"), *screens)
    for screen in screens[1:]:
        assert "свідок" not in str(screen.snapshot())
    assert police.get(f"/api/v1/incidents/{incident.pk}").json()["notes"][0]["text"] == "свідок вагається"
    assert "свідок" not in str(reported(reporter, incident))


@verifies("incidents.withdraw")
def test_the_reporter_withdraws_until_a_unit_is_bound(incident, screens, reporter, beat):
    assert "withdraw" in reported(reporter, incident)["can"]
    path = f"/api/v1/reports/{incident.pk}/withdraw"
    answer = verify_action(lambda: make.send(reporter, {}, path), *screens)
    assert answer.json()["can"] == []
    assert Incident.objects.get(pk=incident.pk).state == "withdrawn"
    assert make.send(reporter, {}, path).status_code == 409
    message = {"id": str(uuid.uuid4()), "text": "ні"}
    refused = make.send(reporter, message, f"/api/v1/reports/{incident.pk}/messages")
    assert refused.json()["code"] == "report.withdrawn"


def test_withdrawing_is_closed_once_a_unit_has_it(incident, reporter, beat):
    officer = actor_of(make.officer(beat, email="unit@example.org"))
    actions.change_state(officer, incident.pk, to=State.ASSIGNED, unit=UnitRef(uuid.uuid4(), "К-1"))
    assert "withdraw" not in reported(reporter, incident)["can"]
    assert make.send(reporter, {}, f"/api/v1/reports/{incident.pk}/withdraw").status_code == 409


@verifies("incidents.contest")
def test_a_closed_report_is_contested_once_and_reopened(incident, screens, police, reporter):
    path = f"/api/v1/reports/{incident.pk}/contest"
    assert make.send(reporter, {"text": "ні"}, path).status_code == 409
    post(police, incident, "close", reason="not_traced")
    verify_action(lambda: make.send(reporter, {"text": "Люк досі відкритий"}, path), *screens)
    assert screens[0].snapshot()["items"][0]["data"]["contested"] is True
    assert make.send(reporter, {"text": "ще раз"}, path).status_code == 409
    verify_action(lambda: post(police, incident, "reopen", reason="contested"), *screens)
    assert reported(reporter, incident)["message"] == "The police have taken your report up again."
    post(police, incident, "close", reason="done")
    assert "contest" in reported(reporter, incident)["can"]


@verifies("incidents.hold", "incidents.release")
def test_holding_and_releasing(incident, screens, dispatcher, police):
    assert post(police, incident, "hold", 403)["code"] == "incident.moderate"
    verify_action(lambda: post(dispatcher, incident, "hold", note="ім'я у заголовку"), *screens)
    assert shown(screens) == [1, 0, 1, 0]
    verify_action(lambda: post(dispatcher, incident, "release"), *screens)
    assert shown(screens) == [1, 1, 1, 1]


def test_a_first_anonymous_report_is_released_by_the_officer_who_reads_it(
    beat, group, police, member, client
):
    incident = make.file_report(category="hazard.other").incident
    screens = [
        View(police, f"/api/v1/incidents/board?streams=beat:{beat.pk}"),
        View(member, f"/api/v1/groups/{group.pk}/live"),
    ]
    actions.publish_due()
    assert shown(screens) == [1, 0]
    verify_action(lambda: post(police, incident, "acknowledge"), *screens)
    assert shown(screens) == [1, 1]
    assert Incident.objects.get(pk=incident.pk).shown_publicly


def test_what_a_moderator_holds_stays_held(incident, dispatcher, police):
    post(dispatcher, incident, "hold")
    post(police, incident, "acknowledge")
    assert Incident.objects.get(pk=incident.pk).hold_reason == "moderator"


@verifies("incidents.reclassify")
def test_reclassified_to_a_police_matter_it_leaves_the_map(incident, screens, police):
    body = {"category": "violence.threats"}
    verify_action(lambda: post(police, incident, "reclassify", **body), *screens)
    assert shown(screens) == [1, 0, 1, 0]
    assert Incident.objects.get(pk=incident.pk).severity == "high"


def test_contact_is_read_with_a_trace(beat, police):
    incident = make.file_report(contact=actions.Contact(phone="+380 67 000 00 00")).incident
    answer = police.get(f"/api/v1/incidents/{incident.pk}/contact")
    assert answer.json() == {"name": "", "phone": "+380 67 000 00 00", "email": ""}
    assert AuditEntry.objects.filter(verb="incident.contact_read", target_id=str(incident.pk)).count() == 1
    assert police.get(f"/api/v1/incidents/{uuid.uuid4()}/contact").status_code == 404


@verifies("incidents.confirm")
def test_i_see_it_too_counts_each_source_once(incident, screens, client):
    path = f"/api/v1/reports/{incident.public_id}/confirm"
    answer = verify_action(lambda: make.send(client, {}, path, REMOTE_ADDR="198.51.100.1"), *screens)
    assert answer.json() == {"confirmations": 1}
    make.send(client, {}, path, REMOTE_ADDR="198.51.100.1")
    assert make.send(client, {}, path, REMOTE_ADDR="198.51.100.2").json() == {"confirmations": 2}
    assert make.send(client, {}, f"/api/v1/reports/{incident.pk}/confirm").status_code == 404


def test_too_many_confirmations_hold_no_row(beat, client):
    incident = make.make_incident(category="hazard.other")
    actions.publish_due()
    limits.draw("report-confirm:127.0.0.1", capacity=30, per_seconds=3600, cost=30)
    with CaptureQueriesContext(connection) as seen:
        answer = make.send(client, {}, f"/api/v1/reports/{incident.public_id}/confirm")
    assert answer.status_code == 429
    assert not [q for q in seen if "FOR UPDATE" in (q["sql"] or "")]
    incident.refresh_from_db()
    assert incident.confirmation_count == 0


def test_similar_open_reports_are_offered_by_their_masked_place(incident, client):
    query = {"category": "hazard.other", "lon": 28.4682, "lat": 49.2331}
    found = client.get("/api/v1/reports/similar", query).json()
    assert [item["id"] for item in found] == [str(incident.public_id)]
    assert client.get("/api/v1/reports/similar", query | {"category": "fire.grass"}).json() == []


def test_the_reporter_of_the_incident_and_nobody_else(incident, member, client):
    stranger = people.client_for(people.make_user("stranger@example.org"))
    for other in (member, client, stranger):
        missing = other.get(f"/api/v1/reports/{uuid.uuid4()}")
        hidden = other.get(f"/api/v1/reports/{incident.pk}")
        assert hidden.status_code == missing.status_code == 404
        assert hidden.content == missing.content
    assert member.get(f"/api/v1/incidents/{incident.pk}").status_code == 404


def test_detail_offers_what_may_be_done_and_why(incident, police):
    detail = police.get(f"/api/v1/incidents/{incident.pk}").json()
    assert {"acknowledge", "close", "reject", "duplicate", "ask", "note", "contact"} <= set(
        detail["allowed_actions"]
    )
    assert "hold" not in detail["allowed_actions"]
    assert "no_offence" in detail["reasons"]["close"]
    assert detail["anonymous"] is False


def test_the_history_near_by(incident, police):
    near = make.make_incident(category="damage.car")
    detail = police.get(f"/api/v1/incidents/{incident.pk}").json()
    assert [row["id"] for row in detail["nearby_history"]] == [str(near.pk)]


@pytest.mark.django_db
def test_a_projection_stays_under_its_limit_whatever_is_written(beat, police, screens, incident, reporter):
    text = "\U0001f6a8" * 1000
    for _ in range(6):
        post(police, incident, "ask", 201, text=text)
    long = make.file_report(description='\x01\U0001f6a8"' * 1300, address='\x02"' * 90, people_confirmed=True)
    assert long.incident.pk
    assert reported(reporter, incident)["messages"][-1]["text"] == text
