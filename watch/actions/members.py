"""Asking, letting in, leaving, coordinating. The group's row is locked first, so that rules over all of
its people (one coordinator always stays, a request is decided once) hold under any concurrency."""

from __future__ import annotations

from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import actions as accounts
from accounts.actor import Actor
from accounts.models import User
from accounts.roles import Role, ScopeKind
from core import audit, limits
from core.decisions import require
from core.errors import Conflict, NotSignedIn
from notifications import actions as notifications
from watch import policies, projections, queries, wording
from watch.models import Group, Membership, MembershipState


def install_coordinator(actor: Actor, group: Group, person: User) -> Membership:
    """Make a person member and coordinator of a group that has just been founded."""
    membership = Membership.objects.create(
        group=group,
        user=person,
        state=MembershipState.ACTIVE,
        decided_at=timezone.now(),
        decided_by=actor.label[:160],
    )
    _give(actor, membership, Role.GROUP_MEMBER)
    _give(actor, membership, Role.COORDINATOR)
    return membership


def _give(actor: Actor, membership: Membership, role: Role) -> None:
    accounts.write_grant(
        actor,
        user_id=membership.user_id,
        role=role,
        scope_kind=ScopeKind.GROUP,
        scope_id=str(membership.group_id),
        reason="watch",
    )


def _take(actor: Actor, membership: Membership, role: Role) -> None:
    accounts.close_grant(
        actor,
        user_id=membership.user_id,
        role=role,
        scope_kind=ScopeKind.GROUP,
        scope_id=str(membership.group_id),
        reason="watch",
    )


def _tell_group(group: Group) -> None:
    group.rev += 1
    group.save(update_fields=["rev", "updated_at"])
    notifications.record_events([projections.group_event(group, "member.changed")])


def _require_successor(group: Group, user_id: UUID) -> None:
    """Raise Conflict when this person is the group's only coordinator."""
    if queries.coordinator_ids(group.pk) == [user_id]:
        raise Conflict(
            "watch.last_coordinator",
            _("A group always has a coordinator. Make somebody else coordinator first."),
        )


@transaction.atomic
def ask_to_join(actor: Actor, *, group_id: UUID, note: str = "") -> Membership:
    """Ask to belong. Asking again changes nothing and tells nobody twice.

    Raises: NotSignedIn, NotFound, Conflict (archived), TooMany (20 requests a day).
    """
    group = queries.group_for(actor, group_id)
    require(policies.can_ask_to_join(actor, group))
    user_id = _own_id(actor)
    standing = queries.open_membership(user_id, group.pk)
    if standing is not None:
        return standing
    limits.draw(f"watch.join:{user_id}", capacity=20, per_seconds=86_400)
    try:
        with transaction.atomic():
            membership = Membership.objects.create(
                group=group, user_id=user_id, state=MembershipState.REQUESTED, note=note.strip()[:500]
            )
    except IntegrityError as error:
        if "one_open_membership" not in str(error):
            raise
        return queries.standing_of(user_id, group.pk)
    audit.record(actor, "group.join_asked", "group", group.pk, {"membership": str(membership.pk)})
    notifications.notify(
        queries.coordinator_ids(group.pk), wording.request_received(group.pk, group.name, actor.label)
    )
    return membership


@transaction.atomic
def approve_member(actor: Actor, *, group_id: UUID, membership_id: UUID) -> Membership:
    """Let a person in: the grant is written in the same transaction.

    Raises: NotFound, Refused, Conflict (decided already).
    """
    group, membership = _hold(actor, group_id, membership_id)
    require(policies.can_decide_request(actor, membership))
    _decide(actor, membership, MembershipState.ACTIVE)
    _give(actor, membership, Role.GROUP_MEMBER)
    audit.record(actor, "group.member_approved", "group", group.pk, {"membership": str(membership.pk)})
    notifications.notify([membership.user_id], wording.request_approved(group.pk, group.name))
    _tell_group(group)
    return membership


@transaction.atomic
def decline_member(actor: Actor, *, group_id: UUID, membership_id: UUID, reason: str = "") -> Membership:
    """Say no to a request; the person is told, with the reason where one is given.

    Raises: NotFound, Refused, Conflict (decided already).
    """
    group, membership = _hold(actor, group_id, membership_id)
    require(policies.can_decide_request(actor, membership))
    _decide(actor, membership, MembershipState.DECLINED, reason=reason, ended=True)
    audit.record(actor, "group.member_declined", "group", group.pk, {"membership": str(membership.pk)})
    notifications.notify([membership.user_id], wording.request_declined(group.pk, group.name, reason.strip()))
    return membership


@transaction.atomic
def remove_member(actor: Actor, *, group_id: UUID, membership_id: UUID, reason: str = "") -> Membership:
    """End somebody's membership; the last coordinator cannot be removed without a successor.

    Raises: NotFound, Refused, Conflict (not active, `watch.last_coordinator`).
    """
    group, membership = _hold(actor, group_id, membership_id)
    require(policies.can_change_member(actor, membership))
    _end(actor, group, membership, MembershipState.REMOVED, reason)
    audit.record(actor, "group.member_removed", "group", group.pk, {"membership": str(membership.pk)})
    notifications.notify([membership.user_id], wording.removed(group.pk, group.name, reason.strip()))
    return membership


@transaction.atomic
def leave_group(actor: Actor, *, group_id: UUID) -> None:
    """Take back one's request, or leave. The last coordinator names a successor first.

    Raises: NotSignedIn, NotFound, Conflict (`watch.not_member`, `watch.last_coordinator`).
    """
    group = queries.group_for(actor, group_id, lock=True)
    require(policies.can_leave(actor, group))
    membership = queries.standing_of(_own_id(actor), group.pk)
    if membership.state == MembershipState.REQUESTED:
        _decide(actor, membership, MembershipState.WITHDRAWN, ended=True)
        audit.record(actor, "group.request_withdrawn", "group", group.pk, {"membership": str(membership.pk)})
        return
    _end(actor, group, membership, MembershipState.LEFT)
    audit.record(actor, "group.member_left", "group", group.pk, {"membership": str(membership.pk)})


@transaction.atomic
def make_coordinator(actor: Actor, *, group_id: UUID, membership_id: UUID) -> Membership:
    """Give an active member the coordinator's role.

    Raises: NotFound, Refused, Conflict (not active, is one already).
    """
    group, membership = _hold(actor, group_id, membership_id)
    require(policies.can_change_member(actor, membership))
    _give(actor, membership, Role.COORDINATOR)
    audit.record(actor, "group.coordinator_made", "group", group.pk, {"membership": str(membership.pk)})
    if membership.user_id != actor.user_id:
        notifications.notify([membership.user_id], wording.made_coordinator(group.pk, group.name))
    _tell_group(group)
    return membership


@transaction.atomic
def step_down(actor: Actor, *, group_id: UUID, membership_id: UUID) -> Membership:
    """Take the coordinator's role from a member (oneself, mostly); the last one keeps it.

    Raises: NotFound, Refused, Conflict (`watch.last_coordinator`, `watch.not_coordinator`).
    """
    group, membership = _hold(actor, group_id, membership_id)
    require(policies.can_change_member(actor, membership))
    if membership.user_id not in queries.coordinator_ids(group.pk):
        raise Conflict("watch.not_coordinator", _("This person does not coordinate the group."))
    _require_successor(group, membership.user_id)
    _take(actor, membership, Role.COORDINATOR)
    audit.record(actor, "group.coordinator_ended", "group", group.pk, {"membership": str(membership.pk)})
    _tell_group(group)
    return membership


def _own_id(actor: Actor) -> UUID:
    if actor.user_id is None:
        raise NotSignedIn
    return actor.user_id


def _hold(actor: Actor, group_id: UUID, membership_id: UUID) -> tuple[Group, Membership]:
    group = queries.group_for(actor, group_id, lock=True)
    membership = queries.membership_for(actor, group, membership_id, lock=True)
    membership.group = group
    return group, membership


def _decide(
    actor: Actor, membership: Membership, state: MembershipState, *, reason: str = "", ended: bool = False
) -> None:
    now = timezone.now()
    membership.state = state
    membership.reason = reason.strip()[:300]
    membership.decided_at = now
    membership.decided_by = actor.label[:160]
    membership.ended_at = now if ended else None
    membership.save()


def _end(
    actor: Actor, group: Group, membership: Membership, state: MembershipState, reason: str = ""
) -> None:
    _require_successor(group, membership.user_id)
    membership.state = state
    membership.reason = reason.strip()[:300]
    membership.ended_at = timezone.now()
    membership.save()
    _take(actor, membership, Role.COORDINATOR)
    _take(actor, membership, Role.GROUP_MEMBER)
    _tell_group(group)
