"""Water sources out of GeoJSON or Overpass JSON with OpenStreetMap's tags, made sense of one by one. Pure."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

KINDS = frozenset({"fire_hydrant", "water_tank", "fire_water_pond", "suction_point"})
_NUMBER = re.compile(r"^\s*(\d+(?:[.,]\d+)?)\s*([a-zA-Z³^/0-9]*)")
_FLOW = {
    "": 1.0,
    "l/min": 1.0,
    "lpm": 1.0,
    "l/s": 60.0,
    "m3/h": 1000 / 60,
    "m³/h": 1000 / 60,
    "usgpm": 3.785411784,
}
_VOLUME = {"": 1.0, "m3": 1.0, "m³": 1.0, "m^3": 1.0, "l": 0.001}
_DIAMETER = {"": 1.0, "mm": 1.0, "cm": 10.0, "in": 25.4}
MOST = 20_000
_LARGEST = 2_147_483_647


@dataclass(frozen=True, slots=True)
class Water:
    """One usable feature. Flow in litres a minute, volume in cubic metres, diameter in millimetres."""

    source_id: str
    kind: str
    lon: float
    lat: float
    label: str = ""
    hydrant_type: str = ""
    diameter_mm: int | None = None
    flow_l_min: int | None = None
    volume_m3: int | None = None
    out_of_order: bool = False


class Unusable(ValueError):
    """Why a feature or a file cannot be used: `not_json`, `not_features`, `too_many`, `not_feature`, `kind`,
    `id`, `geometry`, `coordinates`, `outside`; `value` is what stands there instead."""

    def __init__(self, code: str, value: str = "") -> None:
        self.code, self.value = code, value[:60]
        super().__init__(f"{code}: {value}" if value else code)


@dataclass(frozen=True, slots=True)
class Fault:
    """A feature that cannot be used, by its place in the file (from 1) and its own name."""

    number: int
    code: str
    value: str = ""
    name: str = ""
    place: tuple[float, float] | None = None


def read_water(data: bytes) -> list[Water | Fault]:
    """Every feature, usable or with its fault; other kinds of features are faults too. Raises Unusable."""
    try:
        table = json.loads(data.decode("utf-8-sig"))
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise Unusable("not_json") from error
    features = _features(table)
    if len(features) > MOST:
        raise Unusable("too_many", str(MOST))
    return [_read(number, feature) for number, feature in enumerate(features, 1)]


def _features(table: Any) -> list[Any]:
    """Of a FeatureCollection, or of what Overpass answers."""
    held = table if isinstance(table, dict) else {}
    features, elements = held.get("features"), held.get("elements")
    if isinstance(features, list):
        return features
    if isinstance(elements, list):
        return [_of_element(element) for element in elements]
    raise Unusable("not_features")


def _of_element(element: Any) -> Any:
    """A node, or a way with its `center`, of OpenStreetMap as a feature."""
    if not isinstance(element, Mapping):
        return element
    centre = element.get("center")
    at = centre if isinstance(centre, Mapping) else element
    return {
        "type": "Feature",
        "id": f"{element.get('type')}/{element['id']}" if element.get("id") else "",
        "properties": element.get("tags"),
        "geometry": {"type": "Point", "coordinates": [at.get("lon"), at.get("lat")]},
    }


def _read(number: int, feature: Any) -> Water | Fault:
    try:
        return water_of(feature)
    except Unusable as error:
        place, name = None, ""
        with suppress(Unusable, AttributeError):
            tags = feature.get("properties") or {}
            name = str(tags.get("ref") or tags.get("name") or feature.get("id") or "")[:80]
            place = _place(feature.get("geometry"))
        return Fault(number, error.code, error.value, name, place)


def water_of(feature: Mapping[str, Any]) -> Water:
    """The feature as a water source. Raises Unusable."""
    tags = (feature.get("properties") or {}) if isinstance(feature, Mapping) else None
    if not isinstance(tags, Mapping):
        raise Unusable("not_feature")
    kind = tags.get("emergency") or tags.get("disused:emergency") or ""
    if kind not in KINDS:
        raise Unusable("kind", str(kind))
    source_id = str(feature.get("id") or tags.get("@id") or "")
    if not source_id or len(source_id) > 80:
        raise Unusable("id", source_id)
    lon, lat = _place(feature.get("geometry"))
    return Water(
        source_id=source_id,
        kind=str(kind),
        lon=lon,
        lat=lat,
        label=str(tags.get("ref") or tags.get("name") or "")[:160],
        hydrant_type=str(tags.get("fire_hydrant:type") or "")[:40],
        diameter_mm=_amount(tags, ("fire_hydrant:diameter", "diameter"), _DIAMETER),
        flow_l_min=_amount(tags, ("flow_rate", "fire_hydrant:flow_capacity", "flow_capacity"), _FLOW),
        volume_m3=_amount(tags, ("water_tank:volume", "fire_hydrant:volume", "volume", "capacity"), _VOLUME),
        out_of_order="disused:emergency" in tags or tags.get("disused") == "yes",
    )


def _place(geometry: Any) -> tuple[float, float]:
    """The point, or the middle of the box around a way's outer ring."""
    geometry = geometry if isinstance(geometry, Mapping) else {}
    if geometry.get("type") not in {"Point", "Polygon"}:
        raise Unusable("geometry", str(geometry.get("type") or ""))
    found = geometry.get("coordinates")
    try:
        if geometry.get("type") == "Polygon":
            xs, ys = zip(*[(float(x), float(y)) for x, y, *_ in found[0]], strict=True)
            lon, lat = (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2
        else:
            lon, lat = float(found[0]), float(found[1])
    except (TypeError, IndexError, KeyError, ValueError) as error:
        raise Unusable("coordinates") from error
    if not (math.isfinite(lon) and math.isfinite(lat) and -180 <= lon <= 180 and -90 <= lat <= 90):
        raise Unusable("outside", f"{lon}, {lat}")
    return lon, lat


def _amount(tags: Mapping[str, Any], names: tuple[str, ...], units: Mapping[str, float]) -> int | None:
    """The first of these tags that is a number with a known unit, in our unit; None where none is."""
    for name in names:
        found = _NUMBER.match(str(tags.get(name) or ""))
        unit = found.group(2).lower() if found else ""
        if found and unit in units:
            value = round(float(found.group(1).replace(",", ".")) * units[unit])
            return value if 0 < value <= _LARGEST else None
    return None
