"""Areas, places and snap points with plain defaults, over Vinnytsia."""

from __future__ import annotations

from itertools import count
from math import cos, radians
from typing import Any

from django.contrib.gis.geos import GEOSGeometry, MultiPolygon, Point, Polygon

from accounts.actor import system_actor
from geo import actions, shapes, wording
from geo.actions import AreaDraft
from geo.models import Area, AreaKind, Place, SnapPoint

CENTRE = (28.4682, 49.2331)
"""Soborna street, Vinnytsia."""
_numbers = count(1)


def point(lon: float = CENTRE[0], lat: float = CENTRE[1]) -> Point:
    """A WGS 84 point; the middle of Vinnytsia where nothing is said."""
    return shapes.point(lon, lat)


def square(lon: float = CENTRE[0], lat: float = CENTRE[1], side_m: float = 2_000) -> MultiPolygon:
    """A square of that side in metres around a centre."""
    dy = side_m / 2 / 111_195
    dx = dy / cos(radians(lat))
    return box(lon - dx, lat - dy, lon + dx, lat + dy)


def box(west: float, south: float, east: float, north: float) -> MultiPolygon:
    """A rectangle in degrees."""
    return MultiPolygon([Polygon.from_bbox((west, south, east, north))], srid=4326)


def make_area(
    name: str = "Центр",
    *,
    kind: str = AreaKind.BEAT,
    boundary: GEOSGeometry | None = None,
    parent: Area | None = None,
    served: bool = True,
    code: str | None = None,
    **fields: Any,
) -> Area:
    """A served beat of two kilometres around the middle of Vinnytsia, made by the product's own action."""
    clean, _ = shapes.clean_boundary(boundary if boundary is not None else square(), limits=shapes.IMPORT)
    draft = AreaDraft(
        kind=AreaKind(kind),
        code=code or f"test-{next(_numbers)}",
        name=name,
        boundary=clean,
        parent_id=parent.pk if parent else None,
        served=served,
        **fields,
    )
    area, _ = actions.replace_area(system_actor("tests"), draft)
    return area


def make_city(name: str = "Вінниця", **fields: Any) -> Area:
    """A served city of ten kilometres with 373,302 people."""
    fields.setdefault("population", 373_302)
    fields.setdefault("boundary", square(side_m=10_000))
    return make_area(name, kind=AreaKind.CITY, **fields)


def make_snap_point(
    area: Area, lon: float, lat: float, *, addresses: int = 8, radius_m: int = 100
) -> SnapPoint:
    """A snap point that stands for eight addresses."""
    return SnapPoint.objects.create(area=area, point=point(lon, lat), addresses=addresses, radius_m=radius_m)


def make_place(
    street: str = "вул. Соборна",
    number: str = "1",
    *,
    lon: float = CENTRE[0],
    lat: float = CENTRE[1],
    settlement: str = "Вінниця",
) -> Place:
    """An address of the gazetteer."""
    name = f"{street}, {number}" if number else street
    return Place.objects.create(
        kind="address" if number else "street",
        code=f"test-{next(_numbers)}",
        name=name,
        street=street,
        number=number,
        settlement=settlement,
        point=point(lon, lat),
        search=wording.search_text(name, settlement),
    )
