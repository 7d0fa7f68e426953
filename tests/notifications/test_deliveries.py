"""Must-reach messages: every delivery ends acknowledged, superseded, escalated or failed."""

from __future__ import annotations

from uuid import uuid4

import pytest
from asgiref.sync import sync_to_async
from procrastinate.contrib.django.models import ProcrastinateJob

from notifications import actions, queries, streams
from notifications.messages import Message
from notifications.models import Channel, Delivery, InboxItem
from tests.factories.accounts import client_for, make_user
from tests.notifications.live import Browser
from tests.verified import verifies
from tests.verify import View, verify_action

ALERT = "incident:0192f0c1"
ALARM = Message(
    kind="dispatch.alert", title="New: burglary", body="Answer it.", link="/patrol/1", severity="high"
)


def open_wave(*people, wave: int = 0, **more) -> int:
    return actions.open_deliveries(ALERT, [p.pk for p in people], wave=wave, message=ALARM, **more)


def states() -> list[tuple[str, int, str]]:
    """(channel, wave, state) of all deliveries, by wave, state and channel."""
    rows = [(channel, wave, state) for _, channel, wave, state in queries.delivery_states(ALERT)]
    return sorted(rows, key=lambda row: (row[1], row[2], row[0]))


def live_of(user) -> Delivery:
    return Delivery.objects.get(recipient=user, channel=Channel.LIVE)


def ack(client, delivery_id):
    return client.post(f"/api/v1/deliveries/{delivery_id}/ack")


@pytest.mark.django_db
@pytest.mark.usefixtures("no_jobs")
class TestLife:
    @verifies("notifications.open_deliveries")
    def test_opening_tells_live_and_by_mail_once_a_wave(self):
        user = make_user()
        view = View(client_for(user), "/api/v1/inbox")
        assert verify_action(lambda: open_wave(user), view) == 1
        assert verify_action(lambda: open_wave(user), view, silent=True) == 0
        assert states() == [("email", 0, "pending"), ("live", 0, "sent")]
        assert verify_action(lambda: open_wave(user, wave=1), view) == 1
        assert list(ProcrastinateJob.objects.values_list("queue_name", "priority")) == [("mail", 40)] * 2

    def test_who_wants_no_mail_is_reached_live_only(self):
        user = make_user()
        client = client_for(user)
        client.put("/api/v1/inbox/preferences", {"email": "none"}, content_type="application/json")
        open_wave(user)
        assert states() == [("live", 0, "sent")]

    @verifies("notifications.acknowledge_delivery")
    def test_acknowledging_ends_all_of_the_persons_and_is_repeatable(self):
        user, other = make_user("a@example.org"), make_user("b@example.org")
        open_wave(user, other, on_acknowledged="dispatch.acknowledged")
        client, view = client_for(user), View(client_for(user), "/api/v1/inbox")
        delivery = live_of(user)
        first = verify_action(lambda: ack(client, delivery.pk), view)
        assert (first.status_code, first.json()["state"]) == (200, "acknowledged")
        again = verify_action(lambda: ack(client, delivery.pk), view, silent=True)
        assert again.json() == first.json()
        assert set(Delivery.objects.filter(recipient=user).values_list("state", flat=True)) == {
            "acknowledged"
        }
        assert live_of(other).state == "sent"
        (job,) = ProcrastinateJob.objects.filter(task_name="dispatch.acknowledged")
        assert (job.queue_name, job.args) == ("urgent", {"alert_key": ALERT, "user_id": str(user.pk)})

    def test_anothers_delivery_is_not_there(self):
        user, other = make_user("a@example.org"), make_user("b@example.org")
        open_wave(user)
        answer = ack(client_for(other), live_of(user).pk)
        assert (answer.status_code, answer.content) == (404, ack(client_for(other), uuid4()).content)
        assert ack(client_for(None), live_of(user).pk).status_code == 401
        assert live_of(user).state == "sent"

    @verifies(
        "notifications.escalate_deliveries",
        "notifications.supersede_deliveries",
        "notifications.acknowledge_deliveries",
    )
    def test_superseding_and_escalating_end_what_is_open_and_nothing_else(self):
        first, second = make_user("a@example.org"), make_user("b@example.org")
        views = [View(client_for(p), "/api/v1/inbox") for p in (first, second)]
        open_wave(first, second)
        assert verify_action(lambda: actions.acknowledge_deliveries(ALERT, first.pk), *views) == 2
        assert verify_action(lambda: actions.escalate_deliveries(ALERT, wave=0), *views) == 2
        assert verify_action(lambda: actions.supersede_deliveries(ALERT), *views, silent=True) == 0
        open_wave(second, wave=1)
        assert verify_action(lambda: actions.supersede_deliveries(ALERT), *views) == 2
        assert states() == [
            ("email", 0, "acknowledged"), ("live", 0, "acknowledged"),
            ("email", 0, "escalated"), ("live", 0, "escalated"),
            ("email", 1, "superseded"), ("live", 1, "superseded"),
        ]  # fmt: skip

    def test_an_answer_after_the_end_does_not_change_the_end(self):
        user = make_user()
        open_wave(user, on_acknowledged="dispatch.acknowledged")
        actions.supersede_deliveries(ALERT)
        answer = ack(client_for(user), live_of(user).pk)
        assert answer.json()["state"] == "superseded"
        assert not ProcrastinateJob.objects.filter(task_name="dispatch.acknowledged").exists()

    def test_what_is_over_before_its_mail_was_taken_is_not_mailed(self, mailoutbox):
        called, answered = make_user("a@example.org"), make_user("b@example.org")
        open_wave(called, answered)
        actions.acknowledge_deliveries(ALERT, answered.pk)
        actions.supersede_deliveries(ALERT)
        items = list(InboxItem.objects.values_list("id", flat=True))
        actions.send_mail(items)
        actions.send_mail(items)
        assert [mail.to for mail in mailoutbox] == [["b@example.org"]]
        assert InboxItem.objects.get(user=called).mailed_at is None
        assert (("email", 0, "superseded") in states(), ("email", 0, "acknowledged") in states()) == (
            True,
            True,
        )

    def test_mail_taken_is_sent_and_mail_refused_for_good_is_failed_but_the_alert_stays_open(self):
        taken, refused = make_user("a@example.org"), make_user("b@example.org")
        open_wave(taken)
        actions.send_mail(InboxItem.objects.values_list("id", flat=True))
        open_wave(refused, wave=1)
        assert actions.give_up_mail(InboxItem.objects.values_list("id", flat=True)) == 1
        assert states() == [
            ("email", 0, "sent"), ("live", 0, "sent"), ("email", 1, "failed"), ("live", 1, "sent")
        ]  # fmt: skip


@pytest.mark.usefixtures("hub")
async def test_acknowledging_over_the_socket_shows_on_every_screen_of_the_person():
    user = await sync_to_async(make_user)()
    key = (await sync_to_async(client_for)(user)).session.session_key
    stream = streams.user(user.pk)
    here, there = await Browser(key).open(stream), await Browser(key).open(stream)
    await here.until_live(stream)
    await there.until_live(stream)
    await sync_to_async(open_wave)(user)
    told = await here.next()
    delivery = told["data"]["delivery"]
    assert (await there.next())["data"]["delivery"] == {"id": delivery["id"], "state": "sent"}
    await here.say("ack", delivery=delivery["id"])
    frames = {(f["type"], f.get("kind")): f for f in await here.frames(2)}
    assert frames["acked", None]["state"] == "acknowledged"
    shown = await there.next()
    assert shown["data"]["delivery"] == {"id": delivery["id"], "state": "acknowledged"}
    assert shown["data"]["rev"] == told["data"]["rev"] + 1
    await here.say("ack", delivery=str(uuid4()))
    assert (await here.next())["code"] == "not_found"
    await here.leave()
    await there.leave()
