"""The public place of a private one: published parameters and the grid they span. Pure numbers.

Cells are the squares of the web map's own quadtree, so the grid is the same everywhere, for ever, and
does not shift when a boundary is redrawn. Rules and reasons: `docs/adr/0007-masked-public-location.md`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
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


def is_populous(people: int | None, share: float) -> bool:
    """Whether a piece of a cell may stand for itself; with nothing known, half of the cell must be left."""
    return share >= 0.5 if people is None else people >= PARAMETERS.min_population


Place = tuple[float, float]
Square = tuple[float, float, float, float, float, float]
"""West, south, east, north, and the centre's longitude and latitude."""


def cells_over(extent: tuple[float, float, float, float], zoom: int) -> list[Square]:
    """All cells that meet a box of west, south, east, north."""
    west, south, east, north = extent
    left, top = cell_of(west, north, zoom)
    right, bottom = cell_of(east, south, zoom)
    return [
        (*cell_bounds(x, y, zoom), *cell_centre(x, y, zoom))
        for y in range(top, bottom + 1)
        for x in range(left, right + 1)
    ]


def halved(places: Sequence[Place]) -> list[list[Place]]:
    """Groups of at least the minimum of addresses, by halving along the longer side. Order plays no part."""
    ordered = sorted(places)
    if len(ordered) < 2 * PARAMETERS.min_addresses:
        return [ordered]
    stretch = math.cos(math.radians(ordered[0][1]))
    lats = [y for _x, y in ordered]
    if max(lats) - min(lats) > (ordered[-1][0] - ordered[0][0]) * stretch:
        ordered.sort(key=lambda place: (place[1], place[0]))
    half = len(ordered) // 2
    return [*halved(ordered[:half]), *halved(ordered[half:])]


def middle(places: Sequence[Place]) -> Place:
    """The mean position of a group."""
    return math.fsum(x for x, _y in places) / len(places), math.fsum(y for _x, y in places) / len(places)


def nearest(places: Sequence[Place], to: Place) -> Place:
    """The place of a group that lies nearest to a position, in the plane of its latitude."""
    stretch = math.cos(math.radians(to[1]))
    return min(
        places, key=lambda place: (((place[0] - to[0]) * stretch) ** 2 + (place[1] - to[1]) ** 2, place)
    )
