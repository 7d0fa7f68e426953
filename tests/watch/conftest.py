"""A city with a beat, and the people a watch group needs."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from django.test import Client

from accounts.models import User
from accounts.roles import Role, ScopeKind
from geo.models import Area
from tests.factories.accounts import client_for, make_user
from tests.factories.geo import make_area, make_city

MIDDLE = (28.4682, 49.2331)


@dataclass
class Town:
    """Vinnytsia in small: a city, one beat in it, and people with their browsers."""

    city: Area
    beat: Area
    officer: User
    dispatcher: User
    anna: User
    borys: User

    def browser(self, user: User | None) -> Client:
        return client_for(user)


@pytest.fixture
def town(db: None) -> Town:
    return make_town()


def make_town() -> Town:
    city = make_city()
    beat = make_area(parent=city)
    return Town(
        city=city,
        beat=beat,
        officer=make_user(
            "officer@example.org",
            name="Officer",
            grants=[(Role.PATROL_OFFICER, ScopeKind.AREA, beat.pk)],
        ),
        dispatcher=make_user(
            "dispatcher@example.org",
            name="Dispatcher",
            grants=[(Role.DISPATCHER, ScopeKind.AREA, city.pk)],
        ),
        anna=make_user("anna@example.org", name="Anna"),
        borys=make_user("borys@example.org", name="Borys"),
    )


def ring(lon: float = MIDDLE[0], lat: float = MIDDLE[1], half: float = 0.002) -> dict[str, object]:
    """A square as a page draws it: GeoJSON."""
    west, south, east, north = lon - half, lat - half, lon + half, lat + half
    corners = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [corners]}


def found(town: Town, *, coordinator: User | None = None, **fields: object) -> dict[str, object]:
    """Found a group over HTTP as the officer, for Anna where nobody else is named."""
    body = {
        "name": "Soborna street",
        "zones": [{"name": "Our street", "geojson": ring()}],
        "coordinator_email": (coordinator or town.anna).email,
        **fields,
    }
    answer = town.browser(town.officer).post("/api/v1/groups", body, content_type="application/json")
    assert answer.status_code == 201, answer.content
    return answer.json()
