"""The rota as a CP-SAT model: hard rules as constraints, coverage first, fairness and wishes after it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property

from ortools.sat.python import cp_model

from rosters import duty_limits, matching
from rosters.duty_limits import WEEK
from rosters.matching import Person, Seat
from rosters.recurrence import Interval
from rosters.solving.problem import Assignment, Burden, Candidate, Duty, Problem

HARD_MISS, SOFT_MISS = 1000, 30
"""One empty hard seat weighs more than any number of soft ones a duty can have."""
BURDEN_WEIGHTS = {Burden.DUTY: 4, Burden.NIGHT: 3, Burden.WEEKEND: 3, Burden.HOLIDAY: 5}
WISH_WEIGHT = 4

SeatKind = tuple[str | None, bool]


class RotaModel:
    """Variables and constraints of one problem.

    Seats that ask for the same are interchangeable, so a variable stands for person, duty and kind of seat.
    Fairness is the sum of squares of what each person bears: it draws from those at zero first, and its
    linear relaxation is tight, so bounds close fast.
    """

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.model = cp_model.CpModel()
        self.duties: dict[str, Duty] = {duty.id: duty for duty in problem.duties}
        self.seat: dict[tuple[str, str, SeatKind], cp_model.IntVar] = {}
        self.serves: dict[tuple[str, str], cp_model.IntVar] = {}
        self.missing: dict[tuple[str, SeatKind], cp_model.IntVar] = {}
        self.pinned = {(pin.person, pin.duty) for pin in problem.pins}
        self._add_candidates()
        self._add_seats()
        self._add_rest()
        self._add_week_hours()
        self._add_apart()
        self._add_pins()

    @cached_property
    def coverage_cost(self) -> cp_model.LinearExpr:
        """Weighted count of empty seats."""
        return cp_model.LinearExpr.weighted_sum(
            list(self.missing.values()),
            [HARD_MISS if hard else SOFT_MISS for _, (_, hard) in self.missing],
        )

    @cached_property
    def fairness_cost(self) -> cp_model.LinearExpr:
        """Sum of squares of burdens, less the wishes met."""
        terms: list[cp_model.LinearExprT] = []
        for person in self.problem.people:
            for burden, weight in BURDEN_WEIGHTS.items():
                terms.append(weight * self._squared_load(person, burden))
        for candidate in self.problem.candidates:
            served = self.serves.get((candidate.person, candidate.duty))
            if candidate.wish and served is not None:
                terms.append(-WISH_WEIGHT * candidate.wish * served)
        return cp_model.LinearExpr.sum(terms)

    def changes_from(self, before: Iterable[Assignment]) -> cp_model.LinearExpr:
        """How many people-on-duties differ from an earlier rota."""
        held = {(a.person, a.duty) for a in before}
        return cp_model.LinearExpr.sum([1 - var if key in held else var for key, var in self.serves.items()])

    def assignments(self, value: cp_model.CpSolver) -> tuple[Assignment, ...]:
        """The people in their seats as solved."""
        return tuple(
            sorted(
                (
                    Assignment(person, duty, kind[0])
                    for (person, duty, kind), var in self.seat.items()
                    if value.boolean_value(var)
                ),
                key=lambda a: (a.duty, a.person),
            )
        )

    def _add_candidates(self) -> None:
        for candidate in filter(self._is_free, self.problem.candidates):
            duty = self.duties[candidate.duty]
            kinds = {_kind(s) for s in duty.seats if s.needs is None or s.needs in candidate.skills}
            chosen = []
            for kind in sorted(kinds, key=str):
                var = self.model.new_bool_var(f"{candidate.person}/{duty.id}/{kind[0]}")
                self.seat[candidate.person, duty.id, kind] = var
                chosen.append(var)
            serves = self.model.new_bool_var(f"{candidate.person}/{duty.id}")
            self.model.add(sum(chosen) == serves)
            self.serves[candidate.person, duty.id] = serves

    def _is_free(self, candidate: Candidate) -> bool:
        """Whether the duties the person holds elsewhere leave room for this one; what is pinned stands."""
        if (candidate.person, candidate.duty) in self.pinned:
            return True
        limits = self.problem.limits
        held, further = self._outside(candidate.person), self.duties[candidate.duty].interval
        rest_hours = limits.rest.total_seconds() / 3600
        found = duty_limits.breach(held, further, rest_hours=rest_hours, week_hours=limits.week_hours)
        return found is None

    def _outside(self, person: str) -> tuple[Interval, ...]:
        return self.problem.outside.get(person, ())

    def _add_seats(self) -> None:
        filling: dict[tuple[str, SeatKind], list[cp_model.IntVar]] = defaultdict(list)
        for (_, duty_id, kind), var in self.seat.items():
            filling[duty_id, kind].append(var)
        for duty in self.problem.duties:
            kinds = [_kind(seat) for seat in duty.seats]
            for kind in dict.fromkeys(kinds):
                count = kinds.count(kind)
                missing = self.model.new_int_var(0, count, f"missing/{duty.id}/{kind[0]}")
                self.model.add(sum(filling[duty.id, kind]) + missing == count)
                self.missing[duty.id, kind] = missing
            self._bound_missing(duty)

    def _bound_missing(self, duty: Duty) -> None:
        """No rota fills more of a duty than a matching of all its candidates does: a bound the solver gets
        for nothing.
        """
        free = [c for c in self.problem.candidates if (c.person, c.duty) in self.serves]
        people = [Person(c.person, c.skills) for c in free if c.duty == duty.id]
        short = matching.match(people, duty.seats).short
        hard = [var for (duty_id, kind), var in self.missing.items() if duty_id == duty.id and kind[1]]
        self.model.add(sum(hard) >= short)

    def _add_rest(self) -> None:
        """Duties stretched by the rest they demand: at each one's start, at most one of those under way."""
        rest = self.problem.limits.rest
        ordered = sorted(self.problem.duties, key=lambda d: d.interval)
        for index, duty in enumerate(ordered):
            start = duty.interval.start
            clique = [d for d in ordered[:index] if d.interval.end + rest > start] + [
                d for d in ordered[index:] if d.interval.start == start
            ]
            for person in self.problem.people:
                self._add_at_most_one((person, duty) for duty in clique)

    def _add_week_hours(self) -> None:
        """Seven days from the start of each duty that a person has or may get hold so many hours at most."""
        ordered = sorted(self.problem.duties, key=lambda d: d.interval)
        for person in self.problem.people:
            mine = [d for d in ordered if (person, d.id) in self.serves]
            outside = self._outside(person)
            for start in sorted({interval.start for interval in (*outside, *(d.interval for d in mine))}):
                week = [d for d in mine if start <= d.interval.start < start + WEEK]
                elsewhere = sum(_minutes(one) for one in outside if start <= one.start < start + WEEK)
                self._add_most_minutes(person, week, elsewhere)

    def _add_most_minutes(self, person: str, week: list[Duty], elsewhere: int) -> None:
        """What is pinned or held elsewhere stands even over the limit; then nothing else joins it."""
        weights = [_minutes(d.interval) for d in week]
        pinned = sum(_minutes(d.interval) for d in week if (person, d.id) in self.pinned)
        most = max(int(self.problem.limits.week_hours * 60) - elsewhere, pinned)
        if sum(weights) > most:
            served = [self.serves[person, d.id] for d in week]
            self.model.add(cp_model.LinearExpr.weighted_sum(served, weights) <= most)

    def _add_apart(self) -> None:
        for pair in self.problem.limits.apart:
            one, two = sorted(pair)
            for first in self.problem.duties:
                for second in self.problem.duties:
                    if first.interval.overlaps(second.interval):
                        self._add_at_most_one([(one, first), (two, second)])

    def _add_pins(self) -> None:
        for pin in self.problem.pins:
            for kind in ((pin.needs, True), (pin.needs, False)):
                if (pin.person, pin.duty, kind) in self.seat:
                    self.model.add(self.seat[pin.person, pin.duty, kind] == 1)
                    break

    def _add_at_most_one(self, of: Iterable[tuple[str, Duty]]) -> None:
        """One of these at most; where more are pinned, those stand and no other joins them."""
        keys = [(person, duty.id) for person, duty in of if (person, duty.id) in self.serves]
        if len(self.pinned.intersection(keys)) > 1:
            for key in keys:
                if key not in self.pinned:
                    self.model.add(self.serves[key] == 0)
        elif len(keys) > 1:
            self.model.add_at_most_one(self.serves[key] for key in keys)

    def _squared_load(self, person: str, burden: Burden) -> cp_model.LinearExprT:
        """Unary counting: the n-th duty of a kind costs 2n - 1, which sums to the square."""
        mine = [
            var
            for (who, duty), var in self.serves.items()
            if who == person and burden in self.duties[duty].burdens
        ]
        before = self.problem.history.get(person, {}).get(burden, 0)
        steps = [self.model.new_bool_var(f"{person}/{burden}/{n}") for n in range(len(mine))]
        self.model.add(sum(steps) == sum(mine))
        return sum((2 * (before + n + 1) - 1) * step for n, step in enumerate(steps))


def _kind(seat: Seat) -> SeatKind:
    return seat.needs, seat.hard


def _minutes(interval: Interval) -> int:
    return round(interval.hours * 60)
