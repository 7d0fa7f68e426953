"""A holder moved to another shift: given up there and taken here in one step, or nothing happens."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from core.models import AuditEntry
from notifications.models import InboxItem
from rosters.models import (
    ApartPair,
    Assignment,
    AvailabilityException,
    EligibilityGate,
    HoursEntry,
    Shift,
    ShiftState,
    Swap,
)
from rosters.queries.roll import range_of
from rosters.recurrence import Interval
from tests.factories.accounts import client_for
from tests.factories.rosters import make_brigade, make_member, make_shift, seat
from tests.verified import verifies
from tests.verify import View, verify_action

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(NOW, tick=False)]
WINDOW = "start=2026-11-20T00:00:00Z&end=2026-12-20T00:00:00Z"
JSON = "application/json"


class Week:
    """Дарина, who drives, has the night of Tuesday; that of Thursday has two free seats."""

    def __init__(self) -> None:
        self.brigade = make_brigade()
        self.chief = make_member(self.brigade, chief=True)
        self.driver = make_member(self.brigade, "driver", name="Дарина")
        self.tuesday = make_shift(self.brigade)
        self.thursday = make_shift(self.brigade, None, "driver", day=date(2026, 11, 26), name="Друга ніч")
        self.duty = seat(self.tuesday, self.driver)
        self.plain, self.wheel = self.thursday.seats.order_by("order")

    def post(self, path: str, user: Any = None, **body: Any) -> Any:
        return client_for(user or self.chief).post(f"/api/v1/{path}", data=body, content_type=JSON)

    def move(self, *, to: Shift | None = None, user: Any = None, seat: Any = None) -> Any:
        body = {"shift_id": str((to or self.thursday).pk)} | ({"seat_id": str(seat)} if seat else {})
        return self.post(f"assignments/{self.duty.pk}/move", user, **body)

    def seats_of(self, user: Any = None) -> list[UUID]:
        rows = Assignment.objects.filter(user=user or self.driver, state="confirmed")
        return list(rows.values_list("seat_id", flat=True))

    @property
    def as_before(self) -> bool:
        return (
            Assignment.objects.filter(pk=self.duty.pk, seat=self.duty.seat_id, state="confirmed").exists()
            and not Assignment.objects.filter(state="ended").exists()
            and not AuditEntry.objects.filter(verb__startswith="rota.").exists()
            and not InboxItem.objects.exists()
        )


@pytest.fixture
def week() -> Week:
    return Week()


def refusal(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


@verifies("rosters.move_duty")
def test_a_holder_is_moved_in_one_step_and_everybody_sees_both_shifts(week: Week) -> None:
    colleague = make_member(week.brigade)
    screen = View(client_for(colleague), f"/api/v1/brigades/{week.brigade.pk}/rota?{WINDOW}")
    answer = verify_action(lambda: week.move(seat=week.wheel.pk), screen)
    assert answer.status_code == 200, answer.content
    assert [one["holder"] and one["holder"]["name"] for one in answer.json()["seats"]] == [None, "Дарина"]
    assert week.seats_of() == [week.wheel.pk]
    ended = Assignment.objects.get(pk=week.duty.pk)
    assert (ended.state, ended.ended_reason) == ("ended", "move")
    taken = Assignment.objects.get(state="confirmed")
    assert (taken.source, taken.during) == ("chief", week.thursday.during)
    line = AuditEntry.objects.get(verb="rota.moved")
    assert line.data == {"from": str(week.duty.pk), "to": str(taken.pk)}
    shown = [one["data"]["seats"] for one in screen.snapshot()["items"] if "seats" in one["data"]]
    assert sum(place["holder"] is not None for seats in shown for place in seats) == 1


def test_the_holder_is_told_where_to_and_where_from(week: Week) -> None:
    week.move()
    told = InboxItem.objects.get()
    assert (told.user_id, told.kind, told.words) == (
        week.driver.pk,
        "rosters.moved",
        {"shift": "Друга ніч", "day": "2026-11-26", "other": "Ніч", "other_day": "2026-11-24"},
    )


@pytest.mark.parametrize(
    ("here", "there", "kinds"),
    [
        ("draft", "draft", []),
        ("draft", "published", ["rosters.assigned"]),
        ("published", "draft", ["rosters.unassigned"]),
    ],
)
def test_of_drafts_the_holder_hears_nothing(week: Week, here: str, there: str, kinds: list[str]) -> None:
    Shift.objects.filter(pk=week.tuesday.pk).update(state=here)
    Shift.objects.filter(pk=week.thursday.pk).update(state=there)
    assert week.move().status_code == 200
    assert [item.kind for item in InboxItem.objects.filter(user=week.driver)] == kinds


def test_a_duty_that_stands_against_the_new_one_is_given_up_first(week: Week) -> None:
    """Wednesday noon is four hours after Tuesday's night: nobody could hold both."""
    day = make_shift(week.brigade, day=date(2026, 11, 25), starts=time(12), ends=time(20), name="День")
    assigned = week.post(f"shifts/{day.pk}/assign", user_id=str(week.driver.pk))
    assert refusal(assigned) == (409, "rosters.rest")
    assert week.move(to=day).status_code == 200
    assert week.seats_of() == [day.seats.get().pk]


def _away(week: Week) -> None:
    whole = week.thursday.during
    AvailabilityException.objects.create(
        user=week.driver,
        during=range_of(Interval(whole.lower, whole.upper)),
        available=False,
        said_at=NOW,
    )


def _paper(week: Week) -> None:
    EligibilityGate.objects.filter(user=week.driver, kind="medical").delete()


def _full(week: Week) -> None:
    for place in (week.plain, week.wheel):
        _seat(week, week.thursday, place, make_member(week.brigade, "driver"))


def _near(week: Week) -> None:
    day = make_shift(week.brigade, day=date(2026, 11, 27), starts=time(12), ends=time(20))
    seat(day, week.driver)


def _kept_apart(week: Week) -> None:
    other = make_member(week.brigade)
    one, two = sorted([other.pk, week.driver.pk])
    ApartPair.objects.create(brigade=week.brigade, one_id=one, two_id=two)
    _seat(week, week.thursday, week.plain, other)


def _cancelled(week: Week) -> None:
    Shift.objects.filter(pk=week.thursday.pk).update(state=ShiftState.CANCELLED)


def _over(week: Week) -> None:
    Shift.objects.filter(pk=week.thursday.pk).update(
        during=range_of(Interval(NOW - timedelta(hours=12), NOW - timedelta(hours=1)))
    )


def _seat(week: Week, shift: Shift, place: Any, user: Any) -> None:
    shift.assignments.create(seat=place, user=user, during=shift.during, state="confirmed", source="chief")


@pytest.mark.parametrize(
    ("against", "code"),
    [
        (_away, "rosters.not_able"),
        (_paper, "rosters.not_able"),
        (_full, "rosters.no_seat"),
        (_near, "rosters.rest"),
        (_kept_apart, "rosters.apart"),
        (_cancelled, "rosters.cancelled"),
        (_over, "rosters.over"),
    ],
)
def test_what_stands_against_it_leaves_the_holder_where_they_were(
    week: Week, against: Any, code: str
) -> None:
    against(week)
    swap = Swap.objects.create(assignment=week.duty)
    assert refusal(week.move()) == (409, code)
    assert week.as_before
    swap.refresh_from_db()
    assert swap.state == "open"


def test_the_seat_named_is_the_seat_had_by_a_move_and_by_an_assignment(week: Week) -> None:
    """The matching would give the one who drives the first free seat."""
    assert week.move(seat=week.wheel.pk).status_code == 200
    assert week.seats_of() == [week.wheel.pk]
    other = make_member(week.brigade, "driver")
    named = {"user_id": str(other.pk), "seat_id": str(week.plain.pk)}
    assert week.post(f"shifts/{week.thursday.pk}/assign", **named).status_code == 200
    assert week.seats_of(other) == [week.plain.pk]


def test_whoever_holds_the_seat_named_moves_over_where_they_can(week: Week) -> None:
    other = make_member(week.brigade, "driver")
    _seat(week, week.thursday, week.wheel, other)
    assert week.move(seat=week.wheel.pk).status_code == 200
    assert (week.seats_of(), week.seats_of(other)) == ([week.wheel.pk], [week.plain.pk])


@pytest.mark.parametrize("door", ["move", "assign"])
def test_a_seat_the_person_does_not_fit_is_refused_with_what_it_needs(week: Week, door: str) -> None:
    helper = make_member(week.brigade)
    held: list[UUID] = []
    if door == "move":
        evening = make_shift(week.brigade, None, day=date(2026, 11, 24), name="Вечір")
        duty = seat(evening, helper)
        held = [duty.seat_id]
        body = {"shift_id": str(week.thursday.pk), "seat_id": str(week.wheel.pk)}
        answer = week.post(f"assignments/{duty.pk}/move", **body)
    else:
        body = {"user_id": str(helper.pk), "seat_id": str(week.wheel.pk)}
        answer = week.post(f"shifts/{week.thursday.pk}/assign", **body)
    assert refusal(answer) == (409, "rosters.seat_unfit")
    assert answer.json()["data"] == {"needs": "driver"}
    assert week.seats_of(helper) == held
    assert week.as_before


@pytest.mark.parametrize("door", ["move", "assign"])
def test_a_seat_of_another_shift_is_said_at_the_field(week: Week, door: str) -> None:
    foreign = str(week.tuesday.seats.get().pk)
    other = make_member(week.brigade, "driver")
    answer = (
        week.move(seat=foreign)
        if door == "move"
        else week.post(f"shifts/{week.thursday.pk}/assign", user_id=str(other.pk), seat_id=foreign)
    )
    assert (answer.status_code, list(answer.json()["data"]["fields"])) == (422, ["seat_id"])
    assert week.as_before
    assert week.seats_of(other) == []


def test_from_seat_to_seat_of_one_shift_is_no_news_to_the_holder(week: Week) -> None:
    week.duty.delete()
    _seat(week, week.thursday, week.plain, week.driver)
    week.duty = Assignment.objects.get(state="confirmed")
    assert week.move(seat=week.wheel.pk).status_code == 200
    assert week.seats_of() == [week.wheel.pk]
    assert not InboxItem.objects.exists()


def test_nobody_is_moved_to_another_brigades_shift(week: Week) -> None:
    elsewhere = make_brigade("Інша")
    make_member(elsewhere, user=week.chief, chief=True)
    make_member(elsewhere, user=week.driver)
    answer = week.move(to=make_shift(elsewhere, day=date(2026, 11, 28)))
    assert (answer.status_code, list(answer.json()["data"]["fields"])) == (422, ["shift_id"])
    assert week.as_before


def test_only_the_chief_moves_people_and_strangers_see_nothing(week: Week) -> None:
    assert refusal(week.move(user=week.driver)) == (403, "rosters.command")
    stranger = make_member(make_brigade("Інша"), chief=True)
    assert refusal(week.move(user=stranger)) == (404, "not_found")
    hidden = make_shift(make_brigade("Третя"), day=date(2026, 11, 28))
    assert refusal(week.move(to=hidden)) == (404, "not_found")
    missing = week.post(f"assignments/{week.duty.pk}/move", shift_id=str(uuid4()))
    assert refusal(missing) == (404, "not_found")
    assert week.as_before


def test_a_duty_that_has_begun_is_moved_with_the_hours_served_kept(week: Week, time_machine: Any) -> None:
    begun = week.tuesday.during.lower
    time_machine.move_to(begun + timedelta(hours=3), tick=False)
    assert week.move().status_code == 200
    line = HoursEntry.objects.get(source_id=week.duty.pk)
    assert (line.during.lower, line.during.upper) == (begun, begun + timedelta(hours=3))


def test_an_offer_ends_with_the_duty_that_is_moved_and_twice_is_refused(week: Week) -> None:
    swap = Swap.objects.create(assignment=week.duty)
    assert week.move().status_code == 200
    swap.refresh_from_db()
    assert swap.state == "void"
    assert refusal(week.move(to=make_shift(week.brigade, day=date(2026, 11, 29)))) == (
        409,
        "rosters.not_held",
    )
    assert len(week.seats_of()) == 1
