"""The rota solver: what must hold holds, what is short is said, what is fair is fair."""

from __future__ import annotations

import dataclasses
from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

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
