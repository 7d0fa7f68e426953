"""Who belongs to a group: requests are `Membership`, authority is `Grant`."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.models import Grant, User
from accounts.roles import Role, ScopeKind
from core.errors import Conflict, NotFound
from watch import policies
from watch.models import OPEN_STATES, Group, Membership, MembershipState


@dataclass(slots=True)
class MemberLine:
    """One person of a group as one actor sees them. `note` only for those who decide on requests."""

    membership: Membership
    name: str
    coordinates: bool
    note: str
    actions: list[str]


def _holders(group_id: UUID, role: Role) -> list[UUID]:
    rows = Grant.objects.filter(
        scope_kind=ScopeKind.GROUP, scope_id=str(group_id), role=role, valid__contains=timezone.now()
    )
    return list(rows.order_by("user_id").values_list("user_id", flat=True))


def coordinator_ids(group_id: UUID) -> list[UUID]:
    """People who coordinate the group now."""
    return _holders(group_id, Role.COORDINATOR)


def member_ids(group_id: UUID) -> list[UUID]:
    """People who belong to the group now, coordinators included."""
    return _holders(group_id, Role.GROUP_MEMBER)


def open_membership(user_id: UUID, group_id: UUID) -> Membership | None:
    """The person's request or membership that has not ended."""
    return Membership.objects.filter(user_id=user_id, group_id=group_id, state__in=OPEN_STATES).first()


def standing_of(user_id: UUID, group_id: UUID) -> Membership:
    """Like `open_membership`, for those who must have one.

    Raises: Conflict (`watch.not_member`).
    """
    found = open_membership(user_id, group_id)
    if found is None:
        raise Conflict("watch.not_member", _("You do not belong to this group."))
    return found


def membership_for(actor: Actor, group: Group, membership_id: UUID, *, lock: bool = False) -> Membership:
    """One person's row in a group the actor has in hand.

    Raises: NotFound (missing, of another group, or a request the actor may not know of).
    """
    rows = Membership.objects.select_related("group", "user")
    if lock:
        rows = rows.select_for_update(of=("self",))
    found = rows.filter(pk=membership_id, group_id=group.pk).first()
    if found is None or not policies.can_list_members(actor, group):
        raise NotFound
    if found.state != MembershipState.ACTIVE and not policies.can_see_requests(actor, group):
        raise NotFound
    return found


def people_of(actor: Actor, group: Group) -> list[MemberLine]:
    """Requests first (for those who decide), then coordinators, then members, by name. Two statements.

    A membership whose grant was ended elsewhere is not shown: the grant is the authority.
    """
    states = [MembershipState.ACTIVE]
    if policies.can_see_requests(actor, group):
        states.append(MembershipState.REQUESTED)
    members: dict[UUID, set[str]] = {}
    grants = Grant.objects.filter(
        scope_kind=ScopeKind.GROUP, scope_id=str(group.pk), valid__contains=timezone.now()
    )
    for user_id, role in grants.values_list("user_id", "role"):
        members.setdefault(user_id, set()).add(role)
    rows = Membership.objects.filter(group_id=group.pk, state__in=states).select_related("user")
    found = []
    for row in rows:
        if row.state == MembershipState.ACTIVE and row.user_id not in members:
            continue
        row.group = group
        coordinates = Role.COORDINATOR in members.get(row.user_id, set())
        found.append(
            MemberLine(
                membership=row,
                name=row.user.get_full_name(),
                coordinates=coordinates,
                note=row.note if row.state == MembershipState.REQUESTED else "",
                actions=policies.member_actions(actor, row, coordinates=coordinates),
            )
        )
    return sorted(found, key=_order)


def _order(line: MemberLine) -> tuple[bool, bool, str, str]:
    waiting = line.membership.state == MembershipState.REQUESTED
    return (not waiting, not line.coordinates, line.name.casefold(), str(line.membership.pk))


def user_by_email(email: str) -> User | None:
    """The active person with this address (case does not matter)."""
    return User.objects.filter(email=email.strip().lower(), is_active=True).first()
