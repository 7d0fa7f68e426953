"""Kept counts for tiles of low zoom, maintained with the writes by set-based statements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import connection

from incidents.catalogue import Audience
from incidents.cells import TALLY_LEVELS
from incidents.models import Incident

_LON = "ST_X(place::geometry)"
_LAT = "greatest(-85.0511, least(85.0511, ST_Y(place::geometry)))"
_ADD = f"""
INSERT INTO incidents_tally AS kept (audience, level, span, x, y, day, category_id, area_ids, count)
SELECT %(audience)s, level, span,
       floor(({_LON} + 180.0) / 360.0 * (1 << level))::int,
       floor((1.0 - asinh(tan(radians({_LAT}))) / pi()) / 2.0 * (1 << level))::int,
       date_trunc(span, happened_from AT TIME ZONE 'UTC')::date,
       CASE WHEN every.category THEN NULL ELSE coalesce(%(category)s, category_id) END,
       CASE WHEN %(audience)s = 'police' THEN area_ids ELSE ARRAY[]::uuid[] END,
       %(sign)s * count(*)
FROM (
    SELECT *, CASE WHEN %(audience)s = 'police' THEN point ELSE public_point END AS place
    FROM incidents_incident WHERE {{which}}
) AS counted CROSS JOIN unnest(%(levels)s::int[]) AS level
CROSS JOIN unnest(ARRAY['day', 'month', 'year']) AS span
CROSS JOIN unnest(ARRAY[true, false]) AS every(category)
GROUP BY 2, 3, 4, 5, 6, 7, 8
ORDER BY 2, 3, 7 NULLS FIRST, 4, 5, 6, 8
ON CONFLICT (audience, level, span, category_id, x, y, day, area_ids)
DO UPDATE SET count = kept.count + excluded.count
"""  # noqa: S608 constant text


def add(ids: Sequence[UUID], audience: Audience, *, sign: int = 1, category: str | None = None) -> None:
    """Count these incidents in (or, with `sign` -1, out), under their own category or the one given.

    One statement, rows in key order, so that two of them never wait for each other in a circle: the rows
    of all categories come first, and who has them has the cell.
    """
    if ids:
        values = {"ids": [str(incident_id) for incident_id in ids]}
        add_where("id = ANY(%(ids)s::uuid[])", values, audience, sign=sign, category=category)


def add_where(
    which: str,
    values: Mapping[str, Any],
    audience: Audience,
    *,
    sign: int = 1,
    category: str | None = None,
) -> None:
    """Like `add`, for all incidents that fit a condition: SQL of the program's own with its `values`."""
    parameters = {
        **values,
        "audience": audience.value,
        "levels": list(TALLY_LEVELS),
        "sign": sign,
        "category": category,
    }
    with connection.cursor() as cursor:
        cursor.execute(_ADD.format(which=which), parameters)


def move(incident: Incident, audience: Audience, before: str | None, after: str | None) -> None:
    """Count one incident out of a category and into another; None is not being counted at all."""
    if before is not None:
        add([incident.pk], audience, sign=-1, category=before)
    if after is not None:
        add([incident.pk], audience, category=after)
