"""What a viable crew is for one kind of incident, and whom a brigade asks for help."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from core.ordering import alphabetical
from rosters.matching import Seat
from rosters.models import Brigade, Member, Neighbour, Paging
from rosters.policies import SERVING
from rosters.queries import crew


@dataclass(frozen=True, slots=True)
class CalledCrew:
    """What a call-out of a category is to bring together, and how its people are paged."""

    seats: list[Seat]
    reply_seconds: int
    in_turn: bool = False
    """By one channel after the other, not by all at once."""


def crew_for(brigade: Brigade, category: str) -> CalledCrew | None:
    """The most special rule for a category. None where the brigade has no rule.

    While the rule's vehicle or a hard seat of it is off the run, a hard seat stands in the list that nobody
    can fill, so that neighbours are asked.
    """
    rule = crew.crew_rule(brigade, category)
    if rule is None:
        return None
    return CalledCrew(
        crew.crew_seats(brigade, category), rule.reply_seconds, in_turn=rule.paging == Paging.IN_TURN
    )


def neighbours_of(brigade: Brigade) -> list[Brigade]:
    """Brigades to ask for mutual aid, in order; those that are not at work are left out."""
    rows = Neighbour.objects.filter(brigade=brigade, other__active=True).select_related("other")
    return [row.other for row in rows.order_by("order", "id")]


def serving_ids(brigade_ids: Sequence[UUID]) -> dict[str, list[str]]:
    """Brigade id to the ids of its serving members, as JSON keeps them. One statement."""
    found: dict[str, list[str]] = {str(brigade_id): [] for brigade_id in brigade_ids}
    rows = Member.objects.filter(brigade_id__in=list(brigade_ids), state__in=SERVING).order_by("user_id")
    for brigade_id, user_id in rows.values_list("brigade_id", "user_id"):
        found[str(brigade_id)].append(str(user_id))
    return found


def brigades_first_due(area_ids: Sequence[UUID]) -> list[Brigade]:
    """Brigades at work whose first-due area is one of these areas, by name."""
    rows = Brigade.objects.filter(first_due_area_id__in=list(area_ids), active=True)
    return list(rows.order_by(alphabetical("name"), "id"))
