"""Vehicles, crews and defects: what is off the run does not count."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime

import pytest

from notifications.models import InboxItem
from rosters.actions import reminding
from rosters.matching import Seat
from rosters.models import Check, Defect, KitItem, Vehicle
from rosters.queries.crew import crew_seats
from tests.factories.accounts import client_for
from tests.factories.rosters import make_brigade, make_member, make_qualification

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(NOW, tick=False)]
JSON = "application/json"
SEATS = [
    {"label": "Водій", "needs": "driver", "hard": True},
    {"label": "Командир", "needs": None, "hard": True},
    {"label": "Третій", "needs": None, "hard": False},
]


@pytest.fixture
def house():
    """A brigade with a chief, a firefighter, and one vehicle that makes its crew."""
    make_qualification("driver")
    brigade = make_brigade()
    chief, firefighter = make_member(brigade, chief=True), make_member(brigade)
    body = {"name": "АЦ-40", "call_sign": "Вінниця-1", "seats": SEATS}
    answer = send(chief, "post", f"brigades/{brigade.pk}/vehicles", **body)
    assert answer.status_code == 201, answer.content
    vehicle = answer.json()
    rule = {"category": "", "vehicle_id": vehicle["id"]}
    assert send(chief, "put", f"brigades/{brigade.pk}/crew-rules", **rule).status_code == 200
    return brigade, chief, firefighter, vehicle


def send(user, method, path, **body):
    return getattr(client_for(user), method)(f"/api/v1/{path}", data=body, content_type=JSON)


def needs(brigade) -> list[tuple[str | None, bool]]:
    return [(seat.needs, seat.hard) for seat in crew_seats(brigade)]


def test_the_seats_of_the_vehicle_make_the_crew(house) -> None:
    brigade, *_rest, vehicle = house
    assert crew_seats(brigade) == [
        Seat(vehicle["seats"][0]["id"], "driver", hard=True),
        Seat(vehicle["seats"][1]["id"], None, hard=True),
        Seat(vehicle["seats"][2]["id"], None, hard=False),
    ]


@pytest.mark.parametrize(
    ("seat", "left"),
    [
        (None, [("vehicle", True)]),
        (0, [("vehicle", True), (None, True), (None, False)]),
        (2, [("driver", True), (None, True)]),
    ],
    ids=["whole", "hard seat", "soft seat"],
)
def test_a_defect_counts_until_it_is_cleared(house, seat, left) -> None:
    brigade, chief, firefighter, vehicle = house
    before = needs(brigade)
    seat_id = None if seat is None else vehicle["seats"][seat]["id"]
    body = {"what": "Не тримає тиск", "off_run": True, "seat_id": seat_id}
    defect = send(firefighter, "post", f"vehicles/{vehicle['id']}/defects", **body).json()
    assert needs(brigade) == left
    assert InboxItem.objects.filter(user=chief, kind="rosters.defect").count() == 1
    refused = send(firefighter, "post", f"defects/{defect['id']}/clear")
    assert (refused.status_code, refused.json()["code"]) == (403, "rosters.command")
    assert needs(brigade) == left
    assert send(chief, "post", f"defects/{defect['id']}/clear", note="Замінено").status_code == 200
    assert needs(brigade) == before
    again = send(chief, "post", f"defects/{defect['id']}/clear")
    assert (again.status_code, again.json()["code"]) == (409, "rosters.cleared")


def test_a_defect_on_the_run_changes_nothing(house) -> None:
    brigade, _chief, firefighter, vehicle = house
    before = needs(brigade)
    path = f"vehicles/{vehicle['id']}/defects"
    assert send(firefighter, "post", path, what="Подряпина", off_run=False).status_code == 201
    assert needs(brigade) == before


def test_a_vehicle_in_reserve_is_no_crew(house) -> None:
    brigade, chief, _firefighter, vehicle = house
    body = {k: vehicle[k] for k in ("name", "call_sign", "seats")} | {"state": "reserve"}
    answer = send(chief, "put", f"brigades/{brigade.pk}/vehicles/{vehicle['id']}", **body).json()
    assert answer["readiness"] == "off_run"
    assert [seat["id"] for seat in answer["seats"]] == [seat["id"] for seat in vehicle["seats"]]
    assert needs(brigade) == [("vehicle", True)]


def test_seats_change_places_and_keep_their_defects(house) -> None:
    brigade, chief, _firefighter, vehicle = house
    first, second, _third = vehicle["seats"]
    path = f"vehicles/{vehicle['id']}/defects"
    send(chief, "post", path, what="Ремінь", off_run=True, seat_id=second["id"])
    body = {k: vehicle[k] for k in ("name", "call_sign")} | {"seats": [second, first]}
    answer = send(chief, "put", f"brigades/{brigade.pk}/vehicles/{vehicle['id']}", **body).json()
    assert [seat["id"] for seat in answer["seats"]] == [second["id"], first["id"]]
    assert [defect["seat_id"] for defect in answer["defects"]] == [second["id"]]


def test_two_vehicles_do_not_share_a_call_sign(house) -> None:
    brigade, chief, *_rest = house
    answer = send(chief, "post", f"brigades/{brigade.pk}/vehicles", name="Інша", call_sign="Вінниця-1")
    assert (answer.status_code, answer.json()["code"]) == (409, "rosters.call_sign")
    assert Vehicle.objects.count() == 1


def test_a_check_answers_every_line(house) -> None:
    brigade, chief, firefighter, vehicle = house
    lines = [{"label": "Оливо"}, {"label": "Рукави 51 мм", "quantity": 6}]
    found = send(chief, "put", f"vehicles/{vehicle['id']}/check-list", lines=lines).json()["check_list"]
    assert [(line["label"], line["quantity"]) for line in found] == [("Оливо", None), ("Рукави 51 мм", 6)]
    path = f"vehicles/{vehicle['id']}/checks"
    half = {found[0]["id"]: {"ok": True}}
    assert send(firefighter, "post", path, answers=half).status_code == 422
    assert not Check.objects.exists()
    bad = {"ok": False, "counted": 5, "note": "Один порваний"}
    full = half | {found[1]["id"]: bad}
    assert send(firefighter, "post", path, answers=full).status_code == 201
    words = {"label": "Рукави 51 мм", "quantity": 6}
    assert send(chief, "put", f"vehicles/{vehicle['id']}/check-list", lines=lines[:1]).status_code == 200
    [kept] = client_for(firefighter).get(f"/api/v1/{path}").json()
    assert kept["answers"][found[1]["id"]] == bad | words
    [row] = client_for(chief).get(f"/api/v1/brigades/{brigade.pk}/vehicles").json()
    assert row["checked"] == {
        "at": "2026-11-22T12:00:00+00:00",
        "by": firefighter.get_full_name(),
        "not_ok": 1,
    }


def test_what_a_phone_sends_twice_is_there_once(house) -> None:
    brigade, chief, firefighter, vehicle = house
    body = {"name": "АЦ-2", "call_sign": "Вінниця-2", "seats": []}
    other = send(chief, "post", f"brigades/{brigade.pk}/vehicles", **body).json()
    check = {"id": str(uuid.uuid4()), "answers": {}}
    defect = {"id": str(uuid.uuid4()), "what": "Фара", "off_run": True}
    for kind, sent in (("checks", check), ("defects", defect)):
        codes = [
            send(firefighter, "post", f"vehicles/{one['id']}/{kind}", **sent).status_code
            for one in (vehicle, vehicle, other)
        ]
        assert codes == [201, 201, 409]
    assert (Check.objects.count(), Defect.objects.count()) == (1, 1)
    assert InboxItem.objects.filter(kind="rosters.defect").count() == 1


def test_a_vehicle_says_how_it_stands_and_keeps_its_past(house) -> None:
    brigade, chief, firefighter, vehicle = house

    def stands() -> str:
        return client_for(firefighter).get(f"/api/v1/brigades/{brigade.pk}/vehicles").json()[0]["readiness"]

    seen = [stands()]
    for seat in (2, 0):
        body = {"what": "Ремінь", "off_run": True, "seat_id": vehicle["seats"][seat]["id"]}
        send(firefighter, "post", f"vehicles/{vehicle['id']}/defects", **body)
        seen.append(stands())
    past = client_for(firefighter).get(f"/api/v1/vehicles/{vehicle['id']}/defects").json()
    for defect in past:
        send(chief, "post", f"defects/{defect['id']}/clear", note="Новий")
    assert [*seen, stands()] == ["ready", "seat_off", "off_run", "ready"]
    past = client_for(firefighter).get(f"/api/v1/vehicles/{vehicle['id']}/defects").json()
    assert {(one["cleared_note"], one["cleared_by"]) for one in past} == {("Новий", chief.get_full_name())}


def test_kit_says_whether_it_has_to_be_tested(house, time_machine) -> None:
    brigade, chief, firefighter, _vehicle = house
    for label, due in (("a", None), ("b", "2027-01-10"), ("c", "2026-12-22"), ("d", "2026-11-22")):
        body = {"kind": "cylinder", "label": label, "serial": "7", "test_due": due}
        assert send(chief, "post", f"brigades/{brigade.pk}/kit", **body).status_code == 201
    url = f"/api/v1/brigades/{brigade.pk}/kit"
    found = [(one["label"], one["standing"]) for one in client_for(firefighter).get(url).json()]
    assert found == [("d", "overdue"), ("c", "soon"), ("b", "fine"), ("a", "none")]
    time_machine.move_to(datetime(2026, 12, 21, 22, 30, tzinfo=UTC), tick=False)
    found = {one["label"]: one["standing"] for one in client_for(firefighter).get(url).json()}
    assert found["c"] == "overdue"


def test_the_test_of_kit_is_reminded_of_once_at_each_stage(house, time_machine) -> None:
    brigade, chief, *_rest = house
    body = {"kind": "hose", "label": "Рукав 12", "test_due": "2026-12-22"}
    kit = send(chief, "post", f"brigades/{brigade.pk}/kit", **body).json()
    told = []
    for day in (21, 22, 23):
        time_machine.move_to(datetime(2026, 11, day, 12, tzinfo=UTC), tick=False)
        told.append(reminding.remind_of_kit())
    for day in (14, 15, 16, 22, 23):
        time_machine.move_to(datetime(2026, 12, day, 12, tzinfo=UTC), tick=False)
        told.append(reminding.remind_of_kit())
    assert told == [0, 1, 0, 0, 1, 0, 1, 0]
    body = body | {"test_due": "2027-01-10"}
    assert send(chief, "put", f"brigades/{brigade.pk}/kit/{kit['id']}", **body).status_code == 200
    assert KitItem.objects.get().reminded_days is None
    assert reminding.remind_of_kit() == 1


def test_strangers_touch_nothing(house) -> None:
    _brigade, _chief, _firefighter, vehicle = house
    stranger = make_member(make_brigade("Чужі"), chief=True)
    path = f"vehicles/{vehicle['id']}/defects"
    assert send(stranger, "post", path, what="x", off_run=True).status_code == 404
    assert not Defect.objects.exists()
