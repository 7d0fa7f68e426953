"""Points, tiles and boundaries: what comes in is checked, mended where safe, or refused with the place.

What is done about each fault, and why, is listed in `docs/geometry.md`. Pure: GEOS, no database.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

from django.contrib.gis.geos import GEOSException, GEOSGeometry, MultiPolygon, Point, Polygon
from django.utils.translation import gettext as _

from core.errors import Invalid
from geo import antimeridian, geojson, masking
from geo.geojson import refusal
from geo.rings import WGS84, Position, Ring, Rings, multipolygon, polygons_in, rings_of

EARTH_RADIUS_M = 6_371_008.8
SLIVER_M2 = 1.0
"""A piece smaller than this is left over from drawing, not a place."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much boundary is accepted: vertices, and area in square metres and square kilometres."""

    vertices: int = 20_000
    min_area_m2: float = 100.0
    max_area_km2: float = 510_000_000.0


UPLOAD = Limits()
"""A boundary that somebody uploads or draws."""
ZONE = Limits(max_area_km2=2_000.0)
"""The zone of a watch group: at most a large city."""
IMPORT = Limits(vertices=5_000_000)
"""A boundary that the administrator imports on the server."""


@dataclass(frozen=True, slots=True)
class Repair:
    """One thing that was mended: its kind, the reason in words, and where (WGS 84), if at one place."""

    kind: str
    reason: str
    place: Position | None = None

    def as_dict(self) -> dict[str, Any]:
        """For reports and answers."""
        place = None if self.place is None else {"lon": self.place[0], "lat": self.place[1]}
        return {"kind": self.kind, "reason": self.reason, "place": place}


class Spot(Point):
    """A point that knows its numbers: GEOS takes three calls to tell one, and a report asks sixteen times.

    Never changed after it is made.
    """

    x = cached_property(lambda self: float(Point.x.fget(self)))  # type: ignore[attr-defined]
    y = cached_property(lambda self: float(Point.y.fget(self)))  # type: ignore[attr-defined]


def point(lon: float, lat: float) -> Point:
    """A WGS 84 point. Raises Invalid when it is not on Earth."""
    if not (math.isfinite(lon) and math.isfinite(lat) and -180 <= lon <= 180 and -90 <= lat <= 90):
        raise Invalid.field("place", _("This place is not on the map."), code="place.range")
    return Spot(lon, lat, srid=WGS84)


def tile_of(place: Point, zoom: int) -> tuple[int, int]:
    """Column and row of the web map tile of that zoom that holds the point."""
    return masking.cell_of(place.x, place.y, zoom)


def clean_boundary(
    source: str | bytes | dict[str, Any] | GEOSGeometry, *, limits: Limits = UPLOAD
) -> tuple[MultiPolygon, list[Repair]]:
    """A valid WGS 84 MultiPolygon from GeoJSON or GEOS, and what had to be mended on the way.

    Outer rings run counter-clockwise, holes clockwise (RFC 7946); nothing crosses the antimeridian.
    Raises Invalid (`boundary.*`) with the place of the fault where mending would be guessing.
    """
    polygons = _rings_of(source)
    if sum(len(ring) for rings in polygons for ring in rings) > limits.vertices:
        message = _("The boundary has too many points; at most %(n)d are accepted.") % {"n": limits.vertices}
        raise refusal("vertices", message)
    repairs: list[Repair] = []
    closed = [
        [_close(ring, repairs, _at(p, r)) for r, ring in enumerate(rings, 1)]
        for p, rings in enumerate(polygons, 1)
    ]
    shape = _mend(multipolygon([antimeridian.unwrap(rings) for rings in closed]), repairs)
    if antimeridian.crosses(shape):
        repairs.append(Repair("antimeridian", _("The boundary was cut at the 180th meridian.")))
        shape = antimeridian.split(shape)
    kept = _without_slivers(shape, repairs)
    _check_area(sum(area for _rings, area in kept), limits)
    return multipolygon([_oriented(rings) for rings, _area in kept]), repairs


def union(boundaries: Sequence[MultiPolygon]) -> MultiPolygon:
    """One boundary around all of these, without slivers."""
    polygons = [rings_of(polygon) for boundary in boundaries for polygon in polygons_in(boundary)]
    joined, _repairs = clean_boundary(
        MultiPolygon(polygons_in(multipolygon(polygons).unary_union), srid=WGS84), limits=IMPORT
    )
    return joined


def reach_m(shape: GEOSGeometry, centre: Point) -> int:
    """Greatest distance in metres from a point to the shape (its farthest point is a vertex)."""
    here = (centre.x, centre.y)
    outlines = (rings_of(polygon)[0] for polygon in polygons_in(shape))
    return math.ceil(max(distance_m(here, place) for outline in outlines for place in outline))


def distance_m(a: Position, b: Position) -> float:
    """Metres between two positions on a sphere of the Earth's mean radius."""
    (x1, y1), (x2, y2) = ((math.radians(x), math.radians(y)) for x, y in (a, b))
    h = math.sin((y2 - y1) / 2) ** 2 + math.cos(y1) * math.cos(y2) * math.sin((x2 - x1) / 2) ** 2
    return 2 * EARTH_RADIUS_M * math.asin(min(1.0, math.sqrt(h)))


def area_m2(shape: GEOSGeometry) -> float:
    """Area in square metres on a sphere of the Earth's mean radius (right within 0.5 %)."""
    return sum(_rings_area(rings_of(polygon)) for polygon in polygons_in(shape))


def _rings_area(rings: Rings) -> float:
    outer, *holes = (abs(_ring_area(ring)) for ring in rings)
    return outer - sum(holes)


def _rings_of(source: str | bytes | dict[str, Any] | GEOSGeometry) -> list[Rings]:
    if isinstance(source, GEOSGeometry):
        if source.srid not in (None, WGS84):
            raise refusal("crs", _("Coordinates must be WGS 84 longitude and latitude (EPSG:4326)."))
        if not isinstance(source, Polygon | MultiPolygon):
            raise refusal("type", _("A boundary must be a Polygon or a MultiPolygon."))
        return geojson.checked([rings_of(polygon) for polygon in polygons_in(source)])
    return geojson.polygons_of(geojson.parse(source))


def _at(polygon: int, ring: int) -> str:
    return _("polygon %(p)d, ring %(r)d") % {"p": polygon, "r": ring}


def _close(ring: Ring, repairs: list[Repair], at: str) -> Ring:
    """The ring, closed. Raises Invalid when fewer than three different positions are left."""
    if ring[0] != ring[-1]:
        repairs.append(
            Repair(
                "ring_closed", _("The outline did not return to its start (%(at)s).") % {"at": at}, ring[-1]
            )
        )
        ring = [*ring, ring[0]]
    if len(set(ring)) < 3:
        raise refusal("ring", _("An outline needs at least three different points."), at=at, place=ring[0])
    return ring


_FAULT = re.compile(r"^(?P<reason>[^\[]+)\[(?P<x>\S+) (?P<y>\S+)\]$")


def _mend(shape: MultiPolygon, repairs: list[Repair]) -> MultiPolygon:
    """A valid version of the shape: each polygon by itself, then overlapping ones joined."""
    if shape.valid:
        return shape
    mended = MultiPolygon(
        [part for polygon in polygons_in(shape) for part in _mend_polygon(polygon, repairs)],
        srid=WGS84,
    )
    if mended.valid:
        return mended
    reason, place = _fault(mended)
    repairs.append(
        Repair("joined", _("Parts of the boundary overlap: %(reason)s.") % {"reason": reason}, place)
    )
    return MultiPolygon(polygons_in(mended.unary_union), srid=WGS84)


def _mend_polygon(polygon: Polygon, repairs: list[Repair]) -> list[Polygon]:
    """The polygons of `ST_MakeValid`. Raises Invalid when none is left."""
    if polygon.valid:
        return [polygon]
    reason, place = _fault(polygon)
    try:
        mended = polygons_in(polygon.make_valid())
    except GEOSException as error:
        raise refusal("invalid", reason, place=place) from error
    if not mended:
        raise refusal("invalid", reason, place=place)
    repairs.append(Repair("made_valid", reason, place))
    return mended


def _fault(shape: GEOSGeometry) -> tuple[str, Position | None]:
    found = _FAULT.match(shape.valid_reason)
    if found is None:
        return shape.valid_reason, None
    return found["reason"], (antimeridian.wrapped(float(found["x"])), float(found["y"]))


def _without_slivers(shape: GEOSGeometry, repairs: list[Repair]) -> list[tuple[Rings, float]]:
    """The polygons worth keeping, each with its area. Raises Invalid when none is."""
    found = [rings_of(polygon) for polygon in polygons_in(shape)]
    sized = [(rings, _rings_area(rings)) for rings in found]
    kept = [item for item in sized if item[1] >= SLIVER_M2]
    if not kept:
        raise refusal("empty", _("The boundary encloses no area."), place=found[0][0][0])
    for rings, area in sized:
        if area < SLIVER_M2:
            reason = _("A piece of less than one square metre was left out.")
            repairs.append(Repair("sliver", reason, rings[0][0]))
    return kept


def _check_area(area: float, limits: Limits) -> None:
    if area < limits.min_area_m2:
        message = _("The area is too small; at least %(n)d square metres are needed.")
        raise refusal("small", message % {"n": limits.min_area_m2})
    if area > limits.max_area_km2 * 1e6:
        message = _("The area is too large; at most %(n)d square kilometres are accepted.")
        raise refusal("large", message % {"n": limits.max_area_km2})


def _oriented(rings: Rings) -> Rings:
    """Outer ring counter-clockwise, holes clockwise."""
    return [
        ring if (_planar_area(ring) > 0) == (number == 0) else ring[::-1] for number, ring in enumerate(rings)
    ]


def _planar_area(coords: Sequence[Sequence[float]]) -> float:
    return math.fsum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise(coords)) / 2


def _ring_area(coords: Sequence[Sequence[float]]) -> float:
    """Signed area in square metres, taking the sphere as an equal-area cylinder."""
    flat = tuple(
        (math.radians(x) * EARTH_RADIUS_M, math.sin(math.radians(y)) * EARTH_RADIUS_M) for x, y in coords
    )
    x0, y0 = flat[0]
    return _planar_area(tuple((x - x0, y - y0) for x, y in flat))
