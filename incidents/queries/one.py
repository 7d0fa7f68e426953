"""One incident, report or photo at a time: the only doors by id."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.contrib.gis.db.models.functions import Distance
from django.contrib.gis.geos import Point
from django.contrib.gis.measure import D
from django.db.models import QuerySet
from django.utils import timezone

from accounts.actor import Actor
from core.decisions import require
from core.errors import NotFound
from incidents import policies, spans
from incidents.models import Incident, Photo
from incidents.queries import lookups
from incidents.workflow import OPEN

NEAR_METRES = 300
NEAR_DAYS = 30
NEAR_LIMIT = 20
SIMILAR_METRES = 500
SIMILAR_HOURS = 24
SIMILAR_LIMIT = 5


def _rows(*, lock: bool) -> QuerySet[Incident]:
    rows = Incident.objects.select_related("category")
    return rows.select_for_update(of=("self",)) if lock else rows


def incident_for(actor: Actor, incident_id: UUID, *, lock: bool = False) -> Incident:
    """The incident as police see it; with `lock` held until the transaction ends.

    Raises NotFound (or NotSignedIn) where there is none or the actor may not see it.
    """
    found = _rows(lock=lock).filter(pk=incident_id).first()
    if found is None:
        raise NotFound
    require(policies.can_view_police(actor, found))
    return found


def own_report(actor: Actor, incident_id: UUID, *, lock: bool = False) -> Incident:
    """The actor's own report, by account or open receipt. Raises NotFound otherwise."""
    found = _rows(lock=lock).filter(pk=incident_id).first()
    if found is None:
        raise NotFound
    require(policies.can_view_report(actor, found))
    return found


def photo_for(actor: Actor, photo_id: UUID) -> Photo:
    """A photo of an incident the actor sees as police or as its reporter: nobody else, never the public.

    Raises NotFound.
    """
    found = Photo.objects.select_related("incident").filter(pk=photo_id).first()
    if found is None:
        raise NotFound
    if not policies.can_view_police(actor, found.incident):
        require(policies.can_view_report(actor, found.incident))
    return found


def history_near(actor: Actor, incident: Incident) -> QuerySet[Incident]:
    """What the actor may see within 300 m and 30 days of an incident, nearest in time first."""
    point: Point = incident.point
    since = timezone.now() - timedelta(days=NEAR_DAYS)
    return (
        Incident.objects.filter(policies.police_visible(actor))
        .filter(point__dwithin=(point, D(m=NEAR_METRES)), reported_at__gte=since)
        .exclude(pk=incident.pk)
        .order_by("-reported_at")[:NEAR_LIMIT]
    )


def shown_publicly(public_id: UUID, *, lock: bool = False) -> Incident:
    """The incident behind a public id, if everybody may see it. Raises NotFound."""
    found = _rows(lock=lock).filter(policies.public_visible(), public_id=public_id).first()
    if found is None:
        raise NotFound
    return found


def similar(category: str, point: Point) -> list[tuple[Incident, int]]:
    """Publicly shown, open reports of one category by their masked points, with metres, nearest first.

    A day by the time that is shown: at a finer edge, who asks again and again sees when a report came in.
    """
    kind = lookups.categories().get(category)
    if kind is None:
        return []
    since = spans.rounded(timezone.now() - timedelta(hours=SIMILAR_HOURS), kind.time_rounding_minutes)
    rows = (
        Incident.objects.filter(policies.public_visible(), category_id=category, state__in=sorted(OPEN))
        .filter(public_point__dwithin=(point, D(m=SIMILAR_METRES)), happened_from__gte=since)
        .annotate(distance=Distance("public_point", point))
        .order_by("distance")[:SIMILAR_LIMIT]
    )
    return [(row, round(row.distance.m)) for row in rows]
