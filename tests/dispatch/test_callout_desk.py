"""The console: whom a call would page, which brigade may be called, and what the log tells to whom."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from accounts.models import User
from dispatch.actions import callout_sweep
from dispatch.models import AirRaid, CallOut, Page
from geo.models import AreaKind
from notifications.models import Delivery
from tests.dispatch.conftest import JSON, LAT, LON, Town
from tests.factories import rosters as brigades
from tests.factories.accounts import client_for
from tests.factories.callouts import FIRE, Crew, make_crew, say, start
from tests.factories.geo import make_area, square
from tests.factories.incidents import make_incident

pytestmark = pytest.mark.django_db


@pytest.fixture
def crew(town: Town) -> Crew:
    return make_crew([town.city.pk])


def get(user: User, path: str, **query: Any) -> Any:
    answer = client_for(user).get(f"/api/v1/{path}", query)
    assert answer.status_code == 200, answer.content
    return answer.json()


def test_the_forecast_says_whom_a_call_would_page_and_writes_nothing(crew: Crew) -> None:
    brigades.make_member(crew.brigade, "driver", available=False)
    brigades.make_member(crew.brigade, "driver", gates=False)
    told = get(crew.chief, "callouts/forecast", brigade_id=crew.brigade.pk, category=FIRE)
    assert (told["paged"], told["passed_over"], told["viable"], told["gaps"]) == (5, 2, True, [])
    assert [step["kind"] for step in told["plan"]] == ["available", "silent_again", "all_call"]
    assert (CallOut.objects.count(), Page.objects.count(), Delivery.objects.count()) == (0, 0, 0)
    assert start(crew).pages.count() == told["paged"]


def test_the_forecast_names_what_would_be_missing_though_all_came(crew: Crew) -> None:
    brigades.make_crew_rule(crew.brigade, "driver", "driver", None, category="fire.grass")
    told = get(crew.chief, "callouts/forecast", brigade_id=crew.brigade.pk, category="fire.grass")
    assert (told["viable"], told["gaps"]) == (False, [{"count": 1, "skills": ["driver"]}])
    unknown = client_for(crew.chief).get(
        "/api/v1/callouts/forecast", {"brigade_id": crew.brigade.pk, "category": "x"}
    )
    assert (unknown.status_code, list(unknown.json()["data"]["fields"])) == (422, ["category"])


def test_the_plan_on_the_board_names_the_neighbours(crew: Crew, town: Town) -> None:
    other = brigades.make_brigade("Сусіди", area_ids=[town.city.pk])
    crew.brigade.neighbours.create(other=other, order=1)
    callout = start(crew)
    items = get(crew.chief, f"callouts/{callout.pk}")["items"]
    plan = next(item["data"]["plan"] for item in items if item["subject"].startswith("callout:"))
    both = ["live", "email"]
    assert plan[-1] == {"kind": "neighbour", "name": "Сусіди", "wait_seconds": 120, "channels": both}
    assert len(plan) == 4


def test_the_console_offers_calling_and_alerts_to_those_who_may(crew: Crew, town: Town) -> None:
    address = f"callouts?brigade_id={crew.brigade.pk}"
    chief, member, sender = get(crew.chief, address), get(crew.ira, address), get(town.dispatcher, address)
    assert (chief["may"], member["may"], member["categories"]) == (["call_out"], [], [])
    assert FIRE in chief["categories"]
    assert "fire" not in chief["categories"]
    assert not [code for code in chief["categories"] if code.partition(".")[0] not in {"fire", "rescue"}]
    assert (chief["raid_areas"], member["raid_areas"]) == ([], [])
    city = {"area_id": str(town.city.pk), "area_name": town.city.name, "since": None}
    assert sender["raid_areas"] == [city]
    client_for(town.dispatcher).post("/api/v1/air-raids", {"area_id": str(town.city.pk)}, content_type=JSON)
    stands = get(town.dispatcher, address)["raid_areas"][0]["since"]
    assert stands is not None
    assert AirRaid.objects.get().since.isoformat().startswith(stands[:19])


def test_brigades_to_call_are_those_that_go_there_first_and_then_the_nearest(crew: Crew, town: Town) -> None:
    ground = make_area("Околиця", kind=AreaKind.FIRST_DUE, boundary=square(LON, LAT, side_m=900))
    first = brigades.make_brigade("Перші", area_ids=[town.city.pk], first_due_area=ground)
    brigades.make_brigade("Не працює", area_ids=[town.city.pk], active=False)
    brigades.make_brigade("Чужі")
    fire = make_incident(category=FIRE)
    told = get(town.dispatcher, "callouts/of-incident", incident_id=fire.pk)
    assert [(one["name"], one["first_due"]) for one in told["brigades"]] == [
        ("Перші", True),
        (crew.brigade.name, False),
    ]
    callout = start(Crew(first, *[town.dispatcher] * 5), by=town.dispatcher, incident_id=fire.pk)
    told = get(town.dispatcher, "callouts/of-incident", incident_id=fire.pk)
    assert [one["name"] for one in told["brigades"]] == [crew.brigade.name]
    assert told["callouts"] == [
        {"id": str(callout.pk), "brigade_name": "Перші", "state": "running", "viable": False}
    ]


def test_noise_calls_no_brigade(crew: Crew, town: Town) -> None:
    noise = make_incident(category="noise.music")
    told = get(town.dispatcher, "callouts/of-incident", incident_id=noise.pk)
    assert told == {"callouts": [], "brigades": []}


def test_why_somebody_was_passed_over_is_told_to_those_who_command(crew: Crew) -> None:
    lapsed = brigades.make_member(crew.brigade, gates=False, name="Ліда")
    callout = start(crew)
    for user, told in ((crew.chief, True), (crew.ira, False)):
        log = get(user, f"callouts/{callout.pk}/log")
        wave = next(line for line in log["lines"] if line["kind"] == "wave")
        assert ("passed_over" in wave["data"]) is told
        assert log["names"].get(str(lapsed.pk)) == ("Ліда" if told else None)
        assert log["names"][str(crew.olha.pk)] == "Ольга"


def test_a_neighbours_papers_are_told_to_its_own_chief_and_counted_for_the_rest(
    clock: Any, crew: Crew, town: Town
) -> None:
    other = brigades.make_brigade("Сусіди", area_ids=[town.city.pk])
    boss = brigades.make_member(other, chief=True, name="Сусідній начальник")
    lapsed = brigades.make_member(other, gates=False, name="Ліда")
    asleep = brigades.make_member(other, available=False, name="Сплячий")
    own = brigades.make_member(crew.brigade, gates=False, name="Свій")
    crew.brigade.neighbours.create(other=other, order=1)
    callout = start(crew)
    for _ in range(3):
        clock.shift(timedelta(seconds=120))
        callout_sweep.sweep_callouts()

    def told(user: User) -> tuple[list[Any], dict[str, str]]:
        log = get(user, f"callouts/{callout.pk}/log")
        waves = [line["data"] for line in log["lines"] if line["kind"] == "wave"]
        return [(w["step"], w.get("passed_over"), w.get("passed_counts")) for w in waves], log["names"]

    gates = ["gate.adult", "gate.medical", "gate.insurance", "gate.basic_training"]
    theirs = {str(lapsed.pk): gates, str(asleep.pk): ["unknown"]}
    ours, names = told(crew.chief)
    assert ours[0] == ("available", {str(own.pk): gates}, None)
    assert ours[-1] == ("neighbour", None, {"away": 1, "not_eligible": 1})
    assert names.keys().isdisjoint(theirs)
    seen, names = told(boss)
    assert seen[0] == ("available", None, None)
    assert seen[-1] == ("neighbour", theirs, None)
    assert (names[str(lapsed.pk)], str(own.pk) in names) == ("Ліда", False)
    seen, names = told(town.dispatcher)
    assert seen[0] == ("available", None, {"not_eligible": 1})
    assert seen[-1] == ("neighbour", None, {"away": 1, "not_eligible": 1})
    assert names.keys().isdisjoint({*theirs, str(own.pk)})
    assert told(crew.ira)[0][-1] == ("neighbour", None, None)


def test_the_rest_may_be_stood_down_once_there_is_a_crew(crew: Crew) -> None:
    callout = start(crew)
    assert "stand_down_rest" not in get(crew.chief, f"callouts/{callout.pk}")["allowed_actions"]
    for user in (crew.ira, crew.petro, crew.olha):
        say(user, callout)
    assert "stand_down_rest" in get(crew.chief, f"callouts/{callout.pk}")["allowed_actions"]
    assert "stand_down_rest" not in get(crew.ira, f"callouts/{callout.pk}")["allowed_actions"]
