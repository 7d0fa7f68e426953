"""The one way a changed incident is written and told: visibility, revisions, counts, events."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from core import jobs
from incidents import projections, queries
from incidents.actions import tally
from incidents.catalogue import Audience
from incidents.models import Incident, Message, StatusChange
from incidents.workflow import NEVER_PUBLIC, State
from notifications import actions as notifications_actions
from notifications import streams
from notifications.streams import StreamEvent


@dataclass(frozen=True, slots=True)
class Seen:
    """What each masked audience saw of an incident at one moment."""

    content: dict[str, Any]
    groups: frozenset[UUID]
    public_stream: str | None
    category: str

    @classmethod
    def now(cls, incident: Incident) -> Seen:
        """As the incident stands now."""
        content = projections.group(incident)
        del content["rev"]
        return cls(
            content,
            frozenset(incident.group_ids) if incident.shown_to_groups else frozenset(),
            projections.stream_of_public(incident) if incident.shown_publicly else None,
            incident.category_id,
        )


def settle(incident: Incident, now: datetime) -> None:
    """Decide who sees the incident now: the one place where that is decided."""
    category = queries.categories()[incident.category_id]
    free = not incident.held and State(incident.state) not in NEVER_PUBLIC
    incident.shown_to_groups = free and category.audience != Audience.POLICE and bool(incident.group_ids)
    due = incident.public_at is not None and incident.public_at <= now
    over = incident.public_until is not None and incident.public_until <= now
    incident.shown_publicly = (
        free
        and category.audience == Audience.PUBLIC
        and incident.public_point is not None
        and due
        and not over
    )


def write(incident: Incident, kind: str, was: Seen, now: datetime) -> None:
    """Save a changed incident and tell every audience; call it last in the action's transaction.

    The caller holds the row's lock and took `was = Seen.now(incident)` before it changed anything.
    """
    settle(incident, now)
    seen = Seen.now(incident)
    if (seen.content, seen.groups, seen.public_stream) != (was.content, was.groups, was.public_stream):
        incident.public_rev += 1
    incident.rev += 1
    incident.updated_at = now
    incident.save()
    _count(incident, was, seen)
    steps = list(incident.steps.order_by("id"))
    messages = list(incident.messages.order_by("at", "id"))
    notifications_actions.record_events(
        [*police_and_reporter(incident, kind, steps, messages), *_masked(incident, kind, was, seen)]
    )
    if seen.groups - was.groups:
        tell_groups(incident)


def tell_groups(incident: Incident) -> None:
    """Have the groups over an incident told of it, masked: each group once, however often this is asked."""
    jobs.enqueue("dispatch.tell_groups", incident_id=str(incident.pk))


def police_and_reporter(
    incident: Incident, kind: str, steps: list[StatusChange], messages: list[Message]
) -> list[StreamEvent]:
    """The two audiences that hear of every change."""
    return [
        StreamEvent(
            streams.beat(incident.beat_id),
            kind,
            projections.police_subject(incident),
            projections.police(incident),
        ),
        StreamEvent(
            streams.report(incident.pk),
            kind,
            projections.report_subject(incident),
            projections.report(incident, steps, messages),
        ),
    ]


def to_groups(incident: Incident, kind: str, groups: Sequence[UUID]) -> list[StreamEvent]:
    """The incident put on the screens of these groups."""
    subject, data = projections.masked_subject(incident, "masked"), projections.group(incident)
    return [StreamEvent(streams.group(group), kind, subject, data) for group in groups]


def to_public(incident: Incident, kind: str) -> StreamEvent:
    """The incident put on the public screens of its tile."""
    subject = projections.masked_subject(incident, "public")
    return StreamEvent(projections.stream_of_public(incident), kind, subject, projections.public(incident))


def _masked(incident: Incident, kind: str, was: Seen, seen: Seen) -> list[StreamEvent]:
    """Puts where something changed, drops where sight was lost; nothing where all is as it was."""
    if (seen.content, seen.groups, seen.public_stream) == (was.content, was.groups, was.public_stream):
        return []
    events = to_groups(incident, kind, sorted(seen.groups))
    gone = projections.masked_subject(incident, "masked")
    events += [
        StreamEvent(streams.group(group), kind, gone, None) for group in sorted(was.groups - seen.groups)
    ]
    if seen.public_stream:
        events.append(to_public(incident, kind))
    elif was.public_stream:
        subject = projections.masked_subject(incident, "public")
        events.append(StreamEvent(was.public_stream, kind, subject, None))
    return events


def _count(incident: Incident, was: Seen, seen: Seen) -> None:
    """Keep the counts of low-zoom tiles equal to what is shown."""
    before = was.category if was.public_stream else None
    after = seen.category if seen.public_stream else None
    if before != after:
        tally.move(incident, Audience.PUBLIC, before, after)
    if incident.tallied and was.category != seen.category:
        tally.move(incident, Audience.POLICE, was.category, seen.category)
