"""What members would like of the rota, and who is never on duty at once with whom."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actor import Actor
from core import audit
from core.decisions import require
from core.errors import Conflict, Invalid, NotFound, NotSignedIn
from rosters import policies
from rosters.models import ApartPair, DutyWish
from rosters.queries import brigades, people
from rosters.queries import wishes as queries
from rosters.wishing import Wish

MOST = 20


@transaction.atomic
def set_wishes(actor: Actor, *, wishes: Collection[Wish]) -> list[DutyWish]:
    """Replace what I would like, and rather not, of the rotas to come. Raises: NotSignedIn, Invalid."""
    if actor.user_id is None:
        raise NotSignedIn
    require(policies.can_say_availability(actor, actor.user_id))
    if len(wishes) > MOST:
        raise Invalid.field("wishes", _("That is too many wishes."))
    for wish in wishes:
        if not wish.weekdays or not all(0 <= day <= 6 for day in wish.weekdays):
            raise Invalid.field("wishes", _("Choose at least one day of the week."))
    DutyWish.objects.filter(user_id=actor.user_id).delete()
    rows = DutyWish.objects.bulk_create(
        DutyWish(
            user_id=actor.user_id,
            starts=wish.starts,
            ends=wish.ends,
            weekdays=sorted(wish.weekdays),
            likes=wish.likes,
        )
        for wish in wishes
    )
    audit.record(actor, "rota.wishes_set", "user", actor.user_id, {"wishes": len(rows)})
    return rows


@transaction.atomic
def keep_apart(actor: Actor, *, brigade_id: UUID, user_ids: tuple[UUID, UUID]) -> ApartPair:
    """Never have these two on duty at once from now on. Duties they hold already stay.

    Raises: NotFound, Refused, Invalid (not two members), Conflict (kept apart already).
    """
    brigade = brigades.brigade_for(actor, brigade_id, lock=True)
    require(policies.can_command(actor, brigade))
    one, two = sorted(user_ids)
    serving = {member.user_id for member in people.serving_members(brigade)}
    if one == two or not {one, two} <= serving:
        raise Invalid.field("user_ids", _("Choose two members of this brigade."))
    if ApartPair.objects.filter(brigade=brigade, one_id=one, two_id=two, ended_at=None).exists():
        raise Conflict("rosters.apart_already", _("These two are kept apart already."))
    pair = ApartPair.objects.create(brigade=brigade, one_id=one, two_id=two)
    audit.record(actor, "rota.kept_apart", "brigade", brigade.pk, {"pair": str(pair.pk)})
    return pair


@transaction.atomic
def end_apart(actor: Actor, *, pair_id: UUID) -> ApartPair:
    """These two may be on duty at once again. Raises: NotSignedIn, NotFound."""
    pair = queries.pair_for(actor, pair_id, lock=True)
    if pair.ended_at is not None:
        raise NotFound
    pair.ended_at = timezone.now()
    pair.save(update_fields=["ended_at", "updated_at"])
    audit.record(actor, "rota.apart_ended", "brigade", pair.brigade_id, {"pair": str(pair.pk)})
    return pair
