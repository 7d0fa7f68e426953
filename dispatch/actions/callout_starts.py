"""Starting a call-out: proposing, confirming, declining, calling at once.

Plan, seats and audience are frozen and the first wave is paged in the transaction that starts it (C1, C8).
Locks: incident, brigade, call-out. The brigade's row decides between two starters.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib.gis.geos import Point
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actor import Actor
from core import audit
from core.decisions import require
from core.errors import Conflict, Invalid
from dispatch import calling
from dispatch.actions import callout_paging as paging
from dispatch.actions.callout_log import publish, step_on, write
from dispatch.models import CallOut, CallOutState
from dispatch.policies import callouts as policies
from dispatch.projections.callouts import category_words
from dispatch.queries import callouts as queries
from dispatch.queries import frozen
from dispatch.wording import callouts as wording
from incidents import queries as incident_queries
from incidents.models import Incident
from notifications import actions as notifications
from notifications import streams
from notifications.messages import Message
from rosters.models import Brigade
from rosters.queries import brigades


@transaction.atomic
def start_callout(
    actor: Actor,
    *,
    callout_id: UUID,
    brigade_id: UUID,
    category: str,
    place: str,
    point: Point | None = None,
    incident_id: UUID | None = None,
) -> CallOut:
    """Call the brigade out now. Sent twice (same id), or for an incident it is out to already: the same one.

    Raises: NotSignedIn, NotFound, Refused, Invalid (category, place), Conflict (`callout.id_used`).
    """
    incident = incident_queries.incident_for(actor, incident_id, lock=True) if incident_id else None
    brigade = brigades.brigade_for(actor, brigade_id)
    require(policies.can_call_out(actor, brigade))
    _check(category, place)
    hold(brigade)
    known = CallOut.objects.select_related("brigade").filter(pk=callout_id).first()
    if known is not None and known.brigade_id != brigade.pk:
        raise Conflict("callout.id_used")
    if known is None and incident is not None:
        known = queries.open_callout(incident.pk, brigade.pk)
    if known is not None:
        return confirm(actor, callout_id=known.pk) if known.state == CallOutState.PROPOSED else known
    callout = CallOut(
        id=callout_id, brigade=brigade, incident=incident, category=category, point=point, place=place.strip()
    )
    begin(callout, actor)
    return callout


def _check(category: str, place: str) -> None:
    if category not in incident_queries.categories():
        raise Invalid.field("category", _("There is no such category."))
    if not place.strip():
        raise Invalid.field("place", _("Say where."))


def hold(brigade: Brigade) -> None:
    """Keep other starters for this brigade waiting till the end of the transaction."""
    Brigade.objects.select_for_update(no_key=True).filter(pk=brigade.pk).first()


def begin(callout: CallOut, actor: Actor) -> None:
    """Freeze plan, seats and audience, and page the first wave. The caller's policy has let it through."""
    now, brigade = timezone.now(), callout.brigade
    callout.state, callout.started_at, callout.started_by = CallOutState.RUNNING, now, actor.label[:160]
    callout.area_ids, callout.brigade_ids = list(brigade.area_ids), [brigade.pk]
    frozen.freeze(callout)
    raid = queries.raid_over(callout.area_ids, now)
    callout.air_raid_since = raid.since if raid else None
    step_on(callout)
    callout.save()
    head: dict[str, Any] = {
        "state": CallOutState.RUNNING,
        "started_at": now.isoformat(),
        "started_by": callout.started_by,
        "deadline_at": None,
    }
    if raid:
        head["air_raid"] = {"since": raid.since.isoformat(), "area": raid.area.name}
    write(callout, "started", by=actor, head=head)
    paging.open_step(callout, 0, now)
    audit.record(actor, "callout.started", "callout", callout.pk, {"brigade": str(brigade.pk)})
    publish(callout, "callout.started")


def propose(incident: Incident, brigade: Brigade, actor: Actor, near: CallOut | None = None) -> CallOut:
    """Ask dispatchers and the chief whether the brigade goes. Nobody is paged yet.

    `near`: what the brigade is out to close by; the question and the log name it.
    """
    now = timezone.now()
    callout = CallOut(
        brigade=brigade,
        incident=incident,
        category=incident.category_id,
        point=incident.point,
        place=incident.address or incident.place_label or incident.area_name,
        state=CallOutState.PROPOSED,
        area_ids=list(brigade.area_ids),
        brigade_ids=[brigade.pk],
        deadline_at=now + timedelta(seconds=calling.PROMPT_SECONDS),
    )
    step_on(callout)
    callout.save()
    notifications.describe_stream(
        streams.callout(callout.pk), area_ids=callout.area_ids, brigade_ids=callout.brigade_ids
    )
    words = _question(callout, near)
    people = paging.commanders(callout)
    told = notifications.open_deliveries(
        prompt_key(callout.pk), people, wave=0, message=words, deadline=callout.deadline_at
    )
    head = {"state": CallOutState.PROPOSED, "deadline_at": callout.deadline_at.isoformat()}  # type: ignore[union-attr]
    write(callout, "proposed", head=head, told=told)
    if near is not None:
        write(callout, "same_fire", text=near.place, near=str(near.pk))
    audit.record(actor, "callout.proposed", "callout", callout.pk, {"told": told})
    publish(callout, "callout.proposed")
    return callout


def _question(callout: CallOut, near: CallOut | None) -> Message:
    names, brigade = category_words(callout.category), callout.brigade.name
    if near is None:
        return wording.prompt(callout.pk, names, callout.place, brigade)
    return wording.prompt_near(callout.pk, names, callout.place, brigade, near.place)


def prompt_key(callout_id: UUID) -> str:
    """Key of the deliveries that ask for a decision."""
    return f"callout:{callout_id}:prompt"


@transaction.atomic
def confirm(actor: Actor, *, callout_id: UUID) -> CallOut:
    """Yes, the brigade goes. One that runs already stays as it is.

    Raises: NotSignedIn, NotFound, Refused, Conflict (over).
    """
    callout = queries.callout_for(actor, callout_id, lock=True)
    require(policies.can_confirm(actor, callout))
    if callout.state == CallOutState.PROPOSED:
        _decided(actor, callout)
        begin(callout, actor)
    return callout


@transaction.atomic
def decline(actor: Actor, *, callout_id: UUID, reason: str) -> CallOut:
    """No, the brigade does not go; why stands in the log.

    Raises: NotSignedIn, NotFound, Refused, Conflict (not proposed any more).
    """
    callout = queries.callout_for(actor, callout_id, lock=True)
    require(policies.can_command_callout(actor, callout))
    if callout.state != CallOutState.PROPOSED:
        raise Conflict("callout.decided", _("This has been decided already."))
    step_on(callout)
    drop(callout, actor, reason)
    publish(callout, "callout.declined")
    return callout


def drop(callout: CallOut, actor: Actor, reason: str = "") -> None:
    """Decline what is proposed, under the number that is open. The caller publishes."""
    _decided(actor, callout)
    callout.state, callout.ended_at, callout.deadline_at = CallOutState.DECLINED, timezone.now(), None
    head = {"state": callout.state, "ended_at": callout.ended_at.isoformat(), "deadline_at": None}
    write(callout, "declined", by=actor, text=reason, head=head)
    audit.record(actor, "callout.declined", "callout", callout.pk)


def _decided(actor: Actor, callout: CallOut) -> None:
    if actor.user_id is not None:
        notifications.acknowledge_deliveries(prompt_key(callout.pk), actor.user_id)
    notifications.supersede_deliveries(prompt_key(callout.pk))
