"""GeoJSON as people send it, read strictly: rings of finite WGS 84 positions, or a refusal with the place."""

from __future__ import annotations

import json
import math
from typing import Any

from django.utils.translation import gettext as _

from core.errors import Invalid
from geo.rings import Position, Rings

WGS84_NAMES = ("CRS84", "EPSG::4326", "EPSG:4326")


def refusal(code: str, message: str, *, at: str = "", place: Position | None = None) -> Invalid:
    """A refused boundary: `data.at` says where in the data, `data.place` where on the ground."""
    sentence = f"{message} ({at})" if at else message
    data: dict[str, Any] = {"fields": {"boundary": sentence}}
    if at:
        data["at"] = at
    if place is not None:
        data["place"] = {"lon": place[0], "lat": place[1]}
    return Invalid(f"boundary.{code}", sentence, data=data)


def parse(source: str | bytes | dict[str, Any]) -> dict[str, Any]:
    """The GeoJSON object in a text. Raises Invalid when it is not JSON or not an object."""
    if isinstance(source, dict):
        return source
    try:
        value = json.loads(source)
    except (ValueError, RecursionError) as error:
        raise refusal("json", _("This is not a GeoJSON file.")) from error
    if not isinstance(value, dict):
        raise refusal("json", _("This is not a GeoJSON file."))
    return value


def polygons_of(value: dict[str, Any]) -> list[Rings]:
    """The polygons of a Polygon, MultiPolygon, Feature or a FeatureCollection of one feature.

    Raises Invalid when it holds something else, another coordinate system, or a broken position.
    """
    refuse_other_crs(value)
    kind = value.get("type")
    if kind == "FeatureCollection":
        features = value.get("features")
        if not isinstance(features, list) or len(features) != 1:
            raise refusal("features", _("The file must hold exactly one feature."))
        return polygons_of(_object(features[0]))
    if kind == "Feature":
        return polygons_of(_object(value.get("geometry")))
    if kind == "Polygon":
        return [_rings(value.get("coordinates"), "")]
    if kind == "MultiPolygon":
        parts = _array(value.get("coordinates"), "")
        return [_rings(part, _("polygon %(n)d, ") % {"n": n}) for n, part in enumerate(parts, 1)]
    raise refusal("type", _("A boundary must be a Polygon or a MultiPolygon."))


def checked(polygons: list[Rings]) -> list[Rings]:
    """The same rings, every position on Earth. Raises Invalid with the place in the data."""
    for p, rings in enumerate(polygons, 1):
        for r, ring in enumerate(rings, 1):
            at = _("polygon %(p)d, ring %(r)d") % {"p": p, "r": r}
            for n, position in enumerate(ring, 1):
                _position(position, at, n)
    return polygons


def refuse_other_crs(value: dict[str, Any]) -> None:
    """Raise Invalid where the object names a coordinate system other than WGS 84."""
    crs = value.get("crs")
    if crs is None:
        return
    properties = crs.get("properties") if isinstance(crs, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    if not isinstance(name, str) or not name.endswith(WGS84_NAMES):
        raise refusal("crs", _("Coordinates must be WGS 84 longitude and latitude (EPSG:4326)."))


def _object(value: object) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise refusal("geometry", _("The feature has no geometry."))
    return value


def _array(value: object, at: str) -> list[Any]:
    if not isinstance(value, list | tuple) or not value:
        raise refusal("coordinates", _("Coordinates are missing."), at=at.rstrip(", "))
    return list(value)


def _rings(value: object, at: str) -> Rings:
    rings = []
    for n, positions in enumerate(_array(value, at), 1):
        here = at + _("ring %(n)d") % {"n": n}
        rings.append([_position(item, here, m) for m, item in enumerate(_array(positions, here), 1)])
    return rings


def _position(value: object, ring: str, number: int) -> Position:
    at = ring + _(", position %(n)d") % {"n": number}
    if not isinstance(value, list | tuple) or len(value) < 2:
        raise refusal("position", _("A position needs a longitude and a latitude."), at=at)
    lon, lat = value[0], value[1]
    if not (_is_number(lon) and _is_number(lat)):
        raise refusal("position", _("A coordinate must be a finite number."), at=at)
    if not (-360.0 <= lon <= 360.0 and -90.0 <= lat <= 90.0):
        message = _("Coordinates must be WGS 84 longitude and latitude; this one lies outside the world.")
        raise refusal("range", message, at=at)
    return float(lon), float(lat)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
