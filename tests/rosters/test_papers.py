"""Gates and qualifications over time: recorded once, revoked with a voice, seen in the matrix."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from notifications.models import InboxItem
from rosters.models import EligibilityGate, Inclusion, Member, QualificationGrant
from tests.factories.accounts import client_for
from tests.factories.rosters import (
    give_skill,
    make_brigade,
    make_member,
    make_qualification,
    make_shift,
    seat,
)
from tests.verify import View, verify_action

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(NOW, tick=False)]
JSON = "application/json"
WINDOW = "start=2026-11-20T00:00:00Z&end=2026-12-20T00:00:00Z"


def post(user, path, **body):
    return client_for(user).post(f"/api/v1/{path}", data=body, content_type=JSON)


def member_of(user) -> Member:
    return Member.objects.get(user=user)


def test_a_renewal_begins_where_the_old_one_ends() -> None:
    brigade = make_brigade()
    chief, driver = make_member(brigade, chief=True), make_member(brigade)
    make_qualification("driver")
    path = f"members/{member_of(driver).pk}/qualifications"
    first = {"code": "driver", "start": "2026-01-01T00:00:00Z", "end": "2027-01-01T00:00:00Z"}
    assert post(chief, path, **first).status_code == 201
    again = post(chief, path, **first | {"start": "2026-12-31T00:00:00Z", "end": "2028-01-01T00:00:00Z"})
    assert (again.status_code, again.json()["code"]) == (409, "rosters.overlap_grant")
    renewed = post(chief, path, **first | {"start": "2027-01-01T00:00:00Z", "end": "2028-01-01T00:00:00Z"})
    assert renewed.status_code == 201
    assert QualificationGrant.objects.count() == 2


def test_what_was_revoked_may_be_given_again() -> None:
    brigade = make_brigade()
    chief, driver = make_member(brigade, chief=True), make_member(brigade, "driver")
    held = QualificationGrant.objects.get()
    assert post(chief, f"qualification-grants/{held.pk}/revoke", reason="Права забрано").status_code == 200
    again = post(chief, f"qualification-grants/{held.pk}/revoke", reason="Ще раз")
    assert (again.status_code, again.json()["code"]) == (409, "rosters.revoked")
    path = f"members/{member_of(driver).pk}/qualifications"
    assert post(chief, path, code="driver", start="2026-11-23T00:00:00Z").status_code == 201
    held.refresh_from_db()
    assert (held.revoked_at, held.revoked_reason) == (NOW, "Права забрано")


@pytest.mark.parametrize("what", ["qualification", "gate"])
def test_a_revocation_that_opens_a_gap_is_told_at_once(what) -> None:
    brigade = make_brigade()
    chief, driver = make_member(brigade, chief=True), make_member(brigade, "driver", name="Ольга")
    shift = make_shift(brigade, "driver")
    seat(shift, driver)
    gate = EligibilityGate.objects.get(user=driver, kind="medical")
    paths = {
        "qualification": f"qualification-grants/{QualificationGrant.objects.get().pk}/revoke",
        "gate": f"gates/{gate.pk}/revoke",
    }
    view = View(client_for(chief), f"/api/v1/brigades/{brigade.pk}/rota?{WINDOW}")
    answer = verify_action(lambda: post(chief, paths[what], reason="Строк"), view)
    assert answer.status_code == 200, answer.content
    item = InboxItem.objects.get(user=chief, kind="rosters.hole")
    assert item.words == {"person": "Ольга", "shift": "Ніч", "day": "2026-11-24"}
    shown = next(i for i in view.snapshot()["items"] if i["subject"] == f"shift:{shift.pk}")
    assert shown["data"]["gaps"] == [{"count": 1, "skills": ["driver"]}]


def test_a_revocation_that_leaves_the_crew_whole_warns_nobody() -> None:
    brigade = make_brigade()
    chief, driver = make_member(brigade, chief=True), make_member(brigade, "driver", "mask")
    seat(make_shift(brigade, "driver"), driver)
    mask = QualificationGrant.objects.get(qualification__code="mask")
    assert post(chief, f"qualification-grants/{mask.pk}/revoke", reason="Строк").status_code == 200
    assert not InboxItem.objects.filter(kind="rosters.hole").exists()


def test_the_matrix_shows_what_lapses() -> None:
    brigade = make_brigade()
    chief = make_member(brigade, chief=True, name="Б Начальник")
    person = make_member(brigade, name="А Боєць")
    until = {"radio": 91, "driver": 90, "pump": 31, "mask": 30, "saw": -1}
    for code, days in until.items():
        give_skill(person, code, DateTimeTZRange(NOW - timedelta(days=365), NOW + timedelta(days=days)))
    give_skill(person, "group-leader", DateTimeTZRange(NOW - timedelta(days=1), None))
    holder, included = make_qualification("group-leader"), make_qualification("first-aid")
    Inclusion.objects.create(holder=holder, included=included)
    rows = client_for(chief).get(f"/api/v1/brigades/{brigade.pk}/members").json()
    assert [row["name"] for row in rows] == ["А Боєць", "Б Начальник"]
    skills = rows[0]["skills"]
    assert {code: (cell["light"], cell["by"]) for code, cell in skills.items()} == {
        "driver": ("due", ""),
        "first-aid": ("valid", "group-leader"),
        "group-leader": ("valid", ""),
        "mask": ("soon", ""),
        "pump": ("due", ""),
        "radio": ("valid", ""),
        "saw": ("lapsed", ""),
    }
    assert skills["mask"]["until"] == "2026-12-22T12:00:00+00:00"
    assert rows[0]["gates"]["medical"] == {"light": "valid", "until": None, "by": ""}
    assert rows[1]["skills"] == {}


def test_the_matrix_says_who_may_be_paged() -> None:
    brigade = make_brigade()
    chief = make_member(brigade, chief=True)
    able, closed, away = (make_member(brigade, name=name) for name in ("Able", "Closed", "Away"))
    ends = DateTimeTZRange(NOW - timedelta(days=365), NOW)
    EligibilityGate.objects.filter(user=closed, kind="medical").update(valid=ends)
    Member.objects.filter(user=away).update(state="leave")
    rows = client_for(chief).get(f"/api/v1/brigades/{brigade.pk}/members").json()
    assert {row["user_id"]: row["pageable"] for row in rows} == {
        str(chief.pk): True,
        str(able.pk): True,
        str(closed.pk): False,
        str(away.pk): False,
    }


def test_colleagues_do_not_see_papers() -> None:
    brigade = make_brigade()
    one, other = make_member(brigade), make_member(brigade)
    assert client_for(one).get(f"/api/v1/members/{member_of(other).pk}").status_code == 404
    own = client_for(one).get(f"/api/v1/members/{member_of(one).pk}").json()
    assert {gate["kind"] for gate in own["gates"]} == {"adult", "medical", "insurance", "basic_training"}
