"""Moves in real threads: two chiefs, crosswise, against a taker and a sign-up; nobody waits in a circle."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import connection

from accounts.models import User
from accounts.queries import actor_of
from rosters.actions import moves, seats, swaps
from rosters.models import Assignment, Shift
from tests.factories.races import Sampler, at_once, holders
from tests.factories.rosters import make_brigade, make_member, make_shift, seat

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.time_machine(NOW, tick=False)]
REPEATS = 5


@pytest.fixture(autouse=True)
def _no_jobs_left(transactional_db: None) -> Iterator[None]:
    """The jobs' table is not Django's, so nobody else empties it."""
    yield
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")


class Week:
    """Three nights of one seat each, two chiefs; one driver has the first night."""

    def __init__(self) -> None:
        self.brigade = make_brigade()
        self.chiefs = [make_member(self.brigade, chief=True) for _ in range(2)]
        self.driver = make_member(self.brigade, "driver")
        self.shifts = [make_shift(self.brigade, day=date(2026, 11, day)) for day in (24, 26, 28)]
        self.duty = seat(self.shifts[0], self.driver)

    def moving(self, chief: int, duty: Assignment, to: Shift) -> Callable[[], Any]:
        actor = actor_of(self.chiefs[chief])
        return lambda: moves.move_duty(actor, assignment_id=duty.pk, shift_id=to.pk)

    def held(self) -> list[list[Any]]:
        return [holders(shift) for shift in self.shifts]


@pytest.mark.parametrize("_time", range(REPEATS))
def test_two_chiefs_move_the_same_person_at_once_to_different_shifts(_time: int) -> None:
    week = Week()
    one = week.driver.pk
    with Sampler(*week.shifts) as sampler:
        refused = at_once(*(week.moving(n, week.duty, week.shifts[n + 1]) for n in (0, 1)))
    assert refused == ["rosters.not_held"]
    assert week.held() in ([[], [one], []], [[], [], [one]])
    assert {*sampler.seen} == {(one,)}, "never on two duties, never on none"


@pytest.mark.parametrize("_time", range(REPEATS))
def test_a_move_and_a_taker_of_the_same_duty(_time: int) -> None:
    """Either the taker has the first night and the driver none, or the driver has the second."""
    week = Week()
    one, taker = week.driver.pk, make_member(week.brigade, "driver")
    swap = swaps.offer(actor_of(week.driver), assignment_id=week.duty.pk)
    refused = at_once(
        week.moving(0, week.duty, week.shifts[1]),
        lambda: swaps.take(actor_of(taker), swap_id=swap.pk),
    )
    assert (refused, week.held()) in (
        (["rosters.not_held"], [[taker.pk], [], []]),
        (["rosters.taken"], [[], [one], []]),
    )


@pytest.mark.parametrize("_time", range(REPEATS))
def test_two_moves_crosswise_do_not_wait_for_each_other(_time: int) -> None:
    """Each seat is taken until the other has gone: both are refused or, where one came late, none is lost."""
    week = Week()
    other = make_member(week.brigade, "driver")
    back = seat(week.shifts[1], other)
    refused = at_once(week.moving(0, week.duty, week.shifts[1]), week.moving(1, back, week.shifts[0]))
    assert refused == ["rosters.no_seat", "rosters.no_seat"]
    assert week.held() == [[week.driver.pk], [other.pk], []]


@pytest.mark.parametrize("_time", range(REPEATS))
def test_a_move_and_a_sign_up_for_the_last_seat(_time: int) -> None:
    week = Week()
    one, other = week.driver.pk, make_member(week.brigade, "driver")

    def sign_up(user: User = other) -> None:
        seats.sign_up(actor_of(user), shift_id=week.shifts[1].pk)

    assert at_once(week.moving(0, week.duty, week.shifts[1]), sign_up) == ["rosters.no_seat"]
    assert week.held() in ([[], [one], []], [[one], [other.pk], []])
