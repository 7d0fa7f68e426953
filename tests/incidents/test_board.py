"""The patrol board: what it shows, and what gives way when it is full."""

from __future__ import annotations

from datetime import timedelta

from accounts.actor import system_actor
from geo import actions as geo_actions
from geo.models import Area
from incidents.models import Incident
from notifications import protocol
from tests.factories import geo as places
from tests.factories import incidents as make


def test_a_full_board_drops_what_has_ended_first(clock, beat, police, monkeypatch):
    monkeypatch.setattr("incidents.queries.screens.BOARD_LIMIT", 2)
    waiting = make.make_incident()
    for _ in range(2):
        clock.shift(timedelta(minutes=1))
        ended = make.make_incident()
        make.send(police, {"reason": "done"}, f"/api/v1/incidents/{ended.pk}/close")
    items = police.get("/api/v1/incidents/board").json()["items"]
    assert [item["data"]["id"] for item in items] == [str(waiting.pk), str(ended.pk)]


def test_the_board_without_names_shows_every_served_area_of_mine(beat, police):
    incident = make.make_incident()
    board = police.get("/api/v1/incidents/board").json()
    assert [item["data"]["id"] for item in board["items"]] == [str(incident.pk)]
    assert set(board["positions"]) == {f"beat:{beat.pk}", f"beat:{beat.parent_id}"}


def make_beats(city: Area, number: int) -> set[str]:
    """So many served beats side by side; the names of their streams."""
    lon, lat = places.CENTRE
    made = [
        places.make_area(
            f"Дільниця {n}", parent=city, boundary=places.square(lon + 0.001 * n, lat + 0.01, side_m=50)
        )
        for n in range(number)
    ]
    return {f"beat:{area.pk}" for area in made}


def test_the_desk_of_a_large_city_has_a_board_of_all_its_beats(city, dispatcher, beat):
    keys = {f"beat:{city.pk}", f"beat:{beat.pk}"} | make_beats(city, 61)
    answer = dispatcher.get("/api/v1/incidents/board")
    assert answer.status_code == 200
    assert set(answer.json()["positions"]) == keys
    assert len(keys) == 63
    assert len(keys) < protocol.MAX_STREAMS, "and its socket may follow them"
    named = dispatcher.get("/api/v1/incidents/board", {"streams": ",".join(sorted(keys)[:61])})
    assert (named.status_code, named.json()["code"]) == (422, "board.streams")
    assert (
        dispatcher.get("/api/v1/incidents/board", {"streams": ",".join(sorted(keys)[:60])}).status_code == 200
    )


def test_an_ended_area_leaves_the_board_with_its_last_incident(clock, city, beat, police):
    incident = make.make_incident()
    geo_actions.end_area(system_actor("tests"), beat.pk)
    board = police.get("/api/v1/incidents/board").json()
    assert [item["data"]["id"] for item in board["items"]] == [str(incident.pk)]
    assert set(board["positions"]) == {f"beat:{city.pk}", f"beat:{beat.pk}"}
    make.send(police, {"reason": "done"}, f"/api/v1/incidents/{incident.pk}/close")
    clock.shift(timedelta(hours=25))
    assert Incident.objects.get().state == "closed"
    assert set(police.get("/api/v1/incidents/board").json()["positions"]) == {f"beat:{city.pk}"}
