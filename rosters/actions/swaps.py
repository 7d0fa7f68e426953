"""Offering a duty and taking it over: exactly one holder at every instant, and the giver until the taker is
in.
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
from rosters.actions.seats import hold_seat, release_seat, tell
from rosters.models import Assignment, AssignmentSource, Shift, Swap, SwapState
from rosters.queries import people
from rosters.queries import shifts as queries
from rosters.queries.roll import inclusions, interval_of, roll_of


@transaction.atomic
def offer(
    actor: Actor,
    *,
    assignment_id: UUID,
    to_user_id: UUID | None = None,
    urgent: bool = False,
    note: str = "",
) -> Swap:
    """Offer one's duty to one colleague or to all who could take it; it stays one's own until taken.

    Offering again changes the terms of the open offer. Raises: NotFound, Invalid (not a
    member of the brigade), Conflict (not held, over).
    """
    shift_id = queries.assignment_for(actor, assignment_id).shift_id
    shift = queries.shift_for(actor, shift_id, lock=True)
    assignment = queries.assignment_for(actor, assignment_id)
    require(policies.can_offer(actor, assignment))
    if shift.during.upper <= timezone.now():
        raise Conflict("rosters.over", _("This shift is over."))
    if to_user_id and to_user_id not in {one.user_id for one in people.serving_members(shift.brigade)}:
        raise Invalid.field("to_user_id", _("Choose a member of this brigade."))
    swap, _made = Swap.objects.update_or_create(
        assignment=assignment,
        state=SwapState.OPEN,
        defaults={"to_user_id": to_user_id, "urgent": urgent, "note": note[:200]},
    )
    audit.record(actor, "rota.offered", "shift", shift.pk, {"assignment": str(assignment.pk)})
    told = wording.offered(shift.name, shift.day.isoformat(), actor.label)
    notifications.notify([to_user_id] if to_user_id else could_take(shift, assignment), told)
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
def take(actor: Actor, *, swap_id: UUID) -> Assignment:
    """Take an offered duty over: checked like any other way onto a duty, in one transaction with the release.

    Of several takers at once one wins. Raises: NotFound, Refused, Conflict.
    """
    swap = queries.swap_for(actor, swap_id)
    shift = queries.shift_for(actor, swap.assignment.shift_id, lock=True)
    swap = queries.swap_for(actor, swap_id)
    require(policies.can_take(actor, swap))
    assert actor.user_id is not None  # noqa: S101  the policy lets persons pass only
    giver = swap.assignment
    Swap.objects.filter(pk=swap.pk).update(
        state=SwapState.TAKEN, taken_by_id=actor.user_id, taken_at=timezone.now()
    )
    release_seat(giver, "swap")
    taken = hold_seat(shift, actor.user_id, AssignmentSource.SWAP, instead_of=giver)
    audit.record(actor, "rota.taken_over", "shift", shift.pk, {"from": str(giver.pk), "to": str(taken.pk)})
    told = wording.taken(shift.name, shift.day.isoformat(), actor.label)
    notifications.notify([giver.user_id], told)
    tell(shift)
    return taken


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
