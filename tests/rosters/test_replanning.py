"""Runs of the solver through the product's doors: wishes, pairs, explanations, exceptions, re-planning."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import OperationalError
from django.utils import timezone

from accounts.models import User
from core.models import AuditEntry
from notifications.models import InboxItem
from rosters import tasks
from rosters.actions import rota
from rosters.models import ApartPair, Assignment, AssignmentState, Brigade, RotaRun, Shift, ShiftState
from tests.factories.accounts import client_for
from tests.factories.rosters import make_brigade, make_crew_rule, make_member, make_shift, seat

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(NOW, tick=False)]
WEEK = {"start": NOW.isoformat(), "end": (NOW + timedelta(days=9)).isoformat()}
TUESDAY, WEDNESDAY = date(2026, 11, 24), date(2026, 11, 25)


def send(user: User, verb: str, path: str, **body: Any) -> Any:
    return getattr(client_for(user), verb)(f"/api/v1/{path}", body, content_type="application/json")


def solved(chief: User, brigade: Brigade, **asked: Any) -> dict[str, Any]:
    """Ask for a run, let the worker compute it, and read what it says."""
    answer = send(chief, "post", f"brigades/{brigade.pk}/rota/runs", **WEEK, **asked)
    assert answer.status_code == 202, answer.content
    rota.solve_rota(answer.json()["id"])
    run: dict[str, Any] = send(chief, "get", f"rota/runs/{answer.json()['id']}").json()
    return run


def holders(shift: Shift) -> list[User]:
    rows = Assignment.objects.filter(shift=shift, state=AssignmentState.CONFIRMED).select_related("user")
    return [row.user for row in rows.order_by("user__name")]


def away(user: User, shift: Shift) -> None:
    said = send(
        user,
        "post",
        "me/time/say",
        available=False,
        start=shift.during.lower.isoformat(),
        until=shift.during.upper.isoformat(),
    )
    assert said.status_code == 200, said.content


def test_a_wish_is_kept_and_decides_between_equals() -> None:
    brigade = make_brigade()
    chief = make_member(brigade, chief=True)
    one, two = make_member(brigade, "driver", name="Ада"), make_member(brigade, "driver", name="Яна")
    shift = make_shift(brigade, state=ShiftState.DRAFT)
    evenings = {"starts": "18:00:00", "ends": "23:00:00", "weekdays": [1]}
    for user, likes in ((one, False), (two, True)):
        answer = send(user, "put", "me/time/wishes", wishes=[evenings | {"likes": likes}])
        assert answer.json()["wishes"] == [evenings | {"likes": likes}]
    run = solved(chief, brigade)
    why = {"needs": "driver", "able": 2, "before": 0, "average": 0.0, "wish": 1, "in_window": 1}
    seated = {"user_id": str(two.pk), "shift_id": str(shift.pk), "needs": "driver", "why": why}
    assert (run["state"], run["result"]["assignments"]) == ("done", [seated])
    assert run["result"]["shifts"][str(shift.pk)]["day"] == "2026-11-24"
    assert send(chief, "post", f"rota/runs/{run['id']}/use").json() == {"seated": 1, "ended": 0, "left": []}
    assert Assignment.objects.get().why == why


@pytest.mark.parametrize("weekdays", [[7], [], [-1]])
def test_a_wish_without_a_real_day_is_refused_and_the_old_ones_stay(weekdays: list[int]) -> None:
    user = make_member(make_brigade())
    kept = {"starts": "08:00:00", "ends": "12:00:00", "weekdays": [5, 6], "likes": True}
    send(user, "put", "me/time/wishes", wishes=[kept])
    answer = send(user, "put", "me/time/wishes", wishes=[kept | {"weekdays": weekdays}])
    assert answer.status_code == 422
    assert send(user, "get", "me/time").json()["wishes"] == [kept]


def test_the_two_of_a_pair_are_not_put_on_duty_together_by_anybody() -> None:
    brigade = make_brigade()
    chief = make_member(brigade, chief=True)
    one, two = make_member(brigade, "driver", name="Ада"), make_member(brigade, name="Яна")
    shift = make_shift(brigade, "driver", None)
    made = send(chief, "post", f"brigades/{brigade.pk}/apart", user_ids=[str(two.pk), str(one.pk)])
    assert (made.status_code, len(made.json())) == (201, 1)
    assert set(made.json()[0]["names"]) == {"Ада", "Яна"}
    again = send(chief, "post", f"brigades/{brigade.pk}/apart", user_ids=[str(one.pk), str(two.pk)])
    assert (again.status_code, again.json()["code"]) == (409, "rosters.apart_already")
    assert send(one, "post", f"shifts/{shift.pk}/sign-up").status_code == 200
    refused = send(two, "post", f"shifts/{shift.pk}/sign-up")
    assert (refused.status_code, refused.json()["code"]) == (409, "rosters.apart")
    assert holders(shift) == [one]
    ended = send(chief, "post", f"apart/{made.json()[0]['id']}/end")
    assert (ended.status_code, ended.json()) == (200, [])
    assert send(two, "post", f"shifts/{shift.pk}/sign-up").status_code == 200


def test_a_pair_is_the_chiefs_secret_and_of_this_brigade() -> None:
    brigade, other = make_brigade(), make_brigade()
    chief, member = make_member(brigade, chief=True), make_member(brigade)
    stranger = make_member(other, chief=True)
    one, two = sorted((chief, member), key=lambda user: user.pk)
    pair = ApartPair.objects.create(brigade=brigade, one=one, two=two)
    for user, status in ((member, 404), (stranger, 404)):
        assert send(user, "post", f"apart/{pair.pk}/end").status_code == status
    both = [str(chief.pk), str(stranger.pk)]
    assert send(chief, "post", f"brigades/{brigade.pk}/apart", user_ids=both).status_code == 422
    assert ApartPair.objects.get().ended_at is None
    assert not AuditEntry.objects.filter(verb__in=["rota.kept_apart", "rota.apart_ended"]).exists()


def test_an_absence_is_replanned_with_the_fewest_changes_and_both_are_told() -> None:
    brigade = make_brigade()
    chief = make_member(brigade, chief=True)
    ada, eva = make_member(brigade, "driver", name="Ада"), make_member(brigade, "driver", name="Єва")
    first, second = make_shift(brigade, day=TUESDAY), make_shift(brigade, day=date(2026, 11, 27))
    seat(first, ada)
    kept = seat(second, ada)
    away(ada, first)
    warned = InboxItem.objects.get()
    assert (warned.user_id, warned.kind) == (chief.pk, "rosters.absent")
    assert warned.link == f"/brigade/{brigade.pk}/rota"
    away(ada, first)
    assert InboxItem.objects.count() == 1
    run = solved(chief, brigade, mode="replan")
    assert run["result"]["proof"] == "optimal"
    assert [(a["user_id"], a["shift_id"]) for a in run["result"]["assignments"]] == [
        (str(eva.pk), str(first.pk))
    ]
    assert [(a["user_id"], a["shift_id"]) for a in run["result"]["ended"]] == [(str(ada.pk), str(first.pk))]
    used = send(chief, "post", f"rota/runs/{run['id']}/use")
    assert used.json() == {"seated": 1, "ended": 1, "left": []}
    assert (holders(first), holders(second)) == ([eva], [ada])
    assert Assignment.objects.get(shift=second).pk == kept.pk
    told = InboxItem.objects.exclude(pk=warned.pk).values_list("user_id", "kind")
    assert set(told) == {(ada.pk, "rosters.unassigned"), (eva.pk, "rosters.assigned")}


@pytest.mark.parametrize("mode", ["fill", "replan"])
@pytest.mark.parametrize(
    ("rule", "held"),
    [
        ("rest", [(TUESDAY, time(8), time(18))]),
        ("rest", [(WEDNESDAY, time(12), time(18))]),
        ("week_hours", [(date(2026, 11, day), time(20), time(8)) for day in (19, 20, 21, 22)]),
    ],
)
def test_duties_in_another_brigade_keep_somebody_from_a_proposal_as_they_do_from_the_chiefs_hand(
    rule: str, held: list[tuple[date, time, time]], mode: str
) -> None:
    brigade, other = make_brigade(), make_brigade("Інша")
    chief = make_member(brigade, chief=True)
    eva = make_member(brigade, "driver", name="Єва")
    make_member(other, user=eva)
    for day, starts, ends in held:
        seat(make_shift(other, day=day, starts=starts, ends=ends), eva)
    night = make_shift(brigade, day=TUESDAY)
    if mode == "replan":
        ada = make_member(brigade, "driver", name="Ада")
        seat(night, ada)
        away(ada, night)
    result = solved(chief, brigade, mode=mode)["result"]
    assert (result["assignments"], len(result["ended"])) == ([], int(mode == "replan"))
    [gap] = result["gaps"][str(night.pk)]
    assert gap["obstacles"] == {"limits": 1} | ({"away": 1} if mode == "replan" else {})
    refused = send(chief, "post", f"shifts/{night.pk}/assign", user_id=str(eva.pk))
    assert (refused.status_code, refused.json()["code"]) == (409, f"rosters.{rule}")


def test_what_somebody_bore_in_another_brigade_counts_once_and_what_is_under_way_is_not_history() -> None:
    brigade, other = make_brigade(), make_brigade("Інша")
    chief = make_member(brigade, chief=True)
    ada, eva = make_member(brigade, "driver", name="Ада"), make_member(brigade, "driver", name="Єва")
    make_member(other, user=ada)
    seat(make_shift(other, day=date(2026, 11, 16)), ada)
    make_shift(brigade, state=ShiftState.DRAFT)
    [given] = solved(chief, brigade)["result"]["assignments"]
    why = {"needs": "driver", "able": 2, "before": 0, "average": 0.5, "wish": 0, "in_window": 1}
    assert (given["user_id"], given["why"]) == (str(eva.pk), why)
    seat(make_shift(brigade, day=NOW.date(), starts=time(8), ends=time(20)), eva)
    [given] = solved(chief, brigade)["result"]["assignments"]
    assert (given["why"]["able"], given["why"]["average"]) == (2, 0.5)


def test_a_duty_that_ended_just_before_the_window_leaves_no_rest_for_one_inside_it() -> None:
    brigade = make_brigade()
    chief = make_member(brigade, chief=True)
    ada = make_member(brigade, "driver", name="Ада")
    seat(make_shift(brigade, day=NOW.date(), starts=time(4), ends=time(14)), ada)
    soon = make_shift(brigade, day=NOW.date(), starts=time(16), ends=time(20), state=ShiftState.DRAFT)
    later = make_shift(brigade, day=date(2026, 11, 23), starts=time(9), ends=time(14), state=ShiftState.DRAFT)
    run = solved(chief, brigade)
    assert [a["shift_id"] for a in run["result"]["assignments"]] == [str(later.pk)]
    assert list(run["result"]["gaps"]) == [str(soon.pk)]
    assert send(chief, "post", f"rota/runs/{run['id']}/use").json() == {"seated": 1, "ended": 0, "left": []}


def test_a_duty_that_has_begun_stays_with_its_holder() -> None:
    brigade = make_brigade()
    chief = make_member(brigade, chief=True)
    ada = make_member(brigade, "driver", name="Ада")
    make_member(brigade, "driver", name="Єва")
    running = make_shift(brigade, day=date(2026, 11, 22), starts=time(8), ends=time(20))
    seat(running, ada)
    away(ada, running)
    run = solved(chief, brigade, mode="replan")
    assert (run["state"], run["result"]["assignments"], run["result"]["ended"]) == ("done", [], [])


def test_a_replan_that_no_longer_holds_changes_nothing() -> None:
    brigade = make_brigade()
    chief = make_member(brigade, chief=True)
    ada, eva = make_member(brigade, "driver", name="Ада"), make_member(brigade, "driver", name="Єва")
    shift = make_shift(brigade)
    held = seat(shift, ada)
    away(ada, shift)
    run = solved(chief, brigade, mode="replan")
    away(eva, shift)
    used = send(chief, "post", f"rota/runs/{run['id']}/use")
    assert (used.status_code, used.json()["code"]) == (409, "rosters.stale_proposal")
    assert [line["code"] for line in used.json()["data"]["left"]] == ["rosters.not_able"]
    assert holders(shift) == [ada]
    assert Assignment.objects.get().pk == held.pk
    assert RotaRun.objects.get().state == "done"
    assert not InboxItem.objects.exclude(kind="rosters.absent").exists()


def test_published_duties_that_contradict_are_named_and_may_stand_by_exception() -> None:
    brigade = make_brigade()
    chief = make_member(brigade, chief=True)
    ada = make_member(brigade, "driver", name="Ада")
    night = make_shift(brigade, day=TUESDAY)
    day = make_shift(brigade, day=WEDNESDAY, starts=time(12), ends=time(18), name="День")
    make_member(brigade, "driver", name="Єва")
    rows = {shift: seat(shift, ada) for shift in (night, day)}
    later = make_shift(brigade, day=date(2026, 11, 28), state=ShiftState.DRAFT)
    run = solved(chief, brigade)
    assert run["state"] == "infeasible"
    (conflict,) = run["result"]["conflicts"]
    assert (conflict["rule"], conflict["relaxation"]) == ("rest", 7.0)
    assert {line["assignment_id"] for line in conflict["held"]} == {str(row.pk) for row in rows.values()}
    assert {run["result"]["shifts"][duty]["name"] for duty in conflict["duties"]} == {"Ніч", "День"}
    run = solved(chief, brigade, exceptions=True)
    assert (run["state"], [a["shift_id"] for a in run["result"]["assignments"]]) == ("done", [str(later.pk)])
    run = solved(chief, brigade, mode="replan")
    assert len(run["result"]["ended"]) == 1


@pytest.mark.parametrize("attempts", [0, 3])
@pytest.mark.parametrize("fault", [RuntimeError, OperationalError])
def test_a_computation_that_breaks_off_blocks_no_other(
    fault: type[Exception], attempts: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fault of the database is tried again first; in the end the run has failed, and the next is taken."""
    brigade = make_brigade()
    chief = make_member(brigade, chief=True)
    ask = f"brigades/{brigade.pk}/rota/runs"
    run_id = send(chief, "post", ask, **WEEK).json()["id"]

    def broken(*_problem: Any, **_options: Any) -> None:
        raise fault

    monkeypatch.setattr(rota, "solve", broken)
    context = SimpleNamespace(job=SimpleNamespace(attempts=attempts))
    with pytest.raises(fault):
        tasks.solve_rota.func(context, run_id=run_id)
    again = fault is OperationalError and attempts == 0
    run = send(chief, "get", f"rota/runs/{run_id}").json()
    assert (run["state"], run["result"]) == ("solving" if again else "failed", {})
    assert send(chief, "post", ask, **WEEK).status_code == (409 if again else 202)


def test_a_chief_comes_back_to_the_run_that_nobody_has_used() -> None:
    brigade, other = make_brigade(), make_brigade("Інша")
    chief = make_member(brigade, "driver", chief=True)
    make_member(other, chief=True)
    shift = make_shift(brigade, "driver", state=ShiftState.DRAFT)
    latest = f"brigades/{brigade.pk}/rota/runs/latest"
    assert send(chief, "get", latest).json() is None
    asked = send(chief, "post", f"brigades/{brigade.pk}/rota/runs", **WEEK).json()
    assert send(chief, "get", latest).json() == asked
    rota.solve_rota(asked["id"])
    found = send(chief, "get", latest).json()
    assert (found["id"], found["state"]) == (asked["id"], "done")
    assert [one["shift_id"] for one in found["result"]["assignments"]] == [str(shift.pk)]
    RotaRun.objects.update(finished_at=timezone.now() - timedelta(hours=24, seconds=1))
    assert send(chief, "get", latest).json() is None
    RotaRun.objects.update(finished_at=timezone.now())
    send(chief, "post", f"rota/runs/{asked['id']}/use")
    assert send(chief, "get", latest).json() is None


def test_what_stays_open_says_who_is_kept_from_it_and_whom_to_ask() -> None:
    brigade = make_brigade()
    chief = make_member(brigade, "driver", chief=True)
    ada = make_member(brigade, "driver", name="Ада")
    silent = make_member(brigade, "driver", name="Єва", available=False)
    shift = make_shift(brigade, "driver", "driver", "driver", "mask", state=ShiftState.DRAFT)
    away(ada, shift)
    (drivers, masks) = solved(chief, brigade)["result"]["gaps"][str(shift.pk)]
    assert (drivers["count"], drivers["skills"]) == (2, ["driver"])
    assert drivers["obstacles"] == {"away": 1, "unknown": 1}
    assert drivers["ask"] == [str(silent.pk)]
    assert (masks["count"], masks["obstacles"], masks["ask"]) == (1, {}, [])


def test_coverage_tells_of_each_seat_how_many_could_fill_it() -> None:
    brigade = make_brigade()
    chief = make_member(brigade, "mask", chief=True)
    make_member(brigade, "driver", "mask")
    make_crew_rule(brigade, "driver", "mask", "mask", None)
    answer = client_for(chief).get(
        f"/api/v1/brigades/{brigade.pk}/coverage",
        {"start": "2026-11-23T00:00:00Z", "end": "2026-11-23T02:00:00Z"},
    )
    told = answer.json()
    assert told["seats"] == {"driver": 1, "mask": 2}
    hour = (False, {"driver": 1, "mask": 2})
    assert [(one["viable"], one["able"]) for one in told["hours"]] == [hour, hour]


def test_what_stands_against_duties_in_another_brigade_is_named_in_the_proposal() -> None:
    here, there = make_brigade("Тут", week_hours=30), make_brigade("Там")
    chief, driver = (
        make_member(here, "driver", chief=True, available=False),
        make_member(here, "driver", name="Оля"),
    )
    make_member(there, user=driver)
    night = make_shift(here, "driver", day=TUESDAY)
    make_shift(here, "driver", day=date(2026, 11, 27), name="Відкрита")
    held = seat(night, driver)
    seat(make_shift(there, "driver", day=TUESDAY, starts=time(8), ends=time(18)), driver)
    seat(make_shift(there, "driver", day=date(2026, 11, 26), starts=time(8), ends=time(17)), driver)
    run = solved(chief, here)
    assert run["state"] == "done"
    assert run["result"]["conflicts"] == [
        {
            "rule": rule,
            "people": [str(driver.pk)],
            "duties": [str(night.pk)],
            "relaxation": hours,
            "held": [{"user_id": str(driver.pk), "shift_id": str(night.pk), "assignment_id": str(held.pk)}],
        }
        for rule, hours in (("outside_rest", 9.0), ("outside_week", 1.0))
    ]
    assert run["result"]["shifts"][str(night.pk)]["name"] == "Ніч"
    assert run["result"]["assignments"] == [], "nothing joins what is over the limit already"


def test_duties_that_keep_the_limits_beside_other_brigades_are_no_conflict() -> None:
    here, there = make_brigade("Тут"), make_brigade("Там")
    chief, driver = make_member(here, chief=True), make_member(here, "driver")
    make_member(there, user=driver)
    seat(make_shift(here, "driver", day=TUESDAY), driver)
    seat(make_shift(there, "driver", day=date(2026, 11, 26), starts=time(8), ends=time(18)), driver)
    assert solved(chief, here)["result"]["conflicts"] == []
