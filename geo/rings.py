"""Rings of coordinates to and from GEOS by way of WKB: exact to the last bit, and fast on long outlines."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence

from django.contrib.gis.geos import GeometryCollection, GEOSGeometry, MultiPolygon, Polygon

Position = tuple[float, float]
Ring = list[Position]
Rings = list[Ring]
"""An outer ring and its holes: one polygon."""

WGS84 = 4326
_POLYGON, _MULTIPOLYGON = 3, 6


def polygons_in(shape: GEOSGeometry) -> list[Polygon]:
    """The polygons of a polygon, a multipolygon or a mixed collection; lines and points fall away."""
    if isinstance(shape, Polygon):
        return [] if shape.empty else [shape]
    if isinstance(shape, GeometryCollection):
        return [polygon for part in shape for polygon in polygons_in(part)]
    return []


def rings_of(polygon: Polygon) -> Rings:
    """The rings of one polygon, in the plane."""
    data = bytes(polygon.wkb)
    return list(_rings(data, "<" if data[0] else ">"))


def _rings(data: bytes, order: str) -> Iterator[Ring]:
    (count,) = struct.unpack_from(f"{order}I", data, 5)
    offset = 9
    for _ in range(count):
        (size,) = struct.unpack_from(f"{order}I", data, offset)
        flat = struct.unpack_from(f"{order}{2 * size}d", data, offset + 4)
        offset += 4 + 16 * size
        yield list(zip(flat[::2], flat[1::2], strict=True))


def multipolygon(polygons: Sequence[Rings]) -> MultiPolygon:
    """A WGS 84 multipolygon of these polygons; nothing is checked but that rings are closed."""
    head = struct.pack("<BII", 1, _MULTIPOLYGON, len(polygons))
    shape = GEOSGeometry(memoryview(head + b"".join(_encoded(rings) for rings in polygons)), srid=WGS84)
    assert isinstance(shape, MultiPolygon)  # noqa: S101 - the head says so
    return shape


def _encoded(rings: Rings) -> bytes:
    parts = [struct.pack("<BII", 1, _POLYGON, len(rings))]
    for ring in rings:
        flat = [number for position in ring for number in position]
        parts.append(struct.pack(f"<I{len(flat)}d", len(ring), *flat))
    return b"".join(parts)
