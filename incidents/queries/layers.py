"""Map layers made by the database: GeoJSON of a box, vector tiles by audience.

Every statement starts from the same visibility predicates as lists and pages, compiled by Django and
wrapped; what the public gets is computed from masked geometry alone, filters and counts included.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Q

from accounts.actor import Actor
from accounts.roles import Capability, ScopeKind
from incidents import cells, policies, wording
from incidents.catalogue import Audience
from incidents.models import Incident, Tally
from incidents.queries.listing import IncidentFilter, common_q, filter_q, public_filter_q

MAX_FEATURES = 1000
RAW_FROM_ZOOM = 12
"""From this zoom on a tile shows single incidents; below it, kept counts by cell."""
EXTENT = 4096
_STATE_KEYS = " ".join(f"WHEN '{state}' THEN '{key}'" for state, key in wording.PUBLIC_KEYS.items())
_OUTCOMES = " ".join(f"WHEN '{reason}' THEN '{outcome}'" for reason, outcome in wording.OUTCOMES.items())
_STATE_KEY = f"CASE shown.state {_STATE_KEYS} END"
_ROUNDED = """to_char(date_bin(make_interval(mins => greatest(1, kind.time_rounding_minutes)),
    shown.happened_from, timestamptz '1970-01-01 00:00+00') AT TIME ZONE 'UTC',
    'YYYY-MM-DD"T"HH24:MI:SS"+00:00"')"""

_FEATURES = f"""
SELECT json_build_object('type', 'FeatureCollection', 'features', coalesce(json_agg(json_build_object(
    'type', 'Feature', 'id', shown.public_id,
    'geometry', ST_AsGeoJSON(shown.public_point::geometry, 6)::json,
    'properties', json_build_object(
        'id', shown.public_id, 'category', shown.category_id, 'severity', shown.severity,
        'state_label', {_STATE_KEY}, 'radius_m', shown.public_radius_m, 'approx', true,
        'happened_at', {_ROUNDED}, 'area', shown.area_name, 'confirmations', shown.confirmation_count,
        'outcome', CASE coalesce(nullif(shown.closing_reason, ''), shown.disposition) {_OUTCOMES} END
    )) ORDER BY shown.reported_at DESC, shown.id DESC), '[]'::json))::text
FROM ({{rows}}) AS shown JOIN incidents_category AS kind ON kind.code = shown.category_id
"""  # noqa: S608 constant text

_TILE_ROWS = """
SELECT ST_AsMVT(part, 'incidents', {extent}, 'geom') FROM (
    SELECT ST_AsMVTGeom(
               ST_Transform(shown.{place}::geometry, 3857), ST_TileEnvelope(%s, %s, %s), {extent}, 64
           ) AS geom,
           shown.{id}::text AS id, shown.category_id AS category, shown.severity, {state} AS state, 1 AS count
    FROM ({{rows}}) AS shown
) AS part WHERE geom IS NOT NULL
"""

_TILE_COUNTS = f"""
WITH cell AS MATERIALIZED (
    SELECT level, x, y, sum(count)::int AS count FROM ({{rows}}) AS kept GROUP BY level, x, y
)
SELECT ST_AsMVT(part, 'incidents', {EXTENT}, 'geom') FROM (
    SELECT ST_AsMVTGeom(
               ST_Centroid(ST_TileEnvelope(cell.level, cell.x, cell.y)),
               ST_TileEnvelope(%s, %s, %s), {EXTENT}, 64
           ) AS geom, cell.count
    FROM cell WHERE cell.count > 0
) AS part WHERE geom IS NOT NULL
"""  # noqa: S608 constant text


def feature_collection(asked: IncidentFilter) -> str:
    """The newest publicly shown incidents that fit the filter, as GeoJSON text. One statement."""
    rows = Incident.objects.filter(policies.public_visible(), public_filter_q(asked))
    sql, params = _compiled(rows.order_by("-reported_at", "-id")[:MAX_FEATURES])
    return str(_scalar(_FEATURES.format(rows=sql), params))


def tile(actor: Actor, audience: Audience, z: int, x: int, y: int, asked: IncidentFilter) -> bytes:
    """One vector tile of the layer `incidents`, to its audience. One statement.

    From zoom 12 single incidents (`id`, `category`, `severity`, `state`); below, counts by cell (`count`).
    """
    if z < RAW_FROM_ZOOM:
        sql, params = _compiled(_kept(actor, audience, z, x, y, asked))
        return bytes(_scalar(_TILE_COUNTS.format(rows=sql), [*params, z, x, y]) or b"")
    west, south, east, north = cells.box_of_tile(z, x, y)
    box = IncidentFilter(
        (west, south, east, north), asked.since, asked.until, asked.categories, asked.states, asked.severities
    )
    if audience is Audience.PUBLIC:
        rows = Incident.objects.filter(policies.public_visible(), public_filter_q(box))
        words = {"place": "public_point", "id": "public_id", "state": _STATE_KEY}
    else:
        rows = Incident.objects.filter(policies.police_visible(actor), filter_q(box))
        words = {"place": "point", "id": "id", "state": "shown.state"}
    sql, params = _compiled(rows.order_by())
    text = _TILE_ROWS.format(extent=EXTENT, **words).format(rows=sql)
    return bytes(_scalar(text, [z, x, y, *params]) or b"")


def _kept(actor: Actor, audience: Audience, z: int, x: int, y: int, asked: IncidentFilter) -> Any:
    """The kept counts of the cells of one tile, filtered like the incidents they count."""
    level = next(level for level in cells.TALLY_LEVELS if level >= min(z + 4, cells.TALLY_LEVELS[-1]))
    shift = level - z
    inside = Q(
        level=level, x__gte=x << shift, x__lt=(x + 1) << shift, y__gte=y << shift, y__lt=(y + 1) << shift
    )
    rows = Tally.objects.filter(inside, audience=audience.value)
    if audience is not Audience.PUBLIC:
        areas = actor.scope_ids(Capability.VIEW_POLICE_INCIDENTS, ScopeKind.AREA)
        rows = rows.filter(area_ids__overlap=sorted(areas)) if areas else rows.none()
    rows = rows.filter(common_q(IncidentFilter(categories=asked.categories)))
    return rows.filter(_days_and_months(asked.since, asked.until))


def _days_and_months(since: datetime | None, until: datetime | None) -> Q:
    """The kept rows of a window of whole days: months that lie inside it, and the days at its ends."""
    first = since.date() if since else date.min
    last = until.date() if until else date.max
    month_from = first if first.day == 1 else (first.replace(day=1) + timedelta(days=32)).replace(day=1)
    month_to = last.replace(day=1) if until else date.max
    if month_from >= month_to:
        return Q(span="day", day__gte=first, day__lte=last)
    inside = Q(span="month", day__gte=month_from, day__lt=month_to)
    before = Q(span="day", day__gte=first, day__lt=month_from)
    after = Q(span="day", day__gte=month_to, day__lte=last)
    return inside | before | after


def layer_stamp() -> datetime | None:
    """When any incident last changed: what the layers' ETags stand on. One index look-up."""
    return Incident.objects.order_by("-updated_at").values_list("updated_at", flat=True).first()


def _compiled(rows: Any) -> tuple[str, Sequence[Any]]:
    sql, params = rows.query.sql_with_params()
    return sql, params


def _scalar(sql: str, params: Sequence[Any]) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        row = cursor.fetchone()
    return row[0] if row else None
