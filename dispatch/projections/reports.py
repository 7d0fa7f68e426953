"""A brigade's period: the ledger's part from `rosters`, and how fast each call-out went."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from accounts.actor import Actor
from core.decisions import require
from dispatch.models import CallOut
from dispatch.projections.callouts import category_words
from dispatch.queries import intervals
from rosters import policies
from rosters.documents import Report, Turnout
from rosters.models import Brigade
from rosters.queries import brigades, certificates
from rosters.recurrence import Interval


def period(actor: Actor, brigade_id: UUID, window: Interval) -> list[dict[str, Any]]:
    """The call-outs of a period with their intervals, for the chief. Raises NotFound, Refused."""
    callouts = intervals.called_in(_commanded(actor, brigade_id), window)
    seconds = intervals.seconds_to(callouts)
    return [past_out(callout, seconds[callout.pk]) for callout in callouts]


def report(actor: Actor, brigade_id: UUID, window: Interval) -> Report:
    """What the printed report states, for the chief. Raises NotFound, Refused."""
    brigade = _commanded(actor, brigade_id)
    callouts = intervals.called_in(brigade, window)
    seconds = intervals.seconds_to(callouts)
    zone = ZoneInfo(brigade.time_zone)
    turnouts = [_turnout(callout, seconds[callout.pk], zone) for callout in callouts]
    return replace(certificates.report_of(brigade, window), turnouts=turnouts)


def past_out(callout: CallOut, seconds: dict[str, int | None]) -> dict[str, Any]:
    """A call-out as a line of a list."""
    return {
        "id": callout.pk,
        "category_name": category_words(callout.category),
        "state": callout.state,
        "place": callout.place,
        "started_at": callout.started_at,
        "ended_at": callout.ended_at,
        "seconds_to": seconds,
    }


def _commanded(actor: Actor, brigade_id: UUID) -> Brigade:
    brigade = brigades.brigade_for(actor, brigade_id)
    require(policies.can_command(actor, brigade))
    return brigade


def _turnout(callout: CallOut, seconds: dict[str, int | None], zone: ZoneInfo) -> Turnout:
    assert callout.started_at is not None  # noqa: S101 - only those that began are asked for
    return Turnout(
        start=callout.started_at.astimezone(zone),
        what=category_words(callout.category),
        place=callout.place,
        seconds=seconds,
    )
