"""Every verb that changes a brigade's screens tells them: a snapshot and the events after it are the next."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.queries import actor_of
from accounts.roles import Role, ScopeKind
from notifications import queries, streams
from notifications.models import InboxItem
from rosters.actions import reminding, shifts
from rosters.actions import time as own_time
from rosters.models import (
    Assignment,
    EligibilityGate,
    Leave,
    Member,
    QualificationGrant,
    RotaRun,
    RunState,
    Shift,
    ShiftState,
)
from rosters.queries.roll import range_of
from rosters.recurrence import Interval
from tests.factories.accounts import client_for, make_user
from tests.factories.geo import make_city
from tests.factories.rosters import (
    give_skill,
    make_brigade,
    make_member,
    make_qualification,
    make_shift,
    seat,
)
from tests.verified import verifies
from tests.verify import View, verify_action

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(NOW, tick=False)]
JSON = "application/json"
WINDOW = "start=2026-11-20T00:00:00Z&end=2027-02-25T00:00:00Z"
"""Holds all drafts that are made ahead, so that no event tells of one outside it."""


class House:
    """A brigade with a chief, a driver and a colleague, and the screens of the two who look."""

    def __init__(self) -> None:
        make_qualification("driver")
        self.city = make_city()
        self.brigade = make_brigade(area_ids=[self.city.pk])
        self.chief = make_member(self.brigade, chief=True, name="Начальник")
        self.driver = make_member(self.brigade, "driver", name="Ольга")
        self.colleague = make_member(self.brigade, "driver", name="Тарас")
        url = f"/api/v1/brigades/{self.brigade.pk}/rota?{WINDOW}"
        subjects = ("shift:", "person:")
        self.desk = View(client_for(self.chief), url, subjects)
        self.screen = View(client_for(self.colleague), url, subjects)
        self.screens = (self.desk, self.screen)

    def send(self, user: Any, method: str, path: str, **body: Any) -> Callable[[], Any]:
        """A request that has to succeed."""

        def run() -> Any:
            answer = getattr(client_for(user), method)(f"/api/v1/{path}", data=body, content_type=JSON)
            assert answer.status_code < 300, answer.content
            return answer.json() if answer.content else None

        return run

    def at(self, path: str) -> str:
        return f"brigades/{self.brigade.pk}/{path}"

    def member(self, user: Any) -> Member:
        return Member.objects.get(user=user)


@pytest.fixture
def house() -> House:
    return House()


RULE = {
    "name": "Ніч",
    "starts": "20:00",
    "ends": "08:00",
    "anchor": "2026-11-22",
    "cycle_days": 2,
    "offsets": [0],
    "first": "2026-11-22",
    "last": None,
    "skipped": [],
    "seats": [{"needs": "driver", "hard": True}],
}


@verifies("rosters.write_rule", "rosters.end_rule", "rosters.keep_ahead", "rosters.publish")
def test_drafts_are_the_desks_and_published_shifts_are_everybodys(house: House, time_machine: Any) -> None:
    rule = verify_action(house.send(house.chief, "post", house.at("shift-rules"), **RULE), house.desk)
    path = house.at(f"shift-rules/{rule['id']}")
    verify_action(house.send(house.chief, "put", path, **RULE | {"cycle_days": 3}), house.desk)
    days = sorted(Shift.objects.values_list("day", flat=True))
    assert (days[0], days[1]) == (date(2026, 11, 22), date(2026, 11, 25))
    assert not any(s.startswith("shift:") for s in subjects_of(house.screen))
    window = {"start": "2026-11-20T00:00:00Z", "end": "2026-11-27T00:00:00Z"}
    verify_action(house.send(house.chief, "post", house.at("rota/publish"), **window), *house.screens)
    assert len([s for s in subjects_of(house.screen) if s.startswith("shift:")]) == 2
    verify_action(house.send(house.chief, "post", f"{path}/end", last="2026-12-01"), house.desk)
    assert Shift.objects.latest("day").day == date(2026, 12, 1)
    house.send(house.chief, "put", path, **RULE)()
    last = Shift.objects.latest("day").day
    time_machine.move_to(NOW + timedelta(days=4), tick=False)
    assert verify_action(shifts.keep_ahead, house.desk) == 2
    assert Shift.objects.latest("day").day == last + timedelta(days=4)
    assert shifts.keep_ahead() == 0


def subjects_of(view: View) -> list[str]:
    return [item["subject"] for item in view.snapshot()["items"]]


@verifies("rosters.assign", "rosters.unassign")
@pytest.mark.parametrize("state", [ShiftState.DRAFT, ShiftState.PUBLISHED])
def test_the_chief_puts_on_and_takes_off(house: House, state: str) -> None:
    shift = make_shift(house.brigade, state=state)
    views = house.screens if state == ShiftState.PUBLISHED else (house.desk,)
    put_on = house.send(house.chief, "post", f"shifts/{shift.pk}/assign", user_id=str(house.driver.pk))
    verify_action(put_on, *views)
    assignment = Assignment.objects.get()
    take_off = house.send(house.chief, "post", f"assignments/{assignment.pk}/end", reason="хворий")
    verify_action(take_off, *views)
    assert f"shift:{shift.pk}" in subjects_of(house.desk)
    assert (f"shift:{shift.pk}" in subjects_of(house.screen)) is (state == ShiftState.PUBLISHED)


@verifies("rosters.assign")
def test_nobody_but_the_desk_hears_of_a_draft(house: House) -> None:
    shift = make_shift(house.brigade, state=ShiftState.DRAFT)
    put_on = house.send(house.chief, "post", f"shifts/{shift.pk}/assign", user_id=str(house.driver.pk))
    first = house.screen.snapshot()
    verify_action(put_on, house.desk)
    assert house.screen.snapshot()["positions"] == first["positions"]
    hidden = house.screen.client.get("/api/v1/events", {"stream": f"desk:{house.brigade.pk}"})
    assert hidden.status_code == 404
    desk = streams.desk(house.brigade.pk)
    for person, reads in ((house.chief, True), (house.driver, False)):
        actor = actor_of(person)
        assert (bool(queries.can_read(actor, desk)), desk in queries.readable_streams(actor)) == (
            reads,
            reads,
        )


@verifies("rosters.sign_up", "rosters.offer", "rosters.withdraw_offer", "rosters.take")
def test_a_duty_goes_from_hand_to_hand(house: House) -> None:
    shift = make_shift(house.brigade)
    verify_action(house.send(house.driver, "post", f"shifts/{shift.pk}/sign-up"), *house.screens)
    held = Assignment.objects.get()
    offer = house.send(house.driver, "post", f"assignments/{held.pk}/offer")
    swap = verify_action(offer, *house.screens)
    verify_action(house.send(house.driver, "post", f"swaps/{swap['id']}/withdraw"), *house.screens)
    swap = offer()
    verify_action(house.send(house.colleague, "post", f"swaps/{swap['id']}/take"), *house.screens)
    assert Assignment.objects.get(state="confirmed").user_id == house.colleague.pk


@verifies("rosters.cancel_shift")
@pytest.mark.parametrize("state", [ShiftState.DRAFT, ShiftState.PUBLISHED])
def test_a_shift_is_called_off(house: House, state: str) -> None:
    shift = make_shift(house.brigade, state=state)
    seat(shift, house.driver)
    call_off = house.send(house.chief, "post", f"shifts/{shift.pk}/cancel", reason="навчання")
    verify_action(call_off, *house.screens)
    assert Assignment.objects.get().state == "ended"


@verifies("rosters.use_rota")
def test_a_proposal_is_put_into_its_seats_and_who_is_bound_is_told(house: House) -> None:
    draft = make_shift(house.brigade, state=ShiftState.DRAFT)
    bound = make_shift(house.brigade, day=date(2026, 11, 27))
    gone = make_shift(house.brigade, day=date(2026, 11, 30), state=ShiftState.CANCELLED)
    dropped = make_shift(house.brigade, day=date(2026, 12, 3), state=ShiftState.DRAFT)
    people = {draft: house.driver, bound: house.colleague, gone: house.driver, dropped: house.driver}
    run = RotaRun.objects.create(
        brigade=house.brigade,
        during=range_of(Interval(NOW, NOW + timedelta(days=9))),
        state=RunState.DONE,
        result={
            "assignments": [
                {"shift_id": str(shift.pk), "user_id": str(user.pk), "needs": "driver", "why": {}}
                for shift, user in people.items()
            ]
        },
    )
    Shift.objects.filter(pk=dropped.pk).delete()
    used = verify_action(house.send(house.chief, "post", f"rota/runs/{run.pk}/use"), house.desk)
    assert used["seated"] == 2
    assert [line["code"] for line in used["left"]] == ["rosters.cancelled", "not_found"]
    told = InboxItem.objects.filter(kind="rosters.assigned").values_list("user_id", flat=True)
    assert list(told) == [house.colleague.pk]


@verifies("rosters.say", "rosters.take_leave", "rosters.end_leave", "rosters.set_week")
def test_what_people_say_of_their_time(house: House) -> None:
    until = (NOW + timedelta(hours=2)).isoformat()
    cannot = house.send(house.driver, "post", "me/time/say", available=False, until=until)
    verify_action(cannot, *house.screens)
    period = {"start": NOW.isoformat(), "end": (NOW + timedelta(days=9)).isoformat()}
    verify_action(house.send(house.colleague, "post", "me/time/leave", **period), *house.screens)
    leave = Leave.objects.get()
    verify_action(house.send(house.colleague, "post", f"me/time/leave/{leave.pk}/end"), *house.screens)
    piece = {"starts": "08:00", "ends": "12:00", "weekdays": [0]}
    week = {"time_zone": "Europe/Kyiv", "first": "2026-11-22", "pieces": [piece]}
    verify_action(house.send(house.colleague, "put", "me/time/week", **week), *house.screens)


@verifies("rosters.tell_what_time_changed")
def test_what_the_clock_alone_changes(house: House, time_machine: Any) -> None:
    until = (NOW + timedelta(hours=2)).isoformat()
    house.send(house.driver, "post", "me/time/say", available=False, until=until)()

    def pass_by() -> None:
        time_machine.move_to(NOW + timedelta(hours=2), tick=False)
        assert own_time.tell_what_time_changed() == 1

    verify_action(pass_by, *house.screens)


@verifies("rosters.set_record", "rosters.set_kind")
def test_a_record_is_kept(house: House) -> None:
    member = house.member(house.driver)
    record = {"phone": "+380501112233", "languages": ["uk"], "travel_minutes": 4}
    verify_action(house.send(house.driver, "put", f"members/{member.pk}/record", **record), *house.screens)
    verify_action(
        house.send(house.chief, "post", f"members/{member.pk}/kind", kind="support"), *house.screens
    )


@verifies("rosters.move", "rosters.leave")
def test_people_go_and_come_back(house: House) -> None:
    seat(make_shift(house.brigade), house.driver)
    member = house.member(house.driver)
    move = f"members/{member.pk}/move"
    verify_action(house.send(house.chief, "post", move, to="leave"), *house.screens)
    verify_action(house.send(house.chief, "post", move, to="active"), *house.screens)
    verify_action(house.send(house.driver, "post", f"members/{member.pk}/leave"), *house.screens)


@verifies("rosters.appoint_chief", "rosters.end_chief")
def test_the_city_appoints_and_relieves(house: House) -> None:
    admin = make_user("admin@example.org", grants=[(Role.CITY_ADMIN, ScopeKind.AREA, house.city.pk)])
    newcomer = make_user("new@example.org", name="Нова")
    verify_action(house.send(admin, "post", house.at("chiefs"), email=newcomer.email), *house.screens)
    end = house.send(admin, "post", house.at(f"chiefs/{newcomer.pk}/end"))
    verify_action(end, *house.screens)


@verifies(
    "rosters.grant_qualification",
    "rosters.revoke_qualification",
    "rosters.record_gate",
    "rosters.revoke_gate",
)
def test_papers_open_and_close_gaps(house: House) -> None:
    seat(make_shift(house.brigade), house.driver)
    person = f"members/{house.member(house.driver).pk}"
    grant = QualificationGrant.objects.get(user=house.driver)
    gate = EligibilityGate.objects.get(user=house.driver, kind="medical")
    start = NOW.isoformat()

    def reading(path: str, **body: Any) -> None:
        verify_action(house.send(house.chief, "post", path, **body), *house.screens)

    reading(f"qualification-grants/{grant.pk}/revoke", reason="Строк")
    reading(f"{person}/qualifications", code="driver", start=start)
    reading(f"gates/{gate.pk}/revoke", reason="Строк")
    reading(f"{person}/gates", kind="medical", start=start)
    item = next(i for i in house.screen.snapshot()["items"] if i["subject"].startswith("shift:"))
    assert item["data"]["gaps"] == []


@verifies("rosters.close_session")
def test_an_evening_that_qualifies(house: House) -> None:
    make_qualification("mask")
    body = {
        "title": "Апарати",
        "start": "2026-11-20T17:00:00Z",
        "end": "2026-11-20T19:30:00Z",
        "grants": "mask",
    }
    session = house.send(house.chief, "post", house.at("training"), **body)()
    present = {str(house.driver.pk): True}
    house.send(house.chief, "put", f"training/{session['id']}/attendance", present=present)()
    verify_action(house.send(house.chief, "post", f"training/{session['id']}/close"), *house.screens)


@verifies("rosters.import_members")
def test_people_who_come_over_in_a_table(house: House) -> None:
    person = make_user("new@example.org", name="Нова")
    Member.objects.create(brigade=house.brigade, user=person, kind="firefighter", state="applied")
    lines = "email;state;qualification;valid_from;valid_until\nnew@example.org;active;driver;2026-01-01;"

    def bring() -> None:
        form = {"file": SimpleUploadedFile("m.csv", lines.encode())}
        url = f"/api/v1/{house.at('members/import')}"
        answer = client_for(house.chief).post(url, data=form)
        assert answer.status_code == 200, answer.content

    verify_action(bring, *house.screens)
    assert len(subjects_of(house.screen)) == 4


@verifies("rosters.remind_of_papers")
def test_a_paper_that_lapses(house: House, time_machine: Any) -> None:
    end = NOW + timedelta(minutes=1)
    QualificationGrant.objects.filter(user=house.driver).delete()
    give_skill(house.driver, "driver", range_of(Interval(NOW - timedelta(days=9), end)))
    seat(make_shift(house.brigade, day=date(2026, 11, 22), starts=time(13), ends=time(20)), house.driver)

    def lapse() -> None:
        time_machine.move_to(end, tick=False)
        assert reminding.remind_of_papers() == 1

    verify_action(lapse, *house.screens)


@verifies("rosters.apply", silent=True)
def test_an_application_is_the_chiefs_inbox_alone(house: House) -> None:
    person = make_user("new@example.org")
    letter = {"born": "2000-02-29", "consent": True, "motivation": "Хочу допомагати", "travel_minutes": 7}
    path = f"brigades/by-slug/{house.brigade.slug}/apply"
    verify_action(house.send(person, "post", path, **letter), *house.screens, silent=True)
    assert InboxItem.objects.get(user=house.chief).kind == "rosters.applied"
