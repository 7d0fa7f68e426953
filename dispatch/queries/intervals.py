"""How long call-outs took from the call to each step, for many at once: three statements."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import Min

from dispatch.models import Answer, CallOut, CallOutMark, CallOutState, Page
from rosters.models import Brigade
from rosters.recurrence import Interval

STEPS = ("page", "answer", "crew", "out", "on_scene", "back")
"""First page, first answer of any kind, first viable crew, then what was marked."""
_MARKED = STEPS[2:]
Moments = dict[str, datetime]


def seconds_to(callouts: Collection[CallOut]) -> dict[UUID, dict[str, int | None]]:
    """For each call-out the seconds from the call to each step; None where it never came to that."""
    moments = _moments([callout.pk for callout in callouts])
    return {callout.pk: _seconds(callout.started_at, moments[callout.pk]) for callout in callouts}


def called_in(brigade: Brigade, window: Interval) -> list[CallOut]:
    """The brigade's own call-outs that began in the window, oldest first; not those that never began."""
    rows = CallOut.objects.filter(
        brigade=brigade, started_at__gte=window.start, started_at__lt=window.end
    ).exclude(state__in=(CallOutState.PROPOSED, CallOutState.DECLINED))
    return list(rows.order_by("started_at", "id"))


def _moments(ids: Collection[UUID]) -> dict[UUID, Moments]:
    found: dict[UUID, Moments] = {pk: {} for pk in ids}
    for name, model in (("page", Page), ("answer", Answer)):
        rows = model.objects.filter(callout_id__in=ids).values_list("callout_id")
        for pk, at in rows.annotate(first=Min("at")):
            found[pk][name] = at
    marks = CallOutMark.objects.filter(callout_id__in=ids, kind__in=_MARKED)
    for pk, kind, at in marks.values_list("callout_id", "kind").annotate(first=Min("at")):
        found[pk][kind] = at
    return found


def _seconds(start: datetime | None, moments: Moments) -> dict[str, int | None]:
    return {
        step: round((moments[step] - start).total_seconds()) if start and step in moments else None
        for step in STEPS
    }
