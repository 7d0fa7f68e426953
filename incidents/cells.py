"""Map cells: Web Mercator tiles as one number, for indexes and kept counts."""

from __future__ import annotations

import math

KEY_LEVEL = 11
"""Zoom of the cells in which incidents are indexed by time: about 13 km wide at 49° north."""
_MAX_LATITUDE = 85.05112878


def tile_of(lon: float, lat: float, zoom: int) -> tuple[int, int]:
    """Column and row of the tile that holds a WGS 84 point; points beyond ±85.05° fall in the last row."""
    side = 1 << zoom
    latitude = math.radians(max(-_MAX_LATITUDE, min(_MAX_LATITUDE, lat)))
    x = int((lon + 180.0) / 360.0 * side)
    y = int((1.0 - math.asinh(math.tan(latitude)) / math.pi) / 2.0 * side)
    return min(side - 1, max(0, x)), min(side - 1, max(0, y))


def cell_of(lon: float, lat: float) -> int:
    """The point's cell at `KEY_LEVEL`, as one number."""
    x, y = tile_of(lon, lat, KEY_LEVEL)
    return number(x, y)


def number(x: int, y: int) -> int:
    """A column and row at `KEY_LEVEL` as one number."""
    return (x << KEY_LEVEL) | y


def cells_of_box(west: float, south: float, east: float, north: float, *, at_most: int) -> list[int]:
    """All cells at `KEY_LEVEL` that a box touches; none where there are more than `at_most`."""
    left, top = tile_of(west, north, KEY_LEVEL)
    right, bottom = tile_of(east, south, KEY_LEVEL)
    if (right - left + 1) * (bottom - top + 1) > at_most:
        return []
    return [number(x, y) for x in range(left, right + 1) for y in range(top, bottom + 1)]


def fills_cells(west: float, south: float, east: float, north: float, *, share: float) -> bool:
    """Whether a box covers at least this share of the cells at `KEY_LEVEL` that it touches."""
    left, top = tile_of(west, north, KEY_LEVEL)
    right, bottom = tile_of(east, south, KEY_LEVEL)
    fine = 1 << 22 - KEY_LEVEL
    (fine_left, fine_top), (fine_right, fine_bottom) = tile_of(west, north, 22), tile_of(east, south, 22)
    touched = (right - left + 1) * (bottom - top + 1) * fine * fine
    return (fine_right - fine_left) * (fine_bottom - fine_top) >= share * touched


TALLY_LEVELS = (7, 9, 11, 13, 15)
"""Zooms of the cells in which incidents are counted for tiles of low zoom."""


def box_of_tile(z: int, x: int, y: int) -> tuple[float, float, float, float]:
    """West, south, east, north of a tile in degrees."""
    side = 1 << z
    rows = [math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * row / side)))) for row in (y + 1, y)]
    return x / side * 360 - 180, rows[0], (x + 1) / side * 360 - 180, rows[1]
