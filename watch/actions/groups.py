"""Founding, changing, ending and reviving a group."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.models import User
from core import audit
from core.decisions import require
from core.errors import Invalid
from notifications import actions as notifications
from watch import policies, projections, queries, wording
from watch.actions import members, zones
from watch.models import Group, GroupKind, GroupStatus


def _clean_name(name: str) -> str:
    name = " ".join(name.split())
    if not 3 <= len(name) <= 80:
        raise Invalid.field("name", _("A group's name has 3 to 80 characters."))
    return name


def _free_slug(group: Group) -> str:
    base = slugify(group.name, allow_unicode=True)[:80] or "group"
    taken = Group.objects.filter(slug=base).exclude(pk=group.pk).exists()
    return f"{base}-{group.pk.hex[-8:]}" if taken else base


def _coordinator(actor: Actor, email: str) -> User:
    """The person named by e-mail, or the founder. Raises Invalid when nobody has that address."""
    if not email:
        return User.objects.get(pk=actor.id)
    user = queries.user_by_email(email)
    if user is None:
        raise Invalid.field(
            "coordinator_email", _("Nobody has signed in with this address yet. Ask them to do so first.")
        )
    return user


@transaction.atomic
def found_group(
    actor: Actor,
    *,
    name: str,
    drafts: Sequence[zones.ZoneDraft],
    kind: GroupKind = GroupKind.NEIGHBOURHOOD,
    description: str = "",
    coordinator_email: str = "",
) -> Group:
    """Found a group with its zones and its first coordinator (the founder where nobody is named).

    Raises: NotSignedIn, Refused (not serving every place of the zones), Invalid (name, zones with the
    place of the fault, coordinator).
    """
    if not actor.is_person or not drafts:
        require(policies.can_found_group(actor, ()))
        raise Invalid.field("zones", _("A group needs at least one zone."))
    if len(drafts) > zones.MAX_ZONES:
        raise Invalid.field("zones", _("A group has %(n)d zones at most.") % {"n": zones.MAX_ZONES})
    checked = [zones.check_zone(draft) for draft in drafts]
    for zone in checked:
        spill = zones.spill_of(zone, policies.places_of_zones(actor))
        for areas in zone.polygon_areas:
            require(policies.can_found_group(actor, areas, spill))
    group = Group(name=_clean_name(name), kind=kind, description=description.strip()[:2000])
    group.home_area_id = zones.home_of(checked[0])
    group.slug = _free_slug(group)
    group.save(force_insert=True)
    for zone in checked:
        zones.write_zone(group, zone)
    zones.settle_place(group)
    audit.record(actor, "group.founded", "group", group.pk, {"kind": group.kind, "zones": len(checked)})
    person = _coordinator(actor, coordinator_email)
    members.install_coordinator(actor, group, person)
    if person.pk != actor.user_id:
        notifications.notify([person.pk], wording.made_coordinator(group.pk, group.name))
    notifications.record_events([projections.group_event(group, "group.changed")])
    return group


@transaction.atomic
def change_group(
    actor: Actor,
    *,
    group_id: UUID,
    name: str | None = None,
    description: str | None = None,
    kind: GroupKind | None = None,
) -> Group:
    """Change what a group says of itself; None leaves a field as it is.

    Raises: NotFound, Refused, Conflict (archived), Invalid.
    """
    group = queries.group_for(actor, group_id, lock=True)
    require(policies.can_manage_group(actor, group))
    wanted = {
        "name": None if name is None else _clean_name(name),
        "description": None if description is None else description.strip()[:2000],
        "kind": kind,
    }
    changed = [key for key, value in wanted.items() if value is not None and value != getattr(group, key)]
    if not changed:
        return group
    for key in changed:
        setattr(group, key, wanted[key])
    group.rev += 1
    group.save()
    audit.record(actor, "group.changed", "group", group.pk, {"fields": changed})
    notifications.record_events([projections.group_event(group, "group.changed")])
    return group


def _set_status(
    actor: Actor, group_id: UUID, status: GroupStatus, verb: str, reason: str
) -> tuple[Group, bool]:
    """The group, and whether its status is new."""
    group = queries.group_for(actor, group_id, lock=True)
    require(policies.can_archive_group(actor, group))
    if group.status == status:
        return group, False
    group.status = status
    group.rev += 1
    group.save()
    audit.record(actor, verb, "group", group.pk, {"reason": reason[:300]})
    notifications.record_events([projections.group_event(group, "group.changed")])
    return group, True


@transaction.atomic
def archive_group(actor: Actor, *, group_id: UUID, reason: str) -> Group:
    """End a group: it covers no place any more and lets nobody in; its history stays. Repeating is harmless.

    Raises: NotFound, Refused, Invalid (no reason).
    """
    if not reason.strip():
        raise Invalid.field("reason", _("Please say why."))
    group, ended = _set_status(actor, group_id, GroupStatus.ARCHIVED, "group.archived", reason)
    if ended:
        notifications.notify(queries.member_ids(group.pk), wording.archived(group.pk, group.name))
    return group


@transaction.atomic
def revive_group(actor: Actor, *, group_id: UUID, reason: str) -> Group:
    """Let an archived group watch its zones again.

    Raises: NotFound, Refused.
    """
    return _set_status(actor, group_id, GroupStatus.ACTIVE, "group.revived", reason)[0]
