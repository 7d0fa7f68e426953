"""What is over stays as it was (R6); of a shift that has begun everybody is credited with their own hours."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from core.models import AuditEntry
from rosters.actions import ledger
from rosters.models import Assignment, HoursEntry, Shift, ShiftState, Swap
from tests.factories.accounts import client_for
from tests.factories.rosters import make_brigade, make_member, make_shift, seat

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(NOW, tick=False)]


def post(user: Any, path: str, **body: Any) -> Any:
    return client_for(user).post(f"/api/v1/{path}", data=body, content_type="application/json")


def minutes() -> dict[Any, int]:
    """What the ledger holds for each person, once all is over."""
    ledger.record_duties()
    return dict(HoursEntry.objects.values_list("user_id", "minutes"))


@pytest.mark.parametrize("verb", ["sign up", "assign", "unassign"])
def test_nobody_is_put_on_or_taken_off_a_shift_that_is_over(verb: str, time_machine: Any) -> None:
    brigade = make_brigade()
    chief, driver = make_member(brigade, chief=True), make_member(brigade, "driver")
    shift = make_shift(brigade)
    held = seat(shift, driver) if verb == "unassign" else None
    before = list(Assignment.objects.values())
    time_machine.move_to(shift.during.upper, tick=False)
    answer = {
        "sign up": lambda: post(driver, f"shifts/{shift.pk}/sign-up"),
        "assign": lambda: post(chief, f"shifts/{shift.pk}/assign", user_id=str(driver.pk)),
        "unassign": lambda: post(chief, f"assignments/{held and held.pk}/end", reason="хворий"),
    }[verb]()
    assert (answer.status_code, answer.json()["code"]) == (409, "rosters.over")
    assert list(Assignment.objects.values()) == before
    assert not AuditEntry.objects.filter(verb__startswith="rota.").exists()


def test_drafts_that_are_over_are_not_published(time_machine: Any) -> None:
    brigade = make_brigade()
    chief = make_member(brigade, chief=True)
    over = make_shift(brigade, state=ShiftState.DRAFT)
    time_machine.move_to(over.during.upper, tick=False)
    window = {"start": "2026-11-20T00:00:00Z", "end": "2026-12-20T00:00:00Z"}
    assert post(chief, f"brigades/{brigade.pk}/rota/publish", **window).json() == {"published": 0}
    assert Shift.objects.get().state == ShiftState.DRAFT


def test_who_takes_over_in_the_middle_is_credited_with_the_rest_alone(
    time_machine: Any,
) -> None:
    brigade = make_brigade()
    giver, taker = make_member(brigade, "driver"), make_member(brigade, "driver")
    shift = make_shift(brigade)
    held = seat(shift, giver)
    post(giver, f"assignments/{held.pk}/offer")
    time_machine.move_to(shift.during.lower + timedelta(hours=3), tick=False)
    assert post(taker, f"swaps/{Swap.objects.get().pk}/take").status_code == 200
    time_machine.move_to(shift.during.upper, tick=False)
    assert minutes() == {giver.pk: 180, taker.pk: 540}


def test_who_signs_up_late_or_goes_early_is_credited_with_what_was_served(time_machine: Any) -> None:
    brigade = make_brigade()
    chief = make_member(brigade, chief=True)
    early, late = make_member(brigade, "driver"), make_member(brigade, "driver")
    shift = make_shift(brigade)
    held = seat(shift, early)
    time_machine.move_to(shift.during.lower + timedelta(hours=2), tick=False)
    assert post(chief, f"assignments/{held.pk}/end", reason="хворий").status_code == 200
    time_machine.move_to(shift.during.lower + timedelta(hours=4), tick=False)
    assert post(late, f"shifts/{shift.pk}/sign-up").status_code == 200
    time_machine.move_to(shift.during.upper, tick=False)
    assert minutes() == {early.pk: 120, late.pk: 480}
