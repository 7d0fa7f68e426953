"""Map files into plain features: GDAL for files on the server, our own reader for uploads. No database.

Uploads from the web never reach GDAL: the versions that systems ship follow links inside hostile files.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.contrib.gis.gdal import CoordTransform, DataSource, GDALException, SpatialReference
from django.contrib.gis.gdal.feature import Feature
from django.contrib.gis.gdal.layer import Layer
from django.utils.translation import gettext as _

from geo import geojson
from geo.geojson import refusal

NAME_FIELDS = ("name", "name_uk", "name:uk", "title")
ENGLISH_FIELDS = ("name_en", "name:en")
CODE_FIELDS = ("code", "katotth", "osm_id", "koatuu", "mapid", "id")
POPULATION_FIELDS = ("population",)
WGS84 = 4326


@dataclass(frozen=True, slots=True)
class RawFeature:
    """One feature of a file: its number from 1, its fields, and its geometry as GeoJSON in WGS 84."""

    number: int
    fields: dict[str, Any]
    geometry: dict[str, Any] | None

    def text(self, names: Sequence[str]) -> str:
        """The first of these fields that holds something, whatever the case of its name."""
        lower = {name.lower(): value for name, value in self.fields.items()}
        for name in names:
            value = lower.get(name.lower())
            if value not in (None, ""):
                return str(value).strip()
        return ""

    def whole_number(self, names: Sequence[str]) -> int | None:
        """The same as a count, or None where it is no number."""
        digits = "".join(part for part in self.text(names).split(".")[0] if part.isdigit())
        return int(digits) if digits else None


@dataclass(frozen=True, slots=True)
class MapFile:
    """An opened file: how many features it says it has, and the features, read one by one."""

    count: int
    features: Iterator[RawFeature]


def open_map_file(path: Path, *, layer: str = "", encoding: str = "", srs: str = "") -> MapFile:
    """Open GeoJSON, GeoPackage, Shapefile (also zipped), KML, or whatever else GDAL reads.

    `srs` overrides the file's own coordinate system (`EPSG:26910`). Raises Invalid with a sentence.
    """
    if encoding:
        os.environ["SHAPE_ENCODING"] = ""
    name = f"/vsizip/{path}" if path.suffix == ".zip" else str(path)
    try:
        source = DataSource(name, encoding=encoding or "utf-8")
    except GDALException as error:
        raise refusal(
            "file", _("%(file)s is not a map file that GDAL can read.") % {"file": path.name}
        ) from error
    chosen = _layer_of(source, layer)
    return MapFile(len(chosen), _read(source, chosen, _to_wgs84(chosen, srs)))


def read_geojson(text: bytes | str) -> MapFile:
    """The features of an uploaded FeatureCollection (or of one feature). Raises Invalid."""
    value = geojson.parse(text)
    geojson.refuse_other_crs(value)
    features = value.get("features") if value.get("type") == "FeatureCollection" else [value]
    if not isinstance(features, list) or not features:
        raise refusal("features", _("The file holds no features."))
    return MapFile(len(features), (_uploaded(n, item) for n, item in enumerate(features, 1)))


def _uploaded(number: int, item: object) -> RawFeature:
    feature = item if isinstance(item, dict) else {}
    fields, geometry = feature.get("properties"), feature.get("geometry")
    return RawFeature(
        number,
        fields if isinstance(fields, dict) else {},
        geometry if isinstance(geometry, dict) else None,
    )


def _layer_of(source: DataSource, wanted: str) -> Layer:
    names = [source[n].name for n in range(source.layer_count)]
    if wanted and wanted not in names:
        message = _("There is no layer %(name)s; the file has: %(names)s.")
        raise refusal("layer", message % {"name": wanted, "names": ", ".join(names)})
    if not wanted and len(names) != 1:
        message = _("Name one of the layers of this file: %(names)s.")
        raise refusal("layer", message % {"names": ", ".join(names)})
    return source[wanted or 0]


def _to_wgs84(layer: Layer, srs: str) -> CoordTransform | None:
    given = SpatialReference(srs) if srs else layer.srs
    target = SpatialReference(WGS84)
    if given is None or given.proj == target.proj:
        return None
    return CoordTransform(given, target)


def _read(source: DataSource, layer: Layer, transform: CoordTransform | None) -> Iterator[RawFeature]:
    """Features one by one; `source` must outlive its layer, which is a pointer into it."""
    for number, feature in enumerate(layer, 1):
        yield _feature(number, feature, transform)


def _feature(number: int, feature: Feature, transform: CoordTransform | None) -> RawFeature:
    fields = {name: feature.get(name) for name in feature.fields}
    try:
        geometry = feature.geom
    except GDALException:
        return RawFeature(number, fields, None)
    if transform is not None:
        geometry.transform(transform)
    return RawFeature(number, fields, json.loads(geometry.json))


def as_text(geometry: dict[str, Any]) -> str:
    """A geometry as GeoJSON text."""
    return json.dumps(geometry)
