"""One small town for all permission tests: a city with a beat, a watch group, and one person of every kind.

`people` have their roles here; `elsewhere` the same roles in another city. Each app adds its own things with
a function in `tests/permissions/rows/<app>.py` named `build(scene)`, which puts them into `scene.things`.
"""

from __future__ import annotations

from copy import copy, deepcopy
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.test import Client

from accounts.actor import ANONYMOUS, Actor, ActorKind
from accounts.models import User
from accounts.queries import actor_of
from accounts.roles import SCOPES, Role, ScopeKind
from core import ids
from tests.factories import accounts as people_factory
from tests.factories import geo as places
from tests.factories import rosters as brigades
from tests.factories import watch as groups
from tests.factories.geo import square


class Who(StrEnum):
    """Everybody who may knock: without an account, with a receipt, and one for every role."""

    ANONYMOUS = "anonymous"
    RECEIPT = "receipt"
    RESIDENT = Role.RESIDENT
    GROUP_MEMBER = Role.GROUP_MEMBER
    COORDINATOR = Role.COORDINATOR
    PATROL_OFFICER = Role.PATROL_OFFICER
    DISPATCHER = Role.DISPATCHER
    SPECIALISED_OFFICER = Role.SPECIALISED_OFFICER
    FIREFIGHTER = Role.FIREFIGHTER
    BRIGADE_CHIEF = Role.BRIGADE_CHIEF
    PRESS_OFFICER = Role.PRESS_OFFICER
    CITY_ADMIN = Role.CITY_ADMIN


STRANGERS = frozenset({Who.ANONYMOUS, Who.RECEIPT})
EVERYONE = frozenset(Who)
SIGNED_IN = EVERYONE - STRANGERS


@dataclass
class Scene:
    """What the rows' requests are made of."""

    city: Any
    beat: Any
    group: Any
    elsewhere_city: Any
    elsewhere_group: Any
    brigade: Any
    people: dict[Who, User]
    elsewhere: dict[Who, User]
    bystander: User
    """Has no role and no part in anything; whom others' roles can be tried on."""
    report_id: Any
    """The report whose receipt `Who.RECEIPT` has open."""
    things: dict[str, Any] = field(default_factory=dict)
    _clients: dict[tuple[Who, bool], Client] = field(default_factory=dict)

    def client(self, who: Who, *, elsewhere: bool = False) -> Client:
        """A browser of that person as it was when the scene was made: signed in, with our page's token."""
        key = (who, elsewhere)
        if key not in self._clients:
            self._clients[key] = self._sign_in(who, elsewhere=elsewhere)
        fresh = copy(self._clients[key])
        fresh.cookies = deepcopy(fresh.cookies)
        return fresh

    def _sign_in(self, who: Who, *, elsewhere: bool) -> Client:
        if who is Who.RECEIPT:
            return people_factory.receipt_client(self.report_id)
        return people_factory.client_for((self.elsewhere if elsewhere else self.people).get(who))

    def actor(self, who: Who, *, elsewhere: bool = False) -> Actor:
        """The same person as policies see him."""
        if who is Who.ANONYMOUS:
            return ANONYMOUS
        if who is Who.RECEIPT:
            return Actor(ActorKind.RECEIPT, "receipt", "Reporter", report_ids=frozenset({self.report_id}))
        return actor_of((self.elsewhere if elsewhere else self.people)[who])

    def actors(self) -> list[tuple[str, Actor]]:
        """Everybody, here and elsewhere, with a name for the message of a failing test."""
        here = [(str(who), self.actor(who)) for who in Who]
        return here + [(f"{who} elsewhere", self.actor(who, elsewhere=True)) for who in SIGNED_IN]


def build() -> Scene:
    """Make the town. A few dozen rows; call it once in a transaction that is rolled back."""
    city = places.make_city()
    beat = places.make_area(parent=city)
    other = places.make_city("Львів", boundary=square(24.03, 49.84, 10_000))
    group = groups.make_group(area_ids=[city.pk, beat.pk])
    other_group = groups.make_group(zones=[groups.square(24.03, 49.84)], area_ids=[other.pk])
    brigade = brigades.make_brigade(area_ids=[city.pk])
    other_brigade = brigades.make_brigade(area_ids=[other.pk])
    return Scene(
        city=city,
        beat=beat,
        group=group,
        elsewhere_city=other,
        elsewhere_group=other_group,
        brigade=brigade,
        people=_people("here", city, group, brigade),
        elsewhere=_people("elsewhere", other, other_group, other_brigade),
        bystander=people_factory.make_user("bystander@example.org", name="Bystander"),
        report_id=ids.uuid7(),
    )


def _people(place: str, city: Any, group: Any, brigade: Any) -> dict[Who, User]:
    return {who: _person(who, place, city, group, brigade) for who in Who if who not in STRANGERS}


def _person(who: Who, place: str, city: Any, group: Any, brigade: Any) -> User:
    user = people_factory.make_user(f"{who}@{place}.example.org", name=f"{who} {place}")
    role = Role(who)
    scopes = {ScopeKind.AREA: city.pk, ScopeKind.GROUP: group.pk, ScopeKind.BRIGADE: brigade.pk}
    for kind in SCOPES[role] - {ScopeKind.UNIT}:
        people_factory.make_grant(user, role, kind, scopes[kind], area_ids=[city.pk])
    return user
