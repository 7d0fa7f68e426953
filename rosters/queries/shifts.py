"""Shifts with their seats, holders and offers: loaded whole, a constant number of statements."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Prefetch, QuerySet

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
    offers = Swap.objects.filter(state=SwapState.OPEN)
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


def shifts_of(brigade: Brigade, window: Interval, states: Iterable[str]) -> QuerySet[Shift]:
    """The brigade's shifts that touch the window, in order."""
    return whole_shifts().filter(brigade=brigade, during__overlap=range_of(window), state__in=list(states))


def assignment_for(actor: Actor, assignment_id: UUID) -> Assignment:
    """The assignment, if the actor may see its shift. Raises NotFound for hidden and missing alike."""
    row = Assignment.objects.select_related("user", "seat").filter(pk=assignment_id).first()
    if row is None:
        raise NotFound
    row.shift = shift_for(actor, row.shift_id)
    return row


def swap_for(actor: Actor, swap_id: UUID) -> Swap:
    """The offer, if the actor may see its shift. Raises NotFound for hidden and missing alike."""
    swap = Swap.objects.filter(pk=swap_id).first()
    if swap is None:
        raise NotFound
    swap.assignment = assignment_for(actor, swap.assignment_id)
    return swap


def seats_of(shift: Shift) -> list[matching.Seat]:
    """The shift's seats as the matching knows them."""
    return [matching.Seat(str(s.pk), s.needs.code if s.needs else None, s.hard) for s in shift.seats.all()]


def crew_of(shift: Shift) -> list[Person]:
    """Who holds a seat, with the skills that are valid over the whole shift **now**, after any revocation."""
    holders = [a.user_id for a in held_of(shift)]
    interval = interval_of(shift.during)
    includes = inclusions()
    return [
        Person(str(facts.user_id), ability.skills_over(facts, interval, includes))
        for facts in roll_of([shift.brigade_id], interval, user_ids=holders)
        if not ability.formal_obstacles(facts, interval)
    ]


def held_of(shift: Shift) -> list[Assignment]:
    """Confirmed assignments of a shift that `whole_shifts` loaded."""
    return list(shift.held)  # type: ignore[attr-defined]
