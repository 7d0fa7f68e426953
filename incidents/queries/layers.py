"""Map layers made by the database: GeoJSON of a box, vector tiles by audience.

Every statement starts from the same visibility predicates as lists and pages, compiled by Django and
wrapped; what the public gets is computed from masked geometry alone, filters and counts included.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.models import Model, Q, Sum

from accounts.actor import Actor
from core import layers, prepared
from incidents import cells, policies, spans, wording
from incidents.catalogue import Audience
from incidents.models import Incident, Tally
from incidents.queries.listing import IncidentFilter, leaves_of

MAX_FEATURES = 1000
WORLD = (-180.0, -90.0, 180.0, 90.0)
MAX_WALKED = 16
WALKED_SHARE = 0.1
"""A box that fills this share of its key cells is read newest first, cell by cell."""
_SIDES = ("west", "south", "east", "north")
RAW_FROM_ZOOM = 12
"""From this zoom on a tile shows single incidents; below it, kept counts by cell."""
EXTENT = 4096
_STATE_KEYS = " ".join(f"WHEN '{state}' THEN '{key}'" for state, key in wording.PUBLIC_KEYS.items())
_OUTCOMES = " ".join(f"WHEN '{reason}' THEN '{outcome}'" for reason, outcome in wording.OUTCOMES.items())
_STATE_KEY = f"CASE shown.state {_STATE_KEYS} END"
_STEP = """date_bin(make_interval(mins => greatest(1, kind.time_rounding_minutes)),
    shown.happened_from, timestamptz '1970-01-01 00:00+00')"""
_ROUNDED = f"""to_char({_STEP} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"+00:00"')"""

_FILTER = """shown.{when} >= %(since)s AND shown.{when} < %(until)s
    AND (%(categories)s::text[] IS NULL OR shown.category_id = ANY(%(categories)s::text[]))"""
_PUBLIC_FILTER = _FILTER.format(when="happened_from")
"""The public asks by the time that is shown, as the kept counts do; when a report came in stays ours."""
_INSIDE = """ST_X({place}::geometry) BETWEEN %(west)s AND %(east)s
    AND ST_Y({place}::geometry) BETWEEN %(south)s AND %(north)s"""
_IN_BOX = "{place}::geometry && ST_MakeEnvelope(%(west)s, %(south)s, %(east)s, %(north)s, 4326)"
_PUBLIC_INSIDE = _INSIDE.format(place="shown.public_point")

_BY_PLACE = f"""
SELECT shown.* FROM ({{visible}}) AS shown
WHERE {_PUBLIC_FILTER} AND {_IN_BOX.format(place="shown.public_point")} AND {_PUBLIC_INSIDE}
ORDER BY shown.happened_from DESC, shown.id DESC LIMIT {MAX_FEATURES} + 1
"""  # noqa: S608 constant text
"""For a box that is small beside its key cells: what lies in it, by the index of places, then sorted."""

_BY_TIME = f"""
SELECT newest.* FROM unnest(%(cells)s::bigint[]) AS walked(cell) CROSS JOIN LATERAL (
    SELECT shown.* FROM ({{visible}}) AS shown
    WHERE shown.public_cell = walked.cell AND {_PUBLIC_FILTER} AND {_PUBLIC_INSIDE}
    ORDER BY shown.happened_from DESC, shown.id DESC LIMIT {MAX_FEATURES} + 1
) AS newest ORDER BY newest.happened_from DESC, newest.id DESC LIMIT {MAX_FEATURES} + 1
"""  # noqa: S608 constant text
"""For a box that fills its key cells: each walked from its newest, by the index of cell and time.

It names no box operator on purpose: the server cannot tell how many rows a box holds, expects a handful,
and would read and sort all of them by the index of places.
"""

_FEATURES = f"""
SELECT '{{{{"type": "FeatureCollection", "features": [' || coalesce(string_agg(concat(
    '{{{{"type": "Feature", "id": "', shown.public_id,
    '", "geometry": {{{{"type": "Point", "coordinates": [',
    round(ST_X(shown.public_point::geometry)::numeric, 6)::float8, ', ',
    round(ST_Y(shown.public_point::geometry)::numeric, 6)::float8,
    ']}}}}, "properties": {{{{"id": "', shown.public_id, '", "category": ', to_json(shown.category_id::text),
    ', "severity": "', shown.severity, '", "state_label": "', {_STATE_KEY},
    '", "radius_m": ', shown.public_radius_m, ', "approx": true, "happened_at": "', {_ROUNDED},
    '", "area": ', to_json(shown.area_name::text), ', "confirmations": ', shown.confirmation_count,
    ', "outcome": ', coalesce(to_json(
        CASE coalesce(nullif(shown.closing_reason, ''), shown.disposition) {_OUTCOMES} END)::text, 'null'),
    '}}}}}}}}'), ', ' ORDER BY {_STEP} DESC, shown.public_id DESC)
        FILTER (WHERE shown.place <= %(limit)s), '')
    || '], "cut": ' || (count(*) > %(limit)s)::text || '}}}}'
FROM (
    SELECT one.*, row_number() OVER (ORDER BY one.happened_from DESC, one.id DESC) AS place
    FROM ({{rows}}) AS one
) AS shown JOIN incidents_category AS kind ON kind.code = shown.category_id
"""  # noqa: S608 constant text

_TILE_ROWS = f"""
SELECT ST_AsMVT(part, 'incidents', {EXTENT}, 'geom') FROM (
    SELECT ST_AsMVTGeom(
               ST_Transform(shown.{{place}}::geometry, 3857),
               ST_TileEnvelope(%(z)s, %(x)s, %(y)s), {EXTENT}, 64
           ) AS geom, shown.{{id}}::text AS id, shown.category_id AS category, shown.severity,
           {{state}} AS state, 1 AS count
    FROM ({{visible}}) AS shown WHERE {_FILTER} AND {_IN_BOX.replace("{place}", "shown.{place}")} OFFSET 0
) AS part WHERE geom IS NOT NULL
"""  # noqa: S608 constant text

_TILE_COUNTS = f"""
WITH cell AS MATERIALIZED (
    SELECT kept.level, kept.x, kept.y, sum(kept.count)::int AS count
    FROM unnest(%(spans)s::text[], %(starts)s::date[], %(ends)s::date[]) AS part(span, first, last)
    CROSS JOIN LATERAL (
        SELECT * FROM ({{visible}}) AS kept
        WHERE audience = %(audience)s AND level = %(level)s AND span = part.span AND {{category}}
          AND x >= %(west)s AND x < %(east)s AND y >= %(north)s AND y < %(south)s
          AND day >= part.first AND day < part.last
    ) AS kept GROUP BY 1, 2, 3
)
SELECT ST_AsMVT(part, 'incidents', {EXTENT}, 'geom') FROM (
    SELECT ST_AsMVTGeom(
               ST_Centroid(ST_TileEnvelope(cell.level, cell.x, cell.y)),
               ST_TileEnvelope(%(z)s, %(x)s, %(y)s), {EXTENT}, 64
           ) AS geom, cell.count
    FROM cell WHERE cell.count > 0 OFFSET 0
) AS part WHERE geom IS NOT NULL
"""  # noqa: S608 constant text


def feature_collection(asked: IncidentFilter, limit: int = MAX_FEATURES) -> str:
    """The newest publicly shown incidents in a box that fit the filter, as GeoJSON text. One statement.

    They stand by the time that is shown and a random id: the order in which they came in stays ours. `cut`
    says whether there are more than `limit` (at most `MAX_FEATURES`).
    """
    box = asked.box or WORLD
    values: dict[str, Any] = _filter(asked) | dict(zip(_SIDES, box, strict=True)) | {"limit": limit}
    walked = (
        cells.cells_of_box(*box, at_most=MAX_WALKED) if cells.fills_cells(*box, share=WALKED_SHARE) else []
    )
    if walked:
        values["cells"] = walked
    rows = (_BY_TIME if walked else _BY_PLACE).format(visible=_everybodys())
    return str(_scalar(_FEATURES.format(rows=rows), values))


def tile(actor: Actor, audience: Audience, z: int, x: int, y: int, asked: IncidentFilter) -> bytes:
    """One vector tile of the layer `incidents`, to its audience. One statement.

    From zoom 12 single incidents (`id`, `category`, `severity`, `state`); below, counts by cell (`count`).
    """
    public = audience is Audience.PUBLIC
    if z < RAW_FROM_ZOOM:
        return _counts(audience, z, x, y, asked, Q() if public else policies.police_visible(actor))
    if public:
        visible, values = _everybodys(), dict[str, Any]()
        words = {"place": "public_point", "id": "public_id", "state": _STATE_KEY, "when": "happened_from"}
    else:
        visible, values = _visible(Incident, policies.police_visible(actor))
        words = {"place": "point", "id": "id", "state": "shown.state", "when": "reported_at"}
    box = dict(zip(_SIDES, cells.box_of_tile(z, x, y), strict=True))
    values |= _filter(asked) | box | {"z": z, "x": x, "y": y}
    return bytes(_scalar(_TILE_ROWS.format(visible=visible, **words), values) or b"")


def _counts(audience: Audience, z: int, x: int, y: int, asked: IncidentFilter, rule: Q) -> bytes:
    """A tile of kept counts: the rule for incidents fits the rows, which carry the areas they count in."""
    level = next(level for level in cells.TALLY_LEVELS if level >= min(z + 3, cells.TALLY_LEVELS[-1]))
    shift = level - z
    visible, values = _visible(Tally, rule)
    parts = spans.of_window(asked.since, asked.until)
    values |= {
        "audience": audience.value, "level": level, "z": z, "x": x, "y": y,
        "west": x << shift, "east": (x + 1) << shift, "north": y << shift, "south": (y + 1) << shift,
        "spans": [part.span for part in parts],
        "starts": [part.first for part in parts],
        "ends": [part.last for part in parts],
    }  # fmt: skip
    category = "category_id IS NULL"
    if asked.categories:
        category, values["categories"] = (
            "category_id = ANY(%(categories)s::text[])",
            leaves_of(asked.categories),
        )
    return bytes(_scalar(_TILE_COUNTS.format(visible=visible, category=category), values) or b"")


def _filter(asked: IncidentFilter) -> dict[str, Any]:
    """The values of `_FILTER`."""
    return {
        "since": asked.since or datetime.min.replace(tzinfo=UTC),
        "until": asked.until or datetime.max.replace(tzinfo=UTC),
        "categories": leaves_of(asked.categories) if asked.categories else None,
    }


@lru_cache
def _everybodys() -> str:
    """The rows of the public rule, which has no values of its own; compiled once."""
    return _visible(Incident, policies.public_visible())[0]


def _visible(model: type[Model], rule: Q) -> tuple[str, dict[str, Any]]:
    """The rows a visibility rule lets see, compiled by Django, its values under names of their own."""
    try:
        sql, params = model._default_manager.filter(rule).order_by().query.sql_with_params()
    except EmptyResultSet:  # a rule that nothing can fit
        sql, params = f"SELECT * FROM {model._meta.db_table} WHERE false", ()  # noqa: S608 constant text
    names = [f"rule{number}" for number in range(len(params))]
    return sql % tuple(f"%({name})s" for name in names), dict(zip(names, params, strict=True))


def years(actor: Actor, audience: Audience) -> list[tuple[int, int]]:
    """The calendar years (UTC) of which the audience's map shows anything, and how much; the last first.

    Read from the kept counts of the map's tiles: it tells what their sum tells, and nothing else.
    """
    rule = Q() if audience is Audience.PUBLIC else policies.police_visible(actor)
    kept = Tally.objects.filter(
        rule, audience=audience.value, level=cells.TALLY_LEVELS[0], span="year", category=None
    )
    found = kept.values("day__year").annotate(shown=Sum("count")).filter(shown__gt=0).order_by("-day__year")
    return [(row["day__year"], row["shown"]) for row in found]


def layer_stamp() -> layers.Stamp:
    """Changes whenever a change of incidents, their counts or their categories commits."""
    return layers.stamp("incidents")


def _scalar(sql: str, values: dict[str, Any]) -> Any:
    found = prepared.row(sql, values)
    return found[0] if found else None
