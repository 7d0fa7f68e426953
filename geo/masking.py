"""The public place of a private one: published parameters and the grid they span. Pure numbers.

Cells are the squares of the web map's own quadtree, so the grid is the same everywhere, for ever, and
does not shift when a boundary is redrawn. Rules and reasons: `docs/adr/0011-masked-public-location.md`.
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass

EARTH_CIRCUMFERENCE_M = 40_075_016.686
MAX_LATITUDE = 85.0511287798066


@dataclass(frozen=True, slots=True)
class Parameters:
    """What is published about masking; one place for all of it."""

    min_addresses: int = 8
    """A snap point stands for at least so many addresses (police.uk's rule)."""
    min_population: int = 100
    """Without addresses: a grid cell is expected to hold at least so many residents."""
    finest_zoom: int = 17
    """Smallest cell: about 200 m at 49 degrees north."""
    coarsest_zoom: int = 12
    """Largest cell: about 6.4 km at 49 degrees north."""
    unknown_zoom: int = 15
    """Cell where no population is known for the area or any area above it: about 800 m."""
    label_within_m: int = 75
    """A place is named after an address no farther than this."""


PARAMETERS = Parameters()


def published() -> dict[str, int]:
    """The parameters as they are published."""
    return asdict(PARAMETERS)


def cell_side_m(lat: float, zoom: int) -> float:
    """Side in metres of a grid cell at that latitude."""
    return EARTH_CIRCUMFERENCE_M * math.cos(math.radians(lat)) / (1 << zoom)


def cell_of(lon: float, lat: float, zoom: int) -> tuple[int, int]:
    """Column and row of the cell that holds a WGS 84 position; latitudes are cut at the square's end."""
    count = 1 << zoom
    lat = max(-MAX_LATITUDE, min(MAX_LATITUDE, lat))
    x = (lon + 180.0) / 360.0 * count
    y = (1.0 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2.0 * count
    return min(count - 1, max(0, math.floor(x))), min(count - 1, max(0, math.floor(y)))


def cell_bounds(x: int, y: int, zoom: int) -> tuple[float, float, float, float]:
    """West, south, east, north of a cell in degrees."""
    count = 1 << zoom

    def latitude(row: float) -> float:
        return math.degrees(math.atan(math.sinh(math.pi * (1.0 - 2.0 * row / count))))

    return x / count * 360.0 - 180.0, latitude(y + 1), (x + 1) / count * 360.0 - 180.0, latitude(y)


def cell_centre(x: int, y: int, zoom: int) -> tuple[float, float]:
    """Longitude and latitude of a cell's centre."""
    count = 1 << zoom
    lat = math.degrees(math.atan(math.sinh(math.pi * (1.0 - 2.0 * (y + 0.5) / count))))
    return (x + 0.5) / count * 360.0 - 180.0, lat


def uncertainty_m(lat: float, zoom: int) -> int:
    """How far the true place may be from its cell's centre: half the diagonal, in whole metres upward."""
    return math.ceil(cell_side_m(lat, zoom) * math.sqrt(0.5))


def zoom_for(people_per_km2: float | None, lat: float) -> int:
    """The finest zoom whose cells hold the minimum population at this density."""
    if not people_per_km2 or people_per_km2 <= 0:
        return PARAMETERS.unknown_zoom
    for zoom in range(PARAMETERS.finest_zoom, PARAMETERS.coarsest_zoom, -1):
        side_km = cell_side_m(lat, zoom) / 1000
        if side_km * side_km * people_per_km2 >= PARAMETERS.min_population:
            return zoom
    return PARAMETERS.coarsest_zoom
