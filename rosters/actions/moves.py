"""A holder moved by the chief to another shift: given up there and taken here in one step, or nothing is."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actor import Actor
from core import audit
from core.decisions import require
from core.errors import Invalid
from notifications import actions as notifications
from notifications.messages import Message
from rosters import policies, wording
from rosters.actions.seats import hold_people, hold_seat, release_seat, require_standing, tell
from rosters.models import Assignment, AssignmentSource, Shift, ShiftState
from rosters.queries import shifts as queries


@transaction.atomic
def move_duty(
    actor: Actor, *, assignment_id: UUID, shift_id: UUID, seat_id: UUID | None = None
) -> Assignment:
    """The chief moves whoever holds a duty to another shift of the brigade, or to another seat of the same
    one; into that seat where one is named.

    Both shifts are locked in the order of their ids, then the person. The duty is given up before the other
    is taken, since it may stand against it (rest, hours); what stands against the other leaves the holder
    where they were. Open offers of the duty are void.

    Raises: NotFound, Refused, Invalid (another brigade's shift, not a seat of it), Conflict (over, cancelled,
    not held any more, and all that stands against a duty).
    """
    queries.hold_shifts([queries.assignment_for(actor, assignment_id).shift_id, shift_id])
    duty, there = queries.assignment_for(actor, assignment_id), queries.shift_for(actor, shift_id)
    here = duty.shift
    require(policies.can_command(actor, here.brigade))
    if there.brigade_id != here.brigade_id:
        raise Invalid.field("shift_id", _("Choose a shift of the same brigade."))
    require_standing(here)
    hold_people([duty.user_id])
    release_seat(duty, "move")
    taken = hold_seat(
        queries.whole_shifts().get(pk=there.pk),
        duty.user_id,
        AssignmentSource.CHIEF,
        refuse_away=True,
        seat_id=seat_id,
    )
    audit.record(actor, "rota.moved", "shift", there.pk, {"from": str(duty.pk), "to": str(taken.pk)})
    told = _told(here, there)
    if told is not None:
        notifications.notify([duty.user_id], told)
    for shift in {here.pk: here, there.pk: there}.values():
        tell(shift)
    return taken


def _told(here: Shift, there: Shift) -> Message | None:
    """What the holder reads: drafts bind nobody, and a seat is no other duty."""
    known = [shift for shift in (here, there) if shift.state == ShiftState.PUBLISHED]
    if here.pk == there.pk or not known:
        return None
    words = [(shift.name, shift.day.isoformat()) for shift in known]
    if len(words) == 2:
        return wording.moved(*words)
    return wording.unassigned(*words[0]) if known == [here] else wording.assigned(*words[0])
