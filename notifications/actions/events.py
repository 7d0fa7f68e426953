"""Writing to the event log, inside the transaction of the change it tells of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

import orjson
from django.db import connection

from core import doorbell, metrics, prepared
from notifications import streams
from notifications.streams import MAX_PAYLOAD_BYTES, StreamEvent

_INSERT = """
INSERT INTO notifications_pending (ordinal, stream, kind, subject, data)
SELECT ordinal, stream, kind, subject, data::text
FROM ROWS FROM (json_to_recordset(%(event_rows)s::json) AS (stream text, kind text, subject text, data json))
    WITH ORDINALITY AS event (stream, kind, subject, data, ordinal)
ORDER BY ordinal
RETURNING id
"""

_DESCRIBE = """
INSERT INTO notifications_streamscope AS scope (key, area_ids, user_id, brigade_ids)
VALUES (%s, %s::uuid[], %s, %s::uuid[])
ON CONFLICT (key) DO UPDATE
SET area_ids = excluded.area_ids, user_id = excluded.user_id, brigade_ids = excluded.brigade_ids
WHERE (scope.area_ids, scope.user_id, scope.brigade_ids)
    IS DISTINCT FROM (excluded.area_ids, excluded.user_id, excluded.brigade_ids)
"""


def record_events(events: Sequence[StreamEvent]) -> None:
    """Append events to their streams when, and only when, the transaction under way commits.

    One statement, whatever the number. Offsets are taken at commit, in the order of the streams' keys.
    Raises ValueError for a malformed stream or a projection over `MAX_PAYLOAD_BYTES`: both are faults of
    the caller's code, not of anybody's input.
    """
    if events:
        prepared.together(recorded(events))


def recorded(events: Sequence[StreamEvent]) -> prepared.Part:
    """What `record_events` writes, for a statement that writes more. The bell is registered here."""
    rows = []
    for event in events:
        streams.parse(event.stream)
        row = {"stream": event.stream, "kind": event.kind, "subject": event.subject, "data": _encode(event)}
        rows.append(row)
        metrics.STREAM_EVENTS.labels(event.kind).inc()
    doorbell.ring(doorbell.STREAM)
    return prepared.Part("event", _INSERT, {"event_rows": orjson.dumps(rows).decode()})


def _encode(event: StreamEvent) -> orjson.Fragment | None:
    if event.data is None:
        return None
    encoded = orjson.dumps(event.data)
    if len(encoded) > MAX_PAYLOAD_BYTES:
        raise ValueError(
            f"{event.kind} for {event.stream} carries {len(encoded)} bytes; {MAX_PAYLOAD_BYTES} is the limit"
        )
    return orjson.Fragment(encoded)


def describe_stream(
    key: str,
    *,
    area_ids: Iterable[UUID] = (),
    user_id: UUID | None = None,
    brigade_ids: Iterable[UUID] = (),
) -> None:
    """State what the policies must know of a stream and cannot read from its key.

    `area_ids`: the areas, on every level, that the subject of the audience lies in (a group's zones, a
    unit's beats). `user_id`: the person the stream belongs to. `brigade_ids`: the brigades
    paged for a call-out. Written again, it replaces.
    """
    streams.parse(key)
    with connection.cursor() as cursor:
        cursor.execute(_DESCRIBE, [key, sorted(area_ids), user_id, sorted(brigade_ids)])
