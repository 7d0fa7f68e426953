"""Memberships by id, by person and by brigade."""

from __future__ import annotations

from uuid import UUID

from accounts.actor import Actor
from core.decisions import require
from core.errors import NotFound
from core.ordering import alphabetical
from rosters import policies, standings
from rosters.models import Brigade, Member, MemberKind, Standing
from rosters.queries import brigades


def recruiting_brigade(slug: str, *, lock: bool = False) -> Brigade:
    """The brigade with this public page. Raises NotFound where it is not at work."""
    rows = Brigade.objects.select_for_update(no_key=True) if lock else Brigade.objects.all()
    brigade = rows.filter(slug=slug, active=True).first()
    if brigade is None:
        raise NotFound
    return brigade


def member_for(actor: Actor, member_id: UUID, *, lock: bool = False) -> Member:
    """The membership, if the actor may see it. With `lock` its brigade and itself are held till commit.

    Raises NotFound for hidden and missing alike; NotSignedIn.
    """
    rows = Member.objects.select_related("brigade", "user")
    member = rows.filter(pk=member_id).first()
    if member is None:
        raise NotFound
    require(policies.can_see_member(actor, member))
    if not lock:
        return member
    brigades.hold_brigade(member.brigade_id)
    return rows.select_for_update(of=("self",)).get(pk=member_id)


def memberships_of(user_id: UUID) -> list[Member]:
    """Every brigade a person has to do with, by name."""
    return list(
        Member.objects.select_related("brigade", "user")
        .filter(user_id=user_id)
        .order_by(alphabetical("brigade__name"))
    )


def chiefs_of(brigade_id: UUID) -> list[UUID]:
    """The brigade's chiefs who belong to it now."""
    rows = Member.objects.filter(brigade_id=brigade_id, kind=MemberKind.CHIEF, state__in=standings.BELONGING)
    return list(rows.order_by("pk").values_list("user_id", flat=True))


def prospects(brigade: Brigade) -> list[Member]:
    """Applications that are not decided, oldest first."""
    rows = Member.objects.select_related("user", "application", "brigade")
    return list(rows.filter(brigade=brigade, state__in=policies.PROSPECTS).order_by("updated_at"))


def standings_of(member: Member) -> list[Standing]:
    """Where the member stood when, oldest first."""
    return list(Standing.objects.filter(member=member).order_by("during"))
