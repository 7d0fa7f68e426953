"""The floor under `report_create`: the very rows of one report, written by pgbench in one statement.

No HTTP, no validation, no geofence, no masking, no numbering at commit: what PostgreSQL itself needs.
"""

from __future__ import annotations

from bench import harness

WEST, SOUTH, EAST, NORTH = harness.CITY
VARIABLES = [
    rf"\set lon {WEST} + random(0, 1000000) * {(EAST - WEST) / 1e6:.12f}",
    rf"\set lat {SOUTH} + random(0, 1000000) * {(NORTH - SOUTH) / 1e6:.12f}",
    r"\set beat random(1, 16)",
    r"\set home random(1, 16777216)",
    r"\set shard random(1, 16)",
]
OPTIONS = "-c varta.rings_after_commit=on"
"""Without the queue's NOTIFY inside the transaction, which lets one transaction at a time commit."""
_PAYLOAD = "repeat('x', 600)"

_REST = f"""
, entry AS (
    INSERT INTO core_auditentry (at, actor_kind, actor_id, actor_label, verb, target_kind, target_id, data,
                                 request_id)
    SELECT now(), 'anonymous', 'anonymous', 'Anonymous', 'incident.reported', 'incident', id::text,
           '{{"category": "theft.bicycle"}}', md5(id::text) FROM made
), job AS (
    INSERT INTO procrastinate_jobs (queue_name, task_name, priority, args)
    SELECT 'urgent', 'dispatch.consider', 0, jsonb_build_object('incident_id', id) FROM made
), told AS (
    SELECT 'beat:' || beat_id AS stream, id FROM made UNION ALL SELECT 'report:' || id, id FROM made
), counter AS (
    INSERT INTO notifications_stream AS counter (key, epoch, top)
    SELECT stream, log.epoch, 1 FROM told CROSS JOIN notifications_log log ORDER BY stream
    ON CONFLICT (key) DO UPDATE SET top = counter.top + 1 RETURNING key, top
), event AS (
    INSERT INTO notifications_event (stream, off, day, at, kind, subject, data)
    SELECT stream, top, (now() AT TIME ZONE 'UTC')::date, now(), 'incident.reported', 'incident:' || id,
           {_PAYLOAD}
    FROM told JOIN counter ON key = stream
), bucket AS (
    INSERT INTO core_ratebucket AS bucket (key, tokens, updated_at)
    SELECT key, 1, now() FROM unnest(ARRAY[
        'bench-address:' || :home, 'bench-city:' || :shard, 'bench-device:' || md5(random()::text)]) AS key
    ORDER BY key
    ON CONFLICT (key) DO UPDATE SET tokens = bucket.tokens - 1, updated_at = excluded.updated_at
)
SELECT count(*) FROM made"""


def statement() -> str:
    """One statement over the present city; the product's own insert with constants for its parameters."""
    from django.db import connection

    from incidents.actions import inserting

    with connection.cursor() as cursor:
        cursor.execute("SELECT event_log_partition((now() AT TIME ZONE 'UTC')::date)")
        cursor.execute(
            "SELECT array_agg(id::text ORDER BY code), min(parent_id::text) FROM geo_area WHERE kind = 'beat'"
        )
        beats, city = cursor.fetchone()
    beat = f"('{{{','.join(beats)}}}'::uuid[])[:beat]"
    plain = {"int": "1", "bool": "false", "timestamptz": "now()"}
    values = {
        **{name: plain.get(kind, "''") for name, kind in inserting._COLUMNS.items()},
        "id": "gen_random_uuid()", "public_id": "gen_random_uuid()",
        "reference": "left(md5(random()::text), 8)",
        "category_id": "'theft.bicycle'", "severity": "'medium'", "state": "'new'", "accuracy_m": "12.5",
        "place_label": "'Street 7, 12'", "area_name": "'beat'", "area_ids": f"ARRAY['{city}', {beat}]",
        "group_ids": "ARRAY[gen_random_uuid(), gen_random_uuid()]", "beat_id": beat, "happened_to": "null",
        "cell": f"{2_400_000} + :beat", "public_cell": f"{2_400_000} + :beat", "reporter_id": "null",
        "description": "repeat('я', 80)", "hold_reason": "'first_anonymous'", "language": "'uk'",
        "source": "'web'", "people": "'[]'", "true_lon": ":lon", "true_lat": ":lat", "public_lon": ":lon",
        "public_lat": ":lat", "actor_kind": "'anonymous'", "actor_id": "'anonymous'",
        "actor_label": "'Anonymous'", "digest": "sha256(random()::text::bytea)", "has_contact": "true",
        "name": "''", "phone": "'+380 67 000 00 00'", "email": "''",
    }  # fmt: skip
    sql = inserting._INSERT
    for name, value in values.items():
        sql = sql.replace(f"%({name})s", value)
    sql = sql.replace("RETURNING id\n", "RETURNING id, beat_id\n")
    return sql.replace("SELECT count(*) FROM made", _REST, 1)
