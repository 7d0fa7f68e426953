"""Shifts with their seats, holders and offers: loaded whole, a constant number of statements."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import F, Prefetch, QuerySet

from accounts.actor import Actor
from core.decisions import require
from core.errors import NotFound
from rosters import ability, matching, policies
from rosters.matching import Person
from rosters.models import (
    Assignment,
    AssignmentState,
    Brigade,
    Shift,
    ShiftRule,
    ShiftSeat,
    ShiftState,
    Swap,
    SwapState,
)
from rosters.queries.roll import inclusions, interval_of, range_of, roll_of
from rosters.recurrence import Interval


def whole_shifts() -> QuerySet[Shift]:
    """Shifts with brigade, seats, confirmed holders and open offers prefetched."""
    held = Assignment.objects.filter(state=AssignmentState.CONFIRMED).select_related("user", "seat")
    offers = Swap.objects.filter(state=SwapState.OPEN).select_related("for_assignment__shift")
    return Shift.objects.select_related("brigade").prefetch_related(
        Prefetch("seats", ShiftSeat.objects.select_related("needs")),
        Prefetch("assignments", held.prefetch_related(Prefetch("swaps", offers, "open_swaps")), "held"),
    )


def shift_for(actor: Actor, shift_id: UUID, *, lock: bool = False) -> Shift:
    """The shift, if the actor may see its brigade; drafts are the chief's alone. With `lock`, held till
    commit.

    Raises NotFound for hidden and missing alike.
    """
    if lock:
        Shift.objects.select_for_update(no_key=True).filter(pk=shift_id).first()
    shift = whole_shifts().filter(pk=shift_id).first()
    if shift is None:
        raise NotFound
    require(policies.can_see_brigade(actor, shift.brigade))
    if shift.state == ShiftState.DRAFT and not policies.can_command(actor, shift.brigade):
        raise NotFound
    return shift


def hold_shifts(shift_ids: Iterable[UUID]) -> None:
    """Lock these shifts till commit, in the order of their ids: whoever needs several locks them so."""
    rows = Shift.objects.select_for_update(no_key=True).filter(pk__in=set(shift_ids))
    list(rows.order_by("pk").values_list("pk"))


def shifts_of(brigade: Brigade, window: Interval, states: Iterable[str]) -> QuerySet[Shift]:
    """The brigade's shifts that touch the window, in order."""
    return whole_shifts().filter(brigade=brigade, during__overlap=range_of(window), state__in=list(states))


def rules_of(brigade: Brigade) -> list[ShiftRule]:
    """The brigade's recurring shifts by name, those that have ended last."""
    return list(ShiftRule.objects.filter(brigade=brigade).order_by(F("last").desc(nulls_first=True), "name"))


def assignment_for(actor: Actor, assignment_id: UUID) -> Assignment:
    """The assignment, if the actor may see its shift. Raises NotFound for hidden and missing alike."""
    row = Assignment.objects.select_related("user", "seat").filter(pk=assignment_id).first()
    if row is None:
        raise NotFound
    row.shift = shift_for(actor, row.shift_id)
    return row


def swap_for(actor: Actor, swap_id: UUID) -> Swap:
    """The offer, if the actor may see its shift. Raises NotFound for hidden and missing alike."""
    swap = Swap.objects.select_related("for_assignment").filter(pk=swap_id).first()
    if swap is None:
        raise NotFound
    swap.assignment = assignment_for(actor, swap.assignment_id)
    return swap


def seats_of(shift: Shift) -> list[matching.Seat]:
    """The shift's seats as the matching knows them."""
    return [matching.Seat(str(s.pk), s.needs.code if s.needs else None, s.hard) for s in shift.seats.all()]


def crew_of(shift: Shift) -> list[Person]:
    """Who holds a seat, with the skills valid over the whole shift **now**, after any revocation."""
    return crews_of([shift])[shift.pk]


def crews_of(shifts: Sequence[Shift]) -> dict[UUID, list[Person]]:
    """`crew_of` for many shifts of one brigade: the roll is loaded once."""
    if not shifts:
        return {}
    intervals = {shift.pk: interval_of(shift.during) for shift in shifts}
    window = Interval(min(i.start for i in intervals.values()), max(i.end for i in intervals.values()))
    holders = {a.user_id for shift in shifts for a in held_of(shift)}
    roll = roll_of([shifts[0].brigade_id], window, user_ids=holders, papers_only=True)
    facts = {f.user_id: f for f in roll}
    includes = inclusions()
    return {
        shift.pk: [
            Person(str(user_id), ability.skills_over(facts[user_id], intervals[shift.pk], includes))
            for user_id in (a.user_id for a in held_of(shift))
            if user_id in facts and not ability.formal_obstacles(facts[user_id], intervals[shift.pk])
        ]
        for shift in shifts
    }


def held_of(shift: Shift) -> list[Assignment]:
    """Confirmed assignments of a shift that `whole_shifts` loaded."""
    return list(shift.held)  # type: ignore[attr-defined]


def beginning(after: datetime, until: datetime) -> QuerySet[Assignment]:
    """Confirmed duties of published shifts that begin in (after, until], locked; rows another job holds are
    left to it.
    """
    return (
        Assignment.objects.select_for_update(of=("self",), skip_locked=True)
        .select_related("shift")
        .filter(state=AssignmentState.CONFIRMED, shift__state=ShiftState.PUBLISHED)
        .filter(during__startswith__gt=after, during__startswith__lte=until)
        .order_by("during", "pk")
    )
