"""Offering a duty, taking it over and exchanging two: exactly one holder of each at every instant, and the
giver until the taker is in.
"""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actor import Actor
from core import audit
from core.decisions import require
from core.errors import Conflict, Invalid
from notifications import actions as notifications
from rosters import ability, policies, wording
from rosters.actions.seats import hold_people, hold_seat, release_seat, require_standing, tell
from rosters.models import (
    Assignment,
    AssignmentSource,
    AssignmentState,
    Shift,
    ShiftState,
    Swap,
    SwapState,
)
from rosters.queries import people
from rosters.queries import shifts as queries
from rosters.queries.roll import inclusions, interval_of, roll_of


@transaction.atomic
def offer(
    actor: Actor,
    *,
    assignment_id: UUID,
    to_user_id: UUID | None = None,
    for_assignment_id: UUID | None = None,
    urgent: bool = False,
    note: str = "",
) -> Swap:
    """Offer one's duty to one colleague or to all who could take it, or to the holder of another duty of the
    brigade in exchange for that one; it stays one's own until taken.

    Offering again changes the terms of the open offer. Raises: NotFound, Invalid (not a
    member of the brigade, not a duty to exchange for), Conflict (not held, over, an exchange that one of the
    two could not keep).
    """
    given, wanted = _locked(actor, assignment_id, for_assignment_id)
    shift = given.shift
    require(policies.can_offer(actor, given))
    require_standing(shift)
    if wanted is not None:
        _require_exchangeable(actor, given, wanted, to_user_id)
        to_user_id = wanted.user_id
    elif to_user_id and to_user_id not in {one.user_id for one in people.serving_members(shift.brigade)}:
        raise Invalid.field("to_user_id", _("Choose a member of this brigade."))
    swap, _made = Swap.objects.update_or_create(
        assignment=given,
        state=SwapState.OPEN,
        defaults={
            "to_user_id": to_user_id,
            "for_assignment": wanted,
            "urgent": urgent,
            "note": note[:200],
        },
    )
    audit.record(actor, "rota.offered", "shift", shift.pk, {"assignment": str(given.pk)})
    told = (
        wording.exchange_offered(_words(given), _words(wanted), actor.label)
        if wanted
        else wording.offered(*_words(given), actor.label)
    )
    notifications.notify([to_user_id] if to_user_id else could_take(shift, given), told)
    tell(shift)
    return swap


@transaction.atomic
def withdraw_offer(actor: Actor, *, swap_id: UUID) -> Swap:
    """Keep the duty after all. Raises: NotFound, Conflict (taken meanwhile)."""
    swap = queries.swap_for(actor, swap_id)
    shift = queries.shift_for(actor, swap.assignment.shift_id, lock=True)
    require(policies.can_offer(actor, swap.assignment))
    if not Swap.objects.filter(pk=swap.pk, state=SwapState.OPEN).update(state=SwapState.WITHDRAWN):
        raise Conflict("rosters.taken", _("Somebody has taken this duty, or it is no longer offered."))
    audit.record(actor, "rota.offer_withdrawn", "shift", shift.pk, {"swap": str(swap.pk)})
    tell(shift)
    return swap


@transaction.atomic
def take(actor: Actor, *, swap_id: UUID, in_return: UUID | None = None) -> Assignment:
    """Take an offered duty over: checked like any other way onto a duty, in one transaction with the release.
    An exchange seats both or leaves everything as it was.

    `in_return` is the duty the taker has read to give for it. Of several takers at once one wins.
    Raises: NotFound, Refused, Conflict (taken, other terms by now, what stands against either of the two).
    """
    given, wanted = _locked(actor, queries.swap_for(actor, swap_id).assignment_id, in_return)
    swap = queries.swap_for(actor, swap_id)
    require(policies.can_take(actor, swap))
    if swap.for_assignment_id != in_return:
        raise Conflict("rosters.terms", _("What is asked in return has changed. Look at the offer again."))
    require_standing(given.shift)
    if wanted is not None:
        _require_ahead(given, wanted)
    assert actor.user_id is not None  # noqa: S101  the policy lets persons pass only
    Swap.objects.filter(pk=swap.pk).update(
        state=SwapState.TAKEN, taken_by_id=actor.user_id, taken_at=timezone.now()
    )
    taken = _hand_over(actor, given, actor.user_id, wanted)
    found = {"from": str(given.pk), "to": str(taken.pk)}
    if wanted is None:
        audit.record(actor, "rota.taken_over", "shift", given.shift_id, found)
        told = wording.taken(*_words(given), actor.label)
    else:
        audit.record(actor, "rota.exchanged", "shift", given.shift_id, found | {"for": str(wanted.pk)})
        told = wording.exchanged(_words(given), _words(wanted), actor.label)
        tell(wanted.shift)
    notifications.notify([given.user_id], told)
    tell(given.shift)
    return taken


@transaction.atomic
def void_exchange(swap_id: UUID) -> None:
    """End an offer whose duty in return has ended, and tell who made it. A job's; twice is once."""
    swap = Swap.objects.select_related("assignment", "for_assignment__shift").get(pk=swap_id)
    queries.hold_shifts([swap.assignment.shift_id])
    swap.refresh_from_db(fields=["state", "for_assignment"])
    wanted = swap.for_assignment
    if swap.state != SwapState.OPEN or wanted is None or wanted.state == AssignmentState.CONFIRMED:
        return
    Swap.objects.filter(pk=swap_id).update(state=SwapState.VOID)
    shift = queries.whole_shifts().get(pk=swap.assignment.shift_id)
    told = wording.exchange_void((shift.name, shift.day.isoformat()), _words(wanted))
    notifications.notify([swap.assignment.user_id], told)
    tell(shift)


def could_take(shift: Shift, assignment: Assignment) -> list[UUID]:
    """Members who are ready over the whole shift and hold what its seat needs."""
    interval = interval_of(shift.during)
    includes = inclusions()
    needs = assignment.seat.needs
    answers = [
        ability.readiness(facts, interval, includes)
        for facts in roll_of([shift.brigade_id], interval)
        if facts.user_id != assignment.user_id
    ]
    return [a.user_id for a in answers if a.ready and (needs is None or needs.code in a.skills)]


def _locked(actor: Actor, given: UUID, wanted: UUID | None) -> tuple[Assignment, Assignment | None]:
    """Both duties as they are once their shifts are locked. Raises NotFound."""
    ids = [one for one in (given, wanted) if one is not None]
    queries.hold_shifts([queries.assignment_for(actor, one).shift_id for one in ids])
    found = [queries.assignment_for(actor, one) for one in ids]
    return found[0], found[1] if wanted else None


def _require_exchangeable(actor: Actor, given: Assignment, wanted: Assignment, to: UUID | None) -> None:
    """The other duty is another's, of another published shift of the brigade; and the exchange, made now,
    would hold.
    """
    ours = wanted.shift.brigade_id == given.shift.brigade_id and wanted.shift.state == ShiftState.PUBLISHED
    if not ours or wanted.user_id == given.user_id or wanted.shift_id == given.shift_id:
        raise Invalid.field(
            "for_assignment_id", _("Choose a colleague's duty in another shift of this brigade.")
        )
    if to not in (None, wanted.user_id):
        raise Invalid.field("to_user_id", _("An exchange is offered to whoever holds the other duty."))
    if wanted.state != AssignmentState.CONFIRMED:
        raise Conflict("rosters.not_held", _("This duty is not held by that person any more."))
    _require_ahead(given, wanted)
    with transaction.atomic():
        _hand_over(actor, given, wanted.user_id, wanted)
        transaction.set_rollback(True)


def _require_ahead(given: Assignment, wanted: Assignment) -> None:
    if min(given.during.lower, wanted.during.lower) <= timezone.now():
        raise Conflict("rosters.begun", _("This shift has begun already."))


def _hand_over(actor: Actor, given: Assignment, taker: UUID, wanted: Assignment | None) -> Assignment:
    """Both duties are given up before either is taken: each may stand against the other. The taker's new one.

    What stands against the one who is not acting is their own affair: it is refused without the reason.
    """
    hold_people([taker, given.user_id] if wanted else [taker])
    release_seat(given, "swap")
    if wanted is not None:
        release_seat(wanted, "swap")
        _seat(actor, wanted, given.user_id)
    return _seat(actor, given, taker)


def _seat(actor: Actor, duty: Assignment, user_id: UUID) -> Assignment:
    try:
        return hold_seat(queries.whole_shifts().get(pk=duty.shift_id), user_id, AssignmentSource.SWAP)
    except Conflict as refusal:
        if user_id == actor.user_id:
            raise
        raise Conflict(
            "rosters.colleague", _("Your colleague cannot take this duty at present.")
        ) from refusal


def _words(duty: Assignment) -> wording.Duty:
    return duty.shift.name, duty.shift.day.isoformat()
