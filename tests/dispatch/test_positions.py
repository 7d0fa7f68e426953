"""Positions: the latest only, never older, never from the future, and not for long (D4, D7)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from accounts.queries import actor_of
from dispatch import actions
from dispatch.models import UnitPosition
from tests.dispatch.conftest import JSON, LAT, LON, Town
from tests.dispatch.test_duty import board
from tests.factories.accounts import client_for
from tests.factories.dispatch import make_crew, make_officer, stand
from tests.verified import verifies
from tests.verify import verify_action

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 7, 0, tzinfo=UTC)


def send(client: Any, *fixes: tuple[float, float, int]) -> Any:
    """Fixes as (lon, lat, seconds before now)."""
    body = [
        {"lon": lon, "lat": lat, "at": (NOW - timedelta(seconds=ago)).isoformat(), "accuracy_m": 8}
        for lon, lat, ago in fixes
    ]
    return client.post("/api/v1/dispatch/positions", {"fixes": body}, content_type=JSON)


@verifies("dispatch.report_positions")
def test_the_newest_usable_fix_is_kept_and_shown(clock: Any, town: Town) -> None:
    officer, unit = make_crew(town.beat)
    colleague, browser = make_officer(town.beat), client_for(officer)
    answer = verify_action(
        lambda: send(browser, (28.40, 49.2, 60), (28.46, 49.23, 5), (28.99, 49.9, -30), (28.45, 49.22, 20)),
        board(colleague),
    )
    assert answer.json() == {"lon": 28.46, "lat": 49.23, "at": "2026-03-02T06:59:55+00:00", "accuracy_m": 8.0}
    position = UnitPosition.objects.get()
    assert (position.unit_id, position.fixed_at) == (unit.pk, NOW - timedelta(seconds=5))


def test_an_older_fix_never_replaces_a_newer_one(clock: Any, town: Town) -> None:
    officer, _ = make_crew(town.beat)
    browser = client_for(officer)
    send(browser, (28.46, 49.23, 5))
    for ago in (5, 6, 600, 4, -11, 3600):
        verify_action(lambda ago=ago: send(browser, (28.0, 49.0, ago)), board(town.dispatcher), silent=True)
    assert UnitPosition.objects.get().point.x == pytest.approx(28.46)
    send(browser, (28.47, 49.24, 0))
    assert UnitPosition.objects.get().point.x == pytest.approx(28.47)


def test_a_phone_whose_clock_is_ahead_a_little_is_believed_as_now(clock: Any, town: Town) -> None:
    officer, _ = make_crew(town.beat)
    send(client_for(officer), (28.46, 49.23, -9))
    assert UnitPosition.objects.get().fixed_at == NOW


def test_only_people_on_duty_are_somewhere(town: Town) -> None:
    officer = make_officer(town.beat)
    fix = {"lon": LON, "lat": LAT, "at": datetime.now(UTC).isoformat()}
    answer = client_for(officer).post("/api/v1/dispatch/positions", {"fixes": [fix]}, content_type=JSON)
    assert (answer.status_code, answer.json()["code"]) == (409, "duty.none")
    assert not UnitPosition.objects.exists()


@verifies("dispatch.forget_positions")
def test_positions_nobody_renews_are_forgotten(clock: Any, town: Town) -> None:
    officer, _ = make_crew(town.beat)
    stand(officer, LON, LAT)
    clock.shift(timedelta(minutes=29))
    assert actions.forget_positions() == 0
    clock.shift(timedelta(minutes=2))
    assert verify_action(actions.forget_positions, board(town.dispatcher)) == 1
    assert actions.forget_positions() == 0
    assert not UnitPosition.objects.exists()


def test_taking_a_fix_costs_few_statements(town: Town, django_assert_max_num_queries: Any) -> None:
    officer, _ = make_crew(town.beat)
    actor = actor_of(officer)
    fix = actions.Fix(LON, LAT, datetime.now(UTC))
    with django_assert_max_num_queries(6):
        actions.report_positions(actor, [fix])
