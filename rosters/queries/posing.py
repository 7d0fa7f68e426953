"""The rota of a window as a problem for the solver, with what its answer is explained by."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from uuid import UUID
from zoneinfo import ZoneInfo

import holidays
from django.db.models import Count
from django.utils import timezone

from rosters import ability, wishing
from rosters.ability import Facts, Readiness
from rosters.availability import State
from rosters.models import (
    Assignment,
    AssignmentState,
    Brigade,
    HoursEntry,
    HoursKind,
    RunMode,
    Shift,
    ShiftState,
)
from rosters.queries import shifts as shift_queries
from rosters.queries import wishes as wish_queries
from rosters.queries.roll import inclusions, interval_of, roll_of
from rosters.recurrence import Interval
from rosters.solving import problem as solving
from rosters.solving.problem import Burden, Candidate, Duty, Limits, Problem

LOOK_BACK = timedelta(weeks=12)
"""Burdens of the last twelve weeks are made up for; older ones are forgotten."""
NIGHT_HOURS = range(5)


@dataclass(frozen=True, slots=True)
class Posed:
    """A problem, the shifts it is about, and what was known of everybody for each of them."""

    problem: Problem
    shifts: Mapping[str, Shift]
    answers: Mapping[str, Sequence[Readiness]]
    """Shift id to everybody's readiness for it."""
    before: tuple[solving.Assignment, ...] | None
    """The duties that may be moved, when the rota is to change least; None when open seats are filled."""


def pose(
    brigade: Brigade, window: Interval, mode: RunMode = RunMode.FILL, *, exceptions: bool = False
) -> Posed:
    """Drafts and open seats to fill, and everybody who is ready for each shift.

    To fill, whoever holds a duty keeps it. To re-plan, duties that have not begun may move, and whoever has
    said to be away cannot keep theirs.
    """
    replan = mode == RunMode.REPLAN
    shifts = list(shift_queries.shifts_of(brigade, window, [ShiftState.DRAFT, ShiftState.PUBLISHED]))
    held = {(a.user_id, interval_of(shift.during)) for shift in shifts for a in shift_queries.held_of(shift)}
    people = [_without(facts, held) for facts in roll_of([brigade.pk], window)]
    answers = _answers(people, shifts, held)
    now = timezone.now()
    pins: list[solving.Assignment] = []
    movable: list[solving.Assignment] = []
    for shift in shifts:
        rows = [
            solving.Assignment(str(a.user_id), str(shift.pk), a.seat.needs.code if a.seat.needs else None)
            for a in shift_queries.held_of(shift)
        ]
        (movable if replan and shift.during.lower > now else pins).extend(rows)
    candidates = _candidates(brigade, shifts, answers, {(p.person, p.duty) for p in pins})
    exceptions = exceptions or replan
    problem = Problem(
        people=tuple(str(facts.user_id) for facts in people),
        duties=tuple(_duty(shift, brigade.time_zone) for shift in shifts),
        candidates=tuple(candidates + _allowed(pins, candidates) if exceptions else candidates),
        limits=Limits(
            rest=timedelta(hours=brigade.rest_hours),
            week_hours=brigade.week_hours,
            apart=frozenset(
                frozenset({str(pair.one_id), str(pair.two_id)}) for pair in wish_queries.pairs_of(brigade)
            ),
        ),
        pins=tuple(pins),
        exceptions=exceptions,
        outside={str(facts.user_id): facts.duties for facts in people if facts.duties},
        history=_history([facts.user_id for facts in people], shifts, window),
    )
    return Posed(problem, {str(s.pk): s for s in shifts}, answers, tuple(movable) if replan else None)


def _answers(
    people: Sequence[Facts], shifts: Sequence[Shift], held: set[tuple[UUID, Interval]]
) -> dict[str, list[Readiness]]:
    """Of whoever is on a duty, only papers and having said *away* count against it: silence does not."""
    includes = inclusions()
    found: dict[str, list[Readiness]] = {}
    for shift in shifts:
        interval = interval_of(shift.during)
        found[str(shift.pk)] = [
            ability.readiness(
                facts,
                interval,
                includes,
                ask_calendar=(facts.user_id, interval) not in held
                or ability.worst_state(facts.calendar, interval) is State.AWAY,
            )
            for facts in people
        ]
    return found


def _candidates(
    brigade: Brigade,
    shifts: Sequence[Shift],
    answers: Mapping[str, Sequence[Readiness]],
    pinned: set[tuple[str, str]],
) -> list[Candidate]:
    """Everybody who is ready; whoever is pinned needs their papers alone."""
    wishes = wish_queries.wishes_of(answer.user_id for of in answers.values() for answer in of)
    found = []
    for shift in shifts:
        for answer in answers[str(shift.pk)]:
            key = str(answer.user_id), str(shift.pk)
            papers = not set(answer.obstacles) - {State.AWAY.value, State.UNKNOWN.value}
            if answer.ready or (key in pinned and papers):
                wish = wishing.wish_for(wishes.get(answer.user_id, ()), shift.during.lower, brigade.time_zone)
                found.append(Candidate(*key, answer.skills, wish))
    return found


def _allowed(pins: Sequence[solving.Assignment], candidates: Sequence[Candidate]) -> list[Candidate]:
    """Pins that stand by exception although the papers of their holders do not."""
    able = {(c.person, c.duty): c.skills for c in candidates}
    return [
        Candidate(pin.person, pin.duty, frozenset({pin.needs} if pin.needs else ()))
        for pin in pins
        if (pin.person, pin.duty) not in able
    ]


def burdens(duty: Interval, zone: str, holiday_country: str = "UA") -> frozenset[Burden]:
    """Which kinds of burden a duty counts as: its local night hours, its weekend and holidays."""
    found = {Burden.DUTY}
    tz = ZoneInfo(zone)
    moment: datetime = duty.start
    while moment < duty.end:
        local = moment.astimezone(tz)
        if local.hour in NIGHT_HOURS:
            found.add(Burden.NIGHT)
        if local.weekday() >= 5:
            found.add(Burden.WEEKEND)
        if local.date() in _holidays(holiday_country, local.year):
            found.add(Burden.HOLIDAY)
        moment += timedelta(hours=1)
    return frozenset(found)


@lru_cache(maxsize=32)
def _holidays(country: str, year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays(country, years=year))


def _duty(shift: Shift, zone: str) -> Duty:
    interval = interval_of(shift.during)
    return Duty(str(shift.pk), interval, tuple(shift_queries.seats_of(shift)), burdens(interval, zone))


def _without(facts: Facts, held: set[tuple[UUID, Interval]]) -> Facts:
    """The same person without the duties that are posed: those are the solver's to weigh."""
    others = tuple(duty for duty in facts.duties if (facts.user_id, duty) not in held)
    return dataclasses.replace(facts, duties=others)


def _history(
    user_ids: Sequence[UUID], posed: Sequence[Shift], window: Interval
) -> dict[str, dict[Burden, int]]:
    """Burdens borne in the weeks before the window, in whatever brigade; a call-out attended counts as a
    duty, once. What is posed is weighed there and not here.
    """
    before = window.start - LOOK_BACK, window.start
    found: dict[str, dict[Burden, int]] = {}
    rows = Assignment.objects.filter(
        user_id__in=user_ids, state=AssignmentState.CONFIRMED, during__overlap=before
    ).exclude(shift__in=posed)
    for user_id, during, zone in rows.values_list("user_id", "during", "shift__brigade__time_zone"):
        mine = found.setdefault(str(user_id), {})
        for burden in burdens(interval_of(during), zone):
            mine[burden] = mine.get(burden, 0) + 1
    calls = (
        HoursEntry.objects.filter(user_id__in=user_ids, kind=HoursKind.CALL_OUT, during__overlap=before)
        .values("user_id")
        .annotate(times=Count("source_id", distinct=True))
        .values_list("user_id", "times")
    )
    for user_id, times in calls:
        mine = found.setdefault(str(user_id), {})
        mine[Burden.DUTY] = mine.get(Burden.DUTY, 0) + times
    return found
