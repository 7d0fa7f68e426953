"""HTTP doors to hydrants and other water."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from ninja import File, Form, Query, Router, Status
from ninja.files import UploadedFile

from accounts.auth import ActorRequest
from core.conditional import GEOJSON
from core.decisions import require
from core.errors import Invalid, TooLarge
from rosters import policies
from rosters.actions import water as actions
from rosters.importers import Fault
from rosters.models import WaterSource
from rosters.queries import water as queries
from rosters.schemas import water as schemas
from rosters.wording.water import fault_words

router = Router()
MOST_BYTES = 5 * 1024 * 1024
MOST_FAULTS = 200
_PLAIN = (
    "id",
    "kind",
    "label",
    "hydrant_type",
    "diameter_mm",
    "flow_l_min",
    "volume_m3",
    "condition",
    "inspected_at",
)


@router.get("/water/near", response=list[schemas.WaterOut])
def near(request: ActorRequest, place: Query[schemas.NearIn]) -> list[dict[str, Any]]:
    """The nearest water, in metres."""
    require(policies.can_see_water(request.auth))
    return [_water(row) for row in queries.near(place.lon, place.lat, limit=place.limit)]


@router.get("/water", response={200: dict[str, Any]})
def in_box(request: ActorRequest, bbox: str) -> HttpResponse:
    """Water in a box (west,south,east,north) as GeoJSON; at most 2,000."""
    require(policies.can_see_water(request.auth))
    try:
        west, south, east, north = (float(part) for part in bbox.split(","))
    except ValueError as error:
        raise Invalid.field("bbox", _("Give west,south,east,north in degrees.")) from error
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
        raise Invalid.field("bbox", _("Give west,south,east,north in degrees."))
    return HttpResponse(queries.in_box(west, south, east, north), content_type=GEOJSON)


@router.post("/brigades/{brigade_id}/water/import", response=schemas.WaterImportOut)
def import_water(
    request: ActorRequest,
    brigade_id: UUID,
    file: File[UploadedFile],
    own: Form[bool] = False,  # noqa: FBT002 - a form field
    dry_run: Form[bool] = True,  # noqa: FBT002 - a form field
) -> dict[str, Any]:
    """Take over GeoJSON or Overpass JSON; a dry run (the default) only reports."""
    data = file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise TooLarge
    report = actions.import_for_brigade(
        request.auth, brigade_id=brigade_id, data=data, own=own, dry_run=dry_run
    )
    counts = {name: getattr(report, name) for name in ("made", "changed", "same")}
    faults = [_fault(fault) for fault in report.faults[:MOST_FAULTS]]
    return {"dry_run": dry_run, **counts, "refused": len(report.faults), "faults": faults}


@router.get("/water/{water_id}/inspections", response=list[schemas.InspectionOut])
def inspections(request: ActorRequest, water_id: UUID) -> list[Any]:
    """What was found there lately."""
    require(policies.can_see_water(request.auth))
    return list(queries.inspections_of(queries.water(water_id)))


@router.post("/water/{water_id}/inspections", response={201: schemas.InspectionOut})
def inspect(request: ActorRequest, water_id: UUID, payload: schemas.InspectIn) -> Status[Any]:
    """Note what was found there."""
    return Status(201, actions.inspect(request.auth, water_id=water_id, **payload.dict()))


def _fault(fault: Fault) -> dict[str, Any]:
    place = {"lon": fault.place[0], "lat": fault.place[1]} if fault.place else None
    said = fault_words(fault.code, fault.value)
    return {"number": fault.number, "name": fault.name, "message": said, "place": place}


def _water(row: WaterSource) -> dict[str, Any]:
    plain: dict[str, Any] = {name: getattr(row, name) for name in _PLAIN}
    metres = round(row.away.m)  # type: ignore[attr-defined]
    return plain | {"lon": row.point.x, "lat": row.point.y, "metres": metres}
