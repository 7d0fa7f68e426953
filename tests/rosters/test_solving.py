"""The rota solver: what must hold holds, what is short is said, what is fair is fair."""

from __future__ import annotations

import dataclasses
from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rosters import duty_limits
from rosters.matching import Gap, Seat
from rosters.recurrence import Interval
from rosters.solving.problem import Assignment, Burden, Candidate, Duty, Infeasible, Limits, Problem, Proof
from rosters.solving.solve import solve

START = datetime(2026, 10, 19, 8, tzinfo=UTC)
DRIVER = Seat("1", "driver")
ANYBODY = Seat("2")


def duty(name: str, hours_from_start: float, *seats: Seat, lasts: float = 12) -> Duty:
    begins = START + timedelta(hours=hours_from_start)
    return Duty(name, Interval(begins, begins + timedelta(hours=lasts)), seats or (DRIVER,))


def able(person: str, *duties: str, skills: str = "driver", wish: int = 0) -> list[Candidate]:
    return [Candidate(person, name, frozenset(skills.split()), wish) for name in duties]


def test_the_two_of_a_pair_are_never_away_at_once() -> None:
    limits = Limits(apart=frozenset({frozenset({"ira", "petro"})}))
    problem = Problem(
        ("ira", "petro"),
        (duty("day", 0, DRIVER, ANYBODY),),
        (*able("ira", "day"), *able("petro", "day")),
        limits,
    )
    solution = solve(problem, seconds=5)
    assert len(solution.assignments) == 1
    assert solution.gaps["day"] == (Gap(1, frozenset({None})),)


def test_rest_is_kept_and_the_gap_is_named_by_skill() -> None:
    problem = Problem(
        ("ira",),
        (duty("day", 0), duty("night", 12), duty("later", 36)),
        tuple(able("ira", "day", "night", "later")),
    )
    solution = solve(problem, seconds=5)
    assert {a.duty for a in solution.assignments} in ({"day", "later"}, {"night", "later"})
    assert list(solution.gaps.values()) == [(Gap(1, frozenset({"driver"})),)]


def outside(*spans: tuple[float, float]) -> tuple[Interval, ...]:
    return tuple(Interval(START + timedelta(hours=one), START + timedelta(hours=two)) for one, two in spans)


@pytest.mark.parametrize(
    ("held", "serves"),
    [((-12, -10.5), False), ((-12, -11), True), ((22.5, 30), False), ((23, 30), True), ((6, 8), False)],
)
def test_rest_is_kept_against_duties_outside_the_window(held: tuple[float, float], serves: bool) -> None:
    problem = Problem(("ira",), (duty("day", 0),), tuple(able("ira", "day")), outside={"ira": outside(held)})
    solution = solve(problem, seconds=5)
    assert solution.assignments == ((Assignment("ira", "day", "driver"),) if serves else ())
    assert solution.gaps == ({} if serves else {"day": (Gap(1, frozenset({"driver"})),)})


@pytest.mark.parametrize(
    ("held", "count"),
    [
        (((-72, -60), (96, 108)), 2),
        (((-72, -60), (-48, -36)), 2),
        (((-72, -60), (-48, -36), (90, 102)), 1),
        (((-72, -60), (-48, -35)), 1),
        (((-72, -60), (-48, -36), (72, 85)), 0),
        (((-144, -132), (-121, -108), (144, 156), (168, 180)), 2),
    ],
)
def test_hours_in_other_brigades_count_in_every_seven_days(
    held: tuple[tuple[float, float], ...], count: int
) -> None:
    """Two duties of twelve hours, a day apart, beside what is held already; 48 hours in seven days."""
    duties = (duty("one", 0), duty("two", 24))
    problem = Problem(("ira",), duties, tuple(able("ira", "one", "two")), outside={"ira": outside(*held)})
    assert len(solve(problem, seconds=5).assignments) == count
    before = (Assignment("ira", "one", "driver"), Assignment("ira", "two", "driver"))
    assert len(solve(problem, seconds=5, before=before).assignments) == count


def test_what_is_pinned_stands_beside_duties_outside_and_nothing_joins_it() -> None:
    pin = Assignment("ira", "one", "driver")
    duties = (duty("one", 0), duty("two", 48))
    limits = Limits(week_hours=20)
    problem = Problem(
        ("ira",),
        duties,
        tuple(able("ira", "one", "two")),
        limits,
        pins=(pin,),
        outside={"ira": outside((-20, -1))},
    )
    assert solve(problem, seconds=5).assignments == (pin,)


def test_duties_are_shared_from_those_at_zero_on() -> None:
    names = ("ira", "olha", "petro")
    duties = tuple(duty(f"d{n}", 24 * n) for n in range(6))
    candidates = tuple(c for name in names for c in able(name, *(d.id for d in duties)))
    problem = Problem(names, duties, candidates, Limits(week_hours=200), history={"ira": {Burden.DUTY: 3}})
    solution = solve(problem, seconds=5)
    assert Counter(a.person for a in solution.assignments) == {"olha": 3, "petro": 3}
    assert solution.proof is Proof.OPTIMAL


def test_a_wish_decides_between_equals() -> None:
    problem = Problem(
        ("ira", "olha"),
        (duty("day", 0),),
        (*able("ira", "day", wish=-1), *able("olha", "day", wish=1)),
    )
    assert solve(problem, seconds=5).assignments == (Assignment("olha", "day", "driver"),)


def test_published_assignments_stay() -> None:
    pin = Assignment("ira", "day", "driver")
    problem = Problem(
        ("ira", "olha"),
        (duty("day", 0),),
        (*able("ira", "day", wish=-1), *able("olha", "day", wish=1)),
        pins=(pin,),
    )
    assert solve(problem, seconds=5).assignments == (pin,)


@pytest.mark.parametrize(
    ("_case", "hours", "rule", "relaxation"),
    [("too little rest", 16.0, "rest", 7.0), ("too much of a week", 24.0, "week_hours", 0.0)],
)
def test_published_assignments_that_cannot_stand_are_named(
    _case: str, hours: float, rule: str, relaxation: float
) -> None:
    limits = Limits(week_hours=20) if rule == "week_hours" else Limits()
    duties = (duty("one", 0), duty("two", hours))
    pins = (Assignment("ira", "one", "driver"), Assignment("ira", "two", "driver"))
    problem = Problem(("ira",), duties, tuple(able("ira", "one", "two")), limits, pins=pins)
    with pytest.raises(Infeasible) as caught:
        solve(problem, seconds=5)
    conflict = caught.value.conflicts[0]
    assert conflict.rule == rule
    assert conflict.people == ("ira",)
    assert conflict.relaxation == (relaxation or 4.0)


def test_a_re_plan_changes_as_little_as_it_can() -> None:
    names = ("ira", "olha", "petro")
    duties = tuple(duty(f"d{n}", 24 * n) for n in range(6))
    candidates = tuple(c for name in names for c in able(name, *(d.id for d in duties)))
    problem = Problem(names, duties, candidates, Limits(week_hours=200))
    before = solve(problem, seconds=5).assignments
    lost = before[0]
    without = tuple(c for c in candidates if (c.person, c.duty) != (lost.person, lost.duty))
    after = solve(dataclasses.replace(problem, candidates=without), before=before, seconds=5).assignments
    assert len(set(before) - set(after)) == 1
    assert not solve(dataclasses.replace(problem, candidates=without), before=before, seconds=5).gaps


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    names = tuple("abcd"[: draw(st.integers(1, 4))])
    duties = tuple(
        duty(
            f"d{n}",
            draw(st.integers(0, 60)),
            *draw(st.sampled_from([(DRIVER,), (DRIVER, ANYBODY), (ANYBODY,)])),
        )
        for n in range(draw(st.integers(1, 4)))
    )
    candidates = tuple(
        Candidate(name, d.id, draw(st.sampled_from([frozenset(), frozenset({"driver"})])))
        for name in names
        for d in duties
        if draw(st.booleans())
    )
    return Problem(names, duties, candidates)


@settings(max_examples=40, deadline=None)
@given(problems())
def test_whatever_is_asked_nobody_is_over_their_limits_or_out_of_their_depth(problem: Problem) -> None:
    solution = solve(problem, seconds=3)
    able_to = {(c.person, c.duty): c.skills for c in problem.candidates}
    duties = {d.id: d for d in problem.duties}
    for a in solution.assignments:
        assert (a.person, a.duty) in able_to
        assert a.needs is None or a.needs in able_to[a.person, a.duty]
    for name in problem.people:
        mine = sorted(duties[a.duty].interval for a in solution.assignments if a.person == name)
        assert all(two.start - one.end >= problem.limits.rest for one, two in pairwise(mine))
        assert sum(interval.hours for interval in mine) <= problem.limits.week_hours


held_outside = st.dictionaries(
    st.sampled_from("abcd"),
    st.lists(st.tuples(st.integers(-150, 200), st.integers(1, 24)), min_size=1, max_size=5).map(
        lambda spans: outside(*((begins, begins + lasts) for begins, lasts in spans))
    ),
)


@settings(max_examples=40, deadline=None)
@given(problems(), held_outside, st.booleans())
def test_nobody_is_given_what_could_not_be_given_by_hand(
    problem: Problem, held: dict[str, tuple[Interval, ...]], replan: bool
) -> None:
    before = [Assignment(c.person, c.duty, None) for c in problem.candidates] if replan else None
    problem = dataclasses.replace(problem, outside=held)
    solution = solve(problem, seconds=3, before=before)
    duties = {d.id: d.interval for d in problem.duties}
    for a in solution.assignments:
        others = [duties[b.duty] for b in solution.assignments if b.person == a.person and b.duty != a.duty]
        beside = [*held.get(a.person, ()), *others]
        assert duty_limits.breach(beside, duties[a.duty], rest_hours=11, week_hours=48) is None
