"""What the upkeep of inboxes tells, and what it must not (P14)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from notifications import actions
from notifications.messages import Message
from notifications.models import InboxItem
from tests.factories.accounts import client_for, make_user
from tests.verified import verifies
from tests.verify import View, verify_action

pytestmark = pytest.mark.django_db
ALARM = Message(kind="dispatch.alert", title="New: burglary", body="Answer it.", severity="high")


@verifies("notifications.forget_old")
def test_forgotten_messages_leave_the_screens():
    user = make_user()
    view = View(client_for(user), "/api/v1/inbox")
    actions.notify([user.pk], ALARM)
    InboxItem.objects.update(at=timezone.now() - timedelta(days=181))
    actions.notify([user.pk], ALARM)
    assert verify_action(lambda: actions.forget_old(timezone.now()), view) == 1
    assert len(view.snapshot()["items"]) == 1
    verify_action(lambda: actions.forget_old(timezone.now()), view, silent=True)


@verifies("notifications.choose_mail", "notifications.send_mail", "notifications.give_up_mail", silent=True)
@verifies("notifications.keep_days", silent=True)
def test_mail_and_upkeep_change_no_screen():
    user = make_user()
    client = client_for(user)
    view = View(client, "/api/v1/inbox")
    actions.open_deliveries("incident:1", [user.pk], wave=0, message=ALARM)
    items = list(InboxItem.objects.values_list("id", flat=True))
    choice = {"email": "all"}
    steps = [
        lambda: client.put("/api/v1/inbox/preferences", choice, content_type="application/json"),
        lambda: actions.give_up_mail(items),
        lambda: actions.send_mail(items),
        lambda: actions.keep_days(timezone.now()),
    ]
    for step in steps:
        verify_action(step, view, silent=True)
