"""Water sources out of GeoJSON with OpenStreetMap's tags, made sense of line by line. Pure."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
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


@dataclass(frozen=True, slots=True)
class Fault:
    """A feature that cannot be used, by its place in the file (from 1)."""

    number: int
    reason: str


def read_water(path: Path) -> Iterator[Water | Fault]:
    """Every feature of the file, usable or with its fault; other kinds of features are faults too.

    Raises ValueError where the file is not a GeoJSON FeatureCollection.
    """
    try:
        table = json.loads(path.read_text(encoding="utf-8"))
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise ValueError(f"{path.name}: not JSON ({error})") from error
    if not isinstance(table, dict) or not isinstance(table.get("features"), list):
        raise ValueError(f"{path.name}: not a GeoJSON FeatureCollection")  # noqa: TRY004 - as above
    for number, feature in enumerate(table["features"], 1):
        try:
            yield water_of(feature)
        except ValueError as error:
            yield Fault(number, str(error))


def water_of(feature: Mapping[str, Any]) -> Water:
    """The feature as a water source. Raises ValueError that says what is wrong."""
    if not isinstance(feature, Mapping):
        raise ValueError("not a feature")  # noqa: TRY004 - one kind of fault for the reader of a file
    tags = feature.get("properties") or {}
    kind = tags.get("emergency") or tags.get("disused:emergency") or ""
    if kind not in KINDS:
        raise ValueError(f"emergency={kind or '(none)'} is no water source")
    source_id = str(feature.get("id") or tags.get("@id") or "")
    if not source_id or len(source_id) > 80:
        raise ValueError("no id")
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
    found = geometry.get("coordinates")
    try:
        if geometry.get("type") == "Polygon":
            xs, ys = zip(*[(float(x), float(y)) for x, y, *_ in found[0]], strict=True)
            lon, lat = (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2
        elif geometry.get("type") == "Point":
            lon, lat = float(found[0]), float(found[1])
        else:
            raise ValueError("neither a point nor a polygon")
    except (TypeError, IndexError, KeyError) as error:
        raise ValueError("coordinates cannot be read") from error
    if not (math.isfinite(lon) and math.isfinite(lat) and -180 <= lon <= 180 and -90 <= lat <= 90):
        raise ValueError("coordinates lie outside the world")
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
