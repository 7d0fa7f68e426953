"""A group as its own stream tells it. Names of people stay out: police of the area read this stream too."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from notifications.streams import StreamEvent
from notifications.streams import group as group_stream
from watch import queries
from watch.models import Group


def group_item(group: Group) -> dict[str, Any]:
    """The projection of subject `group:<id>`: standing and head-counts."""
    return {
        "id": str(group.pk),
        "rev": group.rev,
        "name": group.name,
        "kind": group.kind,
        "status": group.status,
        "members": len(queries.member_ids(group.pk)),
        "coordinators": len(queries.coordinator_ids(group.pk)),
    }


def group_subject(group_id: UUID) -> str:
    """Subject of the group's own projection."""
    return f"group:{group_id}"


def group_entries(group_id: UUID) -> list[dict[str, Any]]:
    """What a snapshot of the group's stream says of the group itself, as `{subject, data}`; nothing where
    there is no such group. That the actor may read the stream is the caller's to ask.
    """
    group = queries.streamed_group(group_id)
    return [{"subject": group_subject(group_id), "data": group_item(group)}] if group else []


def group_event(group: Group, kind: str) -> StreamEvent:
    """`kind` (`group.changed`, `member.changed`) with the group's whole projection."""
    return StreamEvent(group_stream(group.pk), kind, group_subject(group.pk), group_item(group))
