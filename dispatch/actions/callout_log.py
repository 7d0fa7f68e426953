"""Writing lines into a call-out's log and showing what they change. The caller holds the call-out's row."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from accounts.actor import Actor, system_actor
from core import ids
from dispatch.models import CallOut, CallOutMark
from dispatch.projections import callouts as projections
from dispatch.queries import callouts as queries
from dispatch.queries.callouts import Log
from notifications import actions as notifications

SYSTEM = system_actor("dispatch.callouts")
TEXT = 300


def step_on(callout: CallOut) -> int:
    """Open the next number of the log: one for each action."""
    callout.rev += 1
    return callout.rev


def write(
    callout: CallOut,
    kind: str,
    *,
    by: Actor | None = None,
    text: str = "",
    head: dict[str, Any] | None = None,
    at: datetime | None = None,
    mark_id: UUID | None = None,
    **explained: Any,
) -> CallOutMark:
    """Append a line under the number that is open. `head`: what it changes of the board's head."""
    return CallOutMark.objects.create(
        id=mark_id or ids.uuid7(),
        callout=callout,
        number=callout.rev,
        ordinal=CallOutMark.objects.filter(callout=callout, number=callout.rev).count(),
        kind=kind,
        at=at or timezone.now(),
        by=by.label if by is not None and by.is_person else "",
        text=text[:TEXT],
        data={"head": head or {}, **explained},
    )


def follow_crew(callout: CallOut) -> Log:
    """See whether the answers make a crew now, and write the moment it stood or was lost (C6).

    A crew that is lost after its deadline was settled makes a look due at once: escalation goes on.
    """
    log = queries.log_of(callout)
    board = log.board
    viable = bool(board.coming) and board.crew.viable
    if viable == callout.viable:
        return log
    callout.viable = viable
    if viable:
        ready = board.ready_at.isoformat() if board.ready_at else None
        write(callout, "crew", head={"exhausted": False}, ready_at=ready)
    else:
        if callout.deadline_at is None:
            callout.deadline_at = timezone.now()
        write(callout, "crew_lost", head={"deadline_at": callout.deadline_at.isoformat()})
    return queries.log_of(callout)


def publish(callout: CallOut, kind: str, log: Log | None = None) -> None:
    """Keep the call-out's columns and put what the open number changed on all screens."""
    callout.save()
    known = log or queries.log_of(callout)
    events = [*projections.changes(known, kind), projections.summary_event(known, kind)]
    notifications.record_events(events)
