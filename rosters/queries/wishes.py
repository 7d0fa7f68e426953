"""Members' wishes of the rota, and pairs who are never on duty at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q

from accounts.actor import Actor
from core.errors import NotFound, NotSignedIn
from core.ordering import alphabetical
from rosters import policies
from rosters.models import ApartPair, Assignment, AssignmentState, Brigade, DutyWish, Shift
from rosters.wishing import Wish


def wishes_of(user_ids: Iterable[UUID]) -> dict[UUID, list[Wish]]:
    """What each of these people wishes of a rota; people without a wish do not appear."""
    found: dict[UUID, list[Wish]] = defaultdict(list)
    for row in DutyWish.objects.filter(user_id__in=list(user_ids)).order_by("starts", "pk"):
        wish = Wish(row.starts, row.ends, frozenset(row.weekdays), row.likes)
        found[row.user_id].append(wish)
    return found


def pairs_of(brigade: Brigade) -> list[ApartPair]:
    """The pairs of a brigade that are kept apart now, by name."""
    rows = ApartPair.objects.select_related("one", "two").filter(brigade=brigade, ended_at=None)
    return list(rows.order_by(alphabetical("one__name"), alphabetical("two__name"), "pk"))


def pair_for(actor: Actor, pair_id: UUID, *, lock: bool = False) -> ApartPair:
    """The pair, if the actor commands its brigade: nobody else learns that there is one.

    Raises NotSignedIn; NotFound for hidden and missing alike.
    """
    if not actor.is_person:
        raise NotSignedIn
    rows = ApartPair.objects.select_related("brigade")
    pair = (rows.select_for_update(of=("self",)) if lock else rows).filter(pk=pair_id).first()
    if pair is None or not policies.can_command(actor, pair.brigade):
        raise NotFound
    return pair


def partners_of(user_ids: Iterable[UUID]) -> set[UUID]:
    """Everybody whom one of these people is kept apart from, in any brigade."""
    ids = set(user_ids)
    pairs = ApartPair.objects.filter(Q(one_id__in=ids) | Q(two_id__in=ids), ended_at=None)
    found: set[UUID] = set()
    for one, two in pairs.values_list("one_id", "two_id"):
        found |= {two} if one in ids else set()
        found |= {one} if two in ids else set()
    return found


def any_on_duty(user_ids: Iterable[UUID], shift: Shift) -> bool:
    """Whether one of these people is on duty, anywhere, while the shift lasts."""
    ids = list(user_ids)
    return bool(ids) and (
        Assignment.objects.filter(
            user_id__in=ids, state=AssignmentState.CONFIRMED, during__overlap=shift.during
        ).exists()
    )
