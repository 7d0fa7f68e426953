"""Setting units up and taking them out of service."""

from __future__ import annotations

from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.actor import Actor
from core import audit
from core.decisions import require
from core.errors import Conflict, Invalid, NotFound
from dispatch import policies, projections, queries
from dispatch.models import Unit, UnitKind
from geo import queries as geo_queries
from notifications import actions as notifications
from notifications import streams


def publish_unit(unit: Unit, kind: str) -> None:
    """Raise the unit's rev and tell its streams how it stands. The caller holds the unit's row."""
    unit.rev += 1
    unit.save(update_fields=["rev", "updated_at"])
    crew = queries.crew_of([unit.pk])[unit.pk]
    assignment = queries.assignment_of_unit(unit.pk)
    notifications.record_events(projections.unit_events(unit, kind, crew, assignment))


def _clean_sign(call_sign: str) -> str:
    sign = " ".join(call_sign.split())
    if not 2 <= len(sign) <= 32:
        raise Invalid.field("call_sign", _("A call sign has 2 to 32 characters."))
    return sign


@transaction.atomic
def add_unit(actor: Actor, *, call_sign: str, home_area_id: UUID, kind: UnitKind = UnitKind.CAR) -> Unit:
    """Set up a unit for an area the actor dispatches in.

    Raises: Refused, Invalid (no such area, call sign), Conflict (`unit.call_sign_taken`).
    """
    try:
        path = [UUID(area) for area in geo_queries.path_of(home_area_id)]
    except NotFound as error:
        raise Invalid.field("home_area_id", _("There is no such area.")) from error
    require(policies.can_keep_units(actor, path))
    unit = Unit(call_sign=_clean_sign(call_sign), kind=kind, home_area_id=home_area_id, area_ids=path)
    _save_unique(unit, insert=True)
    notifications.describe_stream(streams.unit(unit.pk), area_ids=path)
    audit.record(actor, "unit.added", "unit", unit.pk, {"call_sign": unit.call_sign})
    publish_unit(unit, "unit.changed")
    return unit


@transaction.atomic
def change_unit(
    actor: Actor, *, unit_id: UUID, call_sign: str | None = None, active: bool | None = None
) -> Unit:
    """Rename a unit, or take it out of service (nobody may be on duty on it) and back.

    Raises: NotFound, Refused, Invalid, Conflict (`unit.in_use`, `unit.call_sign_taken`).
    """
    unit = queries.unit_for(actor, unit_id, lock=True)
    require(policies.can_keep_units(actor, unit.area_ids))
    if active is False and queries.crew_of([unit.pk])[unit.pk]:
        raise Conflict("unit.in_use", _("Somebody is on duty on this unit."))
    unit.call_sign = unit.call_sign if call_sign is None else _clean_sign(call_sign)
    unit.active = unit.active if active is None else active
    _save_unique(unit, insert=False)
    audit.record(actor, "unit.changed", "unit", unit.pk, {"call_sign": unit.call_sign, "active": unit.active})
    publish_unit(unit, "unit.changed")
    return unit


def _save_unique(unit: Unit, *, insert: bool) -> None:
    try:
        with transaction.atomic():
            unit.save(force_insert=insert)
    except IntegrityError as error:
        if "call_sign_once" not in str(error):
            raise
        raise Conflict("unit.call_sign_taken", _("Another unit has this call sign.")) from error
