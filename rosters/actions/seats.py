"""Putting people into seats and taking them out: every way onto a duty goes through `hold_seat`.

The shift's row is locked first and then the person's, with those of whoever they are kept apart from, so
that two seats, two brigades or two takers at once are decided one after the other; the database's own
constraints stand behind (one duty at a time, one holder of a seat).
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from accounts import queries as accounts_queries
from accounts.actor import Actor
from core import audit, jobs
from core.decisions import require
from core.errors import Conflict, Invalid, NotFound
from notifications import actions as notifications
from rosters import ability, duty_limits, matching, policies, projections, wording
from rosters.ability import Facts
from rosters.actions.hours import record_hours
from rosters.availability import State
from rosters.matching import Person, Seat
from rosters.models import (
    Assignment,
    AssignmentSource,
    AssignmentState,
    HoursKind,
    Shift,
    ShiftState,
    Swap,
    SwapState,
)
from rosters.queries import shifts as queries
from rosters.queries import wishes
from rosters.queries.roll import inclusions, interval_of, range_of, roll_of
from rosters.recurrence import Interval


@transaction.atomic
def sign_up(actor: Actor, *, shift_id: UUID) -> Assignment:
    """Take an open seat of a published shift, where one is left that this person fills.

    Raises: NotFound, Refused, Conflict (not published, papers, rest, hours, no seat).
    """
    shift = queries.shift_for(actor, shift_id, lock=True)
    require(policies.can_sign_up(actor, shift))
    assert actor.user_id is not None  # noqa: S101  the policy lets persons pass only
    assignment = hold_seat(shift, actor.user_id, AssignmentSource.SIGN_UP)
    audit.record(actor, "rota.signed_up", "shift", shift.pk, {"assignment": str(assignment.pk)})
    tell(shift)
    return assignment


@transaction.atomic
def assign(actor: Actor, *, shift_id: UUID, user_id: UUID, seat_id: UUID | None = None) -> Assignment:
    """The chief puts somebody on duty, in that seat where one is named. Who is away is not; who has said
    nothing is, and is told.

    Raises: NotFound, Refused, Invalid (not a seat of this shift), Conflict.
    """
    shift = queries.shift_for(actor, shift_id, lock=True)
    require(policies.can_command(actor, shift.brigade))
    assignment = hold_seat(shift, user_id, AssignmentSource.CHIEF, refuse_away=True, seat_id=seat_id)
    audit.record(actor, "rota.assigned", "shift", shift.pk, {"assignment": str(assignment.pk)})
    if shift.state == ShiftState.PUBLISHED:
        notifications.notify([user_id], wording.assigned(shift.name, shift.day.isoformat()))
    tell(shift)
    return assignment


@transaction.atomic
def unassign(actor: Actor, *, assignment_id: UUID, reason: str) -> Shift:
    """The chief takes somebody off a duty; an open offer of it is void. What was served already counts.

    Raises: NotFound, Refused, Conflict (over or not held any more).
    """
    shift_id = queries.assignment_for(actor, assignment_id).shift_id
    shift = queries.shift_for(actor, shift_id, lock=True)
    assignment = queries.assignment_for(actor, assignment_id)
    require(policies.can_command(actor, shift.brigade))
    require_standing(shift)
    release_seat(assignment, reason)
    audit.record(actor, "rota.unassigned", "shift", shift.pk, {"assignment": str(assignment.pk)})
    if shift.state == ShiftState.PUBLISHED:
        told = wording.unassigned(shift.name, shift.day.isoformat())
        notifications.notify([assignment.user_id], told)
    tell(shift)
    return shift


def hold_seat(
    shift: Shift,
    user_id: UUID,
    source: AssignmentSource,
    *,
    refuse_away: bool = False,
    seat_id: UUID | None = None,
    why: dict[str, Any] | None = None,
) -> Assignment:
    """Seat a person on a locked shift, for what is left of it, after checking everything that must hold.

    Others may be moved to other seats of the same shift to make room. With `seat_id` it is that seat or
    none. What is released in the same transaction, before the shift is read, counts no more.

    Raises: NotFound (no member), Invalid (not a seat of this shift), Conflict with the one thing that stands
    against it.
    """
    require_standing(shift)
    partners = hold_people([user_id])
    interval = _left_of(shift)
    found = roll_of([shift.brigade_id], interval, user_ids=[user_id])
    if not found:
        raise NotFound
    _require_able(found[0], interval, refuse_away=refuse_away)
    _require_lawful(shift, found[0], interval)
    if wishes.any_on_duty(partners, shift):
        raise Conflict("rosters.apart", _LIMITS["apart"])
    skills = ability.skills_over(found[0], interval, inclusions())
    seat = _make_room(shift, Person(str(user_id), skills), seat_id)
    return Assignment.objects.create(
        shift=shift,
        seat_id=UUID(seat.id),
        user_id=user_id,
        during=range_of(interval),
        state=AssignmentState.CONFIRMED,
        source=source,
        why=why or {},
    )


def hold_people(user_ids: Iterable[UUID]) -> set[UUID]:
    """Lock these people, and whoever they are kept apart from, in the order of their ids. Shifts come first.

    Who is gone is passed over: no seat will be found for them. Returns those they are kept apart from.
    """
    ids = set(user_ids)
    partners = wishes.partners_of(ids)
    for user_id in sorted(ids | partners):
        with suppress(NotFound):
            accounts_queries.person_locked(user_id)
    return partners


def release_seat(assignment: Assignment, reason: str) -> None:
    """End a confirmed assignment and void its open offer. Hours served of a duty that has begun are kept.

    Raises Conflict where it is not held any more.
    """
    ended = Assignment.objects.filter(pk=assignment.pk, state=AssignmentState.CONFIRMED).update(
        state=AssignmentState.ENDED, ended_reason=reason[:160]
    )
    if not ended:
        raise Conflict("rosters.not_held", _("This duty is not held by that person any more."))
    _record_served(assignment)
    void_offers([assignment])


def void_offers(ended: Iterable[Assignment]) -> None:
    """Offers of duties that have ended are void, and soon those that asked for one of them in return.

    The latter stand on other shifts: a job takes those locks by itself, and nobody can take such an offer
    meanwhile.
    """
    open_now = Swap.objects.filter(state=SwapState.OPEN)
    ids = [assignment.pk for assignment in ended]
    open_now.filter(assignment__in=ids).update(state=SwapState.VOID)
    lost = open_now.filter(for_assignment__in=ids).values_list("pk", flat=True)
    jobs.enqueue_many("rosters.void_exchange", [{"swap_id": str(swap_id)} for swap_id in lost])


def tell(shift: Shift, kind: str = "shift.changed") -> None:
    """Count the change, and show the shift as it now is to everybody who reads the brigade's stream.

    The database counts: the shift may have been read before somebody else's change of it was committed.
    """
    Shift.objects.filter(pk=shift.pk).update(sequence=F("sequence") + 1, updated_at=timezone.now())
    fresh = queries.whole_shifts().get(pk=shift.pk)
    shift.sequence = fresh.sequence
    notifications.record_events([projections.shift_event(fresh, kind, queries.crew_of(fresh))])


def require_standing(shift: Shift) -> None:
    """Raise Conflict where the shift is called off, or over: what was is the ledger's, with corrections."""
    if shift.during.upper <= timezone.now():
        raise Conflict("rosters.over", _("This shift is over."))
    if shift.state == ShiftState.CANCELLED:
        raise Conflict("rosters.cancelled", _("This shift is cancelled."))


def _left_of(shift: Shift) -> Interval:
    """From now, where the shift has begun: nobody is credited with hours somebody else served."""
    whole = interval_of(shift.during)
    return Interval(max(whole.start, timezone.now()), whole.end)


def _record_served(duty: Assignment) -> None:
    held, now = interval_of(duty.during), timezone.now()
    if duty.shift.state == ShiftState.PUBLISHED and held.start < now < held.end:
        record_hours(
            brigade_id=duty.shift.brigade_id,
            user_id=duty.user_id,
            kind=HoursKind.DUTY,
            during=Interval(held.start, now),
            source_id=duty.pk,
            note=duty.shift.name,
        )


def _require_able(facts: Facts, interval: Interval, *, refuse_away: bool) -> None:
    obstacles = ability.formal_obstacles(facts, interval)
    if refuse_away and ability.worst_state(facts.calendar, interval) is State.AWAY:
        obstacles = (*obstacles, "away")
    if obstacles:
        raise Conflict(
            "rosters.not_able",
            _("This person may not serve for the whole of this shift."),
            data={"obstacles": list(obstacles)},
        )


def _require_lawful(shift: Shift, facts: Facts, interval: Interval) -> None:
    found = duty_limits.breach(
        facts.duties, interval, rest_hours=shift.brigade.rest_hours, week_hours=shift.brigade.week_hours
    )
    if found is not None:
        raise Conflict(
            f"rosters.{found.rule}",
            _LIMITS[found.rule],
            data={"hours": round(found.hours, 1)},
        )


_LIMITS = {
    "apart": _lazy("Somebody this person is kept apart from is on duty at that time."),
    "overlap": _lazy("This person is on duty at that time already."),
    "rest": _lazy("There would be too little rest between two duties."),
    "week_hours": _lazy("That would be too many hours within seven days."),
}


def _make_room(shift: Shift, newcomer: Person, seat_id: UUID | None) -> Seat:
    """Move holders along the shortest chain that frees a fitting seat; the newcomer's seat is returned."""
    places = queries.seats_of(shift)
    if seat_id is not None:
        _require_fitting(places, newcomer, str(seat_id))
    held = {a.seat_id: a for a in queries.held_of(shift)}
    if any(a.user_id == UUID(newcomer.id) for a in held.values()):
        raise Conflict("rosters.on_this_shift", _("This person is on this shift already."))
    moves = matching.extend(
        {str(seat): str(a.user_id) for seat, a in held.items()},
        queries.crew_of(shift),
        places,
        newcomer,
        at=str(seat_id) if seat_id else None,
    )
    if moves is None:
        raise Conflict("rosters.no_seat", _("No seat is left on this shift that this person could fill."))
    of_user = {str(a.user_id): a for a in held.values()}
    for person, seat in moves[:-1]:
        Assignment.objects.filter(pk=of_user[person].pk).update(seat_id=UUID(seat.id))
    return moves[-1][1]


def _require_fitting(places: Iterable[Seat], newcomer: Person, seat_id: str) -> None:
    seat = next((place for place in places if place.id == seat_id), None)
    if seat is None:
        raise Invalid.field("seat_id", _("Choose a seat of this shift."))
    if not newcomer.fits(seat):
        raise Conflict(
            "rosters.seat_unfit",
            _("This person lacks the qualification that this seat needs."),
            data={"needs": seat.needs},
        )
