"""Starting, answering, the board: C1, C6, C7, C8, and that every action tells what it changed."""

from __future__ import annotations

import json
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from accounts.queries import actor_of
from core.errors import Conflict, Refused
from dispatch import answer_links
from dispatch.actions import callout_answers, callout_starts
from dispatch.models import Answer, CallOut, CallOutMark, Page
from dispatch.turnout import Reply
from notifications import actions as notifications
from notifications.messages import Message
from notifications.models import Delivery
from rosters.models import CrewRule, Member, QualificationGrant
from tests.dispatch.conftest import JSON, Town
from tests.factories import rosters as brigades
from tests.factories.accounts import client_for
from tests.factories.callouts import Crew, make_crew, say, start
from tests.verified import verifies
from tests.verify import View, verify_action

pytestmark = pytest.mark.django_db
MESSAGE = Message("tests.alert", "An alert", "", severity="critical")


@pytest.fixture
def crew(town: Town) -> Crew:
    return make_crew([town.city.pk])


def head(callout: CallOut, user: Any) -> dict[str, Any]:
    items = client_for(user).get(f"/api/v1/callouts/{callout.pk}").json()["items"]
    return next(i["data"] for i in items if i["subject"] == f"callout:{callout.pk}")


def test_everybody_available_is_paged_in_the_transaction_of_the_start(crew: Crew) -> None:
    brigades.make_member(crew.brigade, "driver", available=False)
    lapsed = brigades.make_member(crew.brigade, "driver", gates=False)
    callout = start(crew)
    pages = Page.objects.filter(callout=callout)
    assert {page.user_id for page in pages} == {user.pk for user in crew.everybody}
    assert {page.wave for page in pages} == {1}
    assert next(p for p in pages if p.user == crew.ira).skills == ["driver"]
    rows = Delivery.objects.filter(alert_key=f"callout:{callout.pk}")
    assert rows.filter(channel="live").count() == rows.filter(channel="email").count() == 5
    wave = CallOutMark.objects.get(callout=callout, kind="wave")
    assert wave.data["passed_over"][str(lapsed.pk)] == [
        "gate.adult", "gate.medical", "gate.insurance", "gate.basic_training"
    ]  # fmt: skip
    assert sorted(wave.data["passed_over"].values())[1:] == [["unknown"]]


def test_a_pages_email_goes_before_those_that_wait(crew: Crew) -> None:
    notifications.open_deliveries("alert:tests", [crew.ira.pk], wave=1, message=MESSAGE)
    start(crew)
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT priority, args->'item_ids' FROM procrastinate_jobs
               WHERE task_name = 'notifications.send_mail' ORDER BY priority DESC, id"""
        )
        first, *others = cursor.fetchall()
        cursor.execute("SELECT id::text FROM notifications_inboxitem WHERE kind LIKE 'callout.page.%'")
        pages = {row[0] for row in cursor.fetchall()}
    assert (first[0], set(json.loads(first[1]))) == (60, pages)
    assert [one[0] for one in others] == [40]


def test_a_page_is_mailed_to_whoever_wants_no_mail_too(crew: Crew, mailoutbox: list[Any]) -> None:
    client = client_for(crew.ira)
    client.put("/api/v1/inbox/preferences", {"email": "none"}, content_type=JSON)
    callout = start(crew)
    rows = Delivery.objects.filter(alert_key=f"callout:{callout.pk}", recipient=crew.ira)
    assert sorted(rows.values_list("channel", flat=True)) == ["email", "live"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT args->'item_ids' FROM procrastinate_jobs WHERE priority = 60")
        (mailed,) = (set(json.loads(row[0])) for row in cursor.fetchall())
    assert str(rows[0].item_id) in mailed
    assert len(mailed) == 5


@verifies("dispatch.start_callout")
def test_a_start_is_on_the_brigades_console_at_once(crew: Crew) -> None:
    console = View(client_for(crew.ira), f"/api/v1/callouts?brigade_id={crew.brigade.pk}", ("callout:",))
    verify_action(lambda: start(crew), console)


@verifies("dispatch.answer_by_link")
def test_an_answer_by_link_is_on_the_board(crew: Crew) -> None:
    callout = start(crew)
    token = answer_links.token(callout.pk, crew.ira.pk)
    view = View(client_for(crew.chief), f"/api/v1/callouts/{callout.pk}")

    def go() -> None:
        callout_answers.answer_by_link(token, answer_id=uuid.uuid4(), reply=Reply.STATION, minutes=5)

    verify_action(go, view)


def test_the_same_start_twice_is_one_callout(crew: Crew) -> None:
    first = start(crew)
    again = start(crew, callout_id=first.pk)
    assert (again.pk, CallOut.objects.count(), Page.objects.count()) == (first.pk, 1, 5)


def test_a_start_that_fails_leaves_nothing(crew: Crew, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_args: object, **_kwargs: object) -> None:
        raise RuntimeError("killed")

    monkeypatch.setattr(callout_starts, "publish", broken)
    with pytest.raises(RuntimeError):
        start(crew)
    assert (CallOut.objects.count(), Page.objects.count(), Delivery.objects.count()) == (0, 0, 0)


def test_nobody_available_is_an_alarm_at_once_and_the_plan_goes_on(town: Town, crew: Crew) -> None:
    everybody = brigades.make_brigade("Порожня", area_ids=[town.city.pk])
    brigades.make_crew_rule(everybody, None)
    away = brigades.make_member(everybody, available=False, name="Сплячий")
    empty = Crew(everybody, town.dispatcher, away, away, away, away)
    callout = start(empty, by=town.dispatcher)
    page = Page.objects.get(callout=callout)
    assert page.user == away
    assert callout.level == 2
    item = Delivery.objects.get(alert_key=f"callout:{callout.pk}", channel="live").item
    assert "ALL-CALL" in item.title
    told = Delivery.objects.filter(alert_key=f"callout:{callout.pk}:alarm", channel="live")
    assert [row.recipient for row in told] == [town.dispatcher]
    kinds = list(
        CallOutMark.objects.filter(callout=callout)
        .values_list("kind", flat=True)
        .order_by("number", "ordinal")
    )
    assert kinds == ["started", "step_empty", "alarm", "step_empty", "wave"]


def test_a_brigade_of_nobody_alarms_and_waits_for_nothing(town: Town) -> None:
    nobody = brigades.make_brigade("Нікого", area_ids=[town.city.pk])
    callout = start(Crew(nobody, *[town.dispatcher] * 5), by=town.dispatcher)
    assert (callout.deadline_at, Page.objects.count()) == (None, 0)
    assert head(callout, town.dispatcher)["exhausted"] is True
    assert Delivery.objects.filter(alert_key__endswith=":alarm", recipient=town.dispatcher).exists()


def test_the_board_says_when_the_crew_stands_and_what_is_missing(crew: Crew) -> None:
    callout = start(crew)
    view = View(client_for(crew.chief), f"/api/v1/callouts/{callout.pk}")
    short = View(client_for(crew.chief), f"/api/v1/callouts?brigade_id={crew.brigade.pk}", ("callout:",))
    verify_action(lambda: say(crew.olha, callout, minutes=4), view, short)
    verify_action(lambda: say(crew.petro, callout, Reply.SCENE, minutes=9), view, short)
    assert head(callout, crew.chief)["gaps"] == [{"count": 1, "skills": ["driver"]}]
    assert head(callout, crew.chief)["viable"] is False
    verify_action(lambda: say(crew.ira, callout, minutes=7), view, short)
    board = head(callout, crew.chief)
    last = Answer.objects.get(user=crew.petro)
    assert (board["viable"], board["gaps"], board["chance"]) == (True, [], 100)
    assert board["ready_at"] == (last.at + timedelta(minutes=9)).isoformat()
    assert board["counts"] == {"coming": 3, "cannot": 0, "silent": 2}


def test_the_last_answer_counts_and_all_are_kept(crew: Crew) -> None:
    callout = start(crew)
    for user in (crew.ira, crew.petro, crew.olha):
        say(user, callout)
    assert CallOut.objects.get().viable
    view = View(client_for(crew.ira), f"/api/v1/callouts/{callout.pk}")
    verify_action(lambda: say(crew.ira, callout, Reply.CANNOT), view)
    assert not CallOut.objects.get().viable
    verify_action(lambda: say(crew.ira, callout, Reply.WITHDRAWN), view)
    replies = list(Answer.objects.filter(user=crew.ira).order_by("number").values_list("reply", flat=True))
    assert replies == ["station", "cannot", "withdrawn"]
    assert head(callout, crew.ira)["counts"] == {"coming": 2, "cannot": 0, "silent": 3}


def test_an_answer_sent_twice_is_one_and_no_other_may_use_its_id(crew: Crew) -> None:
    callout, answer_id = start(crew), uuid.uuid4()
    body = {"id": str(answer_id), "reply": "station", "minutes": 5}
    client = client_for(crew.ira)
    for _ in range(2):
        sent = client.post(f"/api/v1/callouts/{callout.pk}/answer", body, content_type=JSON)
        assert (sent.status_code, sent.json()["mine"]["reply"]) == (200, "station")
    assert Answer.objects.count() == 1
    other = client_for(crew.petro).post(f"/api/v1/callouts/{callout.pk}/answer", body, content_type=JSON)
    assert (other.status_code, other.json()["code"]) == (409, "answer.id_used")


def test_who_goes_to_another_call_out_counts_there_alone(town: Town, crew: Crew) -> None:
    here, there = start(crew), start(crew)
    for user in (crew.ira, crew.petro, crew.olha):
        say(user, here)
    CallOut.objects.filter(pk=here.pk).update(deadline_at=None)
    views = [View(client_for(crew.chief), f"/api/v1/callouts/{one.pk}") for one in (here, there)]
    body = {"id": str(uuid.uuid4()), "reply": "scene", "minutes": 5}
    client, path = client_for(crew.ira), f"/api/v1/callouts/{there.pk}/answer"
    verify_action(lambda: client.post(path, body, content_type=JSON), *views)
    assert head(there, crew.chief)["counts"] == {"coming": 1, "cannot": 0, "silent": 4}
    assert head(here, crew.chief)["counts"] == {"coming": 2, "cannot": 1, "silent": 2}
    left = CallOut.objects.get(pk=here.pk)
    assert (left.viable, left.deadline_at is not None) == (False, True)
    kinds = left.marks.order_by("number", "ordinal").values_list("kind", flat=True)
    assert list(kinds)[-2:] == ["went_elsewhere", "crew_lost"]
    line = left.marks.get(kind="went_elsewhere")
    assert (line.by, line.text, line.data["to"]) == ("Іра", crew.brigade.name, str(there.pk))
    again = client.post(path, body, content_type=JSON)
    assert (again.status_code, Answer.objects.filter(user=crew.ira).count()) == (200, 3)
    say(crew.ira, here)
    assert client.post(path, body, content_type=JSON).status_code == 200
    assert head(here, crew.chief)["counts"]["coming"] == 3
    assert head(there, crew.chief)["counts"] == {"coming": 0, "cannot": 1, "silent": 4}


def test_where_nobody_waits_for_me_nothing_is_said_when_i_go_elsewhere(town: Town, crew: Crew) -> None:
    from dispatch.actions import callout_ends, callout_marks

    spared, back, there = start(crew), start(crew), start(crew)
    chief = actor_of(crew.chief)
    for user in (crew.petro, crew.olha, crew.chief, crew.ira):
        say(user, spared)
    callout_ends.stand_down(chief, callout_id=spared.pk)
    say(crew.ira, back)
    said = callout_marks.Said.BACK
    callout_marks.mark(chief, callout_id=back.pk, mark_id=uuid.uuid4(), said=said)
    revs = [CallOut.objects.get(pk=one.pk).rev for one in (spared, back)]
    say(crew.ira, there, Reply.CANNOT)
    say(crew.ira, there)
    assert [CallOut.objects.get(pk=one.pk).rev for one in (spared, back)] == revs
    with pytest.raises(Conflict, match="over"):
        say(crew.ira, spared)
    assert head(there, crew.chief)["counts"]["coming"] == 1


def test_an_answer_ends_my_deliveries_and_nobody_elses(crew: Crew) -> None:
    callout = start(crew)
    say(crew.ira, callout)
    open_rows = Delivery.objects.filter(alert_key=f"callout:{callout.pk}", state__in=["pending", "sent"])
    assert set(open_rows.values_list("recipient", flat=True)) == {
        user.pk for user in crew.everybody if user != crew.ira
    }


def test_whoever_was_not_paged_does_not_answer(crew: Crew) -> None:
    late = brigades.make_member(crew.brigade, available=False)
    callout = start(crew)
    with pytest.raises(Refused, match="not_paged"):
        say(late, callout)


def test_what_is_changed_later_does_not_touch_a_running_callout(crew: Crew) -> None:
    neighbour = brigades.make_brigade("Сусіди", area_ids=crew.brigade.area_ids)
    callout = start(crew)
    frozen = (callout.plan, callout.seats, callout.audience)
    CrewRule.objects.all().delete()
    QualificationGrant.objects.all().delete()
    crew.brigade.neighbours.create(other=neighbour, order=1)
    newcomer = brigades.make_member(crew.brigade, "driver")
    Member.objects.filter(user=crew.olha).delete()
    for user in (crew.ira, crew.petro, crew.taras):
        say(user, callout)
    row = CallOut.objects.get()
    assert (row.plan, row.seats, row.audience) == frozen
    assert row.viable
    assert str(newcomer.pk) not in row.audience[str(crew.brigade.pk)]


def test_the_link_answers_without_signing_in_and_for_this_alone(crew: Crew, mailoutbox: list[Any]) -> None:
    callout = start(crew)
    item = Delivery.objects.get(alert_key=f"callout:{callout.pk}", channel="email", recipient=crew.ira).item
    token = item.mail_link.removeprefix("/answer/")
    assert item.link == f"/brigade/callout/{callout.pk}"
    client = client_for(None)
    seen = client.get(f"/api/v1/answers/{token}").json()
    assert (seen["place"], seen["mine"]["reply"]) == ("Соборна 12", None)
    body = {"id": str(uuid.uuid4()), "reply": "scene", "minutes": 3}
    sent = client.post(f"/api/v1/answers/{token}", body, content_type=JSON)
    assert (sent.status_code, sent.json()["mine"]["reply"]) == (200, "scene")
    row = Answer.objects.get()
    assert (row.user, row.by_link) == (crew.ira, True)
    forged = token[:-1] + ("A" if token[-1] != "A" else "B")
    assert client.post(f"/api/v1/answers/{forged}", body, content_type=JSON).status_code == 404
    assert client.get(f"/api/v1/callouts/{callout.pk}").status_code == 401


def test_the_board_and_the_link_name_the_brigades_zone(crew: Crew, mailoutbox: list[Any]) -> None:
    crew.brigade.time_zone = "Europe/Lisbon"
    crew.brigade.save()
    callout = start(crew)
    board = client_for(crew.chief).get(f"/api/v1/callouts/{callout.pk}").json()
    head = next(item["data"] for item in board["items"] if item["subject"].startswith("callout:"))
    assert head["brigade"]["time_zone"] == "Europe/Lisbon"
    item = Delivery.objects.get(alert_key=f"callout:{callout.pk}", channel="email", recipient=crew.ira).item
    seen = client_for(None).get(f"/api/v1/answers/{item.mail_link.removeprefix('/answer/')}").json()
    assert seen["time_zone"] == "Europe/Lisbon"


def test_the_mail_carries_the_link_and_its_subject_no_place(crew: Crew, mailoutbox: list[Any]) -> None:
    from notifications import actions as notifications
    from notifications.models import InboxItem

    start(crew)
    notifications.send_mail(list(InboxItem.objects.values_list("pk", flat=True)))
    assert len(mailoutbox) == 5
    for mail in mailoutbox:
        assert "Соборна" not in mail.subject
        assert "/answer/" in mail.body
        assert "Соборна 12" in mail.body


def test_a_link_dies_after_half_a_day(clock: Any, crew: Crew) -> None:
    callout = start(crew)
    item = Delivery.objects.get(alert_key=f"callout:{callout.pk}", channel="email", recipient=crew.ira).item
    clock.shift(timedelta(hours=13))
    answer = client_for(None).get(f"/api/v1/answers/{item.mail_link.removeprefix('/answer/')}")
    assert answer.status_code == 404


def test_the_log_is_appended_to_and_never_altered(crew: Crew) -> None:
    callout = start(crew)
    say(crew.ira, callout)
    for rows in (Answer.objects.all(), CallOutMark.objects.all()):
        with pytest.raises(DatabaseError, match="never altered"), transaction.atomic():
            rows.update(at=timezone.now())


def test_who_is_on_duty_here_is_paged_whatever_the_calendar_and_elsewhere_not(clock: Any, crew: Crew) -> None:
    from datetime import date, time

    away = brigades.make_member(crew.brigade, "driver", available=False, name="На зміні")
    day = date(2026, 3, 2)
    shift = brigades.make_shift(crew.brigade, day=day, starts=time(8), ends=time(20))
    brigades.seat(shift, away)
    other = brigades.make_brigade("Інша")
    brigades.seat(brigades.make_shift(other, day=day, starts=time(8), ends=time(20)), crew.olha)
    callout = start(crew)
    paged = set(Page.objects.values_list("user", flat=True))
    assert away.pk in paged
    assert crew.olha.pk not in paged
    wave = CallOutMark.objects.get(callout=callout, kind="wave")
    assert wave.data["passed_over"] == {str(crew.olha.pk): ["on_duty_elsewhere"]}


def test_a_draft_takes_nobody_from_a_call_out_and_brings_nobody_to_it(crew: Crew) -> None:
    from datetime import date, time

    silent = brigades.make_member(crew.brigade, "driver", available=False, name="У чернетці")
    other = brigades.make_brigade("Інша")
    for brigade, person in ((crew.brigade, silent), (other, crew.olha)):
        hours = {"day": date(2026, 3, 2), "starts": time(8), "ends": time(20)}
        brigades.seat(brigades.make_shift(brigade, state="draft", **hours), person)
    callout = start(crew)
    paged = set(Page.objects.values_list("user", flat=True))
    assert (silent.pk in paged, crew.olha.pk in paged) == (False, True)
    wave = CallOutMark.objects.get(callout=callout, kind="wave")
    assert wave.data["passed_over"] == {str(silent.pk): ["unknown"]}


def test_only_dispatchers_and_the_chief_call_out(crew: Crew) -> None:
    with pytest.raises(Refused, match="call_out"):
        start(crew, by=crew.ira)
    assert not CallOut.objects.exists()


def test_a_link_of_a_finished_callout_says_so(town: Town, crew: Crew) -> None:
    from dispatch.actions import callout_ends

    callout = start(crew)
    callout_ends.stand_down(actor_of(town.dispatcher), callout_id=callout.pk)
    with pytest.raises(Conflict, match="over"):
        callout_answers.answer(
            actor_of(crew.ira), callout_id=callout.pk, answer_id=uuid.uuid4(), reply=Reply.STATION
        )
