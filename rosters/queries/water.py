"""Hydrants and other water: the nearest in metres, and those in a box as GeoJSON."""

from __future__ import annotations

import json
from uuid import UUID

from django.contrib.gis.db.models.functions import Distance, GeoFunc
from django.contrib.gis.geos import Polygon
from django.db.models import FloatField, QuerySet

from core.errors import NotFound
from geo import shapes
from rosters.models import WaterInspection, WaterSource

MOST = 2_000


class _Knn(GeoFunc):
    """PostGIS' distance operator, which an index answers in order."""

    arg_joiner = " <-> "
    template = "%(expressions)s"
    arity = 2
    geom_param_pos = (0, 1)
    output_field = FloatField()


def near(lon: float, lat: float, *, limit: int = 10, metres: float | None = None) -> list[WaterSource]:
    """The nearest water in use, nearest first, each with `metres` (a `Distance`); by index (KNN)."""
    place = shapes.point(lon, lat)
    rows = WaterSource.objects.filter(gone_at=None).annotate(away=Distance("point", place))
    if metres is not None:
        rows = rows.filter(point__dwithin=(place, metres))
    return list(rows.order_by(_Knn("point", place))[:limit])


def in_box(west: float, south: float, east: float, north: float) -> str:
    """Water in use within the box, as a GeoJSON FeatureCollection; at most 2,000."""
    box = Polygon.from_bbox((west, south, east, north))
    box.srid = 4326
    rows: QuerySet[WaterSource] = WaterSource.objects.filter(gone_at=None, point__intersects=box)
    features = [
        {
            "type": "Feature",
            "id": str(water.pk),
            "geometry": {"type": "Point", "coordinates": [water.point.x, water.point.y]},
            "properties": {
                "kind": water.kind,
                "label": water.label,
                "condition": water.condition,
                "flow_l_min": water.flow_l_min,
                "volume_m3": water.volume_m3,
                "diameter_mm": water.diameter_mm,
            },
        }
        for water in rows.order_by("pk")[:MOST]
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False)


def water(water_id: UUID, *, lock: bool = False) -> WaterSource:
    """A water source. Raises NotFound."""
    rows = WaterSource.objects.select_for_update() if lock else WaterSource.objects.all()
    found = rows.filter(pk=water_id).first()
    if found is None:
        raise NotFound
    return found


def inspections_of(found: WaterSource, *, limit: int = 20) -> list[WaterInspection]:
    """What was found there lately, newest first."""
    return list(WaterInspection.objects.filter(water=found).order_by("-at")[:limit])
