"""The demo city loads whole, once, with the product's own rows behind every report."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from config.demo import history, people
from config.env import env
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
def test_the_city_loads_once_with_whole_histories(monkeypatch: pytest.MonkeyPatch) -> None:
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
