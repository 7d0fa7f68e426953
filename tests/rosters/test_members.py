"""The life of a membership: applied, taken, away, gone; with the grant that goes with each."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from accounts.models import Grant
from core.models import AuditEntry
from notifications.models import InboxItem
from rosters.models import Assignment, EligibilityGate, Member, MemberState, Standing
from tests.factories.accounts import client_for, make_user
from tests.factories.rosters import make_brigade, make_member, make_shift, seat
from tests.verify import View, verify_action

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(NOW, tick=False)]
JSON = "application/json"
LETTER = {"born": "2000-02-29", "consent": True, "motivation": "Хочу допомагати", "travel_minutes": 7}
WINDOW = "start=2026-11-20T00:00:00Z&end=2026-12-20T00:00:00Z"


def apply(user, brigade, **fields):
    url = f"/api/v1/brigades/by-slug/{brigade.slug}/apply"
    return client_for(user).post(url, data=LETTER | fields, content_type=JSON)


def move(chief, member_id, to, reason=""):
    url = f"/api/v1/members/{member_id}/move"
    return client_for(chief).post(url, data={"to": to, "reason": reason}, content_type=JSON)


def roles_of(user) -> list[str]:
    rows = Grant.objects.filter(user=user, valid__endswith__isnull=True).exclude(valid__isempty=True)
    return sorted(rows.values_list("role", flat=True))


def rota_view(user, brigade) -> View:
    return View(client_for(user), f"/api/v1/brigades/{brigade.pk}/rota?{WINDOW}")


def test_from_the_first_letter_to_the_last_day(time_machine) -> None:
    brigade = make_brigade()
    chief, person = make_member(brigade, chief=True), make_user("new@example.org")
    member_id = apply(person, brigade).json()["id"]
    assert InboxItem.objects.filter(user=chief, kind="rosters.applied").count() == 1
    days = {
        "interview": [],
        "probation": ["firefighter"],
        "active": ["firefighter"],
        "leave": ["firefighter"],
    }
    for number, (state, roles) in enumerate(days.items(), 1):
        time_machine.move_to(NOW + timedelta(days=number), tick=False)
        assert move(chief, member_id, state).json()["state"] == state
        assert roles_of(person) == roles
    time_machine.move_to(NOW + timedelta(days=5), tick=False)
    answer = client_for(person).post(f"/api/v1/members/{member_id}/leave", data={}, content_type=JSON)
    assert answer.json()["state"] == "left"
    assert roles_of(person) == []
    rows = Standing.objects.filter(member_id=member_id).order_by("during")
    assert [(row.state, row.during.lower) for row in rows] == [
        ("applied", NOW),
        ("interview", NOW + timedelta(days=1)),
        ("probation", NOW + timedelta(days=2)),
        ("active", NOW + timedelta(days=3)),
        ("leave", NOW + timedelta(days=4)),
        ("left", NOW + timedelta(days=5)),
    ]
    assert [row.during.upper for row in rows] == [*(row.during.lower for row in rows[1:]), None]


def test_the_gate_of_age_opens_on_the_eighteenth_birthday() -> None:
    person = make_user("new@example.org")
    assert apply(person, make_brigade()).status_code == 201
    gate = EligibilityGate.objects.get(user=person)
    assert (gate.kind, gate.valid.upper) == ("adult", None)
    assert gate.valid.lower == datetime(2018, 2, 28, 22, tzinfo=UTC), "1 March 2018, midnight in Kyiv"


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"consent": False}, "invalid"),
        ({"born": "2008-11-23"}, "rosters.minor"),
        ({"born": "2030-01-01"}, "invalid"),
    ],
    ids=["consent", "minor", "future"],
)
def test_an_application_that_cannot_be_is_refused(fields, code) -> None:
    answer = apply(make_user("new@example.org"), make_brigade(), **fields)
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert not Member.objects.exists()
    assert not EligibilityGate.objects.exists()


def test_who_turns_eighteen_today_may_apply() -> None:
    assert apply(make_user("new@example.org"), make_brigade(), born="2008-11-22").status_code == 201


def test_one_applies_once_and_again_after_a_no() -> None:
    brigade = make_brigade()
    chief, person = make_member(brigade, chief=True), make_user("new@example.org")
    member_id = apply(person, brigade).json()["id"]
    assert apply(person, brigade).json()["code"] == "rosters.applied_already"
    assert move(chief, member_id, "declined").status_code == 200
    assert apply(person, brigade).json() | {"id": member_id} == apply_out(member_id, brigade, person)
    assert Member.objects.filter(user=person).count() == 1


def apply_out(member_id, brigade, person):
    return {
        "id": member_id,
        "brigade_id": str(brigade.pk),
        "brigade": "Стрижавка",
        "slug": brigade.slug,
        "user_id": str(person.pk),
        "name": "Оксана Тестова",
        "kind": "firefighter",
        "state": "applied",
        "phone": "",
        "languages": [],
        "travel_minutes": 7,
    }


def test_a_brigade_that_takes_nobody_gets_no_letters() -> None:
    answer = apply(make_user("new@example.org"), make_brigade(recruiting=False))
    assert (answer.status_code, answer.json()["code"]) == (409, "rosters.not_recruiting")


@pytest.mark.parametrize("to", ["active", "left", "leave", "applied"])
def test_no_step_is_skipped(to) -> None:
    brigade = make_brigade()
    chief, person = make_member(brigade, chief=True), make_user("new@example.org")
    member_id = apply(person, brigade).json()["id"]
    answer = move(chief, member_id, to)
    assert answer.status_code in {409, 422}
    assert Member.objects.get(pk=member_id).state == "applied"
    assert roles_of(person) == []


def test_the_record_says_what_its_reader_may_do() -> None:
    brigade = make_brigade()
    chief, colleague = make_member(brigade, chief=True), make_member(brigade)
    applicant = make_user("new@example.org")
    member_id = apply(applicant, brigade).json()["id"]

    def may(reader, pk):
        record = client_for(reader).get(f"/api/v1/members/{pk}").json()
        return record["moves"], record["may"]

    serving = Member.objects.get(user=colleague).pk
    leading = Member.objects.get(user=chief).pk
    assert may(chief, member_id) == (["interview", "declined"], ["keep_papers", "set_kind", "ask_contact"])
    assert may(chief, serving) == (["leave", "left"], ["keep_papers", "set_kind", "ask_contact"])
    assert may(chief, leading) == ([], ["keep_papers", "leave"])
    assert may(colleague, serving) == ([], ["leave"])
    assert may(applicant, member_id) == ([], ["leave"])
    (waiting,) = client_for(chief).get(f"/api/v1/brigades/{brigade.pk}/applications").json()
    assert waiting["moves"] == ["interview", "declined"]


def test_an_applicant_is_declined_and_not_put_out() -> None:
    brigade = make_brigade()
    chief, person = make_member(brigade, chief=True), make_user("new@example.org")
    member_id = apply(person, brigade).json()["id"]
    answer = move(chief, member_id, "left", "no reason of ours")
    assert (answer.status_code, answer.json()["code"]) == (409, "rosters.move")
    assert Member.objects.get(pk=member_id).state == "applied"


def test_the_last_chief_stays_until_there_is_a_successor() -> None:
    brigade = make_brigade()
    chief = make_member(brigade, chief=True)
    member = Member.objects.get(user=chief)
    url = f"/api/v1/members/{member.pk}/leave"
    answer = client_for(chief).post(url, data={}, content_type=JSON)
    assert (answer.status_code, answer.json()["code"]) == (409, "rosters.last_chief")
    assert roles_of(chief) == ["brigade_chief"]
    make_member(brigade, chief=True)
    assert client_for(chief).post(url, data={}, content_type=JSON).status_code == 200
    assert roles_of(chief) == []


def test_who_goes_on_leave_is_off_every_duty_and_the_chief_knows() -> None:
    brigade = make_brigade()
    chief, driver = make_member(brigade, chief=True), make_member(brigade, "driver", name="Ольга")
    shift = make_shift(brigade, "driver")
    seat(shift, driver)
    member = Member.objects.get(user=driver)
    answer = verify_action(lambda: move(chief, member.pk, "leave"), rota_view(chief, brigade))
    assert answer.status_code == 200, answer.content
    assert Assignment.objects.get().state == "ended"
    item = InboxItem.objects.get(user=chief, kind="rosters.hole")
    assert item.words == {"person": "Ольга", "shift": "Ніч", "day": "2026-11-24"}


def test_colleagues_see_a_newcomer_at_once() -> None:
    brigade = make_brigade()
    chief, person = make_member(brigade, chief=True), make_user("new@example.org")
    member_id = apply(person, brigade).json()["id"]
    move(chief, member_id, "interview")
    verify_action(lambda: move(chief, member_id, "probation"), rota_view(chief, brigade))


def test_nobody_decides_on_himself() -> None:
    brigade = make_brigade()
    chief = make_member(brigade, chief=True)
    make_member(brigade, chief=True)
    answer = move(chief, Member.objects.get(user=chief).pk, "leave")
    assert (answer.status_code, answer.json()["code"]) == (403, "rosters.self")


def test_the_chief_reads_whom_to_call_and_it_is_recorded() -> None:
    brigade = make_brigade()
    chief, member = make_member(brigade, chief=True), make_member(brigade)
    url = f"/api/v1/members/{Member.objects.get(user=member).pk}/emergency-contact"
    body = {"name": "Марія", "phone": "+380670000000", "relation": "дружина"}
    assert client_for(member).put(url, data=body, content_type=JSON).json() == body
    assert client_for(member).get(url).json() == body
    assert not AuditEntry.objects.filter(verb="member.emergency_contact_read").exists()
    assert client_for(chief).get(url).json() == body
    assert AuditEntry.objects.get(verb="member.emergency_contact_read").actor_id == str(chief.pk)
    assert client_for(make_member(brigade)).get(url).status_code == 404


def test_the_own_record_is_kept_up_to_date_and_shown() -> None:
    brigade = make_brigade()
    member = make_member(brigade)
    url = f"/api/v1/members/{Member.objects.get(user=member).pk}/record"
    body = {"phone": "+380501112233", "languages": ["uk", "en"], "travel_minutes": 4}
    answer = verify_action(
        lambda: client_for(member).put(url, data=body, content_type=JSON), rota_view(member, brigade)
    )
    assert {name: answer.json()[name] for name in body} == body | {"languages": ["en", "uk"]}


def test_birthdays() -> None:
    from rosters.standings import birthday

    assert birthday(date(2008, 2, 29), 18) == date(2026, 3, 1)
    assert birthday(date(2008, 2, 29), 20) == date(2028, 2, 29)


@pytest.mark.parametrize("to", [MemberState.LEFT, MemberState.DECLINED])
def test_the_record_of_who_is_no_member_any_more_is_closed_to_the_chief(to) -> None:
    brigade = make_brigade()
    chief, person = make_member(brigade, chief=True), make_member(brigade, "driver")
    member = Member.objects.get(user=person)
    paths = (f"/api/v1/members/{member.pk}", f"/api/v1/members/{member.pk}/emergency-contact")
    assert [client_for(chief).get(path).status_code for path in paths] == [200, 200]
    Member.objects.filter(pk=member.pk).update(state=to)
    assert [client_for(chief).get(path).status_code for path in paths] == [404, 404]
    assert client_for(person).get(paths[0]).status_code == 200, "one's own stays open"
