"""Units, a watch group and the people who run the city, for the browser tests of the desks."""

from __future__ import annotations

from accounts.models import User
from accounts.roles import Role, ScopeKind
from geo.models import Area
from notifications import actions as notifications
from notifications import streams
from tests.browser.seed_names import (
    ADMINISTRATOR,
    ASKING,
    COORDINATOR,
    DECLINED,
    DISPATCHER,
    GROUP,
    KEYS_GROUP,
    KEYS_OFFICER,
    LEAVER,
    MOVING_GROUP,
    NEIGHBOUR,
    SECOND_OFFICER,
)
from tests.factories.accounts import make_grant, make_user
from tests.factories.dispatch import make_unit
from tests.factories.watch import make_group
from watch.models import Membership, MembershipState


def seed(city: Area) -> None:
    """Units, officers, a dispatcher, an administrator, a group with its coordinator, an outside neighbour."""
    for call_sign in ("Varta-1", "Varta-2", "Varta-3"):
        make_unit(city, call_sign)
    for email, name, role in (
        (SECOND_OFFICER, "Марта Патрульна", Role.PATROL_OFFICER),
        (KEYS_OFFICER, "Клава Патрульна", Role.PATROL_OFFICER),
        (DISPATCHER, "Данило Черговий", Role.DISPATCHER),
        (ADMINISTRATOR, "Ірина Міська", Role.CITY_ADMIN),
    ):
        make_user(email, name=name, grants=[(role, ScopeKind.AREA, city.pk)])
    group = make_group(name=GROUP, area_ids=[city.pk], home_area_id=city.pk)
    notifications.describe_stream(streams.group(group.pk), area_ids=[city.pk])
    coordinator = make_user(COORDINATOR, name="Тарас Координатор")
    Membership.objects.create(group=group, user=coordinator, state=MembershipState.ACTIVE)
    for role in (Role.GROUP_MEMBER, Role.COORDINATOR):
        make_grant(coordinator, role, ScopeKind.GROUP, group.pk)
    _seed_requests(city, coordinator)
    _seed_moves(city, coordinator)
    make_user(NEIGHBOUR, name="Леся Сусідка")


def _seed_requests(city: Area, coordinator: User) -> None:
    """A group of the same coordinator that two neighbours ask to join."""
    group = make_group(name=KEYS_GROUP, slug="hohol", area_ids=[city.pk], home_area_id=city.pk)
    notifications.describe_stream(streams.group(group.pk), area_ids=[city.pk])
    Membership.objects.create(group=group, user=coordinator, state=MembershipState.ACTIVE)
    for role in (Role.GROUP_MEMBER, Role.COORDINATOR):
        make_grant(coordinator, role, ScopeKind.GROUP, group.pk)
    for email, name in ASKING:
        person = make_user(email, name=name)
        Membership.objects.create(group=group, user=person, state=MembershipState.REQUESTED)


def _seed_moves(city: Area, coordinator: User) -> None:
    """A group of the same coordinator that one neighbour asks to join, and another is going to leave."""
    group = make_group(name=MOVING_GROUP, slug="pushkin", area_ids=[city.pk], home_area_id=city.pk)
    notifications.describe_stream(streams.group(group.pk), area_ids=[city.pk])
    Membership.objects.create(group=group, user=coordinator, state=MembershipState.ACTIVE)
    for role in (Role.GROUP_MEMBER, Role.COORDINATOR):
        make_grant(coordinator, role, ScopeKind.GROUP, group.pk)
    asking = make_user(DECLINED, name="Дана Відмовлена")
    Membership.objects.create(group=group, user=asking, state=MembershipState.REQUESTED, note="House 90.")
    leaving = make_user(LEAVER, name="Лев Мандрівний")
    Membership.objects.create(group=group, user=leaving, state=MembershipState.ACTIVE)
    make_grant(leaving, Role.GROUP_MEMBER, ScopeKind.GROUP, group.pk)
