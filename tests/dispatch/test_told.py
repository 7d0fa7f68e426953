"""What alerts, notices and new names put into inboxes and on boards (P14)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from accounts.models import User
from accounts.roles import Role, ScopeKind
from dispatch import actions
from notifications import actions as notifications
from notifications.messages import Message
from tests.dispatch.conftest import HIGH, JSON, LOW, Town
from tests.dispatch.test_duty import board
from tests.factories.accounts import client_for, make_user
from tests.factories.dispatch import make_crew, make_officer
from tests.factories.incidents import make_incident
from tests.factories.watch import make_group
from tests.verified import verifies
from tests.verify import View, verify_action

pytestmark = pytest.mark.django_db


def inbox(user: User) -> View:
    return View(client_for(user), "/api/v1/inbox")


def kinds(view: View) -> list[str]:
    return [item["data"]["kind"] for item in view.snapshot()["items"]]


@verifies("dispatch.consider_incident", "dispatch.sweep_alerts")
def test_alerts_and_their_escalation_reach_inboxes(clock: Any, town: Town) -> None:
    officer, _ = make_crew(town.beat)
    views = [inbox(officer), inbox(town.dispatcher)]
    incident = make_incident(category=HIGH)
    verify_action(lambda: actions.consider_incident(incident.pk), *views)
    assert [kinds(view) for view in views] == [["dispatch.alert"], []]
    verify_action(lambda: actions.consider_incident(incident.pk), *views, silent=True)
    clock.shift(timedelta(minutes=4))
    verify_action(lambda: actions.sweep_alerts(), *views)
    assert [len(kinds(view)) for view in views] == [1, 1]
    assert views[0].snapshot()["items"][0]["data"]["delivery"]["state"] == "escalated"


@verifies("dispatch.tell_groups")
def test_members_are_told_in_their_inbox(town: Town) -> None:
    group = make_group()
    member = make_user("member@example.org", grants=[(Role.GROUP_MEMBER, ScopeKind.GROUP, group.pk)])
    screen = View(client_for(member), f"/api/v1/groups/{group.pk}/live")
    views = [inbox(member), inbox(town.dispatcher), screen]
    incident = make_incident(category=LOW)
    verify_action(lambda: actions.tell_groups(incident.pk), *views)
    assert kinds(views[0]) == ["watch.incident"]
    verify_action(lambda: actions.tell_groups(incident.pk), *views, silent=True)


def save_profile(user: User, **fields: str) -> None:
    """Change the profile over HTTP and run the jobs it leaves, as the worker does."""
    known = set(ProcrastinateJob.objects.values_list("id", flat=True))
    answer = client_for(user).patch("/api/v1/me", fields, content_type=JSON)
    assert answer.status_code == 200, answer.content
    app.perform_import_paths()
    for job in ProcrastinateJob.objects.exclude(id__in=known).order_by("id"):
        app.tasks[job.task_name].func(**job.args)


@verifies("accounts.set_profile", "dispatch.show_crew", "notifications.show_inbox")
def test_a_new_name_and_another_language_reach_every_screen(town: Town) -> None:
    officer, _ = make_crew(town.beat)
    words = {"category": {"uk": "Крадіжка", "en": "Theft"}}
    notifications.notify([officer.pk], Message("watch.incident", "%(category)s", "", words=words))
    views = [board(town.dispatcher), board(make_officer(town.beat)), inbox(officer)]
    verify_action(lambda: save_profile(officer, name="Ірина Нова", language="uk"), *views)
    crews = [item["data"]["crew"] for item in views[1].snapshot()["items"]]
    assert [person["name"] for crew in crews for person in crew] == ["Ірина Нова"]
    assert views[2].snapshot()["items"][0]["data"]["title"] == "Крадіжка"
    verify_action(lambda: save_profile(officer, name="Ірина Нова", language="uk"), *views, silent=True)
