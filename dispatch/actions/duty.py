"""Going on duty and off it again."""

from __future__ import annotations

from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import actions as accounts
from accounts.actor import Actor
from accounts.roles import Role, ScopeKind
from core import audit
from core.decisions import require
from core.errors import Conflict
from dispatch import policies, projections, queries
from dispatch.actions.units import publish_unit
from dispatch.models import Duty, Unit, UnitPosition
from notifications import actions as notifications


@transaction.atomic
def sign_on(actor: Actor, *, unit_id: UUID) -> Duty:
    """Go on duty on a unit. Signing on again to the same unit changes nothing.

    The unit's own stream opens with a grant that ends with the duty.

    Raises: NotSignedIn, NotFound, Refused, Conflict (unit retired, `duty.elsewhere`).
    """
    unit = queries.unit_for(actor, unit_id, lock=True)
    require(policies.can_sign_on(actor, unit))
    standing = queries.duty_of(actor.user_id)
    if standing is not None and standing.unit_id == unit.pk:
        return standing
    now = timezone.now()
    try:
        with transaction.atomic():
            duty = Duty.objects.create(unit=unit, user_id=actor.id, valid=DateTimeTZRange(now, None))
    except IntegrityError as error:
        if "one_duty_at_a_time" not in str(error):
            raise
        raise Conflict(
            "duty.elsewhere", _("You are on duty on another unit already. End that duty first.")
        ) from error
    accounts.write_grant(
        actor,
        user_id=duty.user_id,
        role=Role.PATROL_OFFICER,
        scope_kind=ScopeKind.UNIT,
        scope_id=str(unit.pk),
        scope=queries.scope_of(unit),
        reason="duty",
    )
    audit.record(actor, "duty.began", "unit", unit.pk, {"duty": str(duty.pk)})
    publish_unit(unit, "unit.duty")
    return duty


@transaction.atomic
def sign_off(actor: Actor) -> None:
    """End one's duty; with the last of the crew the unit's position is deleted.

    Raises: NotSignedIn, Conflict (not on duty, `duty.open_assignment`).
    """
    standing = queries.duty_of(actor.user_id)
    require(policies.can_act_on_duty(actor, standing))
    if standing is None:
        return
    unit = queries.unit_locked(standing.unit_id)
    duty = queries.duty_of(actor.user_id, lock=True)
    require(policies.can_act_on_duty(actor, duty))
    if duty is None:
        return
    crew = queries.crew_of([unit.pk])[unit.pk]
    assignment = queries.assignment_of_unit(unit.pk)
    require(policies.can_sign_off(actor, duty, assignment, crew=len(crew)))
    end_duty(actor, unit, duty, crew=len(crew))


def end_duty(actor: Actor, unit: Unit, duty: Duty, *, crew: int, reason: str = "duty") -> None:
    """End an open duty and its grant; with the last of `crew` the position goes. Unit and duty are held."""
    duty.valid = DateTimeTZRange(duty.valid.lower, timezone.now())
    duty.save(update_fields=["valid", "updated_at"])
    accounts.close_grant(
        actor,
        user_id=duty.user_id,
        role=Role.PATROL_OFFICER,
        scope_kind=ScopeKind.UNIT,
        scope_id=str(unit.pk),
        reason=reason,
    )
    if crew <= 1 and UnitPosition.objects.filter(unit_id=unit.pk).delete()[0]:
        notifications.record_events(projections.position_events(unit, None))
    audit.record(actor, "duty.ended", "unit", unit.pk, {"duty": str(duty.pk), "reason": reason})
    publish_unit(unit, "unit.duty")


@transaction.atomic
def show_crew(user_id: UUID) -> None:
    """A person has another name: show it on the unit they are on duty on, if any. Safe to repeat."""
    duty = queries.duty_of(user_id)
    if duty is not None:
        publish_unit(queries.unit_locked(duty.unit_id), "unit.crew")
