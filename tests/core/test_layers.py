"""A map's ETag follows what is committed, in the order of commits: of two transactions that overlap, the one
that began first and commits last is never missed.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from accounts.actor import system_actor
from core import layers
from geo import actions as geo
from incidents import actions as incidents
from incidents import cells
from incidents.models import Category, Incident
from tests.factories.geo import make_area, make_city
from tests.factories.incidents import make_categories, make_incident
from tests.factories.watch import make_group

pytestmark = pytest.mark.django_db(transaction=True)
BOX = "bbox=28.3,49.1,28.6,49.3"


@pytest.fixture(autouse=True)
def _no_jobs_left(transactional_db: None) -> Iterator[None]:
    """The jobs' table is not Django's, so nobody else empties it."""
    yield
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")


@contextmanager
def open_transaction(change: Callable[[], Any]) -> Iterator[None]:
    """The change is made in a thread and a connection of its own, and committed where the block ends."""
    made, may_commit, faults = threading.Event(), threading.Event(), list[BaseException]()

    def run() -> None:
        try:
            with transaction.atomic():
                change()
                made.set()
                may_commit.wait(30)
        except BaseException as fault:  # noqa: BLE001 - shown below
            faults.append(fault)
        finally:
            made.set()
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    assert made.wait(30)
    try:
        yield
    finally:
        may_commit.set()
        thread.join(30)
    assert faults == []


def shown_incidents() -> tuple[str, Callable[[], Any], Callable[[], Any]]:
    make_categories()
    make_city()
    one, other = (make_incident(category="hazard.other") for _ in "12")
    incidents.publish_due()

    def retitle(incident: Incident) -> Callable[[], Any]:
        return lambda: Incident.objects.filter(pk=incident.pk).update(
            confirmation_count=7, updated_at=timezone.now()
        )

    return f"/api/v1/map/incidents?{BOX}", retitle(one), retitle(other)


def incident_tile() -> tuple[str, Callable[[], Any], Callable[[], Any]]:
    _url, one, other = shown_incidents()
    place = Incident.objects.earliest("reported_at").public_point
    x, y = cells.tile_of(place.x, place.y, 12)

    def close(change: Callable[[], Any]) -> Callable[[], Any]:
        return lambda: (change(), Incident.objects.filter(confirmation_count=7).update(severity="critical"))

    return f"/api/v1/tiles/incidents/12/{x}/{y}.mvt", close(one), close(other)


def areas() -> tuple[str, Callable[[], Any], Callable[[], Any]]:
    one, other = make_area("Перша"), make_area("Друга")

    def rename(area: Any) -> Callable[[], Any]:
        return lambda: geo.change_area(system_actor("tests"), area.pk, name=f"{area.name} нова")

    return f"/api/v1/areas?{BOX}", rename(one), rename(other)


def zones() -> tuple[str, Callable[[], Any], Callable[[], Any]]:
    one, other = make_group(), make_group()

    def rename(group: Any) -> Callable[[], Any]:
        def go() -> None:
            group.name += " (нова)"
            group.save()

        return go

    return f"/api/v1/groups/zones?{BOX}", rename(one), rename(other)


@pytest.mark.parametrize("layer", [shown_incidents, incident_tile, areas, zones])
def test_who_began_first_and_commits_last_is_not_missed(layer: Callable[[], Any]) -> None:
    url, early, late = layer()
    client = Client()
    with open_transaction(early):
        late()
        held = client.get(url)
        assert client.get(url, headers={"If-None-Match": held["ETag"]}).status_code == 304
    again = client.get(url, headers={"If-None-Match": held["ETag"]})
    assert again.status_code == 200, "a client would keep its stale map by 304"
    assert again.content != held.content
    assert client.get(url, headers={"If-None-Match": again["ETag"]}).status_code == 304


def test_what_is_rolled_back_leaves_the_version_as_it_was() -> None:
    _url, early, _late = areas()
    before = layers.stamp("areas")
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        early()
        assert layers.stamp("areas") != before
        raise ZeroDivisionError
    assert layers.stamp("areas") == before


def test_what_changes_nothing_leaves_the_version_as_it_was() -> None:
    shown_incidents()
    before = layers.stamp("incidents")
    Incident.objects.filter(description="nowhere").update(description="x")
    assert layers.stamp("incidents") == before
    Incident.objects.first().delete()
    assert layers.stamp("incidents") != before


def test_counts_that_are_kept_and_words_that_are_shown_are_part_of_the_layer() -> None:
    shown_incidents()
    before = layers.stamp("incidents")
    assert incidents.tally_new() == 2
    counted = layers.stamp("incidents")
    assert counted != before
    Category.objects.filter(code="hazard.other").update(time_rounding_minutes=15)
    assert layers.stamp("incidents") != counted
    assert layers.stamp("zones") == layers.stamp("nothing of the kind")


def test_many_writers_wait_for_nobody_and_none_is_lost() -> None:
    group = [make_area(f"Район {number}") for number in range(6)]
    before = layers.stamp("areas")[0]
    rename = [
        lambda area=area: geo.change_area(system_actor("tests"), area.pk, name=f"{area.name} нова")
        for area in group
    ]
    with (
        open_transaction(rename[0]),
        open_transaction(rename[1]),
        open_transaction(rename[2]),
        open_transaction(rename[3]),
        open_transaction(rename[4]),
    ):
        rename[5]()
        assert layers.stamp("areas")[0] == before + 1
    assert layers.stamp("areas")[0] == before + 6
