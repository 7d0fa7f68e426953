"""Founding a brigade, and what it says of itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.actor import Actor
from core import audit
from core.decisions import require
from core.errors import Invalid
from geo import shapes
from rosters import policies
from rosters.actions.ground import GroundDraft, places_of, settle_ground
from rosters.actions.time import check_zone
from rosters.models import Brigade, ContactNumber, FounderKind, Neighbour
from rosters.queries import brigades

MOST_LINES = 30


@dataclass(frozen=True, slots=True)
class BrigadeDraft:
    """What the city says of a brigade. `lon` and `lat` of the station in WGS 84 degrees."""

    name: str
    founder_kind: FounderKind
    founder_name: str
    station_name: str
    lon: float
    lat: float
    time_zone: str = "Europe/Kyiv"
    first_due: GroundDraft | None = None


@transaction.atomic
def found_brigade(actor: Actor, draft: BrigadeDraft) -> Brigade:
    """Found a brigade. Its chief is appointed apart.

    Raises: NotSignedIn, Refused (not the city that serves the station), Invalid (name, zone, ground with
    the place of the fault).
    """
    if not actor.is_person:
        require(policies.can_found_brigade(actor, ()))
    brigade = Brigade(name=_name(draft.name))
    _fill(brigade, draft)
    require(policies.can_found_brigade(actor, places_of(brigade.station)))
    brigade.slug = _free_slug(brigade)
    settle_ground(actor, brigade, draft.first_due)
    brigade.save(force_insert=True)
    audit.record(actor, "brigade.founded", "brigade", brigade.pk, {"founder": brigade.founder_kind})
    return brigade


@transaction.atomic
def change_brigade(actor: Actor, *, brigade_id: UUID, draft: BrigadeDraft, active: bool = True) -> Brigade:
    """Change what the city says of a brigade; a draft without ground leaves the ground as it is.

    Raises: NotFound, Refused, Invalid.
    """
    brigade = brigades.brigade_for(actor, brigade_id, lock=True)
    require(policies.can_appoint_chief(actor, brigade))
    brigade.name = _name(draft.name)
    _fill(brigade, draft)
    require(policies.can_found_brigade(actor, places_of(brigade.station)))
    brigade.active = active
    settle_ground(actor, brigade, draft.first_due)
    _save(actor, brigade, "brigade.changed", {"active": active})
    return brigade


@transaction.atomic
def set_terms(
    actor: Actor,
    *,
    brigade_id: UUID,
    recruiting: bool,
    recruitment_text: str,
    open_evening: str,
    rest_hours: float,
    week_hours: float,
) -> Brigade:
    """What the chief settles: whether people are taken, what the public page says, rest and hours.

    Raises: NotFound, Refused.
    """
    brigade = brigades.brigade_for(actor, brigade_id, lock=True)
    require(policies.can_command(actor, brigade))
    brigade.recruiting = recruiting
    brigade.recruitment_text = recruitment_text.strip()[:5000]
    brigade.open_evening = open_evening.strip()[:200]
    brigade.rest_hours, brigade.week_hours = rest_hours, week_hours
    _save(actor, brigade, "brigade.terms_set", {"recruiting": recruiting})
    return brigade


@transaction.atomic
def set_neighbours(actor: Actor, *, brigade_id: UUID, neighbour_ids: Sequence[UUID]) -> Brigade:
    """The brigades asked for mutual aid, in this order. Raises: NotFound, Refused, Invalid."""
    brigade = brigades.brigade_for(actor, brigade_id, lock=True)
    require(policies.can_command(actor, brigade))
    known = set(Brigade.objects.filter(pk__in=neighbour_ids, active=True).values_list("pk", flat=True))
    if len(set(neighbour_ids)) != len(neighbour_ids) or known != set(neighbour_ids) - {brigade.pk}:
        raise Invalid.field("neighbour_ids", _("Name other brigades that are at work, each once."))
    brigade.neighbours.all().delete()
    Neighbour.objects.bulk_create(
        Neighbour(brigade=brigade, other_id=other, order=order) for order, other in enumerate(neighbour_ids)
    )
    _save(actor, brigade, "brigade.neighbours_set", {"neighbours": [str(i) for i in neighbour_ids]})
    return brigade


@transaction.atomic
def set_numbers(actor: Actor, *, brigade_id: UUID, numbers: Sequence[tuple[str, str]]) -> Brigade:
    """The numbers the brigade rings, as (label, number), in order. Raises: NotFound, Refused, Invalid."""
    brigade = brigades.brigade_for(actor, brigade_id, lock=True)
    require(policies.can_command(actor, brigade))
    if len(numbers) > MOST_LINES:
        raise Invalid.field("numbers", _("That is too many."))
    brigade.contact_numbers.all().delete()
    ContactNumber.objects.bulk_create(
        ContactNumber(brigade=brigade, label=label.strip()[:120], number=number.strip()[:32], order=order)
        for order, (label, number) in enumerate(numbers)
    )
    _save(actor, brigade, "brigade.numbers_set", {"numbers": len(numbers)})
    return brigade


def _fill(brigade: Brigade, draft: BrigadeDraft) -> None:
    check_zone(draft.time_zone)
    brigade.founder_kind = draft.founder_kind
    brigade.founder_name = draft.founder_name.strip()[:200]
    brigade.station_name = draft.station_name.strip()[:200]
    brigade.station = shapes.point(draft.lon, draft.lat)
    brigade.time_zone = draft.time_zone


def _save(actor: Actor, brigade: Brigade, verb: str, data: dict[str, Any]) -> None:
    brigade.rev += 1
    brigade.save()
    audit.record(actor, verb, "brigade", brigade.pk, data)


def _name(name: str) -> str:
    name = " ".join(name.split())
    if not 3 <= len(name) <= 120:
        raise Invalid.field("name", _("A brigade's name has 3 to 120 characters."))
    return name


def _free_slug(brigade: Brigade) -> str:
    base = slugify(brigade.name, allow_unicode=True)[:48] or "brigade"
    taken = Brigade.objects.filter(slug=base).exists()
    return f"{base}-{brigade.pk.hex[-8:]}" if taken else base
