"""Who may see, found, run, join and leave a watch group."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.actor import Actor
from accounts.roles import Capability, ScopeKind
from core.decisions import ALLOWED, HIDDEN, SIGN_IN, Decision, Denied, wrong_state
from watch.models import Group, GroupStatus, Membership, MembershipState

SPILL_SHARE = 0.05
SPILL_M2 = 50_000.0
"""How far a zone may spill over the edge: hands draw along the middle of a street, so by a twentieth of the
zone; and by five hectares, because a twentieth of a large zone would be a neighbouring village."""


@dataclass(frozen=True, slots=True)
class Spill:
    """How much of a zone lies outside the areas it belongs in: a share of it, and square metres."""

    share: float
    m2: float

    @property
    def is_small(self) -> bool:
        """Whether it is no more than a hand's inaccuracy."""
        return self.share <= SPILL_SHARE and self.m2 <= SPILL_M2


def _ids(area_ids: Iterable[UUID]) -> frozenset[str]:
    return frozenset(str(area_id) for area_id in area_ids)


def _manages(actor: Actor, group: Group) -> bool:
    return actor.has_in_group(Capability.MANAGE_GROUP, group.pk) or actor.has_in_areas(
        Capability.MANAGE_GROUP, _ids(group.area_ids)
    )


def _belongs(actor: Actor, group: Group) -> bool:
    return actor.has_in_group(Capability.VIEW_GROUP_INCIDENTS, group.pk)


def can_see_group(actor: Actor, group: Group) -> Decision:
    """Active groups and their zones are public; archived ones are open to those who run or belong to them."""
    if group.status == GroupStatus.ACTIVE or _belongs(actor, group) or _manages(actor, group):
        return ALLOWED
    return HIDDEN


def visible_groups(actor: Actor) -> Q:
    """`can_see_group` over rows."""
    return (
        Q(status=GroupStatus.ACTIVE)
        | Q(pk__in=actor.scope_ids(Capability.VIEW_GROUP_INCIDENTS, ScopeKind.GROUP))
        | Q(pk__in=actor.scope_ids(Capability.MANAGE_GROUP, ScopeKind.GROUP))
        | Q(area_ids__overlap=sorted(actor.scope_ids(Capability.MANAGE_GROUP, ScopeKind.AREA)))
    )


def places_of_zones(actor: Actor, group: Group | None = None) -> frozenset[UUID]:
    """The areas a zone of the actor's has to stay in: where they may found groups, and the group's home."""
    found = {UUID(area_id) for area_id in actor.scope_ids(Capability.FOUND_GROUP, ScopeKind.AREA)}
    home = group.home_area_id if group else None
    return frozenset(found | {home} if home else found)


def can_found_group(actor: Actor, area_ids: Iterable[UUID], spill: Spill | None = None) -> Decision:
    """Police and city administrators found groups where they serve. `area_ids` has every level.

    `spill` is what of the zone lies outside `places_of_zones`.
    """
    if not actor.is_person:
        return SIGN_IN
    if actor.has_in_areas(Capability.FOUND_GROUP, _ids(area_ids)):
        if spill is None or spill.is_small:
            return ALLOWED
        return Denied("watch.found", _("A part of this zone lies outside the place you serve."))
    return Denied(
        "watch.found", _("A watch group is founded by the police or the city that serve the place.")
    )


def can_manage_group(actor: Actor, group: Group) -> Decision:
    """Its coordinators; dispatchers and administrators of its areas. Archived groups stand still."""
    decision = can_see_group(actor, group)
    if not decision:
        return decision
    if not actor.is_person:
        return SIGN_IN
    if not _manages(actor, group):
        return Denied("watch.manage", _("Only this group's coordinators may do this."))
    if group.status != GroupStatus.ACTIVE:
        return wrong_state("watch.archived", _("This group is archived."))
    return ALLOWED


def can_place_zone(actor: Actor, group: Group, covering: Iterable[UUID], spill: Spill) -> Decision:
    """Run the group, and stay in the municipality it was founded in, unless one may found groups there.

    `covering` holds the areas over one of the zone's polygons, `spill` what of it lies outside
    `places_of_zones`.
    """
    decision = can_manage_group(actor, group)
    if not decision:
        return decision
    ids = _ids(covering)
    at_home = group.home_area_id is not None and str(group.home_area_id) in ids
    if not at_home and not actor.has_in_areas(Capability.FOUND_GROUP, ids):
        message = _("This zone lies outside the place the group was founded for.")
        return Denied("watch.zone_elsewhere", message)
    if not spill.is_small:
        message = _("A part of this zone lies outside the place the group was founded for.")
        return Denied("watch.zone_elsewhere", message)
    return ALLOWED


def can_archive_group(actor: Actor, group: Group) -> Decision:
    """Ending or reviving a whole group is for those who may found one there."""
    decision = can_see_group(actor, group)
    if not decision:
        return decision
    if actor.has_in_areas(Capability.MANAGE_GROUP, _ids(group.area_ids)):
        return ALLOWED
    if not actor.is_person:
        return SIGN_IN
    return Denied("watch.archive", _("A group is ended by the police or the city that serve the place."))


def can_list_members(actor: Actor, group: Group) -> Decision:
    """Names are for those who belong to the group or run it."""
    decision = can_see_group(actor, group)
    if not decision:
        return decision
    if _belongs(actor, group) or _manages(actor, group):
        return ALLOWED
    if not actor.is_person:
        return SIGN_IN
    return Denied("watch.members", _("Only members of this group see who belongs to it."))


def can_see_requests(actor: Actor, group: Group) -> bool:
    """Requests and their notes are for those who decide on them."""
    return _manages(actor, group)


def can_ask_to_join(actor: Actor, group: Group) -> Decision:
    """Everyone who is signed in may ask an active group they see."""
    if not actor.is_person:
        return SIGN_IN
    decision = can_see_group(actor, group)
    if decision and group.status != GroupStatus.ACTIVE:
        return wrong_state("watch.archived", _("This group is archived."))
    return decision


def can_leave(actor: Actor, group: Group) -> Decision:
    """Whoever is signed in may end their own standing, in archived groups too."""
    return can_see_group(actor, group) if actor.is_person else SIGN_IN


def can_decide_request(actor: Actor, membership: Membership) -> Decision:
    """Approve or decline: those who run the group, while the request is open, and never one's own."""
    decision = can_manage_group(actor, membership.group)
    if not decision:
        return decision
    if membership.user_id == actor.user_id:
        return Denied("watch.own_request", _("Somebody else has to decide on your own request."))
    if membership.state != MembershipState.REQUESTED:
        return wrong_state("watch.request_decided", _("This request has been decided already."))
    return ALLOWED


def can_change_member(actor: Actor, membership: Membership) -> Decision:
    """Remove a member, make or unmake a coordinator: those who run the group, on active members."""
    decision = can_manage_group(actor, membership.group)
    if not decision:
        return decision
    if membership.state != MembershipState.ACTIVE:
        return wrong_state("watch.not_active", _("This person is not a member of the group."))
    return ALLOWED


def group_actions(actor: Actor, group: Group, membership: Membership | None) -> list[str]:
    """What the actor may do with the group now: the same rules, as names for the page."""
    offers = {
        "manage": can_manage_group(actor, group),
        "archive": can_archive_group(actor, group),
        "members": can_list_members(actor, group),
        "join": membership is None and can_ask_to_join(actor, group),
        "leave": membership is not None and can_leave(actor, group),
    }
    return [name for name, decision in offers.items() if decision]


def member_actions(actor: Actor, membership: Membership, *, coordinates: bool) -> list[str]:
    """What the actor may do with one person's row."""
    if can_decide_request(actor, membership):
        return ["approve", "decline"]
    if not can_change_member(actor, membership):
        return []
    own = membership.user_id == actor.user_id
    role = "step_down" if coordinates else "make_coordinator"
    return [role] if own else [role, "remove"]
