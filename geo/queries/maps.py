"""Maps of areas, as the database built them."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from core import layers, prepared
from core.errors import NotFound
from geo import maps

LIST_LIMIT = 2_000
Box = tuple[float, float, float, float]
"""West, south, east, north in degrees."""


@dataclass(frozen=True, slots=True)
class AreaRow:
    """One line of the administrator's tree."""

    id: UUID
    kind: str
    code: str
    name: str
    name_en: str
    parent_id: UUID | None
    served: bool
    population: int | None
    size_km2: float
    mask_zoom: int
    children: int
    snap_points: int
    bare: bool
    """Served, and shown at one place for want of snap points."""


def area_stamp() -> layers.Stamp:
    """Changes whenever a change of any area commits: the stem of all ETags of area maps."""
    return layers.stamp("areas")


def served_box() -> Box | None:
    """The box round everything that is served: where a map begins. None where nothing is served yet."""
    row = prepared.row(maps.SERVED_BOX, {})
    return (row[0], row[1], row[2], row[3]) if row else None


def area_tile(z: int, x: int, y: int, kinds: list[str]) -> bytes:
    """A Mapbox vector tile with one layer `areas`; empty bytes where nothing is."""
    row = prepared.row(maps.AREA_TILE, {"z": z, "x": x, "y": y, "kinds": kinds})
    return bytes(row[0]) if row and row[0] else b""


def area_list(*, box: Box | None, parent: UUID | None, kind: str | None) -> str:
    """Valid areas as a GeoJSON FeatureCollection, outlines simplified to the box; at most 2,000."""
    west, south, east, north = box or (None, None, None, None)
    params = {
        "west": west,
        "south": south,
        "east": east,
        "north": north,
        "parent": parent,
        "kind": kind,
        "tolerance": (box[2] - box[0]) / 2_000 if box else 0.0,
        "limit": LIST_LIMIT,
    }
    row = prepared.row(maps.AREA_LIST, params)
    return str(row[0]) if row else ""


def area_feature(area_id: UUID) -> str:
    """One area as a GeoJSON Feature with its full boundary and its path. Raises NotFound."""
    row = prepared.row(maps.AREA_ONE, {"id": area_id})
    if row is None:
        raise NotFound
    return str(row[0])


def area_tree(parent: UUID | None) -> list[AreaRow]:
    """The valid areas right below one area (or the roots), with what hangs on each."""
    return [AreaRow(*row) for row in prepared.rows(maps.AREA_TREE, {"parent": parent})]


def area_row(area_id: UUID) -> AreaRow:
    """The same line for one area, ended ones too. Raises NotFound."""
    row = prepared.row(maps.AREA_ROW, {"id": area_id})
    if row is None:
        raise NotFound
    return AreaRow(*row)
