"""A served beat over the middle of Vinnytsia, the categories, and who looks at them."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.roles import Role, ScopeKind
from geo.models import Area
from incidents import queries
from tests.factories import accounts as people
from tests.factories import geo as places
from tests.factories import incidents as make
from tests.factories import watch as groups
from watch.models import Group


@pytest.fixture
def categories(db) -> None:
    make.make_categories()
    yield
    queries.forget_lookups()


@pytest.fixture
def city(categories) -> Area:
    return places.make_city()


@pytest.fixture
def beat(city: Area) -> Area:
    return places.make_area("Центр", parent=city)


@pytest.fixture
def group(beat: Area) -> Group:
    return groups.make_group(name="Варта Соборної")


@pytest.fixture
def police(beat: Area) -> Client:
    """The browser of a patrol officer of the city."""
    return people.client_for(make.officer(beat.parent))


@pytest.fixture
def dispatcher(beat: Area) -> Client:
    user = make.officer(beat.parent, role=Role.DISPATCHER, email="dispatcher@example.org")
    return people.client_for(user)


@pytest.fixture
def member(group: Group) -> Client:
    user = people.make_user("member@example.org", grants=[(Role.GROUP_MEMBER, ScopeKind.GROUP, group.pk)])
    return people.client_for(user)
