"""Six weeks of duties of the demo brigades: planned and published week by week, offered, exchanged."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from functools import partial
from uuid import UUID

from django.utils import timezone

from accounts.models import User
from accounts.queries import actor_of
from config.demo.agenda import Agenda
from config.demo.enlisting import Enlisting
from config.demo.stations import STATIONS, Station
from config.demo.volunteers import ROLL
from core.errors import Conflict
from rosters import ability, duty_limits
from rosters.ability import Facts
from rosters.actions import ledger, reminding, seats, shifts, swaps
from rosters.actions.shifts import RuleDraft
from rosters.models import Assignment, AssignmentState, Shift, ShiftRule, SwapState
from rosters.queries import shifts as queries
from rosters.queries.roll import inclusions, interval_of, roll_of
from rosters.recurrence import Interval

FIRST_DAY, LAST_DAY = -35, 14
"""The published rota, in days from today."""
LEAD_DAYS = 8
WEEK = 7
GAP_EACH = 7
"""Of the weeks still ahead, each so-manieth seat stays open: somebody has yet to sign up."""


@dataclass
class Sheet:
    """What the planner knows of a window: people, and the duties it has given them."""

    facts: list[Facts]
    includes: dict[str, list[str]]
    duties: dict[UUID, list[Interval]] = field(default_factory=dict)


class Rotas:
    """Puts the brigades' duties on the agenda."""

    def __init__(self, enlisting: Enlisting, agenda: Agenda) -> None:
        self.enlisting, self.agenda, self.town = enlisting, agenda, enlisting.town
        self.given: Counter[UUID] = Counter()

    def plan(self) -> None:
        """Rules, the weeks' rotas, what happens to them, and the jobs that go with them."""
        for station in STATIONS:
            self.agenda.at(self.agenda.day(FIRST_DAY - 10, time(19)), partial(self._write_rules, station))
            for first in range(FIRST_DAY, LAST_DAY, WEEK):
                moment = self.agenda.day(first - LEAD_DAYS, time(19, 30))
                self.agenda.at(moment, partial(self._week, station, first, first + WEEK))
            self.agenda.at(self.agenda.day(-1, time(20)), partial(self._draft, station))
        self._swaps()
        for day in range(FIRST_DAY, 1):
            self.agenda.at(self.agenda.day(day, time(9)), ledger.record_duties)
        for day in range(-120, 1):
            self.agenda.at(self.agenda.day(day, time(8)), reminding.remind_of_papers)
        for day in range(-40, 1):
            self.agenda.at(self.agenda.day(day, time(8)), reminding.remind_of_kit)

    def _chief(self, station: Station) -> str:
        return ROLL[station.key][0].key

    def _write_rules(self, station: Station) -> None:
        brigade = self.enlisting.brigades[station.key]
        first = self.agenda.day(FIRST_DAY).date()
        monday = first - timedelta(days=first.weekday())
        for duty in station.duties:
            draft = RuleDraft(
                name=duty.name,
                starts=duty.starts,
                ends=duty.ends,
                anchor=monday,
                cycle_days=WEEK,
                offsets=duty.weekdays,
                first=first,
                last=None,
                skipped=frozenset(),
                seats=duty.seats,
            )
            shifts.write_rule(self.town.actor(self._chief(station)), brigade_id=brigade.pk, draft=draft)

    def _week(self, station: Station, first: int, last: int) -> None:
        """Fill a week's drafts and publish them; a seat here and there stays open in weeks to come."""
        brigade = self.enlisting.brigades[station.key]
        start, end = self.agenda.day(first), self.agenda.day(last)
        self._fill(station, start, end, gap_each=GAP_EACH)
        chief = self.town.actor(self._chief(station))
        shifts.publish(chief, brigade_id=brigade.pk, start=start, end=end)

    def _draft(self, station: Station) -> None:
        """The week after the published ones is only begun."""
        for rule in ShiftRule.objects.filter(brigade=self.enlisting.brigades[station.key]):
            shifts.make_shifts(rule, until=timezone.now() + shifts.AHEAD)
        self._fill(station, self.agenda.day(LAST_DAY), self.agenda.day(LAST_DAY + 4), gap_each=3)

    def _fill(self, station: Station, start: datetime, end: datetime, *, gap_each: int) -> None:
        brigade = self.enlisting.brigades[station.key]
        found = list(
            queries.whole_shifts().filter(
                brigade=brigade, during__startswith__gte=start, during__startswith__lt=end
            )
        )
        sheet = Sheet(roll_of([brigade.pk], Interval(start, end)), inclusions())
        number = 0
        for shift in sorted(found, key=lambda one: one.during.lower):
            for seat in shift.seats.all():
                number += 1
                needs = seat.needs.code if seat.needs else None
                if number % gap_each == gap_each - 1:
                    moment = shift.during.lower - timedelta(hours=40)
                    self.agenda.at(moment, partial(self._sign_up, station, shift.pk, needs))
                else:
                    self._seat(station, shift, needs, sheet)

    def _seat(self, station: Station, shift: Shift, needs: str | None, sheet: Sheet) -> None:
        """Give the seat to whoever can lawfully take it and has had the fewest duties."""
        interval = interval_of(shift.during)
        one = self._choose(interval, needs, sheet)
        if one is not None:
            chief = self.town.actor(self._chief(station))
            seats.assign(chief, shift_id=shift.pk, user_id=one.user_id)
            sheet.duties.setdefault(one.user_id, []).append(interval)

    def _sign_up(self, station: Station, shift_id: UUID, needs: str | None) -> None:
        """A seat that stayed open is taken two days before by somebody who can."""
        interval = interval_of(Shift.objects.get(pk=shift_id).during)
        sheet = Sheet(roll_of([self.enlisting.brigades[station.key].pk], interval), inclusions())
        one = self._choose(interval, needs, sheet)
        if one is not None:
            seats.sign_up(actor_of(User.objects.get(pk=one.user_id)), shift_id=shift_id)

    def _choose(self, interval: Interval, needs: str | None, sheet: Sheet) -> Facts | None:
        fit = [f for f in sheet.facts if self._fits(f, interval, needs, sheet)]
        if not fit:
            return None
        shown = self.town.users["volunteer"].pk
        ahead = interval.start > self.agenda.now
        one = min(
            fit,
            key=lambda f: (not (ahead and f.user_id == shown), self.given[f.user_id], len(f.grants), f.name),
        )
        self.given[one.user_id] += 1
        return one

    def _fits(self, facts: Facts, interval: Interval, needs: str | None, sheet: Sheet) -> bool:
        if facts.user_id == self.town.users["volunteer"].pk and not self._may_plan_volunteer(interval):
            return False
        answer = ability.readiness(facts, interval, sheet.includes)
        if not answer.ready or (needs is not None and needs not in answer.skills):
            return False
        duties = [*facts.duties, *sheet.duties.get(facts.user_id, ())]
        return duty_limits.breach(duties, interval, rest_hours=11, week_hours=48) is None

    def _may_plan_volunteer(self, interval: Interval) -> bool:
        """The one who shows the product has one duty ahead, the first from tomorrow, and is else free."""
        now = self.agenda.now
        first = now + timedelta(hours=10)
        return interval.start < now - timedelta(days=1) or first <= interval.start < first + timedelta(days=1)

    def _swaps(self) -> None:
        stare, vyshenka, mlyn = STATIONS
        note = "Захворіла дитина, підмініть, будь ласка."
        for station, days, end in (
            (stare, -16, "take"),
            (stare, -9, "take"),
            (vyshenka, -13, "withdraw"),
            (mlyn, -7, "take"),
        ):
            self.agenda.at(self.agenda.day(days, time(10)), partial(self._offer, station, note, end))
        yesterday = self.agenda.now - timedelta(hours=20)
        self.agenda.at(yesterday, partial(self._offer, stare, "Весілля сестри: хто виручить?", "", days=3))
        self.agenda.at(
            yesterday, partial(self._offer, vyshenka, "Відрядження, повернуся в суботу.", "", days=2)
        )
        self.agenda.at(self.agenda.now - timedelta(hours=16), partial(self._offer_exchange, stare))

    def _offer(self, station: Station, note: str, end: str, *, days: int = 1) -> None:
        """Somebody offers a duty that others could take; it is taken, taken back, or stays offered."""
        shown = self.town.users["volunteer"].pk
        held = Assignment.objects.filter(
            shift__brigade=self.enlisting.brigades[station.key],
            state=AssignmentState.CONFIRMED,
            during__startswith__gt=timezone.now() + timedelta(days=days),
            seat__needs__code="breathing-apparatus",
        ).exclude(user_id=shown)
        for assignment in held.select_related("seat__needs", "user").order_by("during")[:12]:
            shift = queries.whole_shifts().get(pk=assignment.shift_id)
            takers = self._takers(shift, assignment)
            if takers if end else shown in takers or station.key != "stare":
                break
        else:
            return
        swap = swaps.offer(actor_of(assignment.user), assignment_id=assignment.pk, note=note)
        later = timezone.now() + timedelta(hours=3)
        if end == "withdraw":
            self.agenda.at(later, lambda: swaps.withdraw_offer(actor_of(assignment.user), swap_id=swap.pk))
        elif end == "take":
            taker = actor_of(User.objects.get(pk=takers[0]))
            self.agenda.at(later, lambda: swaps.take(taker, swap_id=swap.pk))

    def _offer_exchange(self, station: Station) -> None:
        """A colleague would exchange a later duty for the next one of whoever shows the product."""
        held = Assignment.objects.filter(
            shift__brigade=self.enlisting.brigades[station.key],
            state=AssignmentState.CONFIRMED,
            during__startswith__gt=self.agenda.now,
        ).order_by("during")
        wanted = held.filter(user=self.town.users["volunteer"]).first()
        if wanted is None:
            return
        others = held.exclude(user_id=wanted.user_id).exclude(shift_id=wanted.shift_id)
        for given in others.exclude(swaps__state=SwapState.OPEN).select_related("user")[:20]:
            with suppress(Conflict):
                swaps.offer(
                    actor_of(given.user),
                    assignment_id=given.pk,
                    for_assignment_id=wanted.pk,
                    note="Того вечора в доньки виступ.",
                )
                return

    def _takers(self, shift: Shift, assignment: Assignment) -> list[UUID]:
        """Those who could take it and would breach neither rest nor hours."""
        interval = interval_of(shift.during)
        wanted = swaps.could_take(shift, assignment)
        return [
            facts.user_id
            for facts in roll_of([shift.brigade_id], interval, user_ids=wanted)
            if duty_limits.breach(facts.duties, interval, rest_hours=11, week_hours=48) is None
        ]
