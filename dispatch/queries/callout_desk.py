"""What a dispatcher or chief has to know before a brigade is called: whom it would page, and which may go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.contrib.gis.db.models.functions import Distance
from django.utils import timezone

from accounts.actor import Actor
from core.ordering import alphabetical
from dispatch import calling, turnout
from dispatch.models import OPEN_CALLOUTS, AirRaid, CallOut
from dispatch.policies import callouts as policies
from dispatch.queries import frozen, paging
from geo import queries as geo_queries
from geo.models import Area
from incidents.models import Incident
from rosters import matching
from rosters.matching import Crew, Person
from rosters.models import Brigade
from rosters.policies import visible_brigades

NEAREST = 6


@dataclass(frozen=True, slots=True)
class Forecast:
    """The first step of a call-out that has not been made."""

    callout: CallOut
    """With plan and seats as they would be frozen now; never saved."""
    paged: int
    passed_over: int
    crew: Crew
    """If everybody who would be paged came."""


def forecast(brigade: Brigade, category: str) -> Forecast:
    """Whom a call-out of this category would page at this second. Nothing is written."""
    callout = CallOut(brigade=brigade, category=category)
    frozen.freeze(callout)
    seats = calling.seats_of(callout.seats)
    nobody = turnout.board([], [], seats)
    step = calling.plan_of(callout.plan)[0]
    audience = paging.audience_of(callout, step, nobody, timezone.now())
    people = [Person(str(one.user_id), one.skills) for one in audience.people]
    crew = matching.match(people, seats)
    return Forecast(callout, len(people), len(audience.passed_over), crew)


def brigades_to_call(actor: Actor, incident: Incident) -> Sequence[Brigade]:
    """Brigades the actor may call to a fire: those whose first-due area it is in, then the nearest.

    None for what concerns no fire brigade, and none that has an open call-out for it already.
    """
    if not calling.is_fire(incident.category_id):
        return []
    out = CallOut.objects.filter(incident=incident, state__in=OPEN_CALLOUTS).values("brigade_id")
    rows = Brigade.objects.filter(visible_brigades(actor), active=True).exclude(pk__in=out)
    near = rows.annotate(away=Distance("station", incident.point)).order_by("away", "pk")
    found = [brigade for brigade in near if policies.can_call_out(actor, brigade)]
    found.sort(key=lambda brigade: brigade.first_due_area_id not in incident.area_ids)
    return found[:NEAREST]


def callouts_to(actor: Actor, incident_id: UUID) -> list[CallOut]:
    """Call-outs to an incident that the actor may see, newest first."""
    rows = CallOut.objects.filter(policies.visible_callouts(actor), incident_id=incident_id)
    return list(rows.select_related("brigade").order_by("-created_at", "-id"))


def raid_areas(actor: Actor, area_ids: Sequence[UUID]) -> list[tuple[Area, AirRaid | None]]:
    """Of these areas, those over which the actor declares air-raid alerts, each with the one that stands."""
    rows = Area.objects.filter(pk__in=list(area_ids), valid__contains=timezone.now()).order_by(
        "kind", alphabetical("name")
    )
    mine = [
        area
        for area in rows
        if policies.can_declare_raid(actor, [UUID(one) for one in geo_queries.path_of(area.pk)])
    ]
    standing = {raid.area_id: raid for raid in AirRaid.objects.filter(area__in=mine, until__isnull=True)}
    return [(area, standing.get(area.pk)) for area in mine]
