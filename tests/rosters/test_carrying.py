"""Members as a table: taken over whole or not at all, and out again the same."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from core.models import AuditEntry
from rosters import ability
from rosters.models import EligibilityGate, Member, MemberKind, MemberState, QualificationGrant
from tests.factories.accounts import client_for, make_user
from tests.factories.rosters import give_skill, make_brigade, make_member, make_qualification, make_shift

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(NOW, tick=False)]
HEAD = "email;kind;state;travel_minutes;qualification;valid_from;valid_until"


def send(chief, brigade, *lines, **fields):
    data = "\n".join([HEAD, *lines]).encode("utf-8-sig")
    form = {"file": SimpleUploadedFile("m.csv", data)} | fields
    return client_for(chief).post(f"/api/v1/brigades/{brigade.pk}/members/import", data=form)


def came(*, joins, paper, members=0, grants=0, same=0):
    """What is answered for the one good line."""
    line = {
        "line": 2,
        "email": "new@example.org",
        "qualification": "driver",
        "gate": "",
        "joins": joins,
        "paper": paper,
    }
    return {
        "members": members, "grants": grants, "gates": 0, "same": same, "lines": [line], "faults": []
    }  # fmt: skip


@pytest.fixture
def house():
    """A brigade with its chief, and somebody who has applied."""
    make_qualification("driver")
    brigade = make_brigade()
    person = make_user("new@example.org", name="Нова")
    Member.objects.create(
        brigade=brigade, user=person, state=MemberState.APPLIED, kind=MemberKind.FIREFIGHTER
    )
    return brigade, make_member(brigade, chief=True), person


def test_a_table_comes_over_once_and_out_again_the_same(house) -> None:
    brigade, chief, person = house
    line = "new@example.org;support;active;6;driver;2026-01-01;2026-12-31"
    first = came(members=1, grants=1, joins=True, paper="new")
    assert send(chief, brigade, line, dry_run="true").json() == first
    assert Member.objects.get(user=person).state == "applied"
    assert send(chief, brigade, line).json() == first
    assert send(chief, brigade, line).json() == came(same=1, joins=False, paper="same")
    member = Member.objects.get(user=person)
    assert (member.kind, member.state, member.travel_minutes) == ("support", "active", 6)
    valid = QualificationGrant.objects.get(user=person).valid
    assert valid.lower == datetime(2025, 12, 31, 22, tzinfo=UTC)
    assert valid.upper == datetime(2026, 12, 31, 22, tzinfo=UTC), "the last day counts whole, in Kyiv"
    table = client_for(chief).get(f"/api/v1/brigades/{brigade.pk}/members.csv").content
    lines = table.decode("utf-8-sig").splitlines()
    assert "new@example.org,Нова,support,active,,6,,driver,,2026-01-01,2026-12-31,," in lines
    form = {"file": SimpleUploadedFile("m.csv", table)}
    again = client_for(chief).post(f"/api/v1/brigades/{brigade.pk}/members/import", data=form)
    assert again.json()["same"] == 1 + 4, "the licence, and the gates of the chief"
    assert (again.json()["members"], again.json()["grants"]) == (0, 0)


def test_a_preview_tells_what_is_understood_and_what_is_not(house) -> None:
    brigade, chief, person = house
    good = "new@example.org;;active;;driver;2026-01-01;2026-12-31"
    answer = send(chief, brigade, good, "new@example.org;;;;flying;2026-01-01;", dry_run="true")
    assert answer.status_code == 200, answer.content
    told = answer.json()
    assert (told["members"], told["grants"], told["same"]) == (1, 1, 0)
    assert [(line["line"], line["paper"]) for line in told["lines"]] == [(2, "new")]
    assert [(fault["line"], fault["column"], fault["code"]) for fault in told["faults"]] == [
        (3, "qualification", "qualification")
    ]
    assert told["faults"][0]["message"] == "There is no such qualification."
    assert Member.objects.get(user=person).state == "applied"
    assert not AuditEntry.objects.filter(verb="brigade.members_imported").exists()


def test_one_bad_line_and_nothing_comes_over(house) -> None:
    brigade, chief, person = house
    good = "new@example.org;;active;;driver;2026-01-01;2026-12-31"
    answer = send(
        chief,
        brigade,
        good,
        "nobody@example.org;;;;;;",
        "new@example.org;;;;flying;2026-01-01;",
        "new@example.org;chief;;;;;",
        "new@example.org;;;soon;;;",
        "new@example.org;;;;driver;01.02.2026;",
        "new@example.org;;;;driver;2026-06-01;2027-06-01",
        "new@example.org;;;;driver;2028-06-01;2028-05-01",
    )
    assert (answer.status_code, answer.json()["code"]) == (422, "rosters.lines")
    assert [(row["line"], row["column"], row["code"]) for row in answer.json()["data"]["rows"]] == [
        (3, "email", "person"),
        (4, "qualification", "qualification"),
        (5, "kind", "choice"),
        (6, "travel_minutes", "minutes"),
        (7, "valid_from", "date"),
        (8, "valid_from", "overlap"),
        (9, "valid_until", "end"),
    ]
    assert Member.objects.get(user=person).state == "applied"
    assert not QualificationGrant.objects.exists()


def test_what_is_no_table_is_refused(house) -> None:
    brigade, chief, _person = house
    for data in (b"\xff\xfe\x00", b"name,phone\nx,y\n"):
        form = {"file": SimpleUploadedFile("m.csv", data)}
        url = f"/api/v1/brigades/{brigade.pk}/members/import"
        assert client_for(chief).post(url, data=form).status_code == 422


@pytest.mark.parametrize("standing", [None, MemberState.LEFT, MemberState.DECLINED])
def test_who_has_not_applied_is_not_made_a_member_nor_told_from_a_stranger(house, standing) -> None:
    """A chief who could enrol any account would read its papers of other brigades."""
    brigade, chief, _person = house
    elsewhere = make_brigade("Інша")
    stranger = make_member(elsewhere, "driver")
    if standing:
        Member.objects.create(brigade=brigade, user=stranger, state=standing, kind=MemberKind.FIREFIGHTER)
    before = list(Member.objects.values_list("pk", "state").order_by("pk"))
    told = send(chief, brigade, f"{stranger.email};;;;;;", "nobody@example.org;;;;;;", dry_run="true").json()
    assert [(fault["line"], fault["code"]) for fault in told["faults"]] == [(2, "person"), (3, "person")]
    assert told["faults"][0]["message"] == told["faults"][1]["message"]
    assert send(chief, brigade, f"{stranger.email};;active;;;;").status_code == 422
    assert list(Member.objects.values_list("pk", "state").order_by("pk")) == before


GATES = "email;qualification;gate;valid_from;valid_until"


def send_gates(chief, brigade, *lines, **fields):
    data = "\n".join([GATES, *lines]).encode()
    form = {"file": SimpleUploadedFile("m.csv", data)} | fields
    return client_for(chief).post(f"/api/v1/brigades/{brigade.pk}/members/import", data=form)


def test_gates_come_over_beside_qualifications_and_out_again_and_open_the_duty(house) -> None:
    brigade, chief, _person = house
    driver = make_member(brigade, "driver", gates=False, name="Оля")
    shift = make_shift(brigade, "driver")
    signed = client_for(driver).post(f"/api/v1/shifts/{shift.pk}/sign-up")
    assert signed.json()["data"]["obstacles"] == [f"gate.{kind}" for kind in ability.GATES]
    email = driver.email
    lines = [
        f"{email};;adult;2019-05-01;",
        f"{email};;medical;2026-01-01;2026-12-31",
        f"{email};;insurance;2026-01-01;2027-12-31",
        f"{email};;basic_training;2025-06-01;",
    ]
    first = send_gates(chief, brigade, *lines).json()
    assert (first["gates"], first["grants"], first["same"], first["members"]) == (4, 0, 0, 0)
    assert [line["gate"] for line in first["lines"]] == list(ability.GATES)
    again = send_gates(chief, brigade, *lines).json()
    assert (again["gates"], again["same"]) == (0, 4)
    valid = EligibilityGate.objects.get(user=driver, kind="medical").valid
    assert valid.upper == datetime(2026, 12, 31, 22, tzinfo=UTC), "the last day counts whole, in Kyiv"
    assert client_for(driver).post(f"/api/v1/shifts/{shift.pk}/sign-up").status_code == 200
    table = client_for(chief).get(f"/api/v1/brigades/{brigade.pk}/members.csv").content
    told = table.decode("utf-8-sig").splitlines()
    assert f"{email},Оля,firefighter,active,,10,,,medical,2026-01-01,2026-12-31,," in told
    assert f"{email},Оля,firefighter,active,,10,,,adult,2019-05-01,,," in told
    form = {"file": SimpleUploadedFile("m.csv", table)}
    back = client_for(chief).post(f"/api/v1/brigades/{brigade.pk}/members/import", data=form).json()
    assert (back["gates"], back["grants"], back["members"]) == (0, 0, 0)


def test_faulty_gates_are_told_by_line_and_nothing_comes_over(house) -> None:
    brigade, chief, _person = house
    driver = make_member(brigade, gates=False)
    answer = send_gates(
        chief,
        brigade,
        f"{driver.email};;medical;2026-01-01;2026-12-31",
        f"{driver.email};;blood;2026-01-01;",
        f"{driver.email};driver;medical;2026-01-01;",
        f"{driver.email};;insurance;;2026-12-31",
        f"{driver.email};;medical;2026-06-01;2027-06-01",
    )
    assert (answer.status_code, answer.json()["code"]) == (422, "rosters.lines")
    rows = answer.json()["data"]["rows"]
    assert [(row["line"], row["column"], row["code"]) for row in rows] == [
        (3, "gate", "choice"),
        (4, "gate", "two"),
        (5, "valid_from", "date"),
        (6, "valid_from", "overlap"),
    ]
    assert rows[1]["message"] == "A line names a qualification or a gate, not both."
    assert not EligibilityGate.objects.filter(user=driver).exists()


def test_a_paper_that_begins_in_the_evening_comes_back_as_the_same(house) -> None:
    brigade, chief, _person = house
    there = make_member(brigade)
    give_skill(there, "driver", DateTimeTZRange(datetime(2026, 11, 20, 19, 30, tzinfo=UTC), None))
    table = client_for(chief).get(f"/api/v1/brigades/{brigade.pk}/members.csv").content
    form = {"file": SimpleUploadedFile("m.csv", table)}
    told = client_for(chief).post(f"/api/v1/brigades/{brigade.pk}/members/import", data=form).json()
    assert (told["grants"], told["gates"], told["same"]) == (0, 0, 9)


def test_who_takes_the_table_out_stands_in_the_audit_trail(house) -> None:
    brigade, chief, _person = house
    url = f"/api/v1/brigades/{brigade.pk}/members.csv"
    member = make_member(brigade)
    assert client_for(member).get(url).status_code == 403
    assert client_for(make_member(make_brigade())).get(url).status_code == 404
    assert not AuditEntry.objects.filter(verb="brigade.members_exported").exists()
    assert client_for(chief).get(url).status_code == 200
    entry = AuditEntry.objects.get(verb="brigade.members_exported")
    who, what = entry.actor_id, entry.target_id
    assert (who, what, entry.data) == (str(chief.pk), str(brigade.pk), {"lines": 8})


def test_what_cannot_be_recorded_is_not_given_out(house, monkeypatch) -> None:
    brigade, chief, _person = house

    def fails(*_arguments, **_options):
        raise OperationalError("planted")

    monkeypatch.setattr("rosters.actions.carrying.audit.record", fails)
    client = client_for(chief)
    client.raise_request_exception = False
    assert client.get(f"/api/v1/brigades/{brigade.pk}/members.csv").status_code >= 500
