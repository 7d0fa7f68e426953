"""Building snap points: where the reports of a neighbourhood are shown in public.

For each served area on its own ground (its boundary without the served areas inside it):

1. With addresses: they are halved at the median, along the longer side, until a group holds fewer than
   twice the minimum. Each group's middle is a candidate. Every address then goes to its nearest
   candidate, as a report will; candidates with fewer than the minimum are dropped until none is left.
2. Without: the cells of the grid that hold the minimum population, each at its centre (or at a point of
   the cell inside the area where the border cuts it); other cells fall to their nearest neighbour.

A report is shown at the nearest point of its own area, so the catchments never cross a border. `radius_m`
is the greatest distance of a catchment's ground from its point: the honest uncertainty.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext as _

from core import audit
from core.decisions import require, wrong_state
from geo import grounds, masking, policies, queries, shapes
from geo.models import Area, SnapPoint

Place = tuple[float, float]

_OWN_GROUND = f"""
CREATE TEMPORARY TABLE own_ground ON COMMIT DROP AS
SELECT area.id, {grounds.OWN} AS shape FROM geo_area area WHERE area.id = %s
"""  # noqa: S608
_OWN_SIZE = "SELECT ST_Area(shape::geography) FROM own_ground"
_SOMEWHERE = "SELECT ST_X(inside), ST_Y(inside) FROM own_ground, ST_PointOnSurface(shape) inside"
_ADDRESSES = """
SELECT ST_X(place.point::geometry), ST_Y(place.point::geometry)
FROM geo_place place, own_ground own
WHERE place.kind = 'address' AND place.point && own.shape::geography
  AND ST_Covers(own.shape, place.point::geometry)
ORDER BY 1, 2, place.id
"""
_INSIDE = """
SELECT given.nth, ST_Covers(own.shape, ST_SetSRID(ST_MakePoint(given.lon, given.lat), 4326))
FROM own_ground own, unnest(%s::float8[], %s::float8[]) WITH ORDINALITY AS given(lon, lat, nth) ORDER BY 1
"""
_COUNTS = """
SELECT near.id, count(*) FROM unnest(%s::float8[], %s::float8[]) AS address(lon, lat), LATERAL (
    SELECT id FROM geo_snappoint WHERE area_id = %s
    ORDER BY point <-> ST_SetSRID(ST_MakePoint(address.lon, address.lat), 4326)::geography, id LIMIT 1
) near GROUP BY near.id
"""
_CELLS = """
SELECT ST_X(shown), ST_Y(shown), ST_Area(piece::geography) / 1e6, ST_Area(cell.square::geography) / 1e6
FROM own_ground own, LATERAL (
    SELECT ST_MakeEnvelope(west, south, east, north, 4326) AS square,
           ST_SetSRID(ST_MakePoint(lon, lat), 4326) AS centre
    FROM unnest(%s::float8[], %s::float8[], %s::float8[], %s::float8[], %s::float8[], %s::float8[])
         AS given(west, south, east, north, lon, lat)
) cell, LATERAL (
    SELECT ST_CollectionExtract(ST_Intersection(own.shape, cell.square), 3) AS piece
) cut, LATERAL (
    SELECT CASE WHEN ST_Covers(own.shape, cell.centre) THEN cell.centre
                ELSE ST_PointOnSurface(piece) END AS shown
) point WHERE cell.square && own.shape AND NOT ST_IsEmpty(piece)
"""
"""Cells cut by the area's ground: the point to show, and square kilometres of the piece and of the cell."""
_RADII = """
WITH plane AS (
    SELECT own.shape, '+proj=aeqd +units=m +datum=WGS84 +lat_0=' || ST_Y(middle) || ' +lon_0=' || ST_X(middle)
           AS system
    FROM own_ground own, LATERAL (SELECT ST_Centroid(own.shape) AS middle) c
), flat AS (
    SELECT ST_Transform(shape, system) AS ground, system FROM plane
), points AS (
    SELECT snap.id, ST_Transform(snap.point::geometry, flat.system) AS place
    FROM geo_snappoint snap, flat WHERE snap.area_id = %s
), regions AS (
    SELECT (ST_Dump(ST_VoronoiPolygons(
        ST_Collect(place), 0, ST_Expand((SELECT ground FROM flat), 1000)))).geom AS region
    FROM points
)
UPDATE geo_snappoint snap SET radius_m = ceil(found.reach)
FROM (
    SELECT points.id,
           max(ST_MaxDistance(points.place,
               ST_Intersection(COALESCE(regions.region, flat.ground), flat.ground))) AS reach
    FROM flat, points LEFT JOIN regions ON ST_Intersects(regions.region, points.place)
    GROUP BY points.id
) found WHERE snap.id = found.id
"""


@dataclass(frozen=True, slots=True)
class SnapReport:
    """What was built for one area."""

    area: str
    points: int
    from_addresses: bool
    smallest_catchment: int
    """Addresses, or expected residents, of the smallest catchment."""
    largest_radius_m: int


@transaction.atomic
def build_snap_points(actor: policies.AreaActor, area_id: UUID, *, rebuild: bool = False) -> list[SnapReport]:
    """Build the snap points of an area and of every served area inside it that has none yet.

    Points in use stay for ever the same, since two points for one place tell more than either: those of
    areas that have some are replaced only where `rebuild` says so. Raises Refused, Conflict where nothing
    is to be built.
    """
    area = queries.area(area_id)
    require(policies.can_manage_area(actor, [str(item) for item in area.path]))
    served = Area.objects.filter(path__contains=[area_id], served=True, valid__upper_inf=True)
    areas = list(served.order_by("path__len", "code").select_for_update())
    existing = SnapPoint.objects.filter(area__in=areas)
    if rebuild:
        existing.delete()
    built = set(existing.values_list("area_id", flat=True))
    wanted = [item for item in areas if item.pk not in built]
    reports = [report for item in wanted if (report := _build(item)) is not None]
    if built and not reports:
        require(
            wrong_state("snap.exists", _("These areas have snap points; rebuilding moves public places."))
        )
    if not reports:
        require(wrong_state("snap.unserved", _("Nobody serves here: no report has a public place.")))
    audit.record(actor, "snap_points.built", "area", area_id, {"points": sum(r.points for r in reports)})
    return reports


def _build(area: Area) -> SnapReport | None:
    """Build one area's points; None where served areas inside leave it no ground of its own."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS own_ground")
        cursor.execute(_OWN_GROUND, [area.pk])
        cursor.execute(_OWN_SIZE)
        if cursor.fetchone()[0] < shapes.SLIVER_M2:
            return None
        cursor.execute(_ADDRESSES)
        addresses: list[Place] = list(cursor.fetchall())
    from_addresses = len(addresses) >= masking.PARAMETERS.min_addresses
    if from_addresses:
        _from_addresses(area, addresses)
    else:
        _from_grid(area)
    with connection.cursor() as cursor:
        cursor.execute(_RADII, [area.pk])
    return _report(area, from_addresses=from_addresses)


def _report(area: Area, *, from_addresses: bool) -> SnapReport:
    points = list(SnapPoint.objects.filter(area=area))
    sizes = [point.addresses if from_addresses else point.population or 0 for point in points]
    return SnapReport(
        area=area.name,
        points=len(points),
        from_addresses=from_addresses,
        smallest_catchment=min(sizes, default=0),
        largest_radius_m=max((point.radius_m for point in points), default=0),
    )


def _from_addresses(area: Area, addresses: Sequence[Place]) -> None:
    groups = masking.halved(addresses)
    middles = [masking.middle(group) for group in groups]
    with connection.cursor() as cursor:
        cursor.execute(_INSIDE, [[x for x, _y in middles], [y for _x, y in middles]])
        inside = [row[1] for row in cursor.fetchall()]
    candidates = [
        middle if fits else masking.nearest(group, middle)
        for group, middle, fits in zip(groups, middles, inside, strict=True)
    ]
    _insert(area, [(place, 0, None) for place in dict.fromkeys(candidates)])
    while _drop_small(area, addresses):
        pass


def _drop_small(area: Area, addresses: Sequence[Place]) -> bool:
    """Count each point's catchment; drop those below the minimum. False when all are large enough."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS, [[x for x, _y in addresses], [y for _x, y in addresses], area.pk])
        counts: dict[int, int] = dict(cursor.fetchall())
    points = list(SnapPoint.objects.filter(area=area).order_by("id"))
    for point in points:
        point.addresses = counts.get(point.pk, 0)
    SnapPoint.objects.bulk_update(points, ["addresses"])
    small = [point.pk for point in points if point.addresses < masking.PARAMETERS.min_addresses]
    SnapPoint.objects.filter(pk__in=small).delete()
    return bool(small)


def _from_grid(area: Area) -> None:
    density = queries.density_of(area)
    cells = masking.cells_over(area.boundary.extent, area.mask_zoom)
    kept: list[tuple[Place, int, int | None]] = []
    with connection.cursor() as cursor:
        cursor.execute(_CELLS, [list(column) for column in zip(*cells, strict=True)])
        for x, y, piece_km2, cell_km2 in cursor.fetchall():
            people = None if density is None else round(density * piece_km2)
            if masking.is_populous(people, piece_km2 / cell_km2):
                kept.append(((x, y), 0, people))
        if not kept:
            cursor.execute(_OWN_SIZE)
            people = None if density is None else round(density * cursor.fetchone()[0] / 1e6)
            cursor.execute(_SOMEWHERE)
            kept.append((cursor.fetchone(), 0, people))
    _insert(area, kept)


def _insert(area: Area, points: Sequence[tuple[Place, int, int | None]]) -> None:
    rows = [
        SnapPoint(area=area, point=shapes.point(x, y), addresses=count, population=people, radius_m=0)
        for (x, y), count, people in points
    ]
    SnapPoint.objects.bulk_create(rows)
