"""The patrol board: what it shows, and what gives way when it is full."""

from __future__ import annotations

from datetime import timedelta

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
