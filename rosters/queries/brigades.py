"""Brigades and their people by id: the one door to each, guarded."""

from __future__ import annotations

from uuid import UUID

from django.contrib.gis.db.models.functions import Distance

from accounts import queries as accounts_queries
from accounts.actor import Actor
from accounts.roles import Capability, ScopeKind
from accounts.scopes import Scope
from core.decisions import require
from core.errors import NotFound, NotSignedIn
from core.ordering import alphabetical
from rosters import policies
from rosters.models import Brigade, Member


def brigade_for(actor: Actor, brigade_id: UUID, *, lock: bool = False) -> Brigade:
    """The brigade, if the actor may see it. With `lock`, held till commit.

    Raises NotFound for hidden and missing alike.
    """
    rows = Brigade.objects.select_for_update(no_key=True) if lock else Brigade.objects.all()
    brigade = rows.filter(pk=brigade_id).first()
    if brigade is None:
        raise NotFound
    require(policies.can_see_brigade(actor, brigade))
    return brigade


def hold_brigade(brigade_id: UUID) -> None:
    """Lock a brigade till commit: rules over all of its people hold under it."""
    Brigade.objects.select_for_update(no_key=True).filter(pk=brigade_id).first()


def visible(actor: Actor) -> list[Brigade]:
    """The brigades the actor may see, by name. Raises NotSignedIn."""
    if not actor.is_person:
        raise NotSignedIn
    return list(Brigade.objects.filter(policies.visible_brigades(actor)).order_by(alphabetical("name"), "pk"))


def recruiting() -> list[Brigade]:
    """Brigades at work that take people, by name."""
    return list(Brigade.objects.filter(active=True, recruiting=True).order_by(alphabetical("name"), "pk"))


def ids_in(area_id: UUID) -> list[UUID]:
    """Brigades at work whose station lies in the area."""
    rows = Brigade.objects.filter(area_ids__contains=[area_id], active=True)
    return list(rows.order_by("pk").values_list("pk", flat=True))


def neighbour_choices(brigade: Brigade, *, most: int = 60) -> list[Brigade]:
    """Other brigades at work, nearest station first, each with `metres` to it."""
    away = Distance("station", brigade.station)
    rows = Brigade.objects.filter(active=True).exclude(pk=brigade.pk).annotate(metres=away)
    return list(rows.order_by("metres", "pk")[:most])


def member_of(user_id: UUID | None, brigade_id: UUID) -> Member | None:
    """The person's membership of the brigade, in whatever state."""
    if user_id is None:
        return None
    return (
        Member.objects.select_related("brigade", "user")
        .filter(user_id=user_id, brigade_id=brigade_id)
        .first()
    )


def chief_ids(brigade_id: UUID) -> list[UUID]:
    """People whom the brigade's affairs are told to: its chiefs."""
    return accounts_queries.holders(Capability.COMMAND_BRIGADE, ScopeKind.BRIGADE, [str(brigade_id)])


def brigade_scope(brigade_id: str) -> Scope | None:
    """What a grant for a brigade is made for."""
    try:
        brigade = Brigade.objects.filter(pk=UUID(brigade_id)).first()
    except ValueError:
        return None
    if brigade is None:
        return None
    return Scope(brigade.name, frozenset(str(area_id) for area_id in brigade.area_ids))
