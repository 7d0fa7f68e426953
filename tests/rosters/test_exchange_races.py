"""Exchanges in real threads: crosswise, against a sign-up, against the chief; nobody waits in a circle."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from django.db import connection

from accounts.models import User
from accounts.queries import actor_of
from rosters.actions import seats, swaps
from rosters.models import Assignment, Swap
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


class Crosswise:
    """Two duties, each offered for the other."""

    def __init__(self) -> None:
        brigade = make_brigade()
        self.brigade = brigade
        self.people = [make_member(brigade, "driver") for _ in range(2)]
        self.shifts = [make_shift(brigade, day=date(2026, 11, day)) for day in (24, 26)]
        self.duties = [seat(*pair) for pair in zip(self.shifts, self.people, strict=True)]
        self.swaps = [self.offer(0, 1), self.offer(1, 0)]

    def offer(self, one: int, other: int) -> Swap:
        return swaps.offer(
            actor_of(self.people[one]),
            assignment_id=self.duties[one].pk,
            for_assignment_id=self.duties[other].pk,
        )

    def taking(self, swap: int, user: User, in_return: Assignment) -> Callable[[], Any]:
        return lambda: swaps.take(actor_of(user), swap_id=self.swaps[swap].pk, in_return=in_return.pk)

    def both(self) -> list[Callable[[], Any]]:
        return [self.taking(n, self.people[1 - n], self.duties[1 - n]) for n in (0, 1)]

    def held(self) -> list[list[Any]]:
        return [holders(shift) for shift in self.shifts]


@pytest.mark.parametrize("_time", range(REPEATS))
def test_two_offers_crosswise_taken_at_once_are_one_exchange(_time: int) -> None:
    pair = Crosswise()
    one, other = (person.pk for person in pair.people)
    with Sampler(*pair.shifts) as sampler:
        assert at_once(*pair.both()) == ["rosters.taken"]
    assert pair.held() == [[other], [one]]
    assert {*sampler.seen} <= {(one, other), (other, one)}, "each duty has one holder at every instant"
    assert sorted(Swap.objects.values_list("state", flat=True)) == ["taken", "void"]


@pytest.mark.parametrize("_time", range(REPEATS))
def test_an_exchange_and_the_chief_who_ends_one_of_its_duties(_time: int) -> None:
    pair = Crosswise()
    one, other = (person.pk for person in pair.people)
    chief = actor_of(make_member(pair.brigade, chief=True))
    refused = at_once(
        pair.both()[0],
        lambda: seats.unassign(chief, assignment_id=pair.duties[1].pk, reason="хворий"),
    )
    assert (refused, pair.held()) in (
        (["rosters.not_held"], [[other], [one]]),
        (["rosters.taken"], [[one], []]),
    )


@pytest.mark.parametrize("_time", range(REPEATS))
def test_an_exchange_and_a_withdrawal(_time: int) -> None:
    pair = Crosswise()
    one, other = (person.pk for person in pair.people)
    maker = actor_of(pair.people[0])
    refused = at_once(pair.both()[0], lambda: swaps.withdraw_offer(maker, swap_id=pair.swaps[0].pk))
    assert len(refused) == 1
    assert pair.held() in ([[other], [one]], [[one], [other]])
    state = Swap.objects.get(pk=pair.swaps[0].pk).state
    assert (state == "taken") is (pair.held() == [[other], [one]])


@pytest.mark.parametrize("_time", range(REPEATS))
def test_an_exchange_and_a_sign_up_that_would_leave_too_little_rest(_time: int) -> None:
    """Whoever comes first: the day's duty stands against the night to come, and that against the day's."""
    pair = Crosswise()
    one, other = (person.pk for person in pair.people)
    day = make_shift(pair.brigade, day=date(2026, 11, 26), starts=time(12), ends=time(18))
    maker = actor_of(pair.people[0])
    refused = at_once(pair.both()[0], lambda: seats.sign_up(maker, shift_id=day.pk))
    assert (refused, holders(day), pair.held()) in (
        (["rosters.rest"], [], [[other], [one]]),
        (["rosters.colleague"], [one], [[one], [other]]),
    )
