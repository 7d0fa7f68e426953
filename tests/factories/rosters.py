"""Brigades and their people with plain defaults: everybody able, everybody there."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from itertools import count
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from accounts.models import User
from accounts.roles import Role, ScopeKind
from rosters import ability
from rosters.models import (
    Assignment,
    AssignmentSource,
    AssignmentState,
    Brigade,
    CrewRule,
    CrewRuleSeat,
    EligibilityGate,
    Member,
    MemberKind,
    MemberState,
    Qualification,
    QualificationGrant,
    Shift,
    ShiftSeat,
    ShiftState,
    Standing,
    WeeklyPattern,
)
from rosters.recurrence import instant
from tests.factories import geo
from tests.factories.accounts import make_grant, make_user

ALWAYS = DateTimeTZRange(datetime(2020, 1, 1, tzinfo=UTC), None)
_numbers = count(1)


def make_qualification(code: str = "driver") -> Qualification:
    """A qualification; the same one for the same code."""
    row, _ = Qualification.objects.get_or_create(code=code, defaults={"name_uk": code, "name_en": code})
    return row


def make_brigade(name: str = "Стрижавка", *, area_ids: list[object] | None = None, **fields: Any) -> Brigade:
    """A community's brigade with its station in Vinnytsia."""
    number = next(_numbers)
    plain = {
        "slug": f"brigade-{number}",
        "founder_kind": "community",
        "founder_name": "Громада",
        "station_name": "Пожежне депо",
        "station": geo.point(),
    }
    return Brigade.objects.create(name=name, area_ids=area_ids or [], **plain | fields)


def make_member(
    brigade: Brigade,
    *skills: str,
    name: str = "Петро Тестовий",
    user: User | None = None,
    chief: bool = False,
    available: bool = True,
    gates: bool = True,
) -> User:
    """An active member whose papers hold for ever and who, if `available`, can come at any time."""
    person = user or make_user(f"member{next(_numbers)}@example.org", name=name)
    enrol(brigade, person, *skills, chief=chief, papers=user is None, available=available, gates=gates)
    role = Role.BRIGADE_CHIEF if chief else Role.FIREFIGHTER
    make_grant(person, role, ScopeKind.BRIGADE, brigade.pk, area_ids=list(brigade.area_ids))
    return person


def enrol(
    brigade: Brigade,
    person: User,
    *skills: str,
    chief: bool = False,
    papers: bool = True,
    available: bool = True,
    gates: bool = True,
) -> Member:
    """The rows that make somebody an active member, without the grant."""
    kind = MemberKind.CHIEF if chief else MemberKind.FIREFIGHTER
    member = Member.objects.create(brigade=brigade, user=person, kind=kind, state=MemberState.ACTIVE)
    Standing.objects.create(member=member, state=MemberState.ACTIVE, during=ALWAYS, changed_by="tests")
    if papers:
        for gate in ability.GATES if gates else ():
            EligibilityGate.objects.create(user=person, kind=gate, valid=ALWAYS, recorded_by="tests")
        for skill in skills:
            give_skill(person, skill)
        if available:
            always_there(person)
    return member


def seat(shift: Shift, user: User) -> Assignment:
    """Put somebody on the shift's first seat, without a check."""
    return Assignment.objects.create(
        shift=shift,
        seat=shift.seats.first(),
        user=user,
        during=shift.during,
        state=AssignmentState.CONFIRMED,
        source=AssignmentSource.CHIEF,
    )


def give_skill(user: User, code: str, valid: DateTimeTZRange = ALWAYS) -> QualificationGrant:
    """A qualification over a range."""
    return QualificationGrant.objects.create(
        user=user, qualification=make_qualification(code), valid=valid, granted_by="tests"
    )


def always_there(user: User) -> None:
    """The usual week of somebody who can always come."""
    WeeklyPattern.objects.create(
        user=user,
        time_zone="Europe/Kyiv",
        starts=time(0),
        ends=time(0),
        weekdays=list(range(7)),
        first=date(2020, 1, 6),
    )


def make_shift(
    brigade: Brigade,
    *needs: str | None,
    day: date = date(2026, 11, 24),
    starts: time = time(20),
    ends: time = time(8),
    name: str = "Ніч",
    state: str = ShiftState.PUBLISHED,
) -> Shift:
    """A published night of 12 hours with one hard seat for each of `needs` (a driver for none)."""
    end_day = day if ends > starts else date.fromordinal(day.toordinal() + 1)
    during = DateTimeTZRange(
        instant(day, starts, brigade.time_zone), instant(end_day, ends, brigade.time_zone)
    )
    shift = Shift.objects.create(
        brigade=brigade,
        name=name,
        day=day,
        during=during,
        starts_label=starts,
        ends_label=ends,
        state=state,
    )
    for order, code in enumerate(needs or ("driver",)):
        qualification = make_qualification(code) if code else None
        ShiftSeat.objects.create(shift=shift, needs=qualification, order=order)
    return shift


def make_crew_rule(brigade: Brigade, *needs: str | None, category: str = "", **fields: Any) -> CrewRule:
    """What a viable crew is: one hard seat for each of `needs`."""
    rule = CrewRule.objects.create(brigade=brigade, category=category, **fields)
    for code in needs:
        CrewRuleSeat.objects.create(rule=rule, needs=make_qualification(code) if code else None)
    return rule
