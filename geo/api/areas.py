"""HTTP doors to places: areas, search, how masking works."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

import orjson
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import File, Query, Router, Schema
from ninja.files import UploadedFile

from core import conditional
from core.decisions import require
from core.errors import Invalid, TooLarge
from geo import actions, importers, masking, policies, queries, schemas, shapes
from geo.models import AreaKind

router = Router(tags=["places"])

MAX_UPLOAD_BYTES = 20 * 1024 * 1024


class PlaceFilter(Schema):
    """A position on Earth in WGS 84 degrees."""

    lon: float
    lat: float


class UploadForm(Schema):
    """How an uploaded file's features become areas."""

    kind: AreaKind
    parent_id: UUID | None = None
    served: bool | None = None
    dry_run: bool = True


def actor_of(request: HttpRequest) -> policies.AreaActor:
    """Who acts. Places know no people, so the shape is the policies' own."""
    return cast(policies.AreaActor, request.auth)  # type: ignore[attr-defined]


@router.get("/areas", auth=None)
def areas(
    request: HttpRequest, bbox: str | None = None, parent: UUID | None = None, kind: AreaKind | None = None
) -> HttpResponse:
    """Valid areas in a box (`west,south,east,north`), below a parent or of a kind, as GeoJSON."""
    box = parse_box(bbox)
    return conditional.answer(
        request,
        etag=conditional.etag_of(queries.area_stamp(), box, parent, kind),
        cache=conditional.PUBLIC,
        content_type=conditional.GEOJSON,
        make=lambda: queries.area_list(box=box, parent=parent, kind=kind),
    )


@router.get("/areas/covering", response=schemas.CoveringOut, auth=None)
def covering(request: HttpRequest, place: Query[PlaceFilter]) -> dict[str, Any]:
    """Which areas cover this place, whether it is served, and how it would be shown in public."""
    point = shapes.point(place.lon, place.lat)
    found = queries.locate(point)
    public = found.public_point
    return {
        "areas": queries.areas_covering(point),
        "served": found.served,
        "beat_id": found.beat_id,
        "label": found.label,
        "public": public and {"lon": public.x, "lat": public.y, "radius_m": found.public_radius_m},
    }


@router.get("/areas/tree", response=list[schemas.AreaRowOut])
def tree(request: HttpRequest, parent: UUID | None = None) -> list[queries.AreaRow]:
    """The areas right below one area (or the roots), with counts; for the administrator."""
    require(policies.can_manage_areas(actor_of(request)))
    return queries.area_tree(parent)


@router.post("/areas/import", response=schemas.ImportReportOut)
def import_areas(
    request: HttpRequest, options: Query[UploadForm], file: File[UploadedFile]
) -> dict[str, Any]:
    """Upload GeoJSON areas; a dry run (the default) only reports. Uploads never reach GDAL."""
    actor = actor_of(request)
    require(policies.can_manage_areas(actor))
    if (file.size or 0) > MAX_UPLOAD_BYTES:
        raise TooLarge("areas.file_too_large", _("At most 20 megabytes are accepted."))
    report = actions.import_areas(
        actor,
        importers.read_geojson(file.read()),
        actions.ImportOptions(
            kind=options.kind,
            source=file.name or "upload",
            parent_id=options.parent_id,
            served=options.served,
            limits=shapes.UPLOAD,
        ),
        dry_run=options.dry_run,
    )
    counts = {name: report.counts[name] for name in ("added", "changed", "same", "repaired", "refused")}
    return {"dry_run": options.dry_run, **counts, "notable": [line.as_dict() for line in report.notable]}


@router.get("/areas/{uuid:area_id}", auth=None)
def area(request: HttpRequest, area_id: UUID) -> HttpResponse:
    """One area with its boundary and its place in the tree, as a GeoJSON Feature."""
    body = queries.area_feature(area_id)
    return conditional.answer(
        request,
        etag=conditional.etag_of(body),
        cache=conditional.PUBLIC,
        content_type=conditional.GEOJSON,
        make=lambda: body,
    )


@router.patch("/areas/{uuid:area_id}", response=schemas.AreaRowOut)
def change_area(request: HttpRequest, area_id: UUID, payload: schemas.AreaChangeIn) -> queries.AreaRow:
    """Rename an area, or say whether the police desk serves it."""
    actions.change_area(actor_of(request), area_id, name=payload.name, served=payload.served)
    return queries.area_row(area_id)


@router.post("/areas/{uuid:area_id}/end", response={204: None})
def end_area(request: HttpRequest, area_id: UUID) -> tuple[int, None]:
    """End an area's validity now; what was reported in it keeps it."""
    actions.end_area(actor_of(request), area_id)
    return 204, None


@router.post("/areas/{uuid:area_id}/snap-points", response=list[schemas.SnapReportOut])
def build_snap_points(
    request: HttpRequest, area_id: UUID, payload: schemas.SnapBuildIn
) -> list[actions.SnapReport]:
    """Build where reports of this area, and of the served ones inside it, are shown in public."""
    return actions.build_snap_points(actor_of(request), area_id, rebuild=payload.rebuild)


@router.get("/geo/served", response=schemas.ServedOut, auth=None)
def served(request: HttpRequest) -> HttpResponse:
    """The box round the served areas, so that maps begin in this city and not in another."""
    return conditional.answer(
        request,
        etag=conditional.etag_of(queries.area_stamp()),
        cache=conditional.PUBLIC,
        content_type="application/json",
        make=lambda: orjson.dumps({"bounds": queries.served_box()}),
    )


@router.get("/geo/masking", response=schemas.MaskingOut, auth=None)
def masking_parameters(request: HttpRequest) -> dict[str, int]:
    """The parameters by which true places are turned into public ones."""
    return masking.published()


def parse_box(text: str | None) -> tuple[float, float, float, float] | None:
    """`west,south,east,north` in degrees. Raises Invalid when it is not four fitting numbers."""
    if text is None:
        return None
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError as error:
        raise Invalid.field("bbox", _("Give west,south,east,north in degrees."), code="bbox") from error
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise Invalid.field("bbox", _("Give west,south,east,north in degrees."), code="bbox")
    return west, south, east, north
