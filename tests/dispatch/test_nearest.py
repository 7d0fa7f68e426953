"""The nearest units that can go, and why others were passed over (D3)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from dispatch.models import UnitPosition
from tests.dispatch.conftest import HIGH, LAT, LON, LOW, Town
from tests.factories.accounts import client_for
from tests.factories.dispatch import make_crew, stand, take
from tests.factories.geo import make_city, square
from tests.factories.incidents import make_incident

pytestmark = pytest.mark.django_db
METRES = 1 / 72_780
"""One metre east, in degrees, at this latitude."""


def ask(user: Any, incident: Any) -> Any:
    return client_for(user).get(f"/api/v1/dispatch/incidents/{incident.pk}/nearest-units").json()


def test_nearest_first_with_reasons_for_the_others(town: Town) -> None:
    incident, other = make_incident(category=HIGH), make_incident(category=LOW)
    far, near, busy, stale, silent = (make_crew(town.beat) for _ in range(5))
    stand(far[0], LON + 900 * METRES, LAT)
    stand(near[0], LON + 400 * METRES, LAT)
    stand(busy[0], LON + 100 * METRES, LAT)
    stand(stale[0], LON + 10 * METRES, LAT)
    take(busy[0], other.pk)
    UnitPosition.objects.filter(unit=stale[1]).update(fixed_at=timezone.now() - timedelta(minutes=6))
    answer = ask(town.dispatcher, incident)
    assert [(u["call_sign"], round(u["distance_m"], -1)) for u in answer["units"]] == [
        (near[1].call_sign, 400),
        (far[1].call_sign, 900),
    ]
    assert {(u["call_sign"], u["reason"]) for u in answer["excluded"]} == {
        (busy[1].call_sign, "busy"),
        (stale[1].call_sign, "stale_position"),
        (silent[1].call_sign, "no_position"),
    }


def test_the_longest_idle_goes_first_where_distances_are_equal(town: Town) -> None:
    incident = make_incident(category=HIGH)
    crews = [make_crew(town.beat) for _ in range(2)]
    worked = crews[0]
    done = make_incident(category=LOW)
    take(worked[0], done.pk)
    from accounts.queries import actor_of
    from dispatch import actions

    actions.resolve(actor_of(worked[0]), incident_id=done.pk, disposition="nothing_found")
    for user, _ in crews:
        stand(user, LON + 200 * METRES, LAT)
    assert [u["call_sign"] for u in ask(town.dispatcher, incident)["units"]] == [
        crews[1][1].call_sign,
        crews[0][1].call_sign,
    ]


def test_many_busy_units_near_by_do_not_hide_a_free_one(town: Town) -> None:
    incident = make_incident(category=HIGH)
    free, _ = make_crew(town.beat, "Вежа-Вільна")
    stand(free, LON + 3000 * METRES, LAT)
    for number in range(70):
        user, _ = make_crew(town.beat)
        stand(user, LON + number * METRES, LAT)
    UnitPosition.objects.exclude(unit__call_sign="Вежа-Вільна").update(
        fixed_at=timezone.now() - timedelta(minutes=6)
    )
    answer = ask(town.dispatcher, incident)
    assert [u["call_sign"] for u in answer["units"]] == ["Вежа-Вільна"]
    assert answer["excluded"][0]["distance_m"] == pytest.approx(0, abs=1)


def test_units_of_another_city_are_not_shown(town: Town) -> None:
    incident = make_incident(category=HIGH)
    lviv = make_city("Львів", boundary=square(24.03, 49.84, 10_000))
    user, _ = make_crew(lviv)
    stand(user, LON, LAT)
    assert ask(town.dispatcher, incident) == {"units": [], "excluded": []}
