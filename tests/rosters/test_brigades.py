"""Brigades: founded by the city, led by a chief, open to people who apply."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from accounts.models import Grant
from accounts.roles import Role, ScopeKind
from core.models import AuditEntry
from geo import queries as geo_queries
from geo.models import Area
from rosters.models import Brigade, Member, Standing
from tests.factories.accounts import client_for, make_user
from tests.factories.geo import make_area, make_city, point
from tests.factories.rosters import make_brigade, make_member

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(datetime(2026, 11, 22, 12, tzinfo=UTC))]
JSON = "application/json"
GROUND = {
    "type": "Polygon",
    "coordinates": [[[28.46, 49.22], [28.48, 49.22], [28.48, 49.24], [28.46, 49.24], [28.46, 49.22]]],
}
BRIGADE = {
    "name": "ДПК Стрижавка",
    "founder_kind": "community",
    "founder_name": "Стрижавська громада",
    "station_name": "Пожежне депо",
    "lon": 28.4682,
    "lat": 49.2331,
}


def make_admin(city: Area, email: str = "admin@example.org"):
    return make_user(email, grants=[(Role.CITY_ADMIN, ScopeKind.AREA, city.pk)])


def found(user, **fields):
    return client_for(user).post("/api/v1/brigades", data=BRIGADE | fields, content_type=JSON)


def test_the_city_founds_a_brigade_with_ground_that_was_drawn() -> None:
    city = make_city()
    answer = found(make_admin(city), first_due={"geojson": GROUND})
    assert answer.status_code == 201, answer.content
    brigade = Brigade.objects.get()
    area = brigade.first_due_area
    assert (area.kind, area.parent_id, area.name) == ("first_due", city.pk, "ДПК Стрижавка")
    assert set(brigade.area_ids) == {city.pk, area.pk}
    assert answer.json()["slug"] == "дпк-стрижавка"
    assert answer.json()["may"] == ["administer"]
    assert area.pk in geo_queries.locate(point(28.47, 49.23)).area_ids
    assert area.pk not in geo_queries.locate(point(28.485, 49.23)).area_ids


def test_ground_may_be_picked_from_the_map() -> None:
    city = make_city()
    beat = make_area(parent=city)
    answer = found(make_admin(city), first_due={"area_id": str(beat.pk)})
    assert answer.status_code == 201
    assert Brigade.objects.get().first_due_area.boundary.equals(beat.boundary)


@pytest.mark.parametrize(
    ("fields", "status", "code"),
    [
        ({"lon": 24.03, "lat": 49.84}, 422, "invalid"),
        ({"name": "ДП"}, 422, "invalid"),
        ({"time_zone": "Europe/Vinnytsia"}, 422, "invalid"),
        ({"first_due": {}}, 422, "invalid"),
    ],
    ids=["nowhere", "name", "zone", "ground"],
)
def test_a_brigade_that_cannot_be_is_refused(fields, status, code) -> None:
    answer = found(make_admin(make_city()), **fields)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert not Brigade.objects.exists()


def test_another_city_founds_nothing_here() -> None:
    make_city()
    other = make_city("Львів", boundary=None or make_square())
    answer = found(make_admin(other))
    assert (answer.status_code, answer.json()["code"]) == (403, "rosters.found")
    assert not Brigade.objects.exists()


def make_square():
    from tests.factories.geo import square

    return square(24.03, 49.84, 10_000)


def test_the_chief_settles_terms_neighbours_and_numbers() -> None:
    brigade, other = make_brigade(), make_brigade("Сусіди")
    chief = client_for(make_member(brigade, chief=True))
    base = f"/api/v1/brigades/{brigade.pk}"
    terms = {"recruiting": False, "open_evening": "Щочетверга о 18:00", "rest_hours": 12, "week_hours": 40}
    assert chief.put(f"{base}/terms", data=terms, content_type=JSON).status_code == 200
    body = {"neighbour_ids": [str(other.pk)]}
    assert chief.put(f"{base}/neighbours", data=body, content_type=JSON).status_code == 200
    body = {"numbers": [{"label": "ДСНС", "number": "101"}, {"label": "РЕМ", "number": "104"}]}
    answer = chief.put(f"{base}/numbers", data=body, content_type=JSON).json()
    assert answer["rev"] == 4
    assert answer["neighbours"] == [{"id": str(other.pk), "name": "Сусіди"}]
    assert [line["label"] for line in answer["numbers"]] == ["ДСНС", "РЕМ"]
    assert (answer["rest_hours"], answer["week_hours"], answer["recruiting"]) == (12, 40, False)


def test_a_brigade_is_not_its_own_neighbour() -> None:
    brigade = make_brigade()
    chief = client_for(make_member(brigade, chief=True))
    body = {"neighbour_ids": [str(brigade.pk)]}
    answer = chief.put(f"/api/v1/brigades/{brigade.pk}/neighbours", data=body, content_type=JSON)
    assert answer.status_code == 422
    assert not brigade.neighbours.exists()


def appoint(admin, brigade, email):
    url = f"/api/v1/brigades/{brigade.pk}/chiefs"
    return client_for(admin).post(url, data={"email": email}, content_type=JSON)


def test_the_city_appoints_a_chief_and_relieves_one() -> None:
    city = make_city()
    admin, brigade = make_admin(city), make_brigade(area_ids=[city.pk])
    one, two = make_user("one@example.org"), make_member(brigade)
    assert appoint(admin, brigade, "ONE@example.org").json()["kind"] == "chief"
    assert [s.state for s in Standing.objects.filter(member__user=one)] == ["active"]
    end = f"/api/v1/brigades/{brigade.pk}/chiefs/{one.pk}/end"
    answer = client_for(admin).post(end)
    assert (answer.status_code, answer.json()["code"]) == (409, "rosters.last_chief")
    assert appoint(admin, brigade, two.email).status_code == 200
    assert roles_of(two) == ["brigade_chief"]
    assert client_for(admin).post(end).json()["kind"] == "firefighter"
    assert roles_of(one) == ["firefighter"]


def roles_of(user) -> list[str]:
    rows = Grant.objects.filter(user=user, valid__endswith__isnull=True).exclude(valid__isempty=True)
    return sorted(rows.values_list("role", flat=True))


def test_nobody_is_made_chief_by_another_city_or_by_a_wrong_address() -> None:
    city = make_city()
    brigade = make_brigade(area_ids=[city.pk])
    assert appoint(make_admin(city), brigade, "nobody@example.org").status_code == 422
    other = make_city("Львів", boundary=make_square())
    assert appoint(make_admin(other, "other@example.org"), brigade, "admin@example.org").status_code == 404
    assert not Member.objects.exists()
    assert not AuditEntry.objects.filter(verb="brigade.chief_appointed").exists()


def test_the_public_page_says_nothing_of_people() -> None:
    brigade = make_brigade(recruitment_text="Приходьте", open_evening="Четвер")
    make_member(brigade, name="Таємний Член", chief=True)
    make_brigade("Не набирає", recruiting=False)
    nobody = client_for(None)
    assert [b["name"] for b in nobody.get("/api/v1/brigades/recruiting").json()] == ["Стрижавка"]
    answer = nobody.get(f"/api/v1/brigades/by-slug/{brigade.slug}")
    assert answer.json() == {
        "slug": brigade.slug,
        "name": "Стрижавка",
        "founder_kind": "community",
        "founder_name": "Громада",
        "station_name": "Пожежне депо",
        "lon": 28.4682,
        "lat": 49.2331,
        "recruiting": True,
        "recruitment_text": "Приходьте",
        "open_evening": "Четвер",
    }


def test_neighbours_are_chosen_nearest_first() -> None:
    brigade = make_brigade()
    chief = make_member(brigade, chief=True)
    far = make_brigade("Далека", station=point(28.60, 49.2331))
    near = make_brigade("Ближня", station=point(28.48, 49.2331))
    make_brigade("Закрита", active=False)
    rows = client_for(chief).get(f"/api/v1/brigades/{brigade.pk}/neighbour-choices").json()
    assert [(row["id"], row["name"]) for row in rows] == [(str(near.pk), "Ближня"), (str(far.pk), "Далека")]
    assert rows[0]["metres"] < 1_000 < 9_000 < rows[1]["metres"] < 10_000
