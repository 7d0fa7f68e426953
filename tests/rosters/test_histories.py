"""R1, R7, R10 over random histories: whatever people do with their duties, in whatever order, after each step
every seat has one holder at most, an offer stands for a duty that is held, calendars learn of each change.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from accounts.queries import actor_of
from core.errors import AppError
from rosters.actions import feeds, moves, seats, shifts, swaps
from rosters.models import Assignment, AssignmentState, CalendarToken, Shift, Swap, SwapState
from rosters.queries import feeds as feed_queries
from tests.factories.rosters import make_brigade, make_member, make_shift

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(NOW, tick=False)]
DAYS = ((24, time(20), time(8)), (25, time(12), time(18)), (26, time(20), time(8)))
"""The day's duty stands too near to the night before it for one person to hold both."""
PEOPLE = 3
VERBS = (
    "sign_up",
    "offer",
    "offer",
    "exchange",
    "take",
    "take",
    "withdraw",
    "unassign",
    "move",
    "move",
    "cancel",
)


class House:
    """Three shifts of two seats, three people who can fill any, a chief; and what calendars have seen."""

    def __init__(self) -> None:
        self.brigade = make_brigade()
        self.chief = make_member(self.brigade, chief=True)
        self.people = [make_member(self.brigade, "driver", "mask") for _ in range(PEOPLE)]
        self.shifts = [
            make_shift(self.brigade, "driver", "mask", day=date(2026, 11, day), starts=starts, ends=ends)
            for day, starts, ends in DAYS
        ]
        self.tokens = [self._token(person) for person in self.people]
        self.seen: list[dict[str, tuple[int, bool]]] = [{} for _ in self.tokens]

    def _token(self, person: User) -> CalendarToken:
        row, _ = feeds.make_feed(actor_of(person))
        return CalendarToken.objects.select_related("user", "brigade").get(pk=row.pk)

    def held(self, shift: Shift, user: User | None = None) -> list[Assignment]:
        rows = Assignment.objects.filter(shift=shift, state=AssignmentState.CONFIRMED)
        return list((rows.filter(user=user) if user else rows).order_by("pk"))

    def do(self, verb: str, who: int, one: int, other: int) -> None:
        """One verb; one that is not possible now is refused and changes nothing."""
        person, shift = self.people[who % PEOPLE], self.shifts[one % len(DAYS)]
        before = self.state()
        try:
            for step in self._steps(verb, person, shift, self.shifts[other % len(DAYS)]):
                step()
        except AppError:
            assert self.state() == before, f"a refused {verb} changed something"

    def state(self) -> list[Any]:
        return [
            list(Assignment.objects.filter(shift__brigade=self.brigade).order_by("pk").values()),
            list(Swap.objects.filter(assignment__shift__brigade=self.brigade).order_by("pk").values()),
            list(Shift.objects.filter(brigade=self.brigade).order_by("pk").values("pk", "state", "sequence")),
        ]

    def _steps(self, verb: str, person: User, shift: Shift, other: Shift) -> list[Callable[[], Any]]:
        actor, chief = actor_of(person), actor_of(self.chief)
        mine, theirs = self.held(shift, person), [a for a in self.held(other) if a.user_id != person.pk]
        open_here = Swap.objects.filter(assignment__shift=shift, state=SwapState.OPEN).order_by("pk")
        if verb == "sign_up":
            return [lambda: seats.sign_up(actor, shift_id=shift.pk)]
        if verb == "cancel":
            return [lambda: shifts.cancel_shift(chief, shift_id=shift.pk, reason="навчання")]
        if verb == "take":
            return [
                lambda swap=swap: swaps.take(actor, swap_id=swap.pk, in_return=swap.for_assignment_id)
                for swap in open_here.exclude(assignment__user=person)[:1]
            ]
        if verb == "withdraw":
            rows = open_here.filter(assignment__user=person)
            return [lambda swap=swap: swaps.withdraw_offer(actor, swap_id=swap.pk) for swap in rows]
        if verb == "move":
            return [
                lambda duty=duty: moves.move_duty(chief, assignment_id=duty.pk, shift_id=other.pk)
                for duty in mine
            ]
        if verb == "unassign":
            return [
                lambda duty=duty: seats.unassign(chief, assignment_id=duty.pk, reason="хворий")
                for duty in mine
            ]
        wanted = theirs[0].pk if verb == "exchange" and theirs else None
        return [
            lambda duty=duty: swaps.offer(actor, assignment_id=duty.pk, for_assignment_id=wanted)
            for duty in mine
        ]

    def check(self) -> None:
        """What holds after every step."""
        confirmed = list(
            Assignment.objects.filter(shift__brigade=self.brigade, state=AssignmentState.CONFIRMED)
        )
        assert len({a.seat_id for a in confirmed}) == len(confirmed), "one holder of a seat"
        assert len({(a.user_id, a.shift_id) for a in confirmed}) == len(confirmed), "counted once"
        near = {self.shifts[0].pk, self.shifts[1].pk}
        for person in self.people:
            assert not near <= {a.shift_id for a in confirmed if a.user_id == person.pk}, "rest is kept"
        held = {a.pk for a in confirmed}
        for swap in Swap.objects.filter(assignment__shift__brigade=self.brigade, state=SwapState.OPEN):
            assert swap.assignment_id in held, "an offer ends with its duty"
        for token, seen in zip(self.tokens, self.seen, strict=True):
            self._calendar(token, seen, {a.shift_id for a in confirmed if a.user_id == token.user_id})

    def _calendar(self, token: CalendarToken, seen: dict[str, tuple[int, bool]], on: set[Any]) -> None:
        _, entries = feed_queries.entries(token)
        assert len({entry.uid for entry in entries}) == len(entries), "a UID names one event"
        assert seen.keys() <= {entry.uid for entry in entries}, "what is off is said, not left out"
        assert {e.uid for e in entries if not e.cancelled} == {
            uid for uid in (e.uid for e in entries) if any(str(shift) in uid for shift in on)
        }
        for entry in entries:
            number, off = seen.get(entry.uid, (-1, entry.cancelled))
            assert entry.sequence >= number
            assert entry.cancelled == off or entry.sequence > number, "each change is told by a number"
            seen[entry.uid] = (entry.sequence, entry.cancelled)


steps = st.lists(
    st.tuples(st.sampled_from(VERBS), st.integers(0, PEOPLE - 1), st.integers(0, 2), st.integers(0, 2)),
    min_size=5,
    max_size=25,
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=steps)
def test_whatever_people_do_with_their_duties_the_rota_stays_whole(
    time_machine: Any, history: list[tuple[str, int, int, int]]
) -> None:
    time_machine.move_to(NOW, tick=False)
    house = House()
    for who in range(PEOPLE):
        time_machine.shift(1)
        house.do("sign_up", who, who, 0)
    house.check()
    for verb, who, one, other in history:
        time_machine.shift(1)
        house.do(verb, who, one, other)
        house.check()
