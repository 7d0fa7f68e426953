"""Air-raid alerts as the people of a brigade see them."""

from __future__ import annotations

from typing import Any

from dispatch.models import AirRaid
from notifications import streams
from notifications.streams import StreamEvent
from rosters.queries import brigades


def raid_item(raid: AirRaid) -> dict[str, Any]:
    """The projection of subject `raid:<area id>` on a brigade's stream; it leaves with the all-clear."""
    return {
        "area_id": str(raid.area_id),
        "area_name": raid.area.name,
        "since": raid.since.isoformat(),
        "rev": round(raid.since.timestamp()),
    }


def raid_events(raid: AirRaid) -> list[StreamEvent]:
    """The alert, or its end, for every brigade with its station under it."""
    data = raid_item(raid) if raid.until is None else None
    subject = f"raid:{raid.area_id}"
    return [
        StreamEvent(streams.brigade(brigade_id), "raid.changed", subject, data)
        for brigade_id in brigades.ids_in(raid.area_id)
    ]
