"""Ending a call-out: standing down exactly those paged (C10), and closing with who was there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actor import Actor
from core import audit
from core.decisions import require
from core.errors import Conflict, Invalid
from dispatch.actions import callout_paging as paging
from dispatch.actions.callout_log import publish, step_on, write
from dispatch.models import CallOut, CallOutState, PageState
from dispatch.policies import callouts as policies
from dispatch.projections.callouts import category_words
from dispatch.queries import callouts as queries
from dispatch.wording import callouts as wording
from notifications import actions as notifications
from rosters.actions import hours
from rosters.models import HoursKind
from rosters.queries import crews
from rosters.recurrence import Interval

LONGEST = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Attended:
    """Who was there, from when to when."""

    user_id: UUID
    start: datetime
    end: datetime


@transaction.atomic
def stand_down(actor: Actor, *, callout_id: UUID, rest_only: bool = False, reason: str = "") -> CallOut:
    """Call it off for everybody who was paged; or, with `rest_only`, for those who are not coming.

    Whoever has been stood down already is not told again. Repeating changes nothing.

    Raises: NotSignedIn, NotFound, Refused, Conflict (not running, `callout.no_crew` for the rest).
    """
    callout = queries.callout_for(actor, callout_id, lock=True)
    require(policies.can_command_callout(actor, callout))
    if callout.state == CallOutState.STOOD_DOWN and not rest_only:
        return callout
    if callout.state != CallOutState.RUNNING:
        raise Conflict("callout.over", _("This call-out is over."))
    if rest_only and not callout.viable:
        raise Conflict("callout.no_crew", _("There is no crew yet: nobody can be spared."))
    step_on(callout)
    if rest_only:
        coming = {UUID(page.user_id) for page, _answer in queries.log_of(callout).board.coming}
        reached = _release(callout, spare=coming)
        callout.deadline_at = None
        write(callout, "rest_stood_down", by=actor, text=reason, head={"deadline_at": None}, reached=reached)
    else:
        reached = _release(callout, spare=set())
        _end(actor, callout, CallOutState.STOOD_DOWN, "stood_down", reason, reached)
    audit.record(actor, "callout.stood_down", "callout", callout.pk, {"reached": len(reached)})
    publish(callout, "callout.stood_down")
    return callout


def _end(
    actor: Actor, callout: CallOut, state: CallOutState, kind: str, text: str, reached: list[str]
) -> None:
    callout.state, callout.ended_at = state, timezone.now()
    callout.deadline_at, callout.roll_call_at, callout.roll_call_stage = None, None, 0
    callout.alarm_at = None
    notifications.supersede_deliveries(paging.alarm_key(callout.pk))
    notifications.supersede_deliveries(paging.roll_call_key(callout.pk))
    head = {
        "state": state,
        "ended_at": callout.ended_at.isoformat(),
        "deadline_at": None,
        "roll_call": None,
    }
    write(callout, kind, by=actor, text=text, head=head, reached=reached)


def _release(callout: CallOut, *, spare: set[UUID]) -> list[str]:
    """Stand down those paged and not stood down since, but for `spare`. Their ids, in order."""
    now = timezone.now()
    pages = callout.pages.filter(stood_down_at__isnull=True).exclude(user_id__in=spare)
    people = sorted(set(pages.values_list("user_id", flat=True)))
    pages.filter(state=PageState.OPEN).update(state=PageState.STOOD_DOWN)
    pages.update(stood_down_at=now)
    key = paging.alert_key(callout.pk)
    notifications.supersede_deliveries(key, user_ids=people if spare else None)
    message = wording.stood_down(callout.pk, category_words(callout.category), callout.brigade.name)
    notifications.notify(people, message)
    return [str(user_id) for user_id in people]


@transaction.atomic
def close(actor: Actor, *, callout_id: UUID, attendance: Sequence[Attended], note: str = "") -> CallOut:
    """Close with who was there; their hours go into the ledger of the brigade that was paged for them.

    Of the brigade called, also who came without a page. Whoever was paged, was not there and was not stood
    down is stood down now. Repeating changes nothing.

    Raises: NotSignedIn, NotFound, Refused, Conflict (not begun), Invalid (somebody neither paged nor of the
    brigade, a wrong time).
    """
    callout = queries.callout_for(actor, callout_id, lock=True)
    require(policies.can_command_callout(actor, callout))
    if callout.state == CallOutState.CLOSED:
        return callout
    if callout.state not in {CallOutState.RUNNING, CallOutState.STOOD_DOWN}:
        raise Conflict("callout.over", _("This call-out is over."))
    _record(callout, attendance)
    step_on(callout)
    reached = _release(callout, spare={one.user_id for one in attendance})
    notifications.supersede_deliveries(paging.alert_key(callout.pk))
    callout.pages.filter(state=PageState.OPEN).update(state=PageState.SUPERSEDED)
    _end(actor, callout, CallOutState.CLOSED, "closed", note, reached)
    audit.record(actor, "callout.closed", "callout", callout.pk, {"attended": len(attendance)})
    publish(callout, "callout.closed")
    return callout


def _record(callout: CallOut, attendance: Sequence[Attended]) -> None:
    serving = crews.serving_ids([callout.brigade_id])[str(callout.brigade_id)]
    brigade_of = {UUID(user_id): callout.brigade_id for user_id in serving}
    brigade_of |= dict(callout.pages.order_by("number").values_list("user_id", "brigade_id"))
    for one in attendance:
        if one.user_id not in brigade_of:
            raise Invalid.field("attendance", _("Somebody in the list is not of this brigade nor paged."))
        if not timedelta(0) < one.end - one.start <= LONGEST:
            raise Invalid.field("attendance", _("The end has to be after the beginning."))
    for one in attendance:
        hours.record_hours(
            brigade_id=brigade_of[one.user_id],
            user_id=one.user_id,
            kind=HoursKind.CALL_OUT,
            during=Interval(one.start, one.end),
            source_id=callout.pk,
        )
