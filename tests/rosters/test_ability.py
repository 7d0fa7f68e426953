"""R2, R8: ability over the whole duty, and the precedence of what people say about their time."""

from __future__ import annotations

import dataclasses
import itertools
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rosters import ability, availability
from rosters.ability import Facts
from rosters.availability import Calendar, Source, State, Statement
from rosters.recurrence import Interval, Rule

NIGHT = Interval(datetime(2026, 10, 24, 17, tzinfo=UTC), datetime(2026, 10, 25, 6, tzinfo=UTC))
ALWAYS = (Interval(ability.BEGINNING, ability.END),)
HERE = Calendar(default=State.AVAILABLE)


def facts(**changes: object) -> Facts:
    """Somebody who may drive, and is there, at any time."""
    plain = Facts(
        user_id=UUID(int=1),
        name="Ольга",
        brigade_ids=frozenset(),
        travel_minutes=5,
        standings=ALWAYS,
        gates=dict.fromkeys(ability.GATES, ALWAYS),
        grants={"driver": ALWAYS},
        calendar=HERE,
    )
    return dataclasses.replace(plain, **changes)  # type: ignore[arg-type]


def before(hours: float) -> Interval:
    """From the beginning until so many hours into the night."""
    return Interval(ability.BEGINNING, NIGHT.start + timedelta(hours=hours))


def after(hours: float) -> Interval:
    return Interval(NIGHT.start + timedelta(hours=hours), ability.END)


def test_a_licence_that_lapses_during_the_night_does_not_drive_it() -> None:
    assert ability.skills_over(facts(grants={"driver": (before(9),)}), NIGHT, {}) == frozenset()


def test_a_renewal_that_touches_leaves_no_hole() -> None:
    renewed = facts(grants={"driver": (before(9), after(9))})
    assert ability.skills_over(renewed, NIGHT, {}) == {"driver"}


def test_a_renewal_one_minute_late_does() -> None:
    late = facts(grants={"driver": (before(9), after(9 + 1 / 60))})
    assert ability.skills_over(late, NIGHT, {}) == frozenset()


@pytest.mark.parametrize("gate", ability.GATES)
def test_each_gate_closes_the_duty_alone(gate: str) -> None:
    gates = {**dict.fromkeys(ability.GATES, ALWAYS), gate: (before(1),)}
    assert ability.readiness(facts(gates=gates), NIGHT, {}).obstacles == (f"gate.{gate}",)


def test_who_is_on_duty_elsewhere_is_not_ready_and_touching_is_allowed() -> None:
    touching = Interval(NIGHT.end, NIGHT.end + timedelta(hours=8))
    assert ability.readiness(facts(duties=(touching,)), NIGHT, {}).ready
    assert ability.readiness(facts(duties=(NIGHT,)), NIGHT, {}).obstacles == ("on_duty",)


def test_unknown_is_not_available_and_is_said_to_be_unknown() -> None:
    answer = ability.readiness(facts(calendar=Calendar()), NIGHT, {})
    assert (answer.ready, answer.state, answer.obstacles) == (False, State.UNKNOWN, ("unknown",))
    assert ability.readiness(facts(calendar=Calendar()), NIGHT, {}, ask_calendar=False).ready


def test_a_revoked_range_ends_at_that_instant() -> None:
    revoked = NIGHT.start + timedelta(hours=1)
    assert ability.cut(ALWAYS[0], revoked) == Interval(ability.BEGINNING, revoked)
    assert ability.cut(NIGHT, NIGHT.start) is None


SAID = datetime(2026, 10, 1, tzinfo=UTC)
WEEKLY = Rule("Europe/Kyiv", time(18), time(6), date(2026, 10, 5), 7, frozenset(range(7)), date(2026, 10, 5))


def test_the_order_of_precedence() -> None:
    moment = NIGHT.start
    assert availability.state_at(Calendar(), moment) == (State.UNKNOWN, Source.DEFAULT)
    calendar = Calendar(patterns=(WEEKLY,))
    assert availability.state_at(calendar, moment) == (State.AVAILABLE, Source.PATTERN)
    calendar = dataclasses.replace(calendar, leave=(NIGHT,))
    assert availability.state_at(calendar, moment) == (State.AWAY, Source.LEAVE)
    calendar = dataclasses.replace(calendar, exceptions=(Statement(NIGHT, True, SAID),))
    assert availability.state_at(calendar, moment) == (State.AVAILABLE, Source.EXCEPTION)
    later = Statement(NIGHT, False, SAID + timedelta(minutes=1))
    calendar = dataclasses.replace(calendar, exceptions=(later, *calendar.exceptions))
    assert availability.state_at(calendar, moment) == (State.AWAY, Source.EXCEPTION)


hours = st.integers(0, 14 * 24)
stretches = st.tuples(hours, st.integers(1, 60)).map(
    lambda pair: Interval(SAID + timedelta(hours=pair[0]), SAID + timedelta(hours=sum(pair)))
)
calendars = st.builds(
    Calendar,
    st.lists(
        st.builds(Statement, stretches, st.booleans(), hours.map(lambda h: SAID - timedelta(hours=h))),
        max_size=3,
    ).map(tuple),
    st.lists(stretches, max_size=2).map(tuple),
    st.sampled_from([(), (WEEKLY,)]),
    st.sampled_from(State),
)


@given(calendars, stretches, st.integers(0, 59))
def test_the_pieces_tile_the_window_and_agree_with_every_instant(
    calendar: Calendar, window: Interval, minute: int
) -> None:
    pieces = availability.over(calendar, window)
    assert pieces[0].interval.start == window.start
    assert pieces[-1].interval.end == window.end
    for piece, following in itertools.pairwise(pieces):
        assert piece.interval.end == following.interval.start
    moment = window.start + timedelta(minutes=minute)
    holding = next(p for p in pieces if p.interval.start <= moment < p.interval.end)
    assert (holding.state, holding.source) == availability.state_at(calendar, moment)
