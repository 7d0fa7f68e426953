"""HTTP doors to the map: tiles of areas, the style of its ground, the basemap on our own disk."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Any

import orjson
from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from ninja import Router

from core import conditional
from core.errors import NotFound
from geo import basemap, maps, pmtiles, queries
from geo.models import AreaKind

router = Router(tags=["map"])

AREA_TILES = "/api/v1/tiles/areas/{z}/{x}/{y}.mvt"
BASEMAP_TILES = "/api/v1/map/basemap/{z}/{x}/{y}"
FOR_A_DAY = "public, max-age=86400"
MAX_ZOOM = 22
_RANGE = re.compile(r"^bytes=(\d+)-(\d*)$")
_MAX_RANGE_BYTES = 4 * 1024 * 1024


@router.get("/tiles/areas/{int:z}/{int:x}/{int:y}.mvt", auth=None)
def area_tile(request: HttpRequest, z: int, x: int, y: int, kinds: str = "") -> HttpResponse:
    """Areas as a Mapbox vector tile (layer `areas`); `kinds` names them, else the zoom decides."""
    check_tile(z, x, y)
    wanted = [kind for kind in kinds.split(",") if kind in AreaKind.values] if kinds else maps.kinds_at(z)
    return conditional.answer(
        request,
        etag=conditional.etag_of(queries.area_stamp(), z, x, y, *wanted),
        cache=conditional.PUBLIC,
        content_type=conditional.VECTOR_TILE,
        make=lambda: queries.area_tile(z, x, y, wanted),
    )


@router.get("/map/style.json", auth=None)
def map_style(request: HttpRequest, theme: str = "light") -> HttpResponse:
    """The ground of the map as a MapLibre style; leads to the city's own style where one is set."""
    if settings.BASEMAP_STYLE_URL:
        named = "dark" if theme == "dark" else "light"
        return HttpResponseRedirect(settings.BASEMAP_STYLE_URL.replace("{theme}", named))
    origin = f"{request.scheme}://{request.get_host()}"
    archive = _archive()
    ground = archive and _tilejson(archive, origin)
    body = orjson.dumps(
        basemap.style(
            dark=theme == "dark",
            tiles=origin + AREA_TILES,
            credit=settings.AREA_CREDIT,
            basemap=ground or None,
        )
    )
    return conditional.answer(
        request,
        etag=conditional.etag_of(body),
        cache=conditional.PUBLIC,
        content_type="application/json",
        make=lambda: body,
    )


@router.get("/map/basemap/{int:z}/{int:x}/{int:y}", auth=None)
def basemap_tile(request: HttpRequest, z: int, x: int, y: int) -> HttpResponse:
    """One tile of the PMTiles basemap on our own disk; 204 where it has none."""
    check_tile(z, x, y)
    archive = _known_archive()
    response = conditional.answer(
        request,
        etag=conditional.etag_of(_stamp(archive.path), z, x, y),
        cache=FOR_A_DAY,
        content_type=archive.content_type,
        make=lambda: pmtiles.tile(archive, z, x, y) or b"",
    )
    if archive.tile_gzip and response.status_code == 200:
        response["Content-Encoding"] = "gzip"
    return response


@router.get("/map/basemap.pmtiles", auth=None)
def basemap_file(request: HttpRequest) -> HttpResponse | FileResponse:
    """The PMTiles file itself, whole or by byte ranges, for clients that read the format."""
    path = _known_archive().path
    size = path.stat().st_size
    asked = _RANGE.match(request.headers.get("Range", ""))
    if asked is None:
        whole = FileResponse(path.open("rb"), content_type="application/vnd.pmtiles")
        whole["Accept-Ranges"] = "bytes"
        return whole
    first = int(asked[1])
    last = min(int(asked[2] or size - 1), size - 1, first + _MAX_RANGE_BYTES - 1)
    if first > last:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    with path.open("rb") as file:
        file.seek(first)
        part = HttpResponse(file.read(last - first + 1), status=206, content_type="application/vnd.pmtiles")
    part["Content-Range"] = f"bytes {first}-{last}/{size}"
    part["Accept-Ranges"] = "bytes"
    part["Cache-Control"] = FOR_A_DAY
    part["ETag"] = conditional.etag_of(_stamp(path))
    return part


def check_tile(z: int, x: int, y: int) -> None:
    """Raises NotFound for a tile that is not on the map."""
    if not (z <= MAX_ZOOM and x < 1 << z and y < 1 << z):
        raise NotFound


def _archive() -> pmtiles.Archive | None:
    path = settings.BASEMAP_PMTILES
    return _open(Path(path), _stamp(Path(path))) if path and Path(path).is_file() else None


def _known_archive() -> pmtiles.Archive:
    archive = _archive()
    if archive is None:
        raise NotFound
    return archive


def _stamp(path: Path) -> tuple[int, int]:
    found = path.stat()
    return found.st_mtime_ns, found.st_size


@lru_cache(maxsize=2)
def _open(path: Path, _stamp: tuple[int, int]) -> pmtiles.Archive:
    return pmtiles.open_archive(path)


def _tilejson(archive: pmtiles.Archive, origin: str) -> dict[str, Any]:
    return {
        "type": "raster" if archive.is_raster else "vector",
        "tiles": [origin + BASEMAP_TILES],
        "minzoom": archive.min_zoom,
        "maxzoom": archive.max_zoom,
        **({"tileSize": 256} if archive.is_raster else {}),
    }
