"""The inbox: told once, in the reader's language, live and by e-mail; read; preferences."""

from __future__ import annotations

from datetime import timedelta
from smtplib import SMTPRecipientsRefused
from uuid import uuid4

import pytest
from django.core import mail
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from notifications import actions, streams
from notifications.messages import Message, render
from notifications.models import InboxItem, StreamEvent
from tests.factories.accounts import client_for, make_actor, make_user
from tests.verified import verifies
from tests.verify import View, flush_events, verify_action

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_jobs")]
INBOX = "/api/v1/inbox"


def message(**changes: object) -> Message:
    fields: dict = {
        "kind": "watch.incident",
        "title": "In your watch: %(category)s",
        "body": "Reported in %(area)s.",
        "words": {"category": {"uk": "Крадіжка", "en": "Theft"}, "area": "Замостя"},
        "link": "/watch/1",
        "severity": "low",
    }
    return Message(**(fields | changes))


def mail_jobs() -> list[list[str]]:
    return [j.args["item_ids"] for j in ProcrastinateJob.objects.filter(task_name="notifications.send_mail")]


class TestTelling:
    @verifies("notifications.notify")
    def test_a_message_is_live_and_in_the_inbox_in_the_readers_language(self):
        user = make_user(language="en")
        client = client_for(user)
        told = verify_action(lambda: actions.notify([user.pk], message()), View(client, INBOX))
        assert told == 1
        body = client.get(INBOX).json()
        assert body["unread"] == 1
        data = body["items"][0]["data"]
        assert (data["title"], data["body"]) == ("In your watch: Theft", "Reported in Замостя.")
        assert (data["link"], data["read_at"], data["rev"], data["delivery"]) == ("/watch/1", None, 1, None)

    def test_each_reader_has_his_own_language(self):
        people = [make_user("a@example.org", language="uk"), make_user("b@example.org", language="en")]
        actions.notify([p.pk for p in people], message())
        flush_events()
        titles = {}
        for person in people:
            event = StreamEvent.objects.get(stream=streams.user(person.pk))
            titles[person.language] = event.data
        assert "Крадіжка" in titles["uk"]
        assert "Theft" in titles["en"]

    def test_the_same_thing_is_told_once(self):
        user = make_user()
        once = message(dedupe="incident:1:reported")
        assert actions.notify([user.pk, user.pk], once) == 1
        verify_action(lambda: actions.notify([user.pk], once), View(client_for(user), INBOX), silent=True)
        assert actions.notify([user.pk], message(dedupe="incident:2:reported")) == 1
        assert actions.notify([user.pk], message()) == 1
        assert actions.notify([user.pk], message()) == 1
        assert InboxItem.objects.count() == 4

    def test_nobody_disabled_or_unknown_is_told(self):
        gone = make_user("gone@example.org")
        gone.is_active = False
        gone.save(update_fields=["is_active"])
        assert actions.notify([gone.pk, uuid4()], message()) == 0
        assert actions.notify([], message()) == 0
        assert InboxItem.objects.count() == 0

    def test_telling_many_takes_no_more_statements_than_one(self, django_assert_max_num_queries):
        people = [make_user(f"p{n}@example.org").pk for n in range(3)]
        with django_assert_max_num_queries(6):
            actions.notify(people, message(severity="high"))
        assert len(mail_jobs()) == 1

    def test_a_word_that_is_missing_shows_the_bare_message(self):
        assert render("In your watch: %(category)s", {}, "en") == "In your watch: %(category)s"
        assert render("100% sure", {}, "en") == "100% sure"


class TestReading:
    @verifies("notifications.read_item", "notifications.read_all")
    def test_reading_one_and_all(self):
        user = make_user()
        client = client_for(user)
        view = View(client, INBOX)
        for _ in range(3):
            actions.notify([user.pk], message())
        first = client.get(INBOX).json()["items"][0]["data"]["id"]
        read_one = f"{INBOX}/{first}/read"
        assert verify_action(lambda: client.post(read_one), view).status_code == 204
        assert client.get(INBOX).json()["unread"] == 2
        assert verify_action(lambda: client.post(read_one), view, silent=True).status_code == 204
        assert verify_action(lambda: client.post(f"{INBOX}/read-all"), view).status_code == 204
        assert client.get(INBOX).json()["unread"] == 0
        assert {i["data"]["rev"] for i in client.get(INBOX).json()["items"]} == {2}

    def test_anothers_message_is_not_there(self):
        owner, other = make_user("a@example.org"), make_user("b@example.org")
        actions.notify([owner.pk], message())
        item = InboxItem.objects.get()
        answer = client_for(other).post(f"{INBOX}/{item.pk}/read")
        missing = client_for(other).post(f"{INBOX}/{uuid4()}/read")
        assert (answer.status_code, answer.content) == (404, missing.content)
        item.refresh_from_db()
        assert item.read_at is None

    def test_older_messages_come_page_by_page(self):
        user = make_user()
        client = client_for(user)
        for number in range(103):
            actions.notify([user.pk], message(title=str(number)))
        newest = client.get(INBOX).json()["items"]
        assert [newest[0]["data"]["title"], len(newest)] == ["102", 100]
        older = client.get(INBOX, {"after": newest[-1]["data"]["id"]}).json()
        assert [i["data"]["title"] for i in older["items"]] == ["2", "1", "0"]
        assert older["unread"] == 103


class TestMail:
    @pytest.mark.parametrize(
        ("choice", "severity", "mailed"),
        [
            (None, "low", False),
            (None, "high", True),
            ("all", "info", True),
            ("important", "critical", True),
            ("important", "medium", False),
            ("none", "critical", False),
        ],
    )
    def test_people_choose_what_is_mailed(self, choice, severity, mailed):
        user = make_user()
        client = client_for(user)
        if choice:
            chosen = client.put(f"{INBOX}/preferences", {"email": choice}, content_type="application/json")
            assert chosen.json() == {"email": choice}
        assert client.get(f"{INBOX}/preferences").json() == {"email": choice or "important"}
        actions.notify([user.pk], message(severity=severity))
        assert bool(mail_jobs()) is mailed

    def test_recipients_are_mailed_in_batches(self):
        people = [make_user(f"p{n}@example.org").pk for n in range(230)]
        actions.notify(people, message(severity="critical"))
        assert [len(batch) for batch in mail_jobs()] == [100, 100, 30]

    def test_the_subject_says_nothing_and_the_mail_goes_once(self, settings):
        settings.PUBLIC_URL = "https://varta.example"
        user = make_user(language="en")
        actions.notify([user.pk], message(severity="high"))
        (batch,) = mail_jobs()
        actions.send_mail(batch)
        actions.send_mail(batch)
        (sent,) = mail.outbox
        assert sent.to == [user.email]
        assert sent.subject == "Varta: you have a new message"
        assert "In your watch: Theft" in sent.body
        assert "https://varta.example/watch/1" in sent.body

    def test_a_refused_mail_does_not_send_the_others_twice(self, monkeypatch):
        people = [make_user(f"p{n}@example.org").pk for n in range(3)]
        actions.notify(people, message(severity="high"))
        (batch,) = mail_jobs()
        from notifications.senders import email

        real, refused = email.send, []

        def refuse_once(**letter):
            if letter["to"] == "p1@example.org" and not refused:
                refused.append(letter["to"])
                raise ConnectionRefusedError
            real(**letter)

        monkeypatch.setattr(email, "send", refuse_once)
        with pytest.raises(ConnectionRefusedError):
            actions.send_mail(batch)
        actions.send_mail(batch)
        assert sorted(m.to[0] for m in mail.outbox) == [f"p{n}@example.org" for n in range(3)]

    def test_one_refused_mailbox_keeps_nobody_elses_mail_back(self, monkeypatch):
        people = [make_user(f"p{n}@example.org").pk for n in range(3)]
        actions.notify(people, message(severity="high"))
        (batch,) = mail_jobs()
        from notifications.senders import email

        real = email.send

        def refuse(**letter):
            if letter["to"] == "p0@example.org":
                raise SMTPRecipientsRefused({letter["to"]: (550, b"no such mailbox")})
            real(**letter)

        monkeypatch.setattr(email, "send", refuse)
        with pytest.raises(SMTPRecipientsRefused):
            actions.send_mail(batch)
        assert sorted(m.to[0] for m in mail.outbox) == ["p1@example.org", "p2@example.org"]
        assert InboxItem.objects.filter(mailed_at=None).count() == 1


def test_old_messages_are_forgotten():
    user = make_user()
    actions.notify([user.pk], message())
    actions.notify([user.pk], message())
    old = InboxItem.objects.earliest("id")
    InboxItem.objects.filter(pk=old.pk).update(at=timezone.now() - timedelta(days=181))
    actions.forget_old(timezone.now())
    assert not InboxItem.objects.filter(pk=old.pk).exists()
    assert InboxItem.objects.count() == 1
    assert make_actor(user).user_id == user.pk
