"""Setting the demo city up: areas, addresses, people, units and watch groups, through the real verbs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from accounts import actions as accounts
from accounts.actor import Actor, system_actor
from accounts.models import User
from accounts.queries import actor_of
from accounts.roles import ScopeKind
from config.demo import people, stories
from dispatch import actions as dispatch
from dispatch.models import Unit
from geo import actions as geo
from geo import shapes
from geo.actions import AreaDraft, RawPlace
from geo.models import Area, AreaKind
from watch import actions as watch
from watch.actions import ZoneDraft
from watch.models import Group, GroupKind

HERE = Path(__file__).parent
SYSTEM = system_actor("demo")
MEMBERS_A_GROUP = 6


@dataclass
class Town:
    """What the history is played with."""

    areas: dict[str, Area] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    units: dict[str, Unit] = field(default_factory=dict)
    groups: list[Group] = field(default_factory=list)

    def actor(self, name: str) -> Actor:
        """A person by the part of the e-mail before the @, with the grants of that moment."""
        return actor_of(self.users[name])


def _features(name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((HERE / name).read_text(encoding="utf-8"))["features"]
    return found


def build_town() -> Town:
    """Make the city and its people."""
    town = Town()
    _make_areas(town)
    geo.import_places(SYSTEM, _addresses(), source="demo")
    _make_people(town)
    return town


def settle(town: Town) -> None:
    """Make the police's units and the watch groups, before the first report."""
    for person in people.STAFF:
        if person.call_sign:
            unit = dispatch.add_unit(
                town.actor("dispatcher"),
                call_sign=person.call_sign,
                home_area_id=town.areas[people.CITY].pk,
            )
            town.units[person.email.split("@")[0]] = unit
    _make_groups(town)


def _make_areas(town: Town) -> None:
    for feature in _features("areas.geojson"):
        about = feature["properties"]
        boundary, _ = shapes.clean_boundary(feature["geometry"])
        city = town.areas.get(people.CITY)
        draft = AreaDraft(
            kind=AreaKind(about["kind"]),
            code=about["code"],
            name=about["name"],
            name_en=about["name_en"],
            boundary=boundary,
            parent_id=city.pk if city else None,
            served=True,
            population=about.get("population"),
            source="demo",
        )
        town.areas[about["code"]], _ = geo.replace_area(SYSTEM, draft)


def _addresses() -> Iterator[RawPlace]:
    number = 0
    for street in stories.STREETS:
        for house in range(1, stories.ADDRESSES_A_STREET + 1):
            number += 1
            lon, lat = along(street, house / (stories.ADDRESSES_A_STREET + 1))
            yield RawPlace(
                number,
                round(lon, 6),
                round(lat, 6),
                street=street.name,
                number=str(house * 2),
                settlement="Вінниця",
                code=f"demo-{number}",
            )


def along(street: stories.Street, share: float) -> tuple[float, float]:
    """The place at this share of a street's course, in degrees."""
    (x1, y1), (x2, y2) = street.start, street.end
    return x1 + (x2 - x1) * share, y1 + (y2 - y1) * share


def _make_people(town: Town) -> None:
    password = make_password(people.PASSWORD)
    for person in people.EVERYBODY:
        user = User.objects.create(email=person.email, name=person.name, password=password, language="uk")
        EmailAddress.objects.create(user=user, email=person.email, verified=True, primary=True)
        town.users[person.email.split("@")[0]] = user
        if person.role is not None:
            accounts.write_grant(
                SYSTEM,
                user_id=user.pk,
                role=person.role,
                scope_kind=ScopeKind.AREA,
                scope_id=str(town.areas[person.area].pk),
                reason="demo",
            )


def _make_groups(town: Town) -> None:
    """Groups with a coordinator each, members, and one request that waits."""
    coordinators = [person.email for person in people.COORDINATORS]
    residents = [person.email.split("@")[0] for person in people.RESIDENTS]
    for number, feature in enumerate(_features("zones.geojson")):
        about = feature["properties"]
        group = watch.found_group(
            town.actor("dispatcher"),
            name=about["group"],
            kind=GroupKind(about["kind"]),
            description="Разом дбаємо про свої двори: помічаємо, повідомляємо, не втручаємося.",
            drafts=[ZoneDraft(name=about["name"], geojson=feature["geometry"])],
            coordinator_email=coordinators[number % len(coordinators)],
        )
        town.groups.append(group)
        coordinator = coordinators[number % len(coordinators)].split("@")[0]
        for step in range(MEMBERS_A_GROUP):
            name = residents[(number * 3 + step * 2) % len(residents)]
            if name != "resident":
                _join(town, group.pk, name, coordinator)
    _join(town, town.groups[0].pk, "member", coordinators[0].split("@")[0])
    watch.ask_to_join(town.actor("resident"), group_id=town.groups[0].pk, note="Живу на Соборній, 14")


def _join(town: Town, group_id: UUID, name: str, coordinator: str) -> None:
    membership = watch.ask_to_join(town.actor(name), group_id=group_id)
    if membership.state == "requested":
        watch.approve_member(town.actor(coordinator), group_id=group_id, membership_id=membership.pk)
