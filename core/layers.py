"""Versions of map layers: what ETags of maps stand on. They follow commits, not clocks.

The greatest `updated_at` of a table misses a row that was stamped early and committed late: its client would
be told 304 and keep a stale map. So each statement that changes a layer's table adds one to a counter, by
trigger, in its own transaction, and the version is the sum of the layer's counters. Whatever commits, in
whatever order, makes the sum grow at that instant; what is rolled back does not.

A writer takes any counter that nobody holds, and a new one where all are held, so that no writer waits for
another; there are never more counters than there were writers at once. It reads the newest row, and would
fail in a transaction of isolation REPEATABLE READ or above; those of this house only read.
"""

from __future__ import annotations

from datetime import datetime

from core import prepared

Stamp = tuple[int, datetime | None]

_STAMP = """
SELECT coalesce(sum(changes), 0)::bigint, max(changed_at) FROM core_layerchange WHERE layer = %(layer)s
"""

COUNT = """
CREATE FUNCTION core_count_layer_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    free bigint;
BEGIN
    IF NOT EXISTS (SELECT FROM touched) THEN
        RETURN NULL;
    END IF;
    SELECT id INTO free FROM core_layerchange WHERE layer = TG_ARGV[0]
        ORDER BY id LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED;
    IF free IS NULL THEN
        INSERT INTO core_layerchange (layer, changes, changed_at) VALUES (TG_ARGV[0], 1, clock_timestamp());
    ELSE
        UPDATE core_layerchange SET changes = changes + 1, changed_at = clock_timestamp() WHERE id = free;
    END IF;
    RETURN NULL;
END $$;
"""
DROP_COUNT = "DROP FUNCTION core_count_layer_change();"

_EVENTS = {"insert": "NEW", "update": "NEW", "delete": "OLD"}


def follow(table: str, layer: str) -> str:
    """SQL for a migration: from now on changes of this table change the layer's version."""
    return "\n".join(
        f"CREATE TRIGGER layer_{event} AFTER {event.upper()} ON {table} "
        f"REFERENCING {rows} TABLE AS touched FOR EACH STATEMENT "
        f"EXECUTE FUNCTION core_count_layer_change('{layer}');"
        for event, rows in _EVENTS.items()
    )


def unfollow(table: str) -> str:
    """The reverse of `follow`."""
    return "\n".join(f"DROP TRIGGER layer_{event} ON {table};" for event in _EVENTS)


def stamp(layer: str) -> Stamp:
    """The layer's version: how many changes have been committed, and when the last was made.

    Read it before what it is to describe. The time tells apart two histories with one count, as after a
    restore. One statement over a handful of rows, whatever the size of the layer.
    """
    count, at = prepared.rows(_STAMP, {"layer": layer})[0]
    return count, at
