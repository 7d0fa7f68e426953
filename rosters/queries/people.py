"""Members with what is known of them now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone

from core.ordering import alphabetical
from rosters import ability, availability
from rosters.ability import Facts
from rosters.availability import Answer
from rosters.models import (
    Assignment,
    AssignmentState,
    AvailabilityException,
    Brigade,
    Leave,
    Member,
    ShiftState,
    WeeklyPattern,
)
from rosters.policies import SERVING
from rosters.queries.roll import calendar_of, inclusions, range_of, roll_of
from rosters.queries.wishes import wishes_of
from rosters.recurrence import Interval
from rosters.wishing import Wish

NEXT = timedelta(days=14)
"""Changes further off are not told: a client that old has long taken a new snapshot."""
AHEAD = timedelta(weeks=4)


def serving_memberships(user_id: UUID) -> list[Member]:
    """The brigades a person serves in now."""
    return list(
        Member.objects.select_related("user", "brigade")
        .filter(user_id=user_id, state__in=SERVING)
        .order_by("pk")
    )


def hold_members(member_ids: Iterable[UUID]) -> dict[UUID, int]:
    """Lock these memberships till commit, in the order of their ids; the count of changes of each."""
    rows = Member.objects.select_for_update(no_key=True).filter(pk__in=set(member_ids))
    return dict(rows.order_by("pk").values_list("pk", "rev"))


def serving_members(brigade: Brigade) -> list[Member]:
    """Everybody who serves in a brigade now, by name."""
    return list(
        Member.objects.select_related("user", "brigade")
        .filter(brigade=brigade, state__in=SERVING)
        .order_by(alphabetical("user__name"), "pk")
    )


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a person at this moment."""

    facts: Facts
    answer: Answer
    until: datetime | None
    """When the answer changes by the clock alone; None where it does not within two weeks."""
    skills: frozenset[str]


def now_of(brigade_id: UUID, user_ids: Iterable[UUID]) -> dict[UUID, Known]:
    """For each person: the record, what is known of this moment, and the skills valid now."""
    now = timezone.now()
    window = Interval(now, now + NEXT)
    moment = Interval(now, now + timedelta(seconds=1))
    includes = inclusions()
    found = {}
    for facts in roll_of([brigade_id], window, user_ids=user_ids):
        answers = availability.over(facts.calendar, window)
        until = answers[0].interval.end if len(answers) > 1 else None
        skills = ability.skills_over(facts, moment, includes)
        found[facts.user_id] = Known(facts, answers[0], until, skills)
    return found


def duties_within(user_id: UUID, during: Interval) -> list[Assignment]:
    """Duties of published shifts, not yet over, that a person holds and that touch the stretch."""
    rows = Assignment.objects.select_related("shift").filter(
        user_id=user_id,
        state=AssignmentState.CONFIRMED,
        shift__state=ShiftState.PUBLISHED,
        during__overlap=range_of(during),
        during__endswith__gt=timezone.now(),
    )
    return list(rows.order_by("during", "pk"))


def members_due(now: datetime, *, limit: int = 500) -> list[Member]:
    """Those of whom something else is known since a moment that has passed."""
    rows = Member.objects.select_related("user", "brigade").filter(known_until__lte=now)
    return list(rows.select_for_update(of=("self",), skip_locked=True).order_by("known_until")[:limit])


@dataclass(frozen=True, slots=True)
class OwnTime:
    """Everything a person has said of their time, and what it comes to over the next weeks."""

    pieces: list[Answer]
    week: list[WeeklyPattern]
    leave: list[Leave]
    wishes: list[Wish]
    word: AvailabilityException | None
    """What was said of this moment and decides."""


def own_time(user_id: UUID, *, ahead: timedelta = AHEAD) -> OwnTime:
    """The person's own calendar from now on."""
    now = timezone.now()
    window = Interval(now, now + ahead)
    week = WeeklyPattern.objects.filter(user_id=user_id).exclude(last__lt=now.date()).order_by("starts")
    leave = Leave.objects.filter(user_id=user_id, ended_at=None, during__endswith__gt=now).order_by("during")
    return OwnTime(
        availability.over(calendar_of(user_id, window), window),
        list(week),
        list(leave),
        wishes_of([user_id]).get(user_id, []),
        _word_of(user_id, now),
    )


def _word_of(user_id: UUID, moment: datetime) -> AvailabilityException | None:
    """Of several words the one said last, as `availability.state_at` has it."""
    rows = AvailabilityException.objects.filter(user_id=user_id, during__contains=moment, taken_back_at=None)
    return rows.order_by("-said_at", "available").first()
