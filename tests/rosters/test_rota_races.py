"""Real threads on real connections: R1, R2, R7 hold whoever comes first, and nobody waits in a circle."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from django.db import connection

from accounts.models import User
from accounts.queries import actor_of
from core.errors import AppError
from notifications.models import InboxItem
from rosters.actions import carrying, members, papers, proposals, reminding, rota, seats, shifts, swaps
from rosters.actions import time as own_time
from rosters.models import (
    ApartPair,
    Assignment,
    AssignmentState,
    Brigade,
    Member,
    QualificationGrant,
    RotaRun,
    RunState,
    Shift,
    ShiftState,
    Swap,
)
from rosters.queries.roll import range_of
from rosters.recurrence import Interval
from tests.factories.races import Sampler, at_once, holders
from tests.factories.rosters import (
    give_skill,
    make_brigade,
    make_member,
    make_qualification,
    make_shift,
    seat,
)

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.time_machine(NOW, tick=False)]
REPEATS = 3


@pytest.fixture(autouse=True)
def _no_jobs_left(transactional_db: None) -> Iterator[None]:
    """The jobs' table is not Django's, so nobody else empties it."""
    yield
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")


def signing_up(user: User, shift: Shift) -> Callable[[], Any]:
    return lambda: seats.sign_up(actor_of(user), shift_id=shift.pk)


def offered(brigade: Brigade, shift: Shift) -> tuple[User, Assignment, Swap]:
    giver = make_member(brigade, "driver", name="Дарина")
    assignment = seat(shift, giver)
    return giver, assignment, swaps.offer(actor_of(giver), assignment_id=assignment.pk)


def test_of_twenty_takers_one_wins_and_somebody_holds_the_duty_at_every_instant() -> None:
    brigade = make_brigade()
    shift = make_shift(brigade)
    giver, _assignment, swap = offered(brigade, shift)
    takers = [make_member(brigade, "driver") for _ in range(20)]
    with Sampler(shift) as sampler:
        refused = at_once(*(lambda user=user: swaps.take(actor_of(user), swap_id=swap.pk) for user in takers))
    assert refused == ["rosters.taken"] * 19
    assert len(sampler.seen) > 3
    assert {len(held) for held in sampler.seen} == {1}, "no instant without a holder, none with two"
    [winner] = holders(shift)
    changes = [held for held, before in zip(sampler.seen[1:], sampler.seen, strict=False) if held != before]
    assert changes in ([], [(winner,)])
    swap.refresh_from_db()
    assert (swap.state, swap.taken_by_id) == ("taken", winner)
    assert Assignment.objects.get(user=giver).state == "ended"
    assert InboxItem.objects.filter(user=giver, kind="rosters.taken").count() == 1


@pytest.mark.parametrize("_time", range(REPEATS))
def test_a_duty_taken_ended_and_called_off_at_once_is_nobodys(_time: int) -> None:
    brigade = make_brigade()
    chief, taker = make_member(brigade, chief=True), make_member(brigade, "driver")
    shift = make_shift(brigade)
    _giver, assignment, swap = offered(brigade, shift)
    commands = actor_of(chief)
    refused = at_once(
        lambda: swaps.take(actor_of(taker), swap_id=swap.pk),
        lambda: shifts.cancel_shift(commands, shift_id=shift.pk, reason="навчання"),
        lambda: seats.unassign(commands, assignment_id=assignment.pk, reason="хворий"),
    )
    assert set(refused) <= {"rosters.taken", "rosters.not_held", "rosters.cancelled"}
    shift.refresh_from_db()
    swap.refresh_from_db()
    assert (shift.state, holders(shift)) == (ShiftState.CANCELLED, [])
    assert swap.state in {"taken", "void"}
    assert (swap.state == "taken") is Assignment.objects.filter(user=taker).exists()
    assert shift.sequence == 1 + 3 - len(refused), "each change counts once, refused ones not at all"


@pytest.mark.parametrize("_time", range(REPEATS))
def test_the_last_seat_is_taken_once(_time: int) -> None:
    brigade = make_brigade()
    shift = make_shift(brigade, "driver")
    people = [make_member(brigade, "driver") for _ in range(2)]
    assert at_once(*(signing_up(user, shift) for user in people)) == ["rosters.no_seat"]
    assert len(holders(shift)) == 1


@pytest.mark.parametrize("_time", range(REPEATS))
def test_one_person_at_once_on_two_duties_of_two_brigades_is_on_one(_time: int) -> None:
    one, other = make_brigade("Одна"), make_brigade("Інша")
    member = make_member(one, "driver")
    make_member(other, user=member)
    evening, night = make_shift(one), make_shift(other, starts=time(22), ends=time(4))
    assert at_once(signing_up(member, evening), signing_up(member, night)) == ["rosters.overlap"]
    assert Assignment.objects.filter(state=AssignmentState.CONFIRMED).count() == 1


def test_published_twice_at_once_is_published_once() -> None:
    brigade = make_brigade()
    chief, driver = make_member(brigade, chief=True), make_member(brigade, "driver")
    shift = make_shift(brigade, state=ShiftState.DRAFT)
    seat(shift, driver)

    def publish() -> None:
        shifts.publish(actor_of(chief), brigade_id=brigade.pk, start=NOW, end=NOW + timedelta(days=9))

    assert at_once(publish, publish, publish) == []
    shift.refresh_from_db()
    assert (shift.state, shift.sequence) == (ShiftState.PUBLISHED, 1)
    assert InboxItem.objects.filter(user=driver, kind="rosters.assigned").count() == 1


def proposal(brigade: Brigade, *lines: tuple[Shift, User]) -> RotaRun:
    """A finished run that proposes these people for these shifts."""
    assignments = [
        {"shift_id": str(shift.pk), "user_id": str(user.pk), "needs": "driver", "why": {}}
        for shift, user in lines
    ]
    return RotaRun.objects.create(
        brigade=brigade,
        during=range_of(Interval(NOW, NOW + timedelta(days=30))),
        state=RunState.DONE,
        result={"assignments": assignments},
    )


def test_a_proposal_used_twice_at_once_is_used_once() -> None:
    brigade = make_brigade()
    chief, driver = make_member(brigade, chief=True), make_member(brigade, "driver")
    shift = make_shift(brigade)
    run = proposal(brigade, (shift, driver))

    def use() -> None:
        proposals.use_rota(actor_of(chief), run_id=run.pk)

    assert at_once(use, use) == ["rosters.no_proposal"]
    assert (holders(shift), Assignment.objects.count()) == ([driver.pk], 1)
    assert InboxItem.objects.filter(user=driver, kind="rosters.assigned").count() == 1


def test_two_proposals_for_the_same_seat_at_once_fill_it_once() -> None:
    brigade = make_brigade()
    chief = make_member(brigade, chief=True)
    shift = make_shift(brigade)
    runs = [proposal(brigade, (shift, make_member(brigade, "driver"))) for _ in range(2)]
    used = [lambda run=run: proposals.use_rota(actor_of(chief), run_id=run.pk) for run in runs]
    assert at_once(*used) == []
    assert len(holders(shift)) == 1
    assert {run.state for run in RotaRun.objects.all()} == {RunState.PUBLISHED}


def test_of_two_who_are_kept_apart_one_gets_on_duty_whoever_comes_first() -> None:
    brigade = make_brigade()
    for n in range(REPEATS):
        pair = [make_member(brigade, "driver") for _ in range(2)]
        one, two = sorted(person.pk for person in pair)
        ApartPair.objects.create(brigade=brigade, one_id=one, two_id=two)
        day = date(2026, 11, 24 + 2 * n)
        shifts_there = [make_shift(brigade, day=day), make_shift(brigade, day=day)]
        assert at_once(*map(signing_up, pair, shifts_there)) == ["rosters.apart"]
        assert len([*holders(shifts_there[0]), *holders(shifts_there[1])]) == 1


def test_two_asked_for_at_once_is_one_rota_under_way() -> None:
    brigade = make_brigade()
    chief = make_member(brigade, chief=True)

    def ask() -> None:
        rota.ask_for_rota(actor_of(chief), brigade_id=brigade.pk, start=NOW, end=NOW + timedelta(days=9))

    assert at_once(ask, ask, ask) == ["rosters.solving"] * 2
    assert RotaRun.objects.count() == 1


def while_signing_up(
    monkeypatch: pytest.MonkeyPatch, user: User, shift: Shift, verb: Callable[[], Any]
) -> tuple[Any, list[BaseException]]:
    """Run a verb while a sign-up holds the shift and pauses before it locks the person; the verb's answer and
    the faults of the sign-up.
    """
    holds_shift, locked = threading.Event(), seats.accounts_queries.person_locked
    faults: list[BaseException] = []

    def slow(user_id: Any) -> Any:
        if threading.current_thread().name == "signing up":
            holds_shift.set()
            threading.Event().wait(1)
        return locked(user_id)

    def guarded() -> None:
        try:
            signing_up(user, shift)()
        except BaseException as fault:  # noqa: BLE001 - shown by the test
            faults.append(fault)
        finally:
            connection.close()

    monkeypatch.setattr(seats.accounts_queries, "person_locked", slow)
    thread = threading.Thread(target=guarded, name="signing up")
    thread.start()
    assert holds_shift.wait(30)
    answer = verb()
    thread.join(60)
    return answer, faults


def test_a_proposal_and_a_sign_up_never_wait_in_a_circle(monkeypatch: pytest.MonkeyPatch) -> None:
    """The sign-up holds the second shift, and the proposal needs its person for the first: locks taken one
    by one would close the circle.
    """
    brigade = make_brigade()
    chief, driver = make_member(brigade, chief=True), make_member(brigade, "driver")
    first, second = make_shift(brigade), make_shift(brigade, day=date(2026, 11, 27))
    run = proposal(brigade, (first, driver), (second, make_member(brigade, "driver")))
    used, faults = while_signing_up(
        monkeypatch, driver, second, lambda: proposals.use_rota(actor_of(chief), run_id=run.pk)
    )
    assert faults == []
    assert [line["code"] for line in used["left"]] == ["rosters.no_seat"]
    assert (holders(first), holders(second)) == ([driver.pk], [driver.pk])


def test_a_table_of_people_and_a_sign_up_never_wait_in_a_circle(monkeypatch: pytest.MonkeyPatch) -> None:
    """The table's first line is the person who signs up; its second holds a seat of that very shift."""
    brigade = make_brigade()
    chief, driver = make_member(brigade, chief=True), make_member(brigade, "driver")
    holder = make_member(brigade, "driver")
    shift = make_shift(brigade, "driver", "driver")
    seat(shift, holder)
    make_qualification("pump")
    rows = [f"{user.email};pump;2026-01-01;2027-01-01" for user in (driver, holder)]
    table = "\n".join(["email;qualification;valid_from;valid_until", *rows]).encode()
    done, faults = while_signing_up(
        monkeypatch,
        driver,
        shift,
        lambda: carrying.import_members(actor_of(chief), brigade_id=brigade.pk, data=table),
    )
    assert (faults, done.grants) == ([], 2)
    assert sorted(holders(shift)) == sorted([driver.pk, holder.pk])


@pytest.mark.parametrize("_time", range(REPEATS))
def test_a_paper_revoked_while_its_holder_signs_up_never_fills_a_seat_unseen(_time: int) -> None:
    brigade = make_brigade()
    chief, driver = make_member(brigade, chief=True), make_member(brigade, "driver")
    shift = make_shift(brigade)
    grant = QualificationGrant.objects.get(user=driver)
    refused = at_once(
        signing_up(driver, shift),
        lambda: papers.revoke_qualification(actor_of(chief), grant_id=grant.pk, reason="Строк"),
    )
    told = InboxItem.objects.filter(user=chief, kind="rosters.hole").exists()
    assert (refused, holders(shift), told) in (
        (["rosters.no_seat"], [], False),
        ([], [driver.pk], True),
    ), "seated first and the chief is told of the hole, or not seated at all"


def test_an_offer_that_comes_after_the_duty_has_ended_offers_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """The duty ends between the offer's first look at it and its lock of the shift."""
    brigade = make_brigade()
    chief, giver = make_member(brigade, chief=True), make_member(brigade, "driver")
    shift = make_shift(brigade)
    assignment = seat(shift, giver)
    look, looks = swaps.queries.assignment_for, list[int]()

    def then_ended(*arguments: Any) -> Any:
        found = look(*arguments)
        looks.append(1)
        if len(looks) == 1:
            ending = threading.Thread(
                target=lambda: (
                    seats.unassign(actor_of(chief), assignment_id=assignment.pk, reason="хворий"),
                    connection.close(),
                )
            )
            with monkeypatch.context() as patch:
                patch.setattr(swaps.queries, "assignment_for", look)
                ending.start()
                ending.join(30)
        return found

    monkeypatch.setattr(swaps.queries, "assignment_for", then_ended)
    with pytest.raises(AppError) as refusal:
        swaps.offer(actor_of(giver), assignment_id=assignment.pk)
    assert refusal.value.code == "rosters.not_yours"
    assert not Swap.objects.exists()


def test_a_lapse_is_told_while_somebody_signs_up_and_both_changes_are_counted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    brigade = make_brigade()
    driver, holder = make_member(brigade, "driver"), make_member(brigade, "driver")
    shift = make_shift(brigade, "driver", "driver")
    seat(shift, holder)
    give_skill(holder, "pump", range_of(Interval(NOW - timedelta(days=9), NOW - timedelta(minutes=1))))
    told, faults = while_signing_up(monkeypatch, driver, shift, reminding.remind_of_papers)
    assert (told, faults) == (1, [])
    assert Shift.objects.get().sequence == 2
    assert sorted(holders(shift)) == sorted([driver.pk, holder.pk])


def test_two_words_at_once_are_counted_apart_and_the_later_tells_of_both(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    person = make_member(make_brigade())
    asked = own_time.people.now_of

    def slow(*which: Any) -> Any:
        known = asked(*which)
        threading.Event().wait(0.5)
        return known

    monkeypatch.setattr(own_time.people, "now_of", slow)
    until = [NOW + timedelta(hours=hours) for hours in (1, 2)]
    saying = [lambda end=end: own_time.say(actor_of(person), available=False, until=end) for end in until]
    assert at_once(*saying) == []
    member = Member.objects.get()
    assert (member.rev, member.known_until) == (3, until[1])


def test_a_paper_revoked_while_its_holder_leaves_never_waits_in_a_circle(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The revocation holds the shift and needs the membership; leaving ends the duty of that very shift."""
    brigade = make_brigade()
    chief, driver = make_member(brigade, chief=True), make_member(brigade, "driver")
    shift = make_shift(brigade)
    seat(shift, driver)
    grant, member = QualificationGrant.objects.get(), Member.objects.get(user=driver)
    holds_shift, hold_members = threading.Event(), own_time.people.hold_members

    def slow(member_ids: Any) -> Any:
        holds_shift.set()
        threading.Event().wait(1)
        return hold_members(member_ids)

    def leaving() -> None:
        assert holds_shift.wait(30)
        members.leave(actor_of(driver), member_id=member.pk)

    monkeypatch.setattr(own_time.people, "hold_members", slow)
    revoking = papers.revoke_qualification
    assert at_once(lambda: revoking(actor_of(chief), grant_id=grant.pk, reason="Строк"), leaving) == []
    member.refresh_from_db()
    assert (holders(shift), member.state) == ([], "left")
