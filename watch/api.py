"""HTTP doors to watch groups, their zones and their people."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib.gis.geos import Point
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.translation import gettext as _
from ninja import File, Form, Query, Router
from ninja.files import UploadedFile

from accounts.actor import Actor
from accounts.auth import ActorRequest
from core.decisions import require
from core.errors import Invalid, NotFound, TooLarge
from geo import geojson, shapes
from watch import actions, policies, queries, schemas
from watch.models import Zone

router = Router(tags=["watch"])
MAX_TILE_ZOOM = 22
UPLOAD_BYTES = 1_500_000


@router.get("/groups", response=list[schemas.GroupOut])
def groups(request: ActorRequest, filters: Query[schemas.GroupFilter]) -> list[dict[str, Any]]:
    """Groups near a place (those over it first), by name, or mine."""
    actor = request.auth
    if filters.mine:
        return [_group(line) for line in queries.my_groups(actor)]
    near = _place(filters.near) if filters.near else None
    return [_group(line) for line in queries.find_groups(actor, near=near, text=filters.search)]


@router.post("/groups", response={201: schemas.GroupDetailOut})
def found_group(request: ActorRequest, payload: schemas.GroupIn) -> tuple[int, dict[str, Any]]:
    """Found a group where I serve, for a coordinator named by e-mail or for myself."""
    group = actions.found_group(
        request.auth,
        name=payload.name,
        kind=payload.kind,
        description=payload.description,
        drafts=[_draft(zone) for zone in payload.zones],
        coordinator_email=payload.coordinator_email,
    )
    return 201, _detail(request.auth, group.pk)


@router.get("/groups/zones", response={200: dict[str, Any]})
def zones_in_box(request: ActorRequest, bbox: str) -> HttpResponse:
    """Zones of active groups in a box (west,south,east,north) as GeoJSON."""
    box = _box(bbox)
    return _cached(request, lambda: queries.zones_in_box(box).encode(), "application/geo+json", key=repr(box))


@router.get("/groups/{group_id}", response=schemas.GroupDetailOut)
def group(request: ActorRequest, group_id: UUID) -> dict[str, Any]:
    """One group with its zones."""
    return _detail(request.auth, group_id)


@router.patch("/groups/{group_id}", response=schemas.GroupDetailOut)
def change_group(request: ActorRequest, group_id: UUID, payload: schemas.GroupChangeIn) -> dict[str, Any]:
    """Change name, kind or description."""
    actions.change_group(request.auth, group_id=group_id, **payload.dict())
    return _detail(request.auth, group_id)


@router.post("/groups/{group_id}/archive", response=schemas.GroupDetailOut)
def archive_group(request: ActorRequest, group_id: UUID, payload: schemas.GroupReasonIn) -> dict[str, Any]:
    """End the group; its history stays."""
    actions.archive_group(request.auth, group_id=group_id, reason=payload.reason)
    return _detail(request.auth, group_id)


@router.post("/groups/{group_id}/revive", response=schemas.GroupDetailOut)
def revive_group(request: ActorRequest, group_id: UUID, payload: schemas.GroupReasonIn) -> dict[str, Any]:
    """Let an archived group watch again."""
    actions.revive_group(request.auth, group_id=group_id, reason=payload.reason)
    return _detail(request.auth, group_id)


@router.get("/groups/{group_id}/zones", response={200: dict[str, Any]})
def group_zones(request: ActorRequest, group_id: UUID) -> HttpResponse:
    """The group's zones as GeoJSON."""
    group = queries.group_for(request.auth, group_id)
    body = queries.zones_of_group(group.pk)
    return HttpResponse(body, content_type="application/geo+json")


@router.post("/groups/{group_id}/zones", response={201: schemas.ZoneSavedOut})
def add_zone(request: ActorRequest, group_id: UUID, payload: schemas.ZoneIn) -> tuple[int, dict[str, Any]]:
    """Add a zone drawn on the map or picked from the areas."""
    [(zone, repairs)] = actions.add_zones(request.auth, group_id=group_id, drafts=[_draft(payload)])
    return 201, _saved(zone, repairs)


@router.post("/groups/{group_id}/zones/upload", response={201: list[schemas.ZoneSavedOut]})
def upload_zones(
    request: ActorRequest, group_id: UUID, file: File[UploadedFile], name: Form[str] = ""
) -> tuple[int, list[dict[str, Any]]]:
    """Add zones from a GeoJSON file, one for each feature; all of them or none."""
    saved = actions.add_zones(request.auth, group_id=group_id, drafts=_uploaded(file, name))
    return 201, [_saved(zone, repairs) for zone, repairs in saved]


@router.put("/groups/{group_id}/zones/{zone_id}", response=schemas.ZoneSavedOut)
def change_zone(
    request: ActorRequest, group_id: UUID, zone_id: UUID, payload: schemas.ZoneIn
) -> dict[str, Any]:
    """Redraw a zone."""
    zone, repairs = actions.change_zone(
        request.auth, group_id=group_id, zone_id=zone_id, draft=_draft(payload)
    )
    return _saved(zone, repairs)


@router.delete("/groups/{group_id}/zones/{zone_id}", response={204: None})
def remove_zone(request: ActorRequest, group_id: UUID, zone_id: UUID) -> tuple[int, None]:
    """Take a zone away; the last one stays."""
    actions.remove_zone(request.auth, group_id=group_id, zone_id=zone_id)
    return 204, None


@router.post("/groups/{group_id}/join", response=schemas.StandingOut)
def join(request: ActorRequest, group_id: UUID, payload: schemas.JoinIn) -> dict[str, Any]:
    """Ask to belong; asking twice is asking once."""
    membership = actions.ask_to_join(request.auth, group_id=group_id, note=payload.note)
    return {"membership_id": membership.pk, "state": membership.state}


@router.post("/groups/{group_id}/leave", response={204: None})
def leave(request: ActorRequest, group_id: UUID) -> tuple[int, None]:
    """Take back my request, or leave."""
    actions.leave_group(request.auth, group_id=group_id)
    return 204, None


@router.get("/groups/{group_id}/members", response=list[schemas.MemberOut])
def members(request: ActorRequest, group_id: UUID) -> list[dict[str, Any]]:
    """Who belongs, to those who belong; requests to those who decide on them."""
    actor = request.auth
    group = queries.group_for(actor, group_id)
    require(policies.can_list_members(actor, group))
    return [_member(actor, line) for line in queries.people_of(actor, group)]


@router.post("/groups/{group_id}/members/{member_id}/approve", response={204: None})
def approve(request: ActorRequest, group_id: UUID, member_id: UUID) -> tuple[int, None]:
    """Let a person in."""
    actions.approve_member(request.auth, group_id=group_id, membership_id=member_id)
    return 204, None


@router.post("/groups/{group_id}/members/{member_id}/decline", response={204: None})
def decline(
    request: ActorRequest, group_id: UUID, member_id: UUID, payload: schemas.GroupReasonIn
) -> tuple[int, None]:
    """Say no to a request."""
    actions.decline_member(request.auth, group_id=group_id, membership_id=member_id, reason=payload.reason)
    return 204, None


@router.post("/groups/{group_id}/members/{member_id}/remove", response={204: None})
def remove(
    request: ActorRequest, group_id: UUID, member_id: UUID, payload: schemas.GroupReasonIn
) -> tuple[int, None]:
    """End somebody's membership."""
    actions.remove_member(request.auth, group_id=group_id, membership_id=member_id, reason=payload.reason)
    return 204, None


@router.post("/groups/{group_id}/members/{member_id}/make-coordinator", response={204: None})
def make_coordinator(request: ActorRequest, group_id: UUID, member_id: UUID) -> tuple[int, None]:
    """Give a member the coordinator's role."""
    actions.make_coordinator(request.auth, group_id=group_id, membership_id=member_id)
    return 204, None


@router.post("/groups/{group_id}/members/{member_id}/step-down", response={204: None})
def step_down(request: ActorRequest, group_id: UUID, member_id: UUID) -> tuple[int, None]:
    """Take the coordinator's role back; the last one keeps it."""
    actions.step_down(request.auth, group_id=group_id, membership_id=member_id)
    return 204, None


@router.get("/tiles/zones/{z}/{x}/{y}.mvt", response={200: bytes})
def zone_tile(request: ActorRequest, z: int, x: int, y: int) -> HttpResponse:
    """Vector tile of active groups' zones, layer `zones`; the same for everybody."""
    if not (0 <= z <= MAX_TILE_ZOOM and 0 <= x < 2**z and 0 <= y < 2**z):
        raise NotFound
    return _cached(
        request, lambda: queries.zone_tile(z, x, y), "application/vnd.mapbox-vector-tile", key=f"{z}/{x}/{y}"
    )


def _place(text: str) -> Point:
    try:
        lon, lat = (float(part) for part in text.split(","))
    except ValueError as error:
        raise Invalid.field("near", _("Give a place as longitude,latitude.")) from error
    return shapes.point(lon, lat)


def _box(text: str) -> queries.Box:
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError as error:
        raise Invalid.field("bbox", _("Give a box as west,south,east,north.")) from error
    shapes.point(west, south)
    shapes.point(east, north)
    return west, south, east, north


def _cached(request: HttpRequest, make: Callable[[], bytes], content_type: str, *, key: str) -> HttpResponse:
    """Answer with an ETag that changes with any zone; 304 without making the body where it fits."""
    tag = f'"{queries.zones_stamp()}-{hashlib.sha256(key.encode()).hexdigest()[:12]}"'
    response: HttpResponse
    if request.headers.get("If-None-Match") == tag:
        response = HttpResponseNotModified()
    else:
        response = HttpResponse(make(), content_type=content_type)
    response["ETag"] = tag
    response["Cache-Control"] = "public, max-age=60"
    return response


def _draft(payload: schemas.ZoneIn) -> actions.ZoneDraft:
    return actions.ZoneDraft(**payload.dict())


def _uploaded(file: UploadedFile, name: str) -> list[actions.ZoneDraft]:
    """One draft for each feature of the file, named by its own `name` where it has one."""
    if (file.size or 0) > UPLOAD_BYTES:
        raise TooLarge("too_large", _("The file is larger than 1.5 MB."))
    value = geojson.parse(file.read())
    features = value.get("features") if value.get("type") == "FeatureCollection" else None
    if not isinstance(features, list) or not features:
        return [actions.ZoneDraft(name=name, geojson=value, uploaded=True)]
    return [
        actions.ZoneDraft(
            name=_feature_name(feature) or name,
            geojson=feature if isinstance(feature, dict) else {},
            uploaded=True,
        )
        for feature in features
    ]


def _feature_name(feature: object) -> str:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    return name[:80] if isinstance(name, str) else ""


def _group(line: queries.GroupLine) -> dict[str, Any]:
    group = line.group
    return {
        "id": group.pk,
        "slug": group.slug,
        "name": group.name,
        "kind": group.kind,
        "description": group.description,
        "status": group.status,
        "lon": group.centre.x if group.centre else None,
        "lat": group.centre.y if group.centre else None,
        "members": line.members,
        "coordinators": line.coordinators,
        "my_state": line.membership.state if line.membership else None,
        "i_coordinate": line.coordinates,
        "covers": line.covers,
        "distance_m": line.distance_m,
        "allowed_actions": line.actions,
        "rev": group.rev,
    }


def _detail(actor: Actor, group_id: UUID) -> dict[str, Any]:
    group = queries.group_for(actor, group_id)
    return {
        **_group(queries.group_line(actor, group)),
        "zones": [_zone(zone) for zone in queries.zones_of(group.pk)],
        "bounds": queries.bounds_of(group.pk),
        "area_ids": group.area_ids,
    }


def _zone(zone: Zone) -> dict[str, Any]:
    return {
        "id": zone.pk,
        "name": zone.name,
        "source": zone.source,
        "area_id": zone.area_id,
        "area_m2": zone.area_m2,
    }


def _saved(zone: Zone, repairs: list[shapes.Repair]) -> dict[str, Any]:
    return {"zone": _zone(zone), "repairs": [repair.as_dict() for repair in repairs]}


def _member(actor: Actor, line: queries.MemberLine) -> dict[str, Any]:
    membership = line.membership
    return {
        "id": membership.pk,
        "name": line.name,
        "state": membership.state,
        "coordinator": line.coordinates,
        "note": line.note,
        "since": membership.decided_at or membership.created_at,
        "me": membership.user_id == actor.user_id,
        "allowed_actions": line.actions,
    }
