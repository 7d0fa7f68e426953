"""SQL text for exact geofences over subdivided boundaries; shared by every table that has one.

An owner table (`geo_area`) holds `boundary`; a side table (`geo_areapart`) holds its pieces of at most
`MAX_VERTICES` vertices with a GiST index, so that a point costs the same in a country as in a street.

Exactness: cutting adds seams, and vertices rounded to the last bit where a seam meets the outline. So a
piece decides alone only where the point is farther than `SEAM` from the piece's outline; nearer, the
whole boundary decides. A boundary small enough to be its own single piece (`whole`) decides at once.
The answer is therefore PostGIS's own `ST_Covers(boundary, point)`, edges and corners included.
"""

from __future__ import annotations

MAX_VERTICES = 128
SEAM = 1e-9
"""Degrees, about a tenth of a millimetre: far above rounding, far below anything drawn."""


def covers_sql(part: str, owner: str, point: str) -> str:
    """The condition "this owner's boundary covers the point", for aliases of the two tables.

    `point` is SQL for a geometry in EPSG:4326. The first line is the index search, for one point at a time.
    """
    return f"""{part}.shape && ST_Expand({point}, {SEAM})
      AND {_decides(part, owner, point)}"""


def contains_sql(part: str, owner: str, point: str) -> str:
    """The same condition for many points at once: the index search is on the points' own table.

    Each piece then meets its points one after another, which PostGIS prepares the piece for.
    """
    return f"""{point} && ST_Expand({part}.shape, {SEAM})
      AND {_decides(part, owner, point)}"""


def _decides(part: str, owner: str, point: str) -> str:
    return f"""CASE WHEN NOT {part}.whole AND ST_DWithin(ST_Boundary({part}.shape), {point}, {SEAM})
               THEN ST_Covers({owner}.boundary, {point})
               ELSE ST_Covers({part}.shape, {point}) END"""


def rebuild_sql(owner_table: str, part_table: str, owner_column: str) -> str:
    """Replace the pieces of the owners whose ids are the one parameter (a UUID array)."""
    return f"""
    WITH owners AS (
        SELECT id, boundary, ST_NPoints(boundary) <= {MAX_VERTICES} AS whole
        FROM {owner_table} WHERE id = ANY(%s)
    ), gone AS (
        DELETE FROM {part_table} USING owners WHERE {part_table}.{owner_column} = owners.id
    )
    INSERT INTO {part_table} ({owner_column}, whole, shape)
    SELECT id, true, boundary FROM owners WHERE whole
    UNION ALL
    SELECT id, false, ST_Subdivide(boundary, {MAX_VERTICES}) FROM owners WHERE NOT whole
    """  # noqa: S608
