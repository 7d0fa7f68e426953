"""Members with what is known of them now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from rosters import ability, availability
from rosters.ability import Facts
from rosters.availability import Answer
from rosters.models import Brigade, Leave, Member, WeeklyPattern
from rosters.policies import SERVING
from rosters.queries.roll import calendar_of, inclusions, roll_of
from rosters.recurrence import Interval

NEXT = timedelta(hours=24)
AHEAD = timedelta(weeks=4)


def serving_memberships(user_id: UUID) -> list[Member]:
    """The brigades a person serves in now."""
    return list(
        Member.objects.select_related("user", "brigade")
        .filter(user_id=user_id, state__in=SERVING)
        .order_by("pk")
    )


def serving_members(brigade: Brigade) -> list[Member]:
    """Everybody who serves in a brigade now, by name."""
    return list(
        Member.objects.select_related("user", "brigade")
        .filter(brigade=brigade, state__in=SERVING)
        .order_by("user__name", "pk")
    )


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a person at this moment."""

    facts: Facts
    answer: Answer
    """State now, and until when it holds (24 hours ahead at most)."""
    skills: frozenset[str]


def now_of(brigade_id: UUID, user_ids: Iterable[UUID]) -> dict[UUID, Known]:
    """For each person: the record, what is known of this moment, and the skills valid now."""
    now = timezone.now()
    window = Interval(now, now + NEXT)
    moment = Interval(now, now + timedelta(seconds=1))
    includes = inclusions()
    return {
        facts.user_id: Known(
            facts,
            availability.over(facts.calendar, window)[0],
            ability.skills_over(facts, moment, includes),
        )
        for facts in roll_of([brigade_id], window, user_ids=user_ids)
    }


@dataclass(frozen=True, slots=True)
class OwnTime:
    """Everything a person has said of their time, and what it comes to over the next weeks."""

    pieces: list[Answer]
    week: list[WeeklyPattern]
    leave: list[Leave]


def own_time(user_id: UUID, *, ahead: timedelta = AHEAD) -> OwnTime:
    """The person's own calendar from now on."""
    now = timezone.now()
    window = Interval(now, now + ahead)
    week = WeeklyPattern.objects.filter(user_id=user_id).exclude(last__lt=now.date()).order_by("starts")
    leave = Leave.objects.filter(user_id=user_id, ended_at=None, during__endswith__gt=now).order_by("during")
    return OwnTime(availability.over(calendar_of(user_id, window), window), list(week), list(leave))
