"""R1, R2, R6, R8, R9 as properties: whatever is asked of the rota, these hold."""

from __future__ import annotations

import dataclasses
import random
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from accounts.queries import actor_of
from core.errors import Conflict
from core.ordering import by_alphabet
from rosters import ability, availability
from rosters.ability import Facts
from rosters.actions import ledger, seats, shifts
from rosters.actions.hours import record_hours
from rosters.availability import Calendar, Source, State, Statement
from rosters.models import Assignment, AssignmentState, HoursEntry, HoursKind, Shift, ShiftSeat, ShiftState
from rosters.queries import hours as hour_queries
from rosters.queries.roll import interval_of, range_of
from rosters.recurrence import Interval, Rule
from rosters.solving.problem import Problem
from rosters.solving.solve import solve
from tests.factories.rosters import make_brigade, make_member, make_shift, seat
from tests.rosters.test_solving import problems

NOW = datetime(2026, 10, 20, 12, tzinfo=UTC)
pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(NOW, tick=False)]
in_database = settings(
    max_examples=12,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
"""A failing example is shown as it was found: making it smaller would take minutes on a database."""


@contextmanager
def undone() -> Iterator[None]:
    """One example's rows are gone before the next."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def refused(verb: Callable[[], Any]) -> str | None:
    """The code of the conflict, if there is one."""
    try:
        with transaction.atomic():
            verb()
    except Conflict as refusal:
        return refusal.code
    return None


def stretch(hour: int, lasts: int) -> Interval:
    """So many hours from the day after tomorrow on, over the night the clocks go back."""
    start = datetime(2026, 10, 24, 12, tzinfo=UTC) + timedelta(hours=hour)
    return Interval(start, start + timedelta(hours=lasts))


spans = st.builds(stretch, st.integers(0, 30), st.integers(1, 12))


@in_database
@given(st.lists(st.tuples(spans, st.booleans()), min_size=2, max_size=6))
def test_r1_nobody_is_confirmed_on_two_overlapping_duties_of_any_brigades(
    wanted: list[tuple[Interval, bool]],
) -> None:
    with undone():
        brigades = [make_brigade(rest_hours=0, week_hours=168) for _ in "12"]
        person = make_member(brigades[0], "driver")
        make_member(brigades[1], user=person)
        held: list[Interval] = []
        for span, second in wanted:
            shift = make_shift(brigades[second])
            Shift.objects.filter(pk=shift.pk).update(during=range_of(span))
            free = all(span.end <= duty.start or duty.end <= span.start for duty in held)
            refusal = refused(lambda shift=shift: seats.sign_up(actor_of(person), shift_id=shift.pk))
            assert refusal == (None if free else "rosters.overlap"), "touching is allowed, sharing is not"
            if free:
                held.append(span)
        rows = Assignment.objects.filter(user=person, state=AssignmentState.CONFIRMED)
        assert sorted(interval_of(row.during) for row in rows) == sorted(held)


DUTY = stretch(0, 12)
ranges = st.lists(spans, max_size=4).map(tuple)


def in_a_row(steps: list[tuple[int, int]]) -> tuple[Interval, ...]:
    """Ranges one after the other, so many hours long, the next a while before, at or after the end of it."""
    found, hour = [], -1
    for lasts, pause in steps:
        found.append(stretch(hour + pause, lasts + 1))
        hour += pause + lasts + 1
    return tuple(found)


renewals = st.lists(st.tuples(st.integers(3, 8), st.sampled_from([-1, 0, 0, 1])), max_size=4).map(in_a_row)
revocations = st.none() | st.integers(0, 30).map(lambda hour: DUTY.start + timedelta(hours=hour))


def revoked(found: tuple[Interval, ...], at: datetime | None) -> tuple[Interval, ...]:
    return tuple(piece for one in found if (piece := ability.cut(one, at)) is not None)


def at_every_instant(found: tuple[Interval, ...], at: datetime | None) -> bool:
    """R2 in other words: each instant of the duty lies in some range that had begun and was not yet revoked.
    Instants at which anything begins or ends, and those just before, stand for all.
    """
    edges = {DUTY.start, *(e for one in found for e in (one.start, one.end)), *([at] if at else [])}
    moments = {edge for edge in edges if DUTY.start <= edge < DUTY.end}
    return all(
        any(one.start <= moment < one.end for one in found) and (at is None or moment < at)
        for moment in moments
    )


@given(renewals | ranges, revocations, st.sampled_from([*ability.GATES, "standing", "driver"]))
def test_r2_papers_hold_at_every_instant_of_the_duty(
    found: tuple[Interval, ...], at: datetime | None, what: str
) -> None:
    always = (Interval(ability.BEGINNING, ability.END),)
    valid = revoked(found, at)
    facts = Facts(
        UUID(int=1),
        "Ольга",
        frozenset(),
        5,
        standings=valid if what == "standing" else always,
        gates={gate: valid if gate == what else always for gate in ability.GATES},
        grants={"driver": valid if what == "driver" else always},
        calendar=Calendar(default=State.AVAILABLE),
    )
    answer = ability.readiness(facts, DUTY, {})
    holds = at_every_instant(found, at)
    if what == "driver":
        assert ("driver" in answer.skills, answer.ready) == (holds, True)
    else:
        assert answer.obstacles == (() if holds else (what if what == "standing" else f"gate.{what}",))


def history(shift_ids: list[Any]) -> list[tuple[Any, ...]]:
    """All that a rule's edit may not touch of these shifts."""
    rows = Shift.objects.filter(pk__in=shift_ids).order_by("pk")
    seat_rows = ShiftSeat.objects.filter(shift_id__in=shift_ids).order_by("pk")
    held = Assignment.objects.filter(shift_id__in=shift_ids).order_by("pk")
    return [
        *rows.values_list("pk", "name", "day", "during", "starts_label", "ends_label", "state", "sequence"),
        *seat_rows.values_list("pk", "shift_id", "needs_id", "hard", "order"),
        *held.values_list("pk", "seat_id", "user_id", "state"),
    ]


drafts = st.builds(
    lambda cycle, starts, ends, count, skipped: shifts.RuleDraft(
        name=f"Кожні {cycle}",
        starts=time(starts),
        ends=time(ends),
        anchor=date(2026, 10, 20),
        cycle_days=cycle,
        offsets=frozenset({0}),
        first=date(2026, 10, 20),
        last=None,
        skipped=frozenset(date(2026, 10, 20) + timedelta(days=day) for day in skipped),
        seats=[shifts.SeatDraft(None)] * count,
    ),
    st.integers(1, 5),
    st.integers(0, 23),
    st.integers(0, 23),
    st.integers(1, 3),
    st.frozensets(st.integers(0, 20), max_size=4),
)


@in_database
@given(drafts, st.lists(drafts, min_size=1, max_size=3), st.integers(1, 20))
def test_r6_past_and_published_shifts_and_plans_of_people_outlive_every_edit_of_their_rule(
    first: shifts.RuleDraft, edits: list[shifts.RuleDraft], days: int
) -> None:
    with undone():
        brigade = make_brigade()
        chief, member = actor_of(make_member(brigade, chief=True)), make_member(brigade)
        rule = shifts.write_rule(chief, brigade_id=brigade.pk, draft=first)
        until = NOW + timedelta(days=days)
        bound = [s.pk for s in shifts.publish(chief, brigade_id=brigade.pk, start=NOW, end=until)]
        Shift.objects.filter(pk__in=bound[:1]).update(
            during=range_of(Interval(NOW - timedelta(days=2), NOW - timedelta(days=1)))
        )
        planned = Shift.objects.filter(state=ShiftState.DRAFT).first()
        if planned is not None:
            seat(planned, member)
            bound.append(planned.pk)
        before = history(bound)
        for edit in edits:
            shifts.write_rule(chief, brigade_id=brigade.pk, draft=edit, rule_id=rule.pk)
        shifts.end_rule(chief, brigade_id=brigade.pk, rule_id=rule.pk, last=date(2026, 10, 19))
        assert history(bound) == before
        left = Shift.objects.exclude(pk__in=bound)
        assert list(left.values_list("day", "during", "state")) == []


hours = st.integers(0, 40)
said = st.builds(
    lambda span, available, minutes: Statement(span, available, NOW + timedelta(minutes=minutes)),
    spans,
    st.booleans(),
    st.integers(0, 500),
)
WEEK = Rule("Europe/Kyiv", time(18), time(6), date(2026, 10, 19), 7, frozenset({4, 5, 6}), date(2026, 10, 19))
days = st.dates(date(2026, 10, 22), date(2026, 10, 28))
"""A few days before the stretches begin, while they run, and after they end."""
weeks = st.builds(
    lambda first, last: dataclasses.replace(WEEK, first=first, last=last),
    st.just(WEEK.first) | days,
    st.none() | days,
)


def night_of(rule: Rule, moment: datetime) -> bool:
    """R8 in other words: an evening of a Friday, Saturday or Sunday, or the morning after one."""
    local = moment.astimezone(ZoneInfo("Europe/Kyiv"))
    evening = local.date() if local.hour >= 18 else local.date() - timedelta(days=1)
    begun = rule.first <= evening <= (rule.last or date.max)
    return (local.hour >= 18 or local.hour < 6) and evening.weekday() in {4, 5, 6} and begun


def speaks(rule: Rule, moment: datetime) -> bool:
    return rule.first <= moment.astimezone(ZoneInfo("Europe/Kyiv")).date() <= (rule.last or date.max)


@given(
    st.lists(said, max_size=4, unique_by=lambda s: s.said_at),
    ranges,
    st.lists(weeks, max_size=2).map(tuple),
    st.sampled_from(State),
    hours,
)
def test_r8_the_latest_word_then_leave_then_the_week_then_the_default(
    words: list[Statement], leave: tuple[Interval, ...], week: tuple[Rule, ...], default: State, hour: int
) -> None:
    moment = stretch(hour, 1).start
    found = availability.state_at(Calendar(tuple(words), leave, week, default), moment)
    spoken = [
        w for w in sorted(words, key=lambda w: w.said_at) if w.interval.start <= moment < w.interval.end
    ]
    if spoken:
        expected = (State.AVAILABLE if spoken[-1].available else State.AWAY, Source.EXCEPTION)
    elif any(away.start <= moment < away.end for away in leave):
        expected = (State.AWAY, Source.LEAVE)
    elif any(night_of(rule, moment) for rule in week):
        expected = (State.AVAILABLE, Source.PATTERN)
    elif any(speaks(rule, moment) for rule in week):
        expected = (State.AWAY, Source.PATTERN)
    else:
        expected = (default, Source.DEFAULT)
    assert found == expected
    window = Interval(moment - timedelta(days=3), moment + timedelta(days=3))
    answers = availability.over(Calendar(tuple(words), leave, week, default), window)
    [answer] = [a for a in answers if a.interval.start <= moment < a.interval.end]
    assert (answer.state, answer.source) == expected


@in_database
@given(st.lists(st.integers(0, 2), max_size=9), st.permutations(["Анна", "Яна", "Інна"]))
def test_r9_the_ledger_sums_to_the_hours_served_zero_included_whatever_people_are_called(
    turns: list[int], names: list[str]
) -> None:
    with undone():
        brigade = make_brigade()
        people = [make_member(brigade, "driver", name=name) for name in ("Анна", "Інна", "Яна")]
        expected = dict.fromkeys((person.pk for person in people), 0)
        for day, turn in enumerate(turns):
            shift = make_shift(brigade, day=date(2026, 10, 9) + timedelta(days=day))
            seat(shift, people[turn])
            expected[people[turn].pk] += round(interval_of(shift.during).hours * 60)
        assert ledger.record_duties() == len(turns)
        window = Interval(NOW - timedelta(days=30), NOW + timedelta(days=30))
        before = hour_queries.report_of(brigade, window)
        assert {row.user_id: row.total for row in before} == expected
        assert sum(row.total for row in before) == sum(HoursEntry.objects.values_list("minutes", flat=True))
        for person, name in zip(people, names, strict=True):
            person.name = name
            person.save()
        after = hour_queries.report_of(brigade, window)
        assert {r.user_id: (r.total, r.times) for r in after} == {
            r.user_id: (r.total, r.times) for r in before
        }
        assert [row.name for row in after] == sorted(names, key=by_alphabet)


given_lines = st.lists(
    st.tuples(
        st.integers(0, 2),
        st.sampled_from(list(HoursKind)),
        st.integers(0, 300),
        st.integers(1, 120),
        st.sampled_from((None, None, 0, 30, 150)),
    ),
    max_size=12,
)
"""Whose, of what kind, from which minute, how many, and to how many they were corrected."""


@in_database
@given(lines=given_lines)
def test_r9_each_kind_keeps_its_lines_and_together_every_minute_counts_once(lines: list[Any]) -> None:
    with undone():
        brigade = make_brigade()
        chief = actor_of(make_member(brigade, chief=True))
        people = [make_member(brigade) for _ in range(3)]
        once: dict[Any, set[int]] = {person.pk: set() for person in people}
        by_kind: Counter[tuple[Any, str]] = Counter()
        for whose, kind, first, minutes, corrected in lines:
            user_id, begins = people[whose].pk, NOW - timedelta(days=2) + timedelta(minutes=first)
            during = Interval(begins, begins + timedelta(minutes=minutes))
            source = uuid4()
            record_hours(brigade_id=brigade.pk, user_id=user_id, kind=kind, during=during, source_id=source)
            counts = minutes if corrected is None else corrected
            if counts != minutes:
                entry = HoursEntry.objects.get(source_id=source)
                ledger.correct_hours(chief, entry_id=entry.pk, minutes=counts, note="так було")
            once[user_id] |= set(range(first, first + counts))
            by_kind[user_id, kind.value] += counts
        window = Interval(NOW - timedelta(days=30), NOW)
        rows = {row.user_id: row for row in hour_queries.report_of(brigade, window)}
        for person in people:
            row, own = rows[person.pk], hour_queries.totals(person.pk)
            assert row.minutes == {kind: by_kind[person.pk, kind] for kind in HoursKind.values}
            assert (row.total, own.total) == (len(once[person.pk]),) * 2
            assert row.twice == own.twice == sum(row.minutes.values()) - row.total


@settings(max_examples=25, deadline=None)
@given(problems(), st.randoms(use_true_random=False))
def test_r9_what_is_fair_does_not_depend_on_names_or_order(problem: Problem, chance: random.Random) -> None:
    names = list(problem.people)
    chance.shuffle(names)
    called = dict(zip(problem.people, names, strict=True))
    candidates = [dataclasses.replace(c, person=called[c.person]) for c in problem.candidates]
    duties = list(problem.duties)
    chance.shuffle(candidates)
    chance.shuffle(duties)
    other = dataclasses.replace(
        problem, people=tuple(sorted(called.values())), duties=tuple(duties), candidates=tuple(candidates)
    )
    assert burden_of(problem) == burden_of(other)


def burden_of(problem: Problem) -> tuple[int, list[int]]:
    """How many seats are filled, and how many duties each person bears, from most to none."""
    solution = solve(problem, seconds=5)
    load = Counter(a.person for a in solution.assignments)
    return len(solution.assignments), sorted((load[person] for person in problem.people), reverse=True)
