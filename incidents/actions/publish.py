"""Publishing on time: due columns swept by one periodic job, late items at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from incidents import projections
from incidents.actions import tally, telling
from incidents.catalogue import Audience
from incidents.models import HoldReason, Incident
from incidents.workflow import NEVER_PUBLIC
from notifications import actions as notifications_actions
from notifications.streams import StreamEvent

BATCH = 200


def publish_due() -> int:
    """Show the public what has become due and take away what has run out; the number of both.

    Safe to run twice and beside itself: rows that another run holds are left to it.
    """
    now = timezone.now()
    done = 0
    while moved := _publish_batch(now) + _expire_batch(now):
        done += moved
    return done


@transaction.atomic
def _publish_batch(now: datetime) -> int:
    due = Q(public_at__lte=now, public_until__gt=now, public_point__isnull=False, hold_reason=HoldReason.FREE)
    rows = _locked(Q(shown_publicly=False, category__audience=Audience.PUBLIC) & due)
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
    return len(rows)


@transaction.atomic
def _expire_batch(now: datetime) -> int:
    rows = _locked(Q(shown_publicly=True, public_until__lte=now))
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
    return len(rows)


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
