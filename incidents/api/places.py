"""Doors of the map: masked layers for everybody, live screens of public and groups, tiles by audience."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpResponse, HttpResponseNotModified
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Query, Router
from pydantic import AwareDatetime

from accounts.auth import ActorRequest
from accounts.roles import Capability
from core.decisions import HIDDEN, SIGN_IN, require
from core.errors import Invalid
from incidents import projections, queries
from incidents.catalogue import Audience
from incidents.queries import IncidentFilter
from incidents.schemas.report import SnapshotOut, YearsOut
from notifications import queries as notifications_queries
from notifications import streams as stream_keys
from watch import projections as watch_projections

router = Router()
WINDOW = timedelta(days=30)
FIRST, LAST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
MAX_TILES = 24
"""As many as the first page asks for: `MOST_TILES` in `frontend/src/features/home/state.svelte.ts`."""
MVT = "application/vnd.mapbox-vector-tile"


@router.get("/map/incidents", response={200: dict[str, Any]})
def features(
    request: ActorRequest,
    bbox: str,
    category: str = "",
    since: AwareDatetime | None = None,
    until: AwareDatetime | None = None,
    limit: Annotated[int, Query(ge=1, le=queries.MAX_FEATURES)] = queries.MAX_FEATURES,
) -> HttpResponse:
    """Publicly shown incidents in a box as GeoJSON: masked points, rounded times, the newest of them.

    Times are taken by whole days (UTC), `until` without its day; `cut` says that there are more than `limit`.
    """
    asked = IncidentFilter(
        box=queries.parse_box(bbox),
        since=_day(since or timezone.now() - WINDOW),
        until=until and _day(until),
        categories=[part for part in category.split(",") if part],
    )
    tag = _tag("map", bbox, category, asked.since, asked.until, limit)
    if request.headers.get("If-None-Match") == tag:
        return HttpResponseNotModified(headers={"ETag": tag})
    body = queries.feature_collection(asked, limit)
    return HttpResponse(
        body, content_type="application/geo+json", headers={"ETag": tag, "Cache-Control": "public, max-age=5"}
    )


@router.get("/map/years", response=YearsOut)
def years(request: ActorRequest, audience: Literal["public", "police"] = "public") -> dict[str, Any]:
    """The calendar years (UTC) of which the map shows anything, and how many reports; the last first."""
    _require_audience(request, audience)
    found = queries.years(request.auth, Audience(audience))
    return {"years": [{"year": year, "count": count} for year, count in found]}


@router.get("/map/live", response=SnapshotOut)
def live(request: ActorRequest, tiles: str) -> dict[str, Any]:
    """The public screen of some tiles (`11/x/y`, at most 24) with the positions of their streams.

    It shows the newest; `cut` says that there are more.
    """
    wanted = [_tile(text) for text in tiles.split(",")]
    if len(wanted) > MAX_TILES:
        raise Invalid.field("tiles", _("Please choose fewer tiles."), code="map.tiles")
    with notifications_queries.snapshot():
        screen = queries.public_screen(wanted)
        positions = notifications_queries.positions([stream_keys.public_tile(x, y) for x, y in wanted])
    items = [
        {"subject": projections.masked_subject(row, "public"), "data": projections.public(row)}
        for row in screen.rows
    ]
    return {
        "items": _in_public_order(items), "positions": positions, "at": timezone.now(), "cut": screen.cut
    }  # fmt: skip


@router.get("/groups/{group_id}/live", response=SnapshotOut)
def group_live(request: ActorRequest, group_id: UUID) -> dict[str, Any]:
    """A watch group and the masked incidents of its zones, to its members and the police of its area."""
    key = stream_keys.group(group_id)
    require(notifications_queries.can_read(request.auth, key))
    with notifications_queries.snapshot():
        screen = queries.group_screen(group_id)
        standing = watch_projections.group_entries(group_id)
        positions = notifications_queries.positions([key])
    items = [
        {"subject": projections.masked_subject(row, "masked"), "data": projections.group(row)}
        for row in screen.rows
    ]
    shown = [*_in_public_order(items), *standing]
    return {"items": shown, "positions": positions, "at": timezone.now(), "cut": screen.cut}


@router.get("/tiles/incidents/{z}/{x}/{y}.mvt", response={200: bytes})
def tile(
    request: ActorRequest,
    z: int,
    x: int,
    y: int,
    audience: Literal["public", "police"] = "public",
    category: str = "",
    since: AwareDatetime | None = None,
    until: Annotated[AwareDatetime | None, Query()] = None,
) -> HttpResponse:
    """A vector tile: single incidents from zoom 12, counts by cell below; from `since` to before `until`."""
    if not (0 <= z <= 22 and 0 <= x < 1 << z and 0 <= y < 1 << z):
        raise Invalid.field("tile", _("There is no such tile."), code="tile")
    _require_audience(request, audience)
    actor = request.auth
    start = since or timezone.now().replace(minute=0, second=0, microsecond=0) - WINDOW
    round_down = _day if audience == "public" else _utc
    start, until = round_down(start), until and round_down(until)
    asked = IncidentFilter(
        since=start, until=until, categories=[part for part in category.split(",") if part]
    )
    who = sorted(grant.scope_id for grant in actor.grants) if audience == "police" else ""
    tag = _tag("tile", audience, who, z, x, y, category, start, asked.until)
    kept = "private, no-cache" if audience == "police" else "public, max-age=5"
    headers = {"ETag": tag, "Cache-Control": kept}
    if request.headers.get("If-None-Match") == tag:
        return HttpResponseNotModified(headers=headers)
    body = queries.tile(actor, Audience(audience), z, x, y, asked)
    return HttpResponse(body, content_type=MVT, headers=headers)


def _require_audience(request: ActorRequest, audience: str) -> None:
    """Raise what the police's map is to whoever is not of them."""
    actor = request.auth
    if audience == "police" and not actor.has(Capability.VIEW_POLICE_INCIDENTS):
        require(HIDDEN if actor.is_person else SIGN_IN)


def _in_public_order(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Newest first by the time that is shown: the order of arrival would tell more than that time does."""
    return sorted(items, key=lambda item: (item["data"]["happened_at"], item["subject"]), reverse=True)


def _day(moment: datetime) -> datetime:
    """The beginning of the moment's day (UTC): a finer filter would tell the time that is rounded away."""
    return _utc(moment).replace(hour=0, minute=0, second=0, microsecond=0)


def _utc(moment: datetime) -> datetime:
    """The moment by the clock of the kept counts; the end of the calendar where that has no such day."""
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        return FIRST if moment.year == 1 else LAST


def _tile(text: str) -> tuple[int, int]:
    """Column and row of `11/x/y`. Raises Invalid."""
    parts = text.split("/")
    side = 1 << stream_keys.PUBLIC_TILE_ZOOM
    if len(parts) == 3 and parts[0] == str(stream_keys.PUBLIC_TILE_ZOOM):
        x, y = (int(part) if part.isascii() and part.isdigit() else -1 for part in parts[1:])
        if 0 <= x < side and 0 <= y < side:
            return x, y
    raise Invalid.field("tiles", _("A tile is written 11/x/y."), code="map.tiles")


def _tag(*parts: object) -> str:
    """An ETag of what was asked and of the version of the layer."""
    text = "|".join(map(str, (*parts, queries.layer_stamp())))
    return f'"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'
