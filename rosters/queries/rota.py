"""The rota of a window as a problem for the solver, and the coverage of the weeks to come."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from datetime import date, timedelta
from functools import lru_cache
from uuid import UUID
from zoneinfo import ZoneInfo

import holidays
from django.db.models import Count

from accounts.actor import Actor
from core.decisions import require
from core.errors import NotFound
from rosters import ability, coverage, policies
from rosters.ability import Facts
from rosters.coverage import Hour, Shortage
from rosters.models import (
    Assignment,
    AssignmentState,
    Brigade,
    HoursEntry,
    HoursKind,
    RotaRun,
    Shift,
    ShiftState,
)
from rosters.queries import shifts as shift_queries
from rosters.queries.crew import crew_seats
from rosters.queries.roll import inclusions, interval_of, roll_of
from rosters.recurrence import Interval
from rosters.solving import problem as solving
from rosters.solving.problem import Burden, Candidate, Duty, Limits, Problem

LOOK_BACK = timedelta(weeks=12)
"""Burdens of the last twelve weeks are made up for; older ones are forgotten."""
NIGHT_HOURS = range(5)


def problem_of(brigade: Brigade, window: Interval) -> Problem:
    """Drafts to fill, published assignments to keep, and everybody who is ready for each shift."""
    shifts = list(shift_queries.shifts_of(brigade, window, [ShiftState.DRAFT, ShiftState.PUBLISHED]))
    pinned = [(a.user_id, shift) for shift in shifts for a in shift_queries.held_of(shift)]
    held = {(user_id, interval_of(shift.during)) for user_id, shift in pinned}
    people = [_without(facts, held) for facts in roll_of([brigade.pk], window)]
    includes = inclusions()
    candidates = []
    for shift in shifts:
        interval = interval_of(shift.during)
        for facts in people:
            on_it = (facts.user_id, interval) in held
            answer = ability.readiness(facts, interval, includes, ask_calendar=not on_it)
            if answer.ready:
                candidates.append(Candidate(str(facts.user_id), str(shift.pk), answer.skills))
    return Problem(
        people=tuple(str(facts.user_id) for facts in people),
        duties=tuple(_duty(shift, brigade.time_zone) for shift in shifts),
        candidates=tuple(candidates),
        limits=Limits(rest=timedelta(hours=brigade.rest_hours), week_hours=brigade.week_hours),
        pins=tuple(
            solving.Assignment(str(a.user_id), str(shift.pk), a.seat.needs.code if a.seat.needs else None)
            for shift in shifts
            for a in shift_queries.held_of(shift)
        ),
        history=_history(brigade, window),
    )


def heat_map(brigade: Brigade, window: Interval) -> list[Hour]:
    """Hour by hour: would those who are ready make the brigade's general crew?"""
    return coverage.heat_map(roll_of([brigade.pk], window), window, crew_seats(brigade), inclusions())


def shortages(brigade: Brigade, window: Interval) -> list[Shortage]:
    """The hours without a crew, by missing skill, with the cheapest fixes."""
    return coverage.shortages(roll_of([brigade.pk], window), window, crew_seats(brigade), inclusions())


def burdens(start: Interval, zone: str, holiday_country: str = "UA") -> frozenset[Burden]:
    """Which kinds of burden a duty counts as: its local night hours, its weekend and holidays."""
    found = {Burden.DUTY}
    tz = ZoneInfo(zone)
    moment = start.start
    while moment < start.end:
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
    """The same person without the duties of this very window: those are the solver's to weigh."""
    others = tuple(duty for duty in facts.duties if (facts.user_id, duty) not in held)
    return dataclasses.replace(facts, duties=others)


def _history(brigade: Brigade, window: Interval) -> dict[str, dict[Burden, int]]:
    """Burdens borne in the weeks before the window; a call-out attended counts as a duty."""
    before = Interval(window.start - LOOK_BACK, window.start)
    found: dict[str, dict[Burden, int]] = {}
    rows: Sequence[tuple[UUID, Shift]] = [
        (a.user_id, a.shift)
        for a in Assignment.objects.select_related("shift").filter(
            shift__brigade=brigade,
            state=AssignmentState.CONFIRMED,
            during__overlap=(before.start, before.end),
        )
    ]
    for user_id, shift in rows:
        mine = found.setdefault(str(user_id), {})
        for burden in burdens(interval_of(shift.during), brigade.time_zone):
            mine[burden] = mine.get(burden, 0) + 1
    calls = (
        HoursEntry.objects.filter(
            brigade=brigade, kind=HoursKind.CALL_OUT, during__overlap=(before.start, before.end)
        )
        .values("user_id")
        .annotate(times=Count("source_id", distinct=True))
        .values_list("user_id", "times")
    )
    for user_id, times in calls:
        mine = found.setdefault(str(user_id), {})
        mine[Burden.DUTY] = mine.get(Burden.DUTY, 0) + times
    return found


def run_for(actor: Actor, run_id: UUID, *, lock: bool = False) -> RotaRun:
    """A solver run, if the actor commands its brigade. Raises NotFound, Refused."""
    rows = RotaRun.objects.select_related("brigade")
    run = (rows.select_for_update(of=("self",)) if lock else rows).filter(pk=run_id).first()
    if run is None:
        raise NotFound
    require(policies.can_command(actor, run.brigade))
    return run
