"""What is said on the way: out, on scene, back, notes, shelter and hold, roll-calls."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actor import Actor
from core import audit
from core.decisions import require
from core.errors import Conflict, Invalid
from dispatch import calling
from dispatch.actions import callout_paging as paging
from dispatch.actions.callout_log import publish, step_on, write
from dispatch.models import CallOut, CallOutMark
from dispatch.policies import callouts as policies
from dispatch.queries import callouts as queries
from dispatch.wording import callouts as wording
from notifications import actions as notifications


class Said(StrEnum):
    """What people write into the log."""

    OUT = "out"
    ON_SCENE = "on_scene"
    BACK = "back"
    NOTE = "note"
    SHELTER = "shelter"
    """The crew shelters or holds: an air-raid alert, a danger on scene."""
    GOING_ON = "going_on"
    ROLL_CALL_OK = "roll_call_ok"
    """Everybody is accounted for."""


MILESTONES = {Said.OUT: "out_at", Said.ON_SCENE: "on_scene_at", Said.BACK: "back_at"}


@transaction.atomic
def mark(actor: Actor, *, callout_id: UUID, mark_id: UUID, said: Said, text: str = "") -> CallOut:
    """Write a line. `mark_id` is the client's: sending again changes nothing. A milestone counts once.

    *On scene* starts the roll-calls, *back* ends them, *roll_call_ok* sets the timer anew.

    Raises: NotSignedIn, NotFound, Refused, Conflict (over, `mark.id_used`, no roll-call), Invalid (no text).
    """
    callout = queries.callout_for(actor, callout_id, lock=True)
    known = CallOutMark.objects.filter(pk=mark_id).first()
    if known is not None:
        if known.callout_id != callout.pk:
            raise Conflict("mark.id_used")
        return callout
    log = queries.log_of(callout)
    coming = {page.user_id for page, _answer in log.board.coming}
    require(policies.can_mark(actor, callout, coming=str(actor.user_id) in coming))
    if said is Said.NOTE and not text.strip():
        raise Invalid.field("text", _("Write something."))
    if said in MILESTONES and any(row.kind == said for row in log.marks):
        return callout
    now = timezone.now()
    step_on(callout)
    head = _change(callout, said, now)
    write(callout, said, by=actor, text=text.strip(), head=head, at=now, mark_id=mark_id)
    audit.record(actor, f"callout.{said}", "callout", callout.pk)
    publish(callout, f"callout.{said}")
    return callout


def _change(callout: CallOut, said: Said, now: datetime) -> dict[str, Any]:
    head: dict[str, Any] = {MILESTONES[said]: now.isoformat()} if said in MILESTONES else {}
    if said is Said.ON_SCENE:
        return head | set_roll_call(callout, 0, now + calling.ROLL_CALL_EVERY)
    if said is Said.BACK:
        _answered(callout)
        return head | set_roll_call(callout, 0, None)
    if said is Said.ROLL_CALL_OK:
        if callout.roll_call_at is None and callout.roll_call_stage == 0:
            raise Conflict("callout.no_roll_call", _("No roll-calls are being held."))
        _answered(callout)
        return set_roll_call(callout, 0, now + calling.ROLL_CALL_EVERY)
    return head


def _answered(callout: CallOut) -> None:
    """Nobody needs to answer the roll-call any more; nor its alarm, where it came to one."""
    notifications.supersede_deliveries(paging.roll_call_key(callout.pk))
    if callout.roll_call_stage == calling.ROLL_CALL_ALARM:
        notifications.supersede_deliveries(paging.alarm_key(callout.pk))
        callout.alarm_at = None


def set_roll_call(callout: CallOut, stage: int, due: datetime | None) -> dict[str, Any]:
    """Set the timer; answers what changes of the head."""
    callout.roll_call_stage, callout.roll_call_at = stage, due
    if due is None and stage == 0:
        return {"roll_call": None}
    return {"roll_call": {"stage": stage, "due_at": due.isoformat() if due else None}}


def take_roll_call(callout: CallOut, now: datetime) -> None:
    """The timer has run out: ask; note a miss; after the second, alarm chief and dispatchers."""
    step = calling.ROLL_CALL_STEPS[callout.roll_call_stage]
    head = set_roll_call(callout, step.stage, now + step.wait if step.wait else None)
    write(callout, step.mark, head=head)
    name = callout.brigade.name
    if step.wait is None:
        paging.alarm(callout, "roll_call", wording.roll_call_alarm(callout.pk, name))
        return
    coming = [UUID(page.user_id) for page, _answer in queries.log_of(callout).board.coming]
    people = list(dict.fromkeys([*coming, *paging.commanders(callout)]))
    notifications.open_deliveries(
        paging.roll_call_key(callout.pk),
        people,
        wave=callout.rev,
        message=wording.roll_call(callout.pk, name),
        deadline=callout.roll_call_at,
    )
