"""Groups: lists, one group, what lies near a place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.contrib.gis.geos import Point
from django.db import connection
from django.db.models import Count, QuerySet
from django.utils import timezone

from accounts.actor import Actor
from accounts.models import Grant
from accounts.roles import Role, ScopeKind
from accounts.scopes import Scope
from core.errors import NotFound
from core.ordering import alphabetical
from watch import policies
from watch.models import OPEN_STATES, Group, GroupStatus, Membership

_NEAR = """
    with point as (select ST_SetSRID(ST_MakePoint(%(lon)s, %(lat)s), 4326) as at),
    close as (
        select zone.group_id, zone.boundary
        from watch_zone zone join watch_group grp on grp.id = zone.group_id and grp.status = 'active'
        order by zone.boundary <-> ST_SetSRID(ST_MakePoint(%(lon)s, %(lat)s), 4326)
        limit %(limit)s * 4
    )
    select close.group_id, bool_or(ST_Covers(close.boundary, point.at)) as covers,
           min(ST_Distance(close.boundary::geography, point.at::geography)) as metres
    from close, point
    group by close.group_id
    having min(ST_Distance(close.boundary::geography, point.at::geography)) <= %(within)s
    order by covers desc, metres, close.group_id
    limit %(limit)s
"""
NEAR_LIMIT_M = 30_000
"""Groups farther than this, in metres, are nobody's neighbours."""


@dataclass(slots=True)
class GroupLine:
    """A group as one actor sees it in a list."""

    group: Group
    members: int
    coordinators: int
    membership: Membership | None
    actions: list[str]
    coordinates: bool = False
    covers: bool | None = None
    distance_m: float | None = None


def visible_to(actor: Actor) -> QuerySet[Group]:
    """The groups this actor may know of."""
    return Group.objects.filter(policies.visible_groups(actor))


def group_for(actor: Actor, group_id: UUID, *, lock: bool = False) -> Group:
    """One visible group; with `lock` its row is held to the end of the transaction.

    Raises: NotFound (missing or hidden).
    """
    rows = visible_to(actor).select_for_update() if lock else visible_to(actor)
    group = rows.filter(pk=group_id).first()
    if group is None:
        raise NotFound
    return group


def streamed_group(group_id: UUID) -> Group | None:
    """The group behind a `group:` stream, archived or not: who may read the stream may know how it stands."""
    return Group.objects.filter(pk=group_id).first()


def lines(actor: Actor, groups: Iterable[Group]) -> list[GroupLine]:
    """Groups with their counts and the actor's own standing. Two statements, whatever their number."""
    found = list(groups)
    ids = [group.pk for group in found]
    counts: dict[tuple[str, str], int] = {}
    for scope_id, role, number in (
        Grant.objects.filter(
            scope_kind=ScopeKind.GROUP, scope_id__in=[str(pk) for pk in ids], valid__contains=timezone.now()
        )
        .values_list("scope_id", "role")
        .annotate(number=Count("user_id", distinct=True))
    ):
        counts[scope_id, role] = number
    own = _own_memberships(actor, ids)
    return [_line(actor, group, counts, own.get(group.pk)) for group in found]


def _own_memberships(actor: Actor, ids: list[UUID]) -> dict[UUID, Membership]:
    if actor.user_id is None:
        return {}
    rows = Membership.objects.filter(user_id=actor.user_id, group_id__in=ids, state__in=OPEN_STATES)
    return {row.group_id: row for row in rows}


def _line(
    actor: Actor, group: Group, counts: dict[tuple[str, str], int], membership: Membership | None
) -> GroupLine:
    key = str(group.pk)
    return GroupLine(
        group=group,
        members=counts.get((key, Role.GROUP_MEMBER), 0),
        coordinators=counts.get((key, Role.COORDINATOR), 0),
        membership=membership,
        actions=policies.group_actions(actor, group, membership),
        coordinates=any(g.role is Role.COORDINATOR and g.scope_id == key for g in actor.grants),
    )


def group_line(actor: Actor, group: Group) -> GroupLine:
    """One group as this actor sees it."""
    return lines(actor, [group])[0]


def my_groups(actor: Actor) -> list[GroupLine]:
    """Groups the person belongs to or has asked to join, by name."""
    if actor.user_id is None:
        return []
    mine = Membership.objects.filter(user_id=actor.user_id, state__in=OPEN_STATES).values("group_id")
    return lines(actor, visible_to(actor).filter(pk__in=mine).order_by(alphabetical("name")))


def find_groups(
    actor: Actor, *, near: Point | None = None, text: str = "", limit: int = 20
) -> list[GroupLine]:
    """Active groups by place or name: those whose zone holds `near` first, then the nearest (metres)."""
    rows = visible_to(actor).filter(status=GroupStatus.ACTIVE)
    if text:
        rows = rows.filter(name__icontains=text)
    if near is None:
        return lines(actor, rows.order_by(alphabetical("name"))[:limit])
    with connection.cursor() as cursor:
        cursor.execute(_NEAR, {"lon": near.x, "lat": near.y, "limit": limit, "within": NEAR_LIMIT_M})
        places = {row[0]: (row[1], row[2]) for row in cursor.fetchall()}
    found = lines(actor, rows.filter(pk__in=places))
    for line in found:
        line.covers, line.distance_m = places[line.group.pk]
    order = list(places)
    return sorted(found, key=lambda line: order.index(line.group.pk))


def group_scope(scope_id: str) -> Scope | None:
    """A group as the scope of a grant: its name and its areas."""
    try:
        group = Group.objects.filter(pk=UUID(scope_id)).first()
    except ValueError:
        return None
    return Scope(group.name, frozenset(str(a) for a in group.area_ids)) if group else None
