"""R10: a calendar feed is the rota, read by a parser that did not write it; nobody else's to read."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any
from urllib.parse import urlsplit

import pytest
import vobject

from rosters.models import Assignment, AssignmentState, ShiftState
from tests.factories.accounts import client_for
from tests.factories.rosters import make_brigade, make_member, make_shift, seat

NOW = datetime(2026, 10, 20, 12, tzinfo=UTC)
pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(NOW)]
JSON = "application/json"


def make_feed(user: Any, brigade: Any = None) -> dict[str, Any]:
    body = {"brigade_id": str(brigade.pk)} if brigade else {}
    answer = client_for(user).post("/api/v1/me/calendar-feeds", data=body, content_type=JSON)
    assert answer.status_code == 201, answer.content
    return answer.json()


def read(feed: dict[str, Any]) -> Any:
    """What a calendar program, which signs in nowhere, gets."""
    return client_for(None).get(urlsplit(feed["url"]).path)


def events(feed: dict[str, Any]) -> dict[str, Any]:
    """The feed as vobject understands it, by UID."""
    answer = read(feed)
    assert answer.status_code == 200, answer.content
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    calendar = vobject.readOne(answer.content.decode())
    found = {event.uid.value: event for event in calendar.contents.get("vevent", [])}
    assert len(found) == len(calendar.contents.get("vevent", [])), "a UID names one event"
    return found


def post(user: Any, path: str, **body: Any) -> Any:
    answer = client_for(user).post(f"/api/v1/{path}", data=body, content_type=JSON)
    assert answer.status_code == 200, answer.content
    return answer.json()


def test_the_brigades_feed_equals_its_rota() -> None:
    brigade = make_brigade("ДПК; Стрижавка, 1")
    driver = make_member(brigade, "driver", name="Ольга, Кіт")
    held, empty = make_shift(brigade, "driver", None, day=date(2026, 10, 24)), make_shift(brigade)
    make_shift(brigade, day=date(2026, 10, 28), state=ShiftState.DRAFT)
    post(driver, f"shifts/{held.pk}/sign-up")
    window = "start=2026-10-19T00:00:00Z&end=2026-12-20T00:00:00Z"
    rota = client_for(driver).get(f"/api/v1/brigades/{brigade.pk}/rota?{window}").json()
    shown = {i["data"]["id"]: i["data"] for i in rota["items"] if i["subject"].startswith("shift:")}
    found = events(make_feed(driver, brigade))
    assert set(shown) == {str(held.pk), str(empty.pk)}
    assert set(found) == {f"shift-{pk}@{next(iter(found)).partition('@')[2]}" for pk in shown}
    for uid, event in found.items():
        item = shown[uid.removeprefix("shift-").partition("@")[0]]
        assert event.dtstart.value == datetime.fromisoformat(item["start"])
        assert event.dtend.value == datetime.fromisoformat(item["end"])
        assert int(event.sequence.value) == item["rev"]
        taken = sum(place["holder"] is not None for place in item["seats"])
        assert event.summary.value == f"{item['name']} · {taken}/{len(item['seats'])}"
        assert (event.status.value, event.transp.value) == ("CONFIRMED", "TRANSPARENT")
    names = [event.description.value for event in found.values()]
    assert sorted(names) == ["", "Ольга, Кіт"]


def test_a_night_the_clocks_go_back_is_its_real_thirteen_hours() -> None:
    brigade = make_brigade()
    driver = make_member(brigade, "driver")
    seat(make_shift(brigade, day=date(2026, 10, 24), starts=time(20), ends=time(8)), driver)
    [event] = events(make_feed(driver)).values()
    assert event.dtstart.value == datetime(2026, 10, 24, 17, tzinfo=UTC)
    assert event.dtend.value == datetime(2026, 10, 25, 6, tzinfo=UTC)


def test_uids_stay_the_sequence_rises_and_what_is_off_is_said_to_be_off() -> None:
    brigade = make_brigade()
    chief = make_member(brigade, chief=True)
    giver, taker = make_member(brigade, "driver"), make_member(brigade, "driver")
    shift = make_shift(brigade)
    feeds = {"giver": make_feed(giver), "taker": make_feed(taker), "all": make_feed(chief, brigade)}
    seen: dict[str, list[int]] = {}

    def look(**status: str | None) -> None:
        for name, expected in status.items():
            found = events(feeds[name])
            assert [event.status.value for event in found.values()] == ([expected] if expected else [])
            for uid, event in found.items():
                seen.setdefault(f"{name} {uid}", []).append(int(event.sequence.value))

    look(giver=None, taker=None, all="CONFIRMED")
    post(giver, f"shifts/{shift.pk}/sign-up")
    look(giver="CONFIRMED", taker=None, all="CONFIRMED")
    held = Assignment.objects.get(state=AssignmentState.CONFIRMED)
    swap = post(giver, f"assignments/{held.pk}/offer")
    look(giver="CONFIRMED", taker=None, all="CONFIRMED")
    post(taker, f"swaps/{swap['id']}/take")
    look(giver="CANCELLED", taker="CONFIRMED", all="CONFIRMED")
    post(chief, f"shifts/{shift.pk}/cancel", reason="навчання")
    look(giver="CANCELLED", taker="CANCELLED", all="CANCELLED")
    assert len(seen) == 3, "each feed named the shift by one UID from first to last"
    for numbers in seen.values():
        assert numbers == sorted(set(numbers)), f"the sequence rose with every change: {numbers}"


def test_somebody_who_comes_back_to_a_duty_is_on_it_under_the_same_uid() -> None:
    brigade = make_brigade()
    chief, driver = make_member(brigade, chief=True), make_member(brigade, "driver")
    shift, feed = make_shift(brigade), make_feed(driver)
    post(driver, f"shifts/{shift.pk}/sign-up")
    [first] = events(feed).items()
    post(chief, f"assignments/{Assignment.objects.get().pk}/end", reason="хворий")
    [off] = events(feed).values()
    post(driver, f"shifts/{shift.pk}/sign-up")
    [again] = events(feed).items()
    assert (again[0], off.status.value, again[1].status.value) == (first[0], "CANCELLED", "CONFIRMED")
    assert int(first[1].sequence.value) < int(off.sequence.value) < int(again[1].sequence.value)


def test_the_address_ends_with_a_new_one_a_revocation_and_the_service() -> None:
    brigade = make_brigade()
    chief, driver = make_member(brigade, chief=True), make_member(brigade, "driver")
    first = make_feed(driver, brigade)
    second = make_feed(driver, brigade)
    assert [read(feed).status_code for feed in (first, second)] == [404, 200]
    revoke = f"/api/v1/me/calendar-feeds/{second['id']}/revoke"
    assert client_for(chief).post(revoke).status_code == 404
    assert read(second).status_code == 200
    assert client_for(driver).post(revoke).status_code == 204
    assert read(second).status_code == 404
    third = make_feed(driver, brigade)
    driver.brigade_memberships.update(state="left")
    assert read(third).status_code == 404
