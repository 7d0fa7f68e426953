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
from rosters.models import Brigade, Member
from rosters.policies import SERVING
from rosters.queries.roll import inclusions, roll_of
from rosters.recurrence import Interval

NEXT = timedelta(hours=24)


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
