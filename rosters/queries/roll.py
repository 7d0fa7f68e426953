"""The roll: everything recorded of a brigade's people, loaded once and asked purely.

Coverage, sign-up, solver and call-out all ask `rosters.ability` over these facts, so that no two of them
can differ on who is able and who is there. The number of statements does not grow with the people.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from core.ordering import alphabetical
from rosters.ability import BEGINNING, END, SERVING, Facts, cut
from rosters.availability import Calendar, Statement
from rosters.models import (
    Assignment,
    AssignmentState,
    AvailabilityException,
    EligibilityGate,
    Inclusion,
    Leave,
    Member,
    MemberKind,
    MemberState,
    QualificationGrant,
    ShiftState,
    Standing,
    WeeklyPattern,
)
from rosters.recurrence import Interval, Rule

MARGIN = timedelta(days=8)
"""Rest and the hours of a week look this far around a window."""


def inclusions() -> dict[str, list[str]]:
    """Qualification code to the codes that come with it."""
    found: dict[str, list[str]] = defaultdict(list)
    for holder, included in Inclusion.objects.values_list("holder__code", "included__code"):
        found[holder].append(included)
    return found


def roll_of(
    brigade_ids: Iterable[UUID],
    window: Interval,
    *,
    user_ids: Iterable[UUID] | None = None,
    papers_only: bool = False,
) -> list[Facts]:
    """Facts of everybody who is or was a member of these brigades, as far as they touch the window.

    A person of several brigades appears once, with the shortest way; who is there in support in one of them
    serves as a firefighter in the other. Eight statements, however many people;
    `user_ids` keeps it to some of them. `papers_only` leaves calendars and duties out, with half of the
    statements.
    """
    brigades = list(brigade_ids)
    members = (
        Member.objects.filter(brigade_id__in=brigades)
        .exclude(state__in=[MemberState.APPLIED, MemberState.INTERVIEW, MemberState.DECLINED])
        .select_related("user")
        .order_by(alphabetical("user__name"), "user_id")
    )
    if user_ids is not None:
        members = members.filter(user_id__in=list(user_ids))
    by_user: dict[UUID, list[Member]] = defaultdict(list)
    for member in members:
        by_user[member.user_id].append(member)
    users = list(by_user)
    standings = _standings(brigades, window)
    gates, grants = _gates(users, window), _grants(users, window)
    calendars = {} if papers_only else _calendars(users, window)
    duties = {} if papers_only else _duties(users, window)
    return [
        Facts(
            user_id=user_id,
            name=mine[0].user.get_full_name(),
            brigade_ids=frozenset(member.brigade_id for member in mine),
            travel_minutes=min(member.travel_minutes for member in mine),
            support=all(member.kind == MemberKind.SUPPORT for member in mine),
            standings=tuple(standings[user_id]),
            gates={kind: tuple(ranges) for kind, ranges in gates[user_id].items()},
            grants={code: tuple(ranges) for code, ranges in grants[user_id].items()},
            calendar=calendars.get(user_id, Calendar()),
            duties=tuple(during for during, _ in duties.get(user_id, ())),
            here=tuple(during for during, bound in duties.get(user_id, ()) if bound in brigades),
            elsewhere=tuple(
                during for during, bound in duties.get(user_id, ()) if bound and bound not in brigades
            ),
        )
        for user_id, mine in by_user.items()
    ]


def interval_of(value: DateTimeTZRange) -> Interval:
    """A database range as an interval; a missing bound is the beginning or the end of time."""
    return Interval(value.lower or BEGINNING, value.upper or END)


def range_of(interval: Interval) -> DateTimeTZRange:
    """An interval as a half-open database range."""
    return DateTimeTZRange(interval.start, interval.end)


def _touching(window: Interval) -> DateTimeTZRange:
    return DateTimeTZRange(window.start - MARGIN, window.end + MARGIN)


def _standings(brigades: list[UUID], window: Interval) -> dict[UUID, list[Interval]]:
    found: dict[UUID, list[Interval]] = defaultdict(list)
    rows = Standing.objects.filter(
        member__brigade_id__in=brigades, state__in=SERVING, during__overlap=_touching(window)
    ).exclude(member__kind=MemberKind.SUPPORT)
    for user_id, during in rows.values_list("member__user_id", "during"):
        found[user_id].append(interval_of(during))
    return found


def _gates(users: list[UUID], window: Interval) -> dict[UUID, dict[str, list[Interval]]]:
    rows = EligibilityGate.objects.filter(user_id__in=users, valid__overlap=_touching(window))
    return _by_user_and_name(rows.values_list("user_id", "kind", "valid", "revoked_at"))


def _grants(users: list[UUID], window: Interval) -> dict[UUID, dict[str, list[Interval]]]:
    rows = QualificationGrant.objects.filter(user_id__in=users, valid__overlap=_touching(window))
    return _by_user_and_name(rows.values_list("user_id", "qualification__code", "valid", "revoked_at"))


def _by_user_and_name(rows: Iterable[tuple[Any, ...]]) -> dict[UUID, dict[str, list[Interval]]]:
    found: dict[UUID, dict[str, list[Interval]]] = defaultdict(lambda: defaultdict(list))
    for user_id, name, valid, revoked_at in rows:
        piece = cut(interval_of(valid), revoked_at)
        if piece is not None:
            found[user_id][name].append(piece)
    return found


def _calendars(users: list[UUID], window: Interval) -> dict[UUID, Calendar]:
    near = _touching(window)
    said: dict[UUID, list[Statement]] = defaultdict(list)
    for row in AvailabilityException.objects.filter(
        user_id__in=users, during__overlap=near, taken_back_at=None
    ):
        said[row.user_id].append(Statement(interval_of(row.during), row.available, row.said_at))
    away: dict[UUID, list[Interval]] = defaultdict(list)
    for leave in Leave.objects.filter(user_id__in=users, during__overlap=near):
        piece = cut(interval_of(leave.during), leave.ended_at)
        if piece is not None:
            away[leave.user_id].append(piece)
    weekly: dict[UUID, list[Rule]] = defaultdict(list)
    for pattern in WeeklyPattern.objects.filter(user_id__in=users):
        weekly[pattern.user_id].append(rule_of_pattern(pattern))
    return {
        user_id: Calendar(tuple(said[user_id]), tuple(away[user_id]), tuple(weekly[user_id]))
        for user_id in users
    }


def calendar_of(user_id: UUID, window: Interval) -> Calendar:
    """All that one person has said that may touch the window, whatever brigades they serve."""
    return _calendars([user_id], window)[user_id]


def rule_of_pattern(pattern: WeeklyPattern) -> Rule:
    """A weekly pattern as a rule of seven days counted from the Monday of its first week."""
    return Rule(
        zone=pattern.time_zone,
        starts=pattern.starts,
        ends=pattern.ends,
        anchor=pattern.first - timedelta(days=pattern.first.weekday()),
        cycle_days=7,
        offsets=frozenset(pattern.weekdays),
        first=pattern.first,
        last=pattern.last,
    )


def _duties(users: list[UUID], window: Interval) -> dict[UUID, list[tuple[Interval, UUID | None]]]:
    """Confirmed duties, each with the brigade it binds the person to: None while it is a draft."""
    found: dict[UUID, list[tuple[Interval, UUID | None]]] = defaultdict(list)
    rows = Assignment.objects.filter(
        user_id__in=users, state=AssignmentState.CONFIRMED, during__overlap=_touching(window)
    ).values_list("user_id", "during", "shift__brigade_id", "shift__state")
    for user_id, during, brigade_id, state in rows:
        bound = brigade_id if state == ShiftState.PUBLISHED else None
        found[user_id].append((interval_of(during), bound))
    return found
