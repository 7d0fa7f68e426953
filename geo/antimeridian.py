"""The 180th meridian: an edge goes the short way round, and no stored boundary crosses it. Pure: GEOS."""

from __future__ import annotations

from itertools import pairwise

from django.contrib.gis.geos import GEOSGeometry, MultiPolygon, Polygon

from geo.rings import Ring, Rings, multipolygon, polygons_in, rings_of

_STRIPS = ((-540.0, 360.0), (-180.0, 0.0), (180.0, -360.0))
"""West end of each 360-degree strip of the unrolled world, and the shift that brings it home."""


def wrapped(lon: float) -> float:
    """The same longitude between -180 and 180."""
    return lon if -180.0 <= lon <= 180.0 else (lon + 180.0) % 360.0 - 180.0


def unwrap(rings: Rings) -> Rings:
    """The rings of one polygon as they lie on an unrolled world, holes beside their outer ring.

    A ring around a pole does not come back to its start when unrolled; it stays as it was given.
    """
    outer = _unrolled(rings[0])
    west, east = min(x for x, _ in outer), max(x for x, _ in outer)
    return [outer, *(_beside(_unrolled(hole), west, east) for hole in rings[1:])]


def crosses(shape: GEOSGeometry) -> bool:
    """Whether an unrolled shape leaves the world's own strip."""
    west, _, east, _ = shape.extent
    return bool(west < -180.0 or east > 180.0)


def split(shape: GEOSGeometry) -> MultiPolygon:
    """Cut an unrolled shape at the meridian and bring the pieces home."""
    pieces: list[Rings] = []
    for west, shift in _STRIPS:
        piece = shape.intersection(Polygon.from_bbox((west, -90.0, west + 360.0, 90.0)))
        pieces.extend(_moved(rings_of(part), shift) for part in polygons_in(piece))
    return multipolygon(pieces)


def _unrolled(ring: Ring) -> Ring:
    result, shift = [ring[0]], 0.0
    for (x1, _), (x2, y2) in pairwise(ring):
        if x2 - x1 > 180.0:
            shift -= 360.0
        elif x2 - x1 < -180.0:
            shift += 360.0
        result.append((x2 + shift, y2))
    return result if shift == 0.0 else ring


def _beside(hole: Ring, west: float, east: float) -> Ring:
    for shift in (0.0, 360.0, -360.0):
        if all(west <= x + shift <= east for x, _ in hole):
            return hole if shift == 0.0 else [(x + shift, y) for x, y in hole]
    return hole


def _moved(rings: Rings, shift: float) -> Rings:
    return [[(max(-180.0, min(180.0, x + shift)), y) for x, y in ring] for ring in rings]
