"""The demo city loads whole, once, with the product's own rows behind every report."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from accounts.models import User
from config.demo import history, loading, people, simulation
from config.env import env
from core.models import AuditEntry
from dispatch.models import Assignment, Duty
from geo.models import Area
from incidents.models import Incident, StatusChange
from tests.factories.accounts import client_for
from watch.models import Group


def test_without_the_switch_nothing_is_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(env, "demo", False)
    with pytest.raises(CommandError, match="VARTA_DEMO"):
        call_command("load_demo")
    with pytest.raises(CommandError, match="VARTA_DEMO"):
        call_command("simulate")


@pytest.mark.django_db
def test_a_city_that_is_not_loaded_does_not_live(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(env, "demo", True)
    with pytest.raises(CommandError, match="load_demo"):
        call_command("simulate")
    assert not Incident.objects.exists()


@pytest.mark.django_db
def test_the_city_loads_once_with_whole_histories_and_lives_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(env, "demo", True)
    monkeypatch.setattr(history, "REPORTS", 12)
    printed = StringIO()
    call_command("load_demo", stdout=printed)
    assert printed.getvalue().splitlines() == people.sign_ins()
    assert Area.objects.filter(source="demo").count() == 7
    assert Group.objects.count() == 8
    assert Incident.objects.filter(state="new").exists()
    assert Duty.objects.filter(valid__upper_inf=True).count() == 3
    for incident in Incident.objects.exclude(state="new"):
        assert StatusChange.objects.filter(incident=incident).count() >= 2
    assert Assignment.objects.filter(ended_at__isnull=True).count() <= 3
    counts = (Incident.objects.count(), User.objects.count())
    call_command("load_demo", stdout=StringIO())
    assert (Incident.objects.count(), User.objects.count()) == counts
    officer = User.objects.get(email="officer@demo.varta")
    assert client_for(officer).get("/api/v1/incidents/board").json()["items"]
    assert client_for(officer).login(email=officer.email, password=people.PASSWORD)
    lives(monkeypatch)


class Clock:
    """A clock that goes as far as it is slept, so that minutes take no time."""

    def __init__(self) -> None:
        self.now = 1_000.0
        self.slept: list[float] = []

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        assert len(self.slept) < 100, "the simulation does not end by itself"
        self.slept.append(seconds)
        self.now += seconds


def lives(monkeypatch: pytest.MonkeyPatch) -> None:
    """The simulation files through the product's own verb, and ends by itself.

    Loading a city takes long: one does for both tests.
    """
    known = set(Incident.objects.values_list("pk", flat=True))
    heard = AuditEntry.objects.filter(verb="incident.reported").count()
    clock, told = Clock(), StringIO()
    monkeypatch.setattr(simulation, "time", clock)
    monkeypatch.setattr(simulation, "close_old_connections", lambda: None)  # the test's own transaction
    call_command("simulate", minutes=0.5, rate=30.0, stdout=told)
    assert clock.slept == [simulation.TICK_SECONDS] * 15
    lines = [line for line in told.getvalue().splitlines() if line.startswith("reported: ")]
    made = Incident.objects.exclude(pk__in=known)
    assert made.count() >= len(lines) == 15  # and the fires of the brigades, which are reported too
    assert AuditEntry.objects.filter(verb="incident.reported").count() == heard + made.count()
    for incident in made:
        assert StatusChange.objects.filter(incident=incident, verb="report").count() == 1
        assert incident.beat_id is not None
        assert incident.public_point is not None
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(DISTINCT subject) FROM notifications_pending"
            " WHERE kind = 'incident.reported' AND stream LIKE 'beat:%%' AND subject = ANY(%s)",
            [[f"incident:{incident.pk}" for incident in made]],
        )
        assert cursor.fetchone()[0] == made.count()


@pytest.mark.parametrize("wrong", [{"minutes": 0}, {"minutes": -1}, {"rate": -0.1}])
@pytest.mark.django_db
def test_a_simulation_without_an_end_is_refused(
    monkeypatch: pytest.MonkeyPatch, wrong: dict[str, float]
) -> None:
    monkeypatch.setattr(env, "demo", True)
    monkeypatch.setattr(loading, "is_loaded", lambda: True)
    with pytest.raises(CommandError, match="Minutes must be more than 0"):
        call_command("simulate", **wrong)
    assert not Incident.objects.exists()
