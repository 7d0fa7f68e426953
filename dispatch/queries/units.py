"""Units, their crews and their last positions."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.roles import CAPABILITIES, Capability
from accounts.scopes import Scope
from core import prepared
from core.errors import Invalid, NotFound
from core.ordering import alphabetical
from dispatch import policies
from dispatch.models import Duty, Unit, UnitPosition

_ROLES_ON_DUTY = sorted(role.value for role, held in CAPABILITIES.items() if Capability.GO_ON_DUTY in held)
_LAPSED = """
SELECT duty.id FROM dispatch_duty duty JOIN dispatch_unit unit ON unit.id = duty.unit_id
WHERE upper_inf(duty.valid) AND NOT EXISTS (
    SELECT FROM accounts_grant held JOIN accounts_user person ON person.id = held.user_id
    WHERE held.user_id = duty.user_id AND person.is_active AND held.role = ANY(%(roles)s::text[])
      AND held.scope_kind = 'area' AND held.scope_id = ANY(unit.area_ids::text[])
      AND held.valid @> %(now)s::timestamptz
) ORDER BY duty.id
"""


def visible_to(actor: Actor) -> QuerySet[Unit]:
    """Units this actor may know of."""
    return Unit.objects.filter(policies.visible_units(actor))


def units_of(actor: Actor) -> list[Unit]:
    """Visible units in service, by call sign. A retired one has no crew."""
    return list(visible_to(actor).filter(active=True).order_by(alphabetical("call_sign")))


def unit_for(actor: Actor, unit_id: UUID, *, lock: bool = False) -> Unit:
    """One visible unit; with `lock` its row is held to the end of the transaction.

    Raises: NotFound (missing or hidden).
    """
    rows = visible_to(actor).select_for_update() if lock else visible_to(actor)
    unit = rows.filter(pk=unit_id).first()
    if unit is None:
        raise NotFound
    return unit


def unit_locked(unit_id: UUID) -> Unit:
    """A unit whose row is held to the end of the transaction. The caller's policy has let it through."""
    return Unit.objects.select_for_update().get(pk=unit_id)


def scope_of(unit: Unit) -> Scope:
    """A unit as the scope of a grant: its call sign and its areas."""
    return Scope(unit.call_sign, frozenset(str(area) for area in unit.area_ids))


def unit_by_call_sign(actor: Actor, call_sign: str) -> UUID:
    """Id of the visible unit with this call sign (case does not matter).

    Raises: Invalid, naming the field.
    """
    unit = visible_to(actor).filter(call_sign__iexact=call_sign.strip()).values_list("pk", flat=True).first()
    if unit is None:
        raise Invalid.field("call_sign", _("There is no such unit."))
    return unit


def duty_of(user_id: UUID | None, *, lock: bool = False) -> Duty | None:
    """The person's open duty with its unit."""
    if user_id is None:
        return None
    rows = Duty.objects.select_related("unit")
    if lock:
        rows = rows.select_for_update(of=("self",))
    return rows.filter(user_id=user_id, valid__upper_inf=True).first()


def open_duty(duty_id: UUID, *, lock: bool = False) -> Duty | None:
    """This duty, if it has not ended."""
    rows = Duty.objects.select_for_update() if lock else Duty.objects.all()
    return rows.filter(pk=duty_id, valid__upper_inf=True).first()


def lapsed_duties(now: datetime) -> list[UUID]:
    """Open duties of people who may not go on duty in the unit's areas any more. Twin: `can_sign_on`."""
    return [row[0] for row in prepared.rows(_LAPSED, {"roles": _ROLES_ON_DUTY, "now": now})]


def crew_of(unit_ids: list[UUID]) -> dict[UUID, list[Duty]]:
    """Open duties of these units with their people, longest on duty first. One statement."""
    crews: dict[UUID, list[Duty]] = {unit_id: [] for unit_id in unit_ids}
    rows = Duty.objects.filter(unit_id__in=unit_ids, valid__upper_inf=True).select_related("user")
    for duty in rows.order_by("valid", "id"):
        crews[duty.unit_id].append(duty)
    return crews


def on_duty(user_ids: list[UUID]) -> list[UUID]:
    """Those of these people who are on duty now."""
    rows = Duty.objects.filter(user_id__in=user_ids, valid__upper_inf=True)
    return list(rows.order_by("user_id").values_list("user_id", flat=True))


def position_of(unit_id: UUID) -> UnitPosition | None:
    """The unit's last position."""
    return UnitPosition.objects.filter(unit_id=unit_id).first()


def positions_of(unit_ids: list[UUID]) -> list[UnitPosition]:
    """The last positions of these units."""
    return list(UnitPosition.objects.filter(unit_id__in=unit_ids).order_by("unit_id"))


def unit_scope(scope_id: str) -> Scope | None:
    """`scope_of` by id, for `accounts.scopes`; None where there is no such unit."""
    try:
        unit = Unit.objects.filter(pk=UUID(scope_id)).first()
    except ValueError:
        return None
    return scope_of(unit) if unit else None
