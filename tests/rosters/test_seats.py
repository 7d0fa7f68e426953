"""Onto a duty and off it: R1, R2, R7 through the product's own doors."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from uuid import uuid4

import pytest
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from core.models import AuditEntry
from notifications.models import InboxItem
from rosters.models import Assignment, AssignmentState, QualificationGrant, Swap
from tests.factories.accounts import client_for
from tests.factories.rosters import (
    give_skill,
    make_brigade,
    make_member,
    make_qualification,
    make_shift,
)
from tests.verify import View, verify_action

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(datetime(2026, 11, 22, 12, tzinfo=UTC))]

WINDOW = "start=2026-11-20T00:00:00Z&end=2026-12-20T00:00:00Z"


def rota_view(user, brigade) -> View:
    return View(client_for(user), f"/api/v1/brigades/{brigade.pk}/rota?{WINDOW}")


def sign_up(user, shift):
    return client_for(user).post(f"/api/v1/shifts/{shift.pk}/sign-up")


def assert_refused(response, status: int, code: str) -> None:
    assert (response.status_code, response.json()["code"]) == (status, code)
    assert not Assignment.objects.exists()
    assert not AuditEntry.objects.filter(verb__startswith="rota.").exists()


def test_a_driver_signs_up_and_everybody_in_the_brigade_sees_it() -> None:
    brigade = make_brigade()
    driver, colleague = make_member(brigade, "driver", name="Ольга"), make_member(brigade)
    shift = make_shift(brigade, "driver", None)
    answer = verify_action(lambda: sign_up(driver, shift), rota_view(colleague, brigade))
    assert answer.status_code == 200, answer.content
    assert [seat["holder"] and seat["holder"]["name"] for seat in answer.json()["seats"]] == ["Ольга", None]
    assert answer.json()["gaps"] == [{"count": 1, "skills": [None]}]


def test_others_move_over_so_that_a_newcomer_can_be_seated() -> None:
    brigade = make_brigade()
    versatile, driver = make_member(brigade, "driver", "mask"), make_member(brigade, "driver")
    shift = make_shift(brigade, "driver", "mask")
    assert sign_up(versatile, shift).status_code == 200
    taken = Assignment.objects.get(user=versatile)
    Assignment.objects.filter(pk=taken.pk).update(seat=shift.seats.get(needs__code="driver"))
    answer = sign_up(driver, shift)
    assert answer.status_code == 200
    held = {a.user_id: a.seat.needs.code for a in Assignment.objects.filter(state="confirmed")}
    assert held == {versatile.pk: "mask", driver.pk: "driver"}


def test_who_would_not_fill_an_open_seat_is_refused() -> None:
    brigade = make_brigade()
    answer = sign_up(make_member(brigade, "mask"), make_shift(brigade, "driver"))
    assert_refused(answer, 409, "rosters.no_seat")


def test_a_licence_that_lapses_during_the_shift_does_not_take_it() -> None:
    brigade = make_brigade()
    shift = make_shift(brigade, "driver")
    member = make_member(brigade)
    give_skill(member, "driver", DateTimeTZRange(None, shift.during.upper - timedelta(minutes=1)))
    assert_refused(sign_up(member, shift), 409, "rosters.no_seat")


def test_a_closed_gate_is_named() -> None:
    brigade = make_brigade()
    answer = sign_up(make_member(brigade, "driver", gates=False), make_shift(brigade))
    assert_refused(answer, 409, "rosters.not_able")
    assert answer.json()["data"]["obstacles"] == [
        "gate.adult",
        "gate.medical",
        "gate.insurance",
        "gate.basic_training",
    ]


def test_nobody_is_on_two_duties_at_once_in_any_brigades() -> None:
    one, other = make_brigade("Одна"), make_brigade("Інша")
    member = make_member(one, "driver")
    make_member(other, user=member)
    assert sign_up(member, make_shift(one)).status_code == 200
    answer = sign_up(member, make_shift(other, starts=time(22), ends=time(4)))
    assert (answer.status_code, answer.json()["code"]) == (409, "rosters.overlap")
    assert Assignment.objects.count() == 1


@pytest.mark.parametrize(
    ("_case", "starts", "code"),
    [("eleven hours are enough", time(19), None), ("ten are not", time(18), "rosters.rest")],
)
def test_rest_is_kept(_case: str, starts: time, code: str | None) -> None:
    brigade = make_brigade()
    member = make_member(brigade, "driver")
    assert sign_up(member, make_shift(brigade)).status_code == 200
    answer = sign_up(member, make_shift(brigade, day=date(2026, 11, 25), starts=starts, ends=time(23)))
    assert answer.json().get("code") == code


def test_strangers_see_no_shift() -> None:
    brigade, elsewhere = make_brigade(), make_brigade()
    answer = sign_up(make_member(elsewhere, "driver"), make_shift(brigade))
    assert_refused(answer, 404, "not_found")


def offer(user, assignment):
    return client_for(user).post(
        f"/api/v1/assignments/{assignment.pk}/offer", data={}, content_type="application/json"
    )


def take(user, swap_id):
    return client_for(user).post(f"/api/v1/swaps/{swap_id}/take", data={}, content_type="application/json")


def held_and_offered(brigade, shift):
    giver = make_member(brigade, "driver", name="Дарина")
    assert sign_up(giver, shift).status_code == 200
    assignment = Assignment.objects.get(user=giver)
    return giver, assignment, offer(giver, assignment).json()["id"]


def test_the_giver_holds_the_duty_until_the_taker_is_in() -> None:
    brigade = make_brigade()
    shift = make_shift(brigade)
    giver, assignment, swap_id = held_and_offered(brigade, shift)
    assert Assignment.objects.get(state=AssignmentState.CONFIRMED).user_id == giver.pk
    taker = make_member(brigade, "driver")
    answer = verify_action(lambda: take(taker, swap_id), rota_view(giver, brigade))
    assert answer.status_code == 200
    assert Assignment.objects.get(state=AssignmentState.CONFIRMED).user_id == taker.pk
    assert Assignment.objects.get(pk=assignment.pk).ended_reason == "swap"


def test_a_duty_is_offered_to_members_of_its_brigade_alone() -> None:
    brigade = make_brigade()
    shift = make_shift(brigade, "driver")
    giver = make_member(brigade, "driver")
    stranger = make_member(make_brigade("Інша"), "driver")
    assert sign_up(giver, shift).status_code == 200
    assignment = Assignment.objects.get(user=giver)
    for to in (stranger.pk, uuid4()):
        answer = client_for(giver).post(
            f"/api/v1/assignments/{assignment.pk}/offer",
            data={"to_user_id": str(to)},
            content_type="application/json",
        )
        assert (answer.status_code, list(answer.json()["data"]["fields"])) == (422, ["to_user_id"])
    assert not Swap.objects.exists()
    assert not InboxItem.objects.filter(kind="rosters.offered").exists()


def test_a_taker_who_may_not_serve_leaves_everything_as_it_was() -> None:
    brigade = make_brigade()
    giver, _assignment, swap_id = held_and_offered(brigade, make_shift(brigade))
    answer = take(make_member(brigade, "mask"), swap_id)
    assert (answer.status_code, answer.json()["code"]) == (409, "rosters.no_seat")
    assert Assignment.objects.get(state=AssignmentState.CONFIRMED).user_id == giver.pk
    assert Swap.objects.get().state == "open"


def test_an_offer_is_void_when_the_chief_takes_the_giver_off() -> None:
    brigade = make_brigade()
    chief = make_member(brigade, chief=True)
    _giver, assignment, swap_id = held_and_offered(brigade, make_shift(brigade))
    answer = client_for(chief).post(
        f"/api/v1/assignments/{assignment.pk}/end", data={"reason": "хворий"}, content_type="application/json"
    )
    assert answer.status_code == 200
    assert Swap.objects.get(pk=swap_id).state == "void"
    assert take(make_member(brigade, "driver"), swap_id).json()["code"] == "rosters.taken"


def test_a_revoked_licence_opens_a_gap_at_once() -> None:
    brigade = make_brigade()
    driver = make_member(brigade, "driver")
    shift = make_shift(brigade)
    assert sign_up(driver, shift).status_code == 200
    QualificationGrant.objects.filter(user=driver, qualification=make_qualification("driver")).update(
        revoked_at=datetime(2026, 11, 23, tzinfo=UTC)
    )
    items = rota_view(driver, brigade).snapshot()["items"]
    [item] = [i["data"] for i in items if i["subject"] == f"shift:{shift.pk}"]
    assert item["gaps"] == [{"count": 1, "skills": ["driver"]}]


@pytest.mark.parametrize("verb", ["assign", "cancel"])
def test_only_the_chief_commands(verb: str) -> None:
    brigade = make_brigade()
    member, shift = make_member(brigade, "driver"), make_shift(brigade)
    body = {"assign": {"user_id": str(member.pk)}, "cancel": {"reason": "x"}}[verb]
    path = f"/api/v1/shifts/{shift.pk}/{verb}"
    answer = client_for(member).post(path, data=body, content_type="application/json")
    assert_refused(answer, 403, "rosters.command")
