"""A brigade's ground that reaches into the next city: reports there stay with that city's own police."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from django.test import Client

from dispatch.actions import callout_reports
from dispatch.models import CallOut
from geo.models import Area
from incidents.models import Incident
from tests.factories import geo
from tests.factories.accounts import client_for
from tests.factories.callouts import Crew, make_crew
from tests.factories.dispatch import make_officer
from tests.factories.incidents import make_categories, make_incident

pytestmark = pytest.mark.django_db
HERE, OVER_THERE = 28.4682, 28.55


@dataclass
class Border:
    """Two cities side by side, an officer in each, and a brigade of the western one with ground in both."""

    west: Area
    east: Area
    of_west: Client
    of_east: Client
    crew: Crew


@pytest.fixture
def border(db: None) -> Border:
    make_categories()
    west = geo.make_city("Захід", boundary=geo.box(28.42, 49.20, 28.50, 49.26))
    east = geo.make_city("Схід", boundary=geo.box(28.50, 49.20, 28.60, 49.26))
    ground = geo.make_area(
        "Виїзд", kind="first_due", parent=west, served=False, boundary=geo.box(28.44, 49.21, 28.58, 49.25)
    )
    crew = make_crew([west.pk], first_due_area=ground)
    officers = [client_for(make_officer(city)) for city in (west, east)]
    return Border(west, east, *officers, crew)


def board(client: Client) -> list[str]:
    """The reports on an officer's board."""
    items = client.get("/api/v1/incidents/board").json()["items"]
    return [item["data"]["id"] for item in items if item["subject"].startswith("incident:")]


@pytest.mark.parametrize("lon", [HERE, OVER_THERE], ids=["at home", "over the border"])
def test_a_report_reaches_the_police_of_its_own_city_alone(border: Border, lon: float) -> None:
    incident = make_incident(category="fire.building", point=geo.point(lon))
    own, others = (border.of_west, border.of_east) if lon == HERE else (border.of_east, border.of_west)
    path = f"/api/v1/incidents/{incident.pk}"
    assert (board(own), board(others)) == ([str(incident.pk)], [])
    assert (own.get(path).status_code, others.get(path).status_code) == (200, 404)
    assert (
        others.get("/api/v1/incidents/00000000-0000-4000-8000-000000000000").json() == others.get(path).json()
    )
    ground = border.crew.brigade.first_due_area_id
    city = border.west if lon == HERE else border.east
    assert set(Incident.objects.get().area_ids) == {city.pk, ground}


def test_the_brigade_is_asked_on_both_sides_and_sees_the_place_by_its_call_out(border: Border) -> None:
    chief = client_for(border.crew.chief)
    for lon in (HERE, OVER_THERE):
        incident = make_incident(category="fire.building", point=geo.point(lon))
        assert chief.get(f"/api/v1/incidents/{incident.pk}").status_code == 404
        assert callout_reports.consider_fire(incident.pk) == 1
        callout = CallOut.objects.get(incident=incident)
        seen = chief.get(f"/api/v1/callouts/{callout.pk}")
        assert seen.status_code == 200
        assert chief.get(f"/api/v1/incidents/{incident.pk}").status_code == 404
