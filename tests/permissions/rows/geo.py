"""Places: open to read, changed by the administrators of the areas concerned."""

from __future__ import annotations

import json
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.roles import Capability
from geo.shapes import tile_of
from tests.factories.geo import make_area, point
from tests.permissions.table import EVERYONE, Row, Scene, holders

MANAGERS = holders(Capability.MANAGE_AREAS)


def build(scene: Scene) -> None:
    """A beat that nothing hangs on and that can be ended."""
    scene.things["spare_beat"] = make_area("Запасна", parent=scene.city)


def _spare(scene: Scene) -> dict[str, Any]:
    return {"area_id": scene.things["spare_beat"].pk}


def _upload(scene: Scene) -> dict[str, Any]:
    ring = [[28.46, 49.23], [28.47, 49.23], [28.47, 49.24], [28.46, 49.24], [28.46, 49.23]]
    feature = {
        "type": "Feature",
        "properties": {"name": "Нова дільниця", "code": "new-beat"},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }
    content = json.dumps({"type": "FeatureCollection", "features": [feature]}).encode()
    return {"file": SimpleUploadedFile("beats.geojson", content, "application/geo+json")}


ROWS = [
    Row("GET /api/v1/areas", "everyone", EVERYONE, query=lambda _: {"kind": "city"}),
    Row("GET /api/v1/areas/covering", "everyone", EVERYONE, query=lambda _: {"lon": 28.4682, "lat": 49.2331}),
    Row("GET /api/v1/areas/{area_id}", "everyone", EVERYONE, path=_spare),
    Row("GET /api/v1/geo/masking", "everyone", EVERYONE),
    Row("GET /api/v1/geo/served", "everyone", EVERYONE),
    Row("GET /api/v1/places/search", "everyone", EVERYONE, query=lambda _: {"q": "Соборна"}),
    Row("GET /api/v1/map/style.json", "everyone", EVERYONE),
    Row("GET /api/v1/map/basemap.pmtiles", "everyone", EVERYONE, case="no basemap file is set", success=404),
    Row(
        "GET /api/v1/map/basemap/{z}/{x}/{y}",
        "everyone",
        EVERYONE,
        case="no basemap file is set",
        success=404,
        path=lambda _: {"z": 11, "x": 1186, "y": 698},
    ),
    Row(
        "GET /api/v1/tiles/areas/{z}/{x}/{y}.mvt",
        "everyone",
        EVERYONE,
        path=lambda _: dict(zip("xy", tile_of(point(), 11), strict=True), z=11),
    ),
    Row("GET /api/v1/areas/tree", Capability.MANAGE_AREAS, MANAGERS, otherwise="areas.manage"),
    Row(
        "PATCH /api/v1/areas/{area_id}",
        Capability.MANAGE_AREAS,
        MANAGERS,
        otherwise="areas.manage",
        elsewhere="areas.manage",
        path=_spare,
        body=lambda _: {"name": "Перейменована"},
    ),
    Row(
        "POST /api/v1/areas/{area_id}/end",
        Capability.MANAGE_AREAS,
        MANAGERS,
        success=204,
        otherwise="areas.manage",
        elsewhere="areas.manage",
        path=_spare,
    ),
    Row(
        "POST /api/v1/areas/{area_id}/snap-points",
        Capability.MANAGE_AREAS,
        MANAGERS,
        otherwise="areas.manage",
        elsewhere="areas.manage",
        path=_spare,
        body=lambda _: {"rebuild": True},
    ),
    Row(
        "POST /api/v1/areas/import",
        Capability.MANAGE_AREAS,
        MANAGERS,
        otherwise="areas.manage",
        query=lambda scene: {"kind": "beat", "parent_id": str(scene.city.pk), "dry_run": "false"},
        form=_upload,
    ),
]
