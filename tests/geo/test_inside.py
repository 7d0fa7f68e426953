"""Whose areas an administrator may redraw, and how far an uploaded outline may reach."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.queries import actor_of
from core.errors import Refused
from core.models import AuditEntry
from geo import actions, queries
from geo.models import Area, AreaPart
from tests.factories import accounts as people
from tests.factories import geo as make

pytestmark = pytest.mark.django_db
EAST = 28.6


@pytest.fixture
def city() -> Area:
    return make.make_city(code="A")


@pytest.fixture
def other() -> Area:
    """Another city ten kilometres to the east, with a beat that is coded by its name."""
    return make.make_city("Інше місто", code="B", boundary=make.square(EAST, side_m=8_000))


@pytest.fixture
def administrator(city: Area) -> Client:
    return people.client_for(people.make_user("admin@example.org", grants=[("city_admin", "area", city.pk)]))


def upload(client: Client, name: str, boundary: Any, **query: Any) -> dict[str, Any]:
    """The report of an upload that is meant to stay."""
    properties = {"name": name, "code": query.pop("code", name)}
    text = json.dumps({"type": "Feature", "properties": properties, "geometry": json.loads(boundary.geojson)})
    asked = {"kind": "beat", "dry_run": "false", **query}
    address = "/api/v1/areas/import?" + "&".join(f"{key}={value}" for key, value in asked.items())
    answer = client.post(address, {"file": SimpleUploadedFile("x.geojson", text.encode())})
    assert answer.status_code == 200, answer.content
    return answer.json()


def state() -> tuple[Any, ...]:
    """All areas, their pieces, and what the audit trail says of areas."""
    trail = AuditEntry.objects.filter(verb__in=["area.added", "area.changed"]).order_by("id")
    return (
        list(Area.objects.order_by("pk").values()),
        list(AreaPart.objects.order_by("pk").values()),
        list(trail.values_list("pk", flat=True)),
    )


def refusal_of(report: dict[str, Any]) -> str:
    """Why the one feature of the file was refused."""
    assert (report["added"], report["changed"], report["same"], report["refused"]) == (0, 0, 0, 1)
    return report["notable"][0]["reason"]


@pytest.mark.parametrize("with_parent", [True, False])
def test_the_area_of_another_city_is_not_taken_by_its_code(administrator, city, other, with_parent) -> None:
    make.make_area("Центр", code="Центр", parent=other, boundary=make.square(EAST, side_m=1_000))
    before = state()
    where = {"parent_id": city.pk} if with_parent else {}
    report = upload(administrator, "Центр", make.square(side_m=1_000), **where)
    assert refusal_of(report) == (
        "Another place has an area of this kind with the code Центр. Please give yours another."
    )
    assert state() == before
    assert upload(administrator, "Центр", make.square(side_m=1_000), code="A-1", **where)["added"] == 1


def test_an_area_is_hung_elsewhere_by_those_of_both_places(city, other) -> None:
    beat = make.make_area("Центр", parent=other, boundary=make.square(EAST, side_m=1_000))
    user = people.make_user("admin@example.org", grants=[("city_admin", "area", city.pk)])
    before = state()
    with pytest.raises(Refused):
        actions.set_parent(actor_of(user), beat, city)
    assert state() == before


def test_an_area_over_another_city_is_refused_with_the_share_that_lies_outside(
    administrator, city, other
) -> None:
    west, south, east, north = city.boundary.extent
    before = state()
    wide = make.box(west + (east - west) / 2, south, east + (east - west) / 6, north)
    report = upload(administrator, "Схід", wide, parent_id=city.pk, served="true")
    assert refusal_of(report) == "25.0 % of this area lie outside Вінниця; at most 1 % may."
    over = upload(administrator, "Схід", make.square(EAST, side_m=1_000), parent_id=city.pk, served="true")
    assert refusal_of(over) == "100.0 % of this area lie outside Вінниця; at most 1 % may."
    assert state() == before
    assert queries.locate(make.point(EAST)).area_ids == [other.pk]


@pytest.mark.parametrize(("share", "added"), [(0.009, 1), (0.011, 0)])
def test_edges_of_two_surveys_need_not_match(administrator, city, share, added) -> None:
    _west, south, east, north = city.boundary.extent
    width = 0.02
    boundary = make.box(east - width * (1 - share), south + 0.01, east + width * share, north - 0.01)
    assert upload(administrator, "Схід", boundary, parent_id=city.pk)["added"] == added
    assert Area.objects.filter(kind="beat").count() == added


def test_redrawing_again_and_again_does_not_creep_out_of_the_city(administrator, city) -> None:
    _west, south, east, north = city.boundary.extent
    across = make.box(east - 0.02, south, east + 0.02, north)
    make.make_area("Схід", code="Схід", parent=city, boundary=across)
    before = state()
    wider = make.box(east - 0.02, south, east + 0.0201, north)
    assert refusal_of(upload(administrator, "Схід", wider, parent_id=city.pk)).startswith("50.1 %")
    assert state() == before
    assert upload(administrator, "Схід", across, parent_id=city.pk, served="false")["changed"] == 1


def test_a_city_is_not_widened_by_its_own_administrator(administrator, city) -> None:
    before = state()
    report = upload(administrator, "Вінниця", make.square(side_m=12_000), kind="city", code="A")
    assert refusal_of(report) == "The outline of an area without one above it is set on the server."
    assert state() == before


def test_an_area_does_not_leave_the_tree(administrator, city) -> None:
    make.make_area("Центр", code="Центр", parent=city)
    before = state()
    report = upload(administrator, "Центр", make.square(30.0))
    assert refusal_of(report) == "The outline of an area without one above it is set on the server."
    assert state() == before


def test_administrators_of_the_country_and_the_operator_draw_anywhere(db: None) -> None:
    country = make.make_area("Україна", kind="country", boundary=make.box(22, 44, 41, 53), served=False)
    city = make.make_city(parent=country)
    grants = [("city_admin", "area", country.pk)]
    client = people.client_for(people.make_user("country@example.org", grants=grants))
    assert upload(client, "Поруч", make.square(EAST, side_m=1_000), parent_id=city.pk)["added"] == 1
    beside = make.make_area("Далі", parent=city, boundary=make.square(EAST + 0.1, side_m=1_000))
    assert list(Area.objects.get(code="Поруч").path)[:2] == list(beside.path)[:2] == [country.pk, city.pk]


def test_the_ground_of_a_brigade_fills_all_that_its_founder_administers(db: None) -> None:
    oblast = make.make_area("Область", kind="oblast", boundary=make.square(side_m=40_000), served=False)
    city = make.make_city(parent=oblast)
    across = make.square(side_m=14_000)
    of_city = people.make_user("city@example.org", grants=[("city_admin", "area", city.pk)])
    before = state()
    report = upload(people.client_for(of_city), "Виїзд", across, kind="first_due", parent_id=city.pk)
    assert refusal_of(report) == "49.0 % of this area lie outside Вінниця; at most 1 % may."
    assert state() == before
    of_oblast = people.make_user("oblast@example.org", grants=[("city_admin", "area", oblast.pk)])
    kept = upload(people.client_for(of_oblast), "Виїзд", across, kind="first_due", parent_id=city.pk)
    assert kept["added"] == 1


@pytest.mark.parametrize("who", ["city", "oblast"])
def test_nothing_hangs_below_the_ground_of_a_brigade(db: None, who: str) -> None:
    """In the next city it would carry the brigade's own city in its path, and its reports with it."""
    oblast = make.make_area("Область", kind="oblast", boundary=make.square(side_m=60_000), served=False)
    city = make.make_city(parent=oblast)
    ground = make.make_area(
        "Виїзд", kind="first_due", parent=city, served=False, boundary=make.square(side_m=30_000)
    )
    area = city if who == "city" else oblast
    user = people.make_user("admin@example.org", grants=[("city_admin", "area", area.pk)])
    before = state()
    report = upload(people.client_for(user), "Поруч", make.square(EAST, side_m=900), parent_id=ground.pk)
    assert refusal_of(report) == "The ground of a fire brigade holds no other areas."
    assert state() == before
