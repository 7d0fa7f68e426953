"""A group as its own stream tells it. Names of people stay out: police of the area read this stream too."""

from __future__ import annotations

from typing import Any

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


def group_event(group: Group, kind: str) -> StreamEvent:
    """`kind` (`group.changed`, `member.changed`) with the group's whole projection."""
    return StreamEvent(group_stream(group.pk), kind, f"group:{group.pk}", group_item(group))
