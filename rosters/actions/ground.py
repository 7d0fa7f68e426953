"""The ground a brigade covers first: an area of kind *first due*, drawn or copied from another area."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.gis.geos import MultiPolygon, Point
from django.utils.translation import gettext as _

from accounts.actor import Actor
from core.errors import Invalid, NotFound
from geo import actions as geo
from geo import queries as geo_queries
from geo import shapes
from geo.models import Area, AreaKind
from notifications import actions as notifications
from notifications import streams
from rosters.models import Brigade

LIMITS = shapes.Limits(vertices=5_000, min_area_m2=1_000.0, max_area_km2=10_000.0)
PARENTS = ("city", "hromada", "raion", "oblast", "country")
"""The first of these over the station is what the ground hangs under."""


@dataclass(frozen=True, slots=True)
class GroundDraft:
    """Exactly one of GeoJSON that was drawn or the id of an area that was picked."""

    geojson: dict[str, Any] | None = None
    area_id: UUID | None = None


def places_of(station: Point) -> list[UUID]:
    """The areas of every level under the station. Raises Invalid where there is none."""
    found = geo_queries.locate(station).area_ids
    if not found:
        raise Invalid.field("lon", _("The station lies outside every area we know."))
    return found


def settle_ground(actor: Actor, brigade: Brigade, draft: GroundDraft | None) -> None:
    """Bring the brigade's first-due area and its area ids to the station and the draft (None: as it is).

    The caller saves the brigade. Raises: Refused (outside the actor's areas), Invalid with the place of
    the fault.
    """
    places = places_of(brigade.station)
    if draft is not None:
        brigade.first_due_area = _area(actor, brigade, draft)
    above = [brigade.first_due_area_id] if brigade.first_due_area_id else []
    brigade.area_ids = list(dict.fromkeys([*places, *above]))
    notifications.describe_stream(streams.brigade(brigade.pk), area_ids=brigade.area_ids)


def _area(actor: Actor, brigade: Brigade, draft: GroundDraft) -> Area:
    area, _outcome = geo.replace_area(
        actor,
        geo.AreaDraft(
            kind=AreaKind.FIRST_DUE,
            code=f"{geo.GROUND_OF_BRIGADE}{brigade.pk}",
            name=brigade.name,
            boundary=_boundary(draft),
            parent_id=_parent(brigade.station),
            source="brigade",
        ),
    )
    return area


def _boundary(draft: GroundDraft) -> MultiPolygon:
    if draft.geojson is not None and draft.area_id is None:
        boundary, _repairs = shapes.clean_boundary(draft.geojson, limits=LIMITS)
        return boundary
    if draft.area_id is None or draft.geojson is not None:
        raise Invalid.field("first_due", _("Draw the ground or pick an area: exactly one of these."))
    try:
        return geo_queries.area(draft.area_id).boundary
    except NotFound as error:
        raise Invalid.field("first_due", _("There is no such area.")) from error


def _parent(station: Point) -> UUID | None:
    covering = geo_queries.areas_covering(station)
    for kind in PARENTS:
        for area in covering:
            if area.kind == kind:
                return area.id
    return None
