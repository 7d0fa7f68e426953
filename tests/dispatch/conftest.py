"""A city with a beat, a dispatcher and the category tree."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.db import connection

from accounts.models import User
from accounts.roles import Role
from geo.models import Area
from tests.factories.dispatch import make_officer
from tests.factories.geo import make_area, make_city
from tests.factories.incidents import make_categories

LON, LAT = 28.4682, 49.2331
JSON = "application/json"
HIGH, CRITICAL, MEDIUM, LOW = "burglary.home", "burglary.now", "theft.bicycle", "noise.music"
"""Categories by what they call for."""


@dataclass
class Town:
    city: Area
    beat: Area
    dispatcher: User


def make_town() -> Town:
    make_categories()
    city = make_city()
    return Town(city, make_area(parent=city), make_officer(city, role=Role.DISPATCHER, name="Dispatcher"))


@pytest.fixture
def no_jobs_left(transactional_db: None) -> Iterator[None]:
    """What is committed for real is taken away again: the job tables are not Django's to empty."""
    yield
    with connection.cursor() as cursor:
        cursor.execute("delete from procrastinate_jobs")


@pytest.fixture
def town(db: None) -> Town:
    return make_town()
