"""Each second: look at the call-outs that are due. A look that finds nothing to do changes nothing."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from core import metrics
from dispatch import calling, turnout
from dispatch.actions import callout_marks as marks
from dispatch.actions import callout_paging as paging
from dispatch.actions.callout_log import publish, step_on, write
from dispatch.actions.callout_starts import prompt_key
from dispatch.models import CallOut, CallOutState, PageState
from dispatch.projections.callouts import category_words
from dispatch.queries import callouts as queries
from dispatch.wording import callouts as wording
from notifications import actions as notifications

log = logging.getLogger("varta.dispatch")


def sweep_callouts() -> int:
    """Escalate, ask again, call the roll, wherever the time has come. Returns how many were looked at.

    Each call-out is its own transaction: one that fails delays no other (C4) and is tried again with the
    next sweep, one that another worker holds is left to it (C2). Raises the first fault after all have had
    their turn, so that the job itself is seen to fail.
    """
    due = queries.callouts_due(timezone.now())
    faults: list[Exception] = []
    for callout_id in due:
        try:
            look(callout_id)
        except Exception as fault:
            log.critical("a call-out is stuck", extra={"callout": str(callout_id)}, exc_info=True)
            metrics.STUCK.labels("dispatch.callouts").inc()
            faults.append(fault)
    if faults:
        raise faults[0]
    return len(due)


@transaction.atomic
def look(callout_id: UUID) -> None:
    """Do what is due of one call-out now."""
    callout = queries.callout_locked(callout_id, skip_locked=True)
    if callout is None:
        return
    now = timezone.now()
    if callout.deadline_at is not None and callout.deadline_at <= now:
        _measure(callout, now)
        if callout.state == CallOutState.PROPOSED:
            _prompt_again(callout)
        elif callout.state == CallOutState.RUNNING:
            escalate(callout, now)
    if callout.state == CallOutState.RUNNING and callout.roll_call_at and callout.roll_call_at <= now:
        step_on(callout)
        marks.take_roll_call(callout, now)
        publish(callout, "callout.roll_call")
    if callout.state == CallOutState.RUNNING and callout.alarm_at and callout.alarm_at <= now:
        if paging.alarm_again(callout):
            publish(callout, "callout.alarm")
        else:
            callout.save(update_fields=["alarm_at", "updated_at"])


def _measure(callout: CallOut, now: datetime) -> None:
    late = (now - callout.deadline_at).total_seconds() if callout.deadline_at else 0.0
    callout.late_ms = round(late * 1000)
    metrics.LATE_SECONDS.labels("dispatch.callouts").observe(late)


def escalate(callout: CallOut, now: datetime) -> None:
    """One step on if, and only if, the answers make no crew (C5); with a crew nobody more is asked."""
    board = queries.log_of(callout).board
    plan = calling.plan_of(callout.plan)
    decision = turnout.escalate(plan, callout.level, callout.deadline_at or now, now, board.crew)
    step_on(callout)
    if decision.level is not None:
        paging.open_step(callout, decision.level, now)
    elif decision.exhausted:
        paging.exhaust(callout)
    else:
        callout.deadline_at = None
        callout.pages.filter(state=PageState.OPEN).update(state=PageState.SUPERSEDED)
        write(callout, "settled", head={"deadline_at": None})
    publish(callout, "callout.escalated")


def _prompt_again(callout: CallOut) -> None:
    """Nobody has decided: ask again, and tell those who run the city; until it is decided."""
    step_on(callout)
    callout.deadline_at = timezone.now() + timedelta(seconds=calling.PROMPT_SECONDS)
    asked = callout.marks.filter(kind="undecided").count()
    notifications.escalate_deliveries(prompt_key(callout.pk), wave=asked)
    names = category_words(callout.category)
    people = list(dict.fromkeys([*paging.commanders(callout), *paging.administrators(callout)]))
    told = notifications.open_deliveries(
        prompt_key(callout.pk),
        people,
        wave=asked + 1,
        message=wording.prompt_unanswered(callout.pk, names, callout.brigade.name),
        deadline=callout.deadline_at,
    )
    write(callout, "undecided", head={"deadline_at": callout.deadline_at.isoformat()}, told=told)
    publish(callout, "callout.undecided")
