"""Two duties exchanged in one step: both change hands or neither does, on the terms that were read."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from core.models import AuditEntry
from notifications.models import InboxItem
from rosters.actions import swaps
from rosters.models import ApartPair, Assignment, Brigade, QualificationGrant, Shift, Swap
from tests.factories.accounts import client_for
from tests.factories.rosters import give_skill, make_brigade, make_member, make_shift, seat
from tests.verified import verifies
from tests.verify import View, verify_action

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(NOW, tick=False)]
WINDOW = "start=2026-11-20T00:00:00Z&end=2026-12-20T00:00:00Z"


class Two:
    """Дарина has the night of Tuesday, Остап that of Thursday."""

    def __init__(self, *, thursday: str = "driver") -> None:
        self.brigade = make_brigade()
        self.one = make_member(self.brigade, "driver", name="Дарина")
        self.other = make_member(self.brigade, "driver", name="Остап")
        self.tuesday = make_shift(self.brigade)
        self.thursday = make_shift(self.brigade, thursday, day=date(2026, 11, 26), name="Друга ніч")
        self.given, self.wanted = seat(self.tuesday, self.one), seat(self.thursday, self.other)

    def post(self, user: Any, path: str, **body: Any) -> Any:
        return client_for(user).post(f"/api/v1/{path}", data=body, content_type="application/json")

    def offer(self, **body: Any) -> Any:
        terms = {"for_assignment_id": str(self.wanted.pk), **body}
        return self.post(self.one, f"assignments/{self.given.pk}/offer", **terms)

    def offered(self) -> str:
        answer = self.offer()
        assert answer.status_code == 200, answer.content
        return answer.json()["id"]

    def take(self, swap_id: str, user: Any = None, in_return: UUID | str | None = "") -> Any:
        given = self.wanted.pk if in_return == "" else in_return
        return self.post(user or self.other, f"swaps/{swap_id}/take", in_return=given and str(given))

    def holders(self) -> tuple[list[UUID], list[UUID]]:
        return holding(self.tuesday), holding(self.thursday)

    @property
    def as_before(self) -> bool:
        return self.holders() == ([self.one.pk], [self.other.pk])


def holding(shift: Shift) -> list[UUID]:
    return list(shift.assignments.filter(state="confirmed").values_list("user_id", flat=True))


@pytest.fixture
def two() -> Two:
    return Two()


def rota_view(user: Any, brigade: Brigade) -> View:
    return View(client_for(user), f"/api/v1/brigades/{brigade.pk}/rota?{WINDOW}")


def refusal(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def test_two_exchange_their_duties_in_one_step_and_everybody_sees_both(two: Two) -> None:
    swap_id = two.offered()
    assert two.as_before, "nothing moves until the other agrees"
    colleague = rota_view(make_member(two.brigade), two.brigade)
    answer = verify_action(lambda: two.take(swap_id), colleague)
    assert answer.status_code == 200, answer.content
    assert two.holders() == ([two.other.pk], [two.one.pk])
    assert set(Assignment.objects.filter(state="ended").values_list("ended_reason", flat=True)) == {"swap"}
    swap = Swap.objects.get()
    assert (swap.state, swap.taken_by_id, swap.to_user_id) == ("taken", two.other.pk, two.other.pk)
    line = AuditEntry.objects.get(verb="rota.exchanged")
    assert (line.data["from"], line.data["for"]) == (str(two.given.pk), str(two.wanted.pk))


def test_both_are_told_what_they_give_and_what_they_get(two: Two) -> None:
    two.take(two.offered())
    asked = InboxItem.objects.get(user=two.other)
    assert (asked.kind, asked.words) == (
        "rosters.offered",
        {
            "person": "Дарина",
            "shift": "Ніч",
            "day": "2026-11-24",
            "other": "Друга ніч",
            "other_day": "2026-11-26",
        },
    )
    done = InboxItem.objects.get(user=two.one)
    assert (done.kind, done.words["person"], done.words["other_day"]) == (
        "rosters.taken",
        "Остап",
        "2026-11-26",
    )


def test_the_offer_says_on_every_screen_what_is_asked_for_it(two: Two) -> None:
    swap_id = two.offered()
    items = rota_view(two.other, two.brigade).snapshot()["items"]
    [item] = [i["data"] for i in items if i["subject"] == f"shift:{two.tuesday.pk}"]
    assert item["seats"][0]["holder"]["offer"] == {
        "id": swap_id,
        "urgent": False,
        "note": "",
        "to": str(two.other.pk),
        "in_return": {
            "assignment_id": str(two.wanted.pk),
            "name": "Друга ніч",
            "day": "2026-11-26",
            "labels": ["20:00", "08:00"],
        },
    }


def test_duties_too_close_to_hold_both_can_be_exchanged() -> None:
    """Each stands against the other by the rest between them: both are given up before either is taken."""
    two = Two()
    early = make_shift(two.brigade, day=date(2026, 11, 25), starts=time(12), ends=time(20), name="День")
    Assignment.objects.filter(pk=two.wanted.pk).delete()
    two.thursday, two.wanted = early, seat(early, two.other)
    assert refusal(two.post(two.one, f"shifts/{early.pk}/sign-up")) == (409, "rosters.rest")
    assert two.take(two.offered()).status_code == 200
    assert two.holders() == ([two.other.pk], [two.one.pk])


def test_two_who_are_kept_apart_may_exchange(two: Two) -> None:
    one, other = sorted([two.one.pk, two.other.pk])
    ApartPair.objects.create(brigade=two.brigade, one_id=one, two_id=other)
    assert two.take(two.offered()).status_code == 200
    assert two.holders() == ([two.other.pk], [two.one.pk])


def test_an_exchange_its_maker_could_not_keep_is_refused_at_once() -> None:
    two = Two(thursday="mask")
    give_skill(two.other, "mask")
    answer = two.offer()
    assert refusal(answer) == (409, "rosters.no_seat")
    assert two.as_before
    assert not Swap.objects.exists()
    assert not InboxItem.objects.exists()
    assert not AuditEntry.objects.filter(verb__startswith="rota.").exists()


def test_what_stands_against_a_colleague_is_not_told(two: Two) -> None:
    QualificationGrant.objects.filter(user=two.other).delete()
    answer = two.offer()
    assert refusal(answer) == (409, "rosters.colleague")
    assert answer.json()["data"] == {}
    assert two.as_before
    assert not Swap.objects.exists()


def test_a_paper_that_lapsed_since_the_offer_leaves_both_as_they_were(two: Two) -> None:
    swap_id = two.offered()
    until = two.thursday.during.upper - timedelta(minutes=1)
    QualificationGrant.objects.filter(user=two.one).update(valid=DateTimeTZRange(None, until))
    assert refusal(two.take(swap_id)) == (409, "rosters.colleague")
    assert two.as_before
    assert Swap.objects.get().state == "open"


@pytest.mark.parametrize("seen", ["nothing", "another"])
def test_an_offer_is_taken_on_the_terms_that_were_read_alone(two: Two, seen: str) -> None:
    swap_id = two.offered()
    sunday = seat(make_shift(two.brigade, day=date(2026, 11, 29)), two.other)
    answer = two.take(swap_id, in_return={"nothing": None, "another": sunday.pk}[seen])
    assert refusal(answer) == (409, "rosters.terms")
    assert two.as_before
    assert Swap.objects.get().state == "open"


def test_offering_again_to_all_asks_nothing_in_return(two: Two) -> None:
    swap_id = two.offered()
    assert two.offer(for_assignment_id=None).json() == {
        "id": swap_id,
        "assignment_id": str(two.given.pk),
        "for_assignment_id": None,
        "state": "open",
        "urgent": False,
        "to_user_id": None,
    }
    assert refusal(two.take(swap_id)) == (409, "rosters.terms"), "the exchange is not on offer any more"
    assert two.take(swap_id, in_return=None).status_code == 200
    assert two.holders() == ([two.other.pk], [two.other.pk])


def test_nobody_else_can_take_an_exchange(two: Two) -> None:
    third = make_member(two.brigade, "driver")
    assert refusal(two.take(two.offered(), third, None)) == (404, "not_found")
    assert two.as_before


@pytest.mark.parametrize("case", ["own", "same shift", "draft", "another brigade"])
def test_what_cannot_be_exchanged_is_said_at_the_field(two: Two, case: str) -> None:
    if case == "another brigade":
        elsewhere = make_brigade("Інша")
        make_member(elsewhere, user=two.one)
        shift = make_shift(elsewhere, day=date(2026, 11, 28))
        holder = make_member(elsewhere, "driver")
    elif case == "same shift":
        shift, holder = two.tuesday, make_member(two.brigade)
        shift.seats.create(needs=None, order=1)
    else:
        state = "draft" if case == "draft" else "published"
        shift = make_shift(two.brigade, day=date(2026, 11, 28), state=state)
        holder = two.one if case == "own" else make_member(two.brigade, "driver")
    duty = (
        seat(shift, holder)
        if case != "same shift"
        else shift.assignments.create(
            seat=shift.seats.last(), user=holder, during=shift.during, state="confirmed", source="chief"
        )
    )
    answer = two.offer(for_assignment_id=str(duty.pk))
    if case == "draft":
        assert refusal(answer) == (404, "not_found"), "drafts are the chief's alone"
    else:
        assert (answer.status_code, list(answer.json()["data"]["fields"])) == (422, ["for_assignment_id"])
    assert not Swap.objects.exists()


def test_an_exchange_is_offered_to_the_holder_alone(two: Two) -> None:
    third = make_member(two.brigade, "driver")
    answer = two.offer(to_user_id=str(third.pk))
    assert (answer.status_code, list(answer.json()["data"]["fields"])) == (422, ["to_user_id"])
    assert refusal(two.offer(for_assignment_id=str(uuid4()))) == (404, "not_found")
    assert not Swap.objects.exists()


def test_a_duty_that_has_begun_is_not_exchanged(two: Two, time_machine: Any) -> None:
    swap_id = two.offered()
    time_machine.move_to(two.tuesday.during.lower, tick=False)
    assert refusal(two.take(swap_id)) == (409, "rosters.begun")
    assert refusal(two.offer()) == (409, "rosters.begun")
    assert two.as_before


def test_nobody_takes_a_duty_that_is_over(two: Two, time_machine: Any) -> None:
    swap_id = two.offer(for_assignment_id=None).json()["id"]
    time_machine.move_to(two.tuesday.during.upper, tick=False)
    assert refusal(two.take(swap_id, in_return=None)) == (409, "rosters.over")
    assert two.as_before


@verifies("rosters.void_exchange")
def test_an_exchange_ends_with_the_duty_that_was_asked_for(two: Two) -> None:
    swap_id = two.offered()
    chief = make_member(two.brigade, chief=True)
    two.post(chief, f"assignments/{two.wanted.pk}/end", reason="хворий")
    assert refusal(two.take(swap_id)) == (409, "rosters.taken")
    assert waiting("rosters.void_exchange") == [{"swap_id": swap_id}]
    screen = rota_view(two.other, two.brigade)
    verify_action(lambda: swaps.void_exchange(UUID(swap_id)), screen)
    assert Swap.objects.get().state == "void"
    told = InboxItem.objects.get(user=two.one)
    assert (told.kind, told.words["other"], told.words["shift"]) == (
        "rosters.exchange_void",
        "Друга ніч",
        "Ніч",
    )
    swaps.void_exchange(UUID(swap_id))
    assert InboxItem.objects.filter(user=two.one).count() == 1, "twice is once"
    assert holding(two.tuesday) == [two.one.pk]


def test_a_shift_called_off_ends_the_exchanges_that_asked_for_it(two: Two) -> None:
    swap_id = two.offered()
    chief = make_member(two.brigade, chief=True)
    assert two.post(chief, f"shifts/{two.thursday.pk}/cancel", reason="навчання").status_code == 200
    assert waiting("rosters.void_exchange") == [{"swap_id": swap_id}]
    assert refusal(two.take(swap_id)) == (409, "rosters.taken")


def test_an_exchange_changed_to_another_duty_meanwhile_is_not_ended(two: Two) -> None:
    swap_id = two.offered()
    sunday = seat(make_shift(two.brigade, day=date(2026, 11, 29)), two.other)
    two.offer(for_assignment_id=str(sunday.pk))
    swaps.void_exchange(UUID(swap_id))
    assert Swap.objects.get().state == "open"


def waiting(task: str) -> list[dict[str, Any]]:
    """The arguments of the jobs of a name that wait."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT args::text FROM procrastinate_jobs WHERE task_name = %s ORDER BY id", [task])
        return [json.loads(row[0]) for row in cursor.fetchall()]
