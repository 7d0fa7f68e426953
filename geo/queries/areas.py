"""Reads over places: which areas cover a point, what is publicly said of it, where a name is."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.gis.geos import MultiPolygon, Point
from django.db.models import F
from django.utils import timezone

from core import prepared
from core.errors import NotFound
from geo import grounds, shapes, statements
from geo.models import Area

PATH_CACHE_SECONDS = 60.0
_paths: dict[UUID, tuple[float, tuple[str, ...]]] = {}


@dataclass(frozen=True, slots=True)
class CoveringArea:
    """An area whose boundary covers the point; `depth` is 1 at the root of its tree."""

    id: UUID
    kind: str
    name: str
    depth: int


@dataclass(frozen=True, slots=True)
class Location:
    """All that is known of a place when something is reported there. Computed once and stored."""

    area_ids: list[UUID]
    """The covering areas and all areas above them: what policies compare."""
    beat_id: UUID | None
    """The finest served area: its desk answers. None where nobody serves."""
    served: bool
    finest_area_id: UUID | None
    public_point: Point | None
    """What the public sees; in the finest area like the true point. None outside every area."""
    public_radius_m: int
    """How far the true place may be from the public point, in metres."""
    label: str
    """An address close by, else the area's name. Never public: an address is precise."""


def areas_covering(point: Point, *, at: datetime | None = None) -> list[CoveringArea]:
    """The areas valid at that time whose boundary covers a WGS 84 point, coarse to fine. One statement.

    Edges count as inside: the answer is `ST_Covers(boundary, point)` exactly.
    """
    rows = prepared.rows(statements.COVERING, {"lon": point.x, "lat": point.y, "at": at or timezone.now()})
    return [CoveringArea(*row) for row in rows]


def locate(point: Point) -> Location:
    """Areas, beat, masked public point and label of a WGS 84 point. One statement."""
    params = {"lon": point.x, "lat": point.y, "at": timezone.now()}
    row = prepared.row(statements.LOCATE, params)
    assert row is not None  # noqa: S101 - the statement always answers with one row
    area_ids, beat_id, finest_id, x, y, radius, label = row
    return Location(
        area_ids=area_ids,
        beat_id=beat_id,
        served=beat_id is not None,
        finest_area_id=finest_id,
        public_point=None if x is None else shapes.point(x, y),
        public_radius_m=radius or 0,
        label=label,
    )


def path_of(area_id: UUID | str) -> tuple[str, ...]:
    """Ids of an area's ancestors, root first, itself last; remembered for at most a minute.

    Raises NotFound when there is no such area.
    """
    key = area_id if isinstance(area_id, UUID) else UUID(area_id)
    known = _paths.get(key)
    now = time.monotonic()
    if known is not None and known[0] > now:
        return known[1]
    row = prepared.row(statements.PATH, {"id": key})
    if row is None:
        raise NotFound
    path = tuple(str(item) for item in row[0])
    _paths[key] = (now + PATH_CACHE_SECONDS, path)
    return path


def forget_paths() -> None:
    """Drop the remembered paths of this process, after the tree has changed."""
    _paths.clear()


def area(area_id: UUID) -> Area:
    """One area. Raises NotFound."""
    found = Area.objects.filter(pk=area_id).first()
    if found is None:
        raise NotFound
    return found


def area_by_code(code: str) -> Area | None:
    """The valid area with this code, the coarsest where kinds share it."""
    return Area.objects.filter(code=code, valid__upper_inf=True).order_by("path__len", "id").first()


def parent_by_place(boundary: MultiPolygon, kind: str) -> UUID | None:
    """The finest area of a coarser kind that holds a boundary: its point on surface, else half of it."""
    inside = boundary.point_on_surface
    params = {"lon": inside.x, "lat": inside.y, "kind": kind, "boundary": bytes(boundary.ewkb)}
    found = prepared.row(statements.PARENT_BY_PLACE, params) or prepared.row(
        statements.PARENT_BY_OVERLAP, {"kind": kind, "boundary": params["boundary"]}
    )
    return found[0] if found else None


def share_outside(boundary: MultiPolygon, area_id: UUID) -> float:
    """How much of a boundary lies outside one area, 0 to 1."""
    return _share(statements.OUTSIDE_AREA, boundary, {"area": area_id})


def share_outside_all(boundary: MultiPolygon, area_ids: Iterable[UUID]) -> float:
    """How much of a boundary lies outside all of these areas and those below them, 0 to 1. One statement."""
    return _share(statements.OUTSIDE_TREES, boundary, {"areas": sorted(area_ids)})


def _share(statement: str, boundary: MultiPolygon, params: dict[str, Any]) -> float:
    row = prepared.row(statement, {"boundary": bytes(boundary.ewkb), **params})
    assert row is not None  # noqa: S101 - the statement always answers with one row
    return max(0.0, float(row[0]))


def areas_without_snap_points() -> list[str]:
    """Names of the served areas that show all their reports at one place, since nothing finer is built."""
    return [row[0] for row in prepared.rows(grounds.NAMES_OF_BARE, {})]


def density_of(area: Area) -> float | None:
    """People per square kilometre here, or in the nearest area above that knows its population."""
    if area.population:
        return area.population / (area.size_m2 / 1e6)
    above = Area.objects.filter(pk__in=area.path, population__gt=0).exclude(pk=area.pk)
    nearest = (
        above.annotate(people=F("population")).order_by("-path__len").values("people", "size_m2").first()
    )
    return nearest["people"] / (nearest["size_m2"] / 1e6) if nearest else None
