"""SQL: the ground an area answers for by itself, and whether its snap points are still to be built.

`area` is the row of geo_area they speak of.
"""

from __future__ import annotations

from geo.models import AreaKind
from geo.shapes import SLIVER_M2

OWN = """
COALESCE(ST_Difference(area.boundary, (
    SELECT ST_UnaryUnion(ST_Collect(below.boundary)) FROM geo_area below
    WHERE below.path @> ARRAY[area.id] AND below.id <> area.id AND below.served AND upper_inf(below.valid)
)), area.boundary)
"""
"""The area without the served areas inside it: what is reported there goes to the area itself."""

BARE = f"""
(area.served AND upper_inf(area.valid) AND area.kind <> '{AreaKind.FIRST_DUE}'
 AND NOT EXISTS (SELECT FROM geo_snappoint snap WHERE snap.area_id = area.id)
 AND ST_Area(({OWN})::geography) >= {SLIVER_M2})
"""
"""Whether all reports of the area are shown at one place, because nothing finer is built."""

NAMES_OF_BARE = f"SELECT area.name FROM geo_area area WHERE {BARE} ORDER BY area.name, area.id"  # noqa: S608
