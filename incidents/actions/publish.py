"""Publishing on time: due columns swept by one periodic job, late items at once."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from core import metrics
from incidents import projections
from incidents.actions import tally, telling
from incidents.catalogue import Audience
from incidents.models import HoldReason, Incident
from incidents.workflow import NEVER_PUBLIC
from notifications import actions as notifications_actions
from notifications.streams import StreamEvent

log = logging.getLogger("varta.incidents")
BATCH = 200
Work = Callable[[list[Incident]], None]


def publish_due() -> int:
    """Show the public what has become due and take away what has run out; the number of both.

    A row that fails holds up no other: it is logged, counted and left to the next sweep. Safe to run twice
    and beside itself: rows that another run holds are left to it.
    """
    now = timezone.now()
    due = Q(public_at__lte=now, public_until__gt=now, public_point__isnull=False, hold_reason=HoldReason.FREE)
    coming = Q(shown_publicly=False, category__audience=Audience.PUBLIC) & due
    going = Q(shown_publicly=True, public_until__lte=now)
    return _sweep(coming, partial(_publish, now=now)) + _sweep(going, partial(_expire, now=now))


def _sweep(which: Q, work: Work) -> int:
    """Do the work on all of these, a batch in one transaction; the number done."""
    done, stuck = 0, set[UUID]()
    while True:
        with transaction.atomic():
            rows = _locked(which & ~Q(pk__in=sorted(stuck)))
            failed = _worked(rows, work)
        stuck |= failed
        done += len(rows) - len(failed)
        if not rows:
            return done


def _worked(rows: list[Incident], work: Work) -> set[UUID]:
    """Do the work on all rows together; where that fails, on each by itself. The ids of those that fail."""
    try:
        with transaction.atomic():
            work(rows)
    except Exception:  # whatever one row's fault is, the others must not wait for it; each is tried alone
        log.warning("a batch failed and is taken apart", exc_info=True)
        return {row.pk for row in rows if not _worked_alone(row, work)}
    return set()


def _worked_alone(row: Incident, work: Work) -> bool:
    try:
        with transaction.atomic():
            row.refresh_from_db()
            work([row])
    except Exception:  # its savepoint is undone, it stays due and is counted: nothing is lost but time
        log.critical("an incident cannot be published", extra={"incident": str(row.pk)}, exc_info=True)
        metrics.STUCK.labels("incidents.publish").inc()
        return False
    return True


def _publish(rows: list[Incident], *, now: datetime) -> None:
    for incident in rows:
        incident.shown_publicly, incident.updated_at = True, now
        incident.public_rev += 1
    _save(rows)
    tally.add([incident.pk for incident in rows], Audience.PUBLIC)
    events = []
    for incident in rows:
        events.append(telling.to_public(incident, "incident.published"))
        if incident.shown_to_groups:
            events += telling.to_groups(incident, "incident.published", incident.group_ids)
    notifications_actions.record_events(events)


def _expire(rows: list[Incident], *, now: datetime) -> None:
    events = []
    for incident in rows:
        subject = projections.masked_subject(incident, "public")
        events.append(StreamEvent(projections.stream_of_public(incident), "incident.expired", subject, None))
        incident.shown_publicly, incident.updated_at = False, now
        incident.public_rev += 1
        if incident.shown_to_groups:
            events += telling.to_groups(incident, "incident.expired", incident.group_ids)
    tally.add([incident.pk for incident in rows], Audience.PUBLIC, sign=-1)
    _save(rows)
    notifications_actions.record_events(events)


@transaction.atomic
def tally_new() -> int:
    """Count new incidents for the police's tiles of low zoom; the number counted."""
    rows = list(
        Incident.objects.filter(tallied=False)
        .select_for_update(skip_locked=True)
        .order_by("id")
        .values_list("id", flat=True)[: BATCH * 5]
    )
    tally.add(rows, Audience.POLICE)
    Incident.objects.filter(id__in=rows).update(tallied=True)
    return len(rows)


def _locked(which: Q) -> list[Incident]:
    rows = Incident.objects.filter(which).exclude(state__in=sorted(NEVER_PUBLIC))
    return list(rows.select_for_update(of=("self",), skip_locked=True).order_by("public_at", "id")[:BATCH])


def _save(rows: Sequence[Incident]) -> None:
    Incident.objects.bulk_update(rows, ["shown_publicly", "public_rev", "updated_at"])
