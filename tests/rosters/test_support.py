"""Who is there in support goes out with nobody: no seat, no coverage, no rota, no page; and it is said."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from accounts.models import User
from notifications.models import InboxItem
from rosters.actions import rota
from rosters.models import Assignment, AssignmentState, Brigade, HoursEntry, Member, MemberKind, Shift
from tests.factories.accounts import client_for
from tests.factories.rosters import make_brigade, make_crew_rule, make_member, make_shift, seat
from tests.verify import View, verify_action

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(NOW, tick=False)]


def send(user: User, verb: str, path: str, **body: Any) -> Any:
    return getattr(client_for(user), verb)(f"/api/v1/{path}", body, content_type="application/json")


def make_support(brigade: Brigade, *skills: str, **fields: Any) -> User:
    """Somebody with every paper who is there in support."""
    person = make_member(brigade, *skills, **fields)
    Member.objects.filter(brigade=brigade, user=person).update(kind=MemberKind.SUPPORT)
    return person


def test_no_way_leads_onto_a_duty() -> None:
    brigade = make_brigade()
    chief, cook = make_member(brigade, chief=True), make_support(brigade, "driver")
    shift = make_shift(brigade, "driver", None)
    own = send(cook, "post", f"shifts/{shift.pk}/sign-up")
    put = send(chief, "post", f"shifts/{shift.pk}/assign", user_id=str(cook.pk))
    for answer in (own, put):
        assert (answer.status_code, answer.json()["code"]) == (409, "rosters.not_able")
        assert answer.json()["data"]["obstacles"] == ["support"]
    assert not Assignment.objects.exists()


def test_neither_coverage_nor_the_solver_counts_on_them() -> None:
    brigade = make_brigade()
    make_crew_rule(brigade, None)
    chief = make_member(brigade, chief=True, available=False)
    make_support(brigade, "driver")
    shift = make_shift(brigade, None)
    hour = {
        "start": shift.during.lower.isoformat(),
        "end": (shift.during.lower + timedelta(hours=1)).isoformat(),
    }
    covered = client_for(chief).get(f"/api/v1/brigades/{brigade.pk}/coverage", hour).json()
    assert [one["present"] for one in covered["hours"]] == [0]
    assert [fix["obstacles"] for fix in covered["shortages"][0]["fixes"]] == [["unknown"], ["support"]]
    week = {"start": NOW.isoformat(), "end": (NOW + timedelta(days=7)).isoformat()}
    asked = send(chief, "post", f"brigades/{brigade.pk}/rota/runs", **week).json()
    rota.solve_rota(asked["id"])
    found = send(chief, "get", f"rota/runs/{asked['id']}").json()["result"]
    assert found["assignments"] == []
    [gap] = found["gaps"][str(shift.pk)]
    assert gap["obstacles"] == {"support": 1, "unknown": 1}
    assert gap["ask"] == [str(chief.pk)]


def test_whoever_goes_into_support_is_taken_off_the_duties_ahead_and_back_again_may_serve() -> None:
    brigade = make_brigade()
    chief, driver = make_member(brigade, chief=True), make_member(brigade, "driver", name="Ольга")
    shift = make_shift(brigade, "driver")
    member = Member.objects.get(user=driver)
    assert send(driver, "post", f"shifts/{shift.pk}/sign-up").status_code == 200
    window = "start=2026-11-20T00:00:00Z&end=2026-12-20T00:00:00Z"
    screen = View(client_for(chief), f"/api/v1/brigades/{brigade.pk}/rota?{window}")
    moved = verify_action(lambda: send(chief, "post", f"members/{member.pk}/kind", kind="support"), screen)
    assert moved.status_code == 200
    duty = Assignment.objects.get()
    assert (duty.state, duty.ended_reason) == (AssignmentState.ENDED, "support")
    warned = InboxItem.objects.get(user=chief, kind="rosters.hole")
    assert warned.words["person"] == "Ольга"
    assert send(driver, "post", f"shifts/{shift.pk}/sign-up").status_code == 409
    assert send(chief, "post", f"members/{member.pk}/kind", kind="firefighter").status_code == 200
    assert send(driver, "post", f"shifts/{shift.pk}/sign-up").status_code == 200


def test_a_duty_under_way_ends_now_and_what_was_served_counts(time_machine: Any) -> None:
    brigade = make_brigade()
    chief, driver = make_member(brigade, chief=True), make_member(brigade, "driver")
    shift = make_shift(brigade, "driver")
    seat(shift, driver)
    time_machine.move_to(shift.during.lower + timedelta(hours=3), tick=False)
    member = Member.objects.get(user=driver)
    assert send(chief, "post", f"members/{member.pk}/kind", kind="support").status_code == 200
    assert HoursEntry.objects.get(user=driver).minutes == 180


def test_support_in_one_brigade_is_no_bar_to_serving_in_another() -> None:
    here, there = make_brigade("Тут"), make_brigade("Там")
    person = make_support(here, "driver")
    make_member(there, user=person)
    theirs, ours = make_shift(there, "driver"), make_shift(here, "driver", name="Наша")
    assert send(person, "post", f"shifts/{theirs.pk}/sign-up").status_code == 200
    assert send(person, "post", f"shifts/{ours.pk}/sign-up").status_code == 409
    assert Shift.objects.get(assignments__user=person) == theirs
