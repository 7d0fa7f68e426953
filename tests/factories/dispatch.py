"""Units and duties with plain defaults, made by the product's own verbs."""

from __future__ import annotations

from datetime import timedelta
from itertools import count
from typing import Any
from uuid import UUID

from django.utils import timezone

from accounts.models import User
from accounts.queries import actor_of
from accounts.roles import Role, ScopeKind
from dispatch import actions
from dispatch.models import Duty, Unit
from geo.models import Area
from notifications import actions as notifications
from notifications import streams
from tests.factories.accounts import make_user

_numbers = count(1)


def make_unit(area: Area, call_sign: str = "", **fields: Any) -> Unit:
    """A car of this area."""
    unit = Unit.objects.create(
        call_sign=call_sign or f"Вежа-{next(_numbers)}", home_area_id=area.pk, area_ids=area.path, **fields
    )
    notifications.describe_stream(streams.unit(unit.pk), area_ids=area.path)
    return unit


def make_officer(area: Area, *, role: Role = Role.PATROL_OFFICER, name: str = "") -> User:
    """A patrol officer of this area, off duty."""
    number = next(_numbers)
    return make_user(
        f"officer{number}@example.org",
        name=name or f"Officer {number}",
        grants=[(role, ScopeKind.AREA, area.pk)],
    )


def go_on_duty(user: User, unit: Unit) -> Duty:
    """The person on duty on the unit."""
    return actions.sign_on(actor_of(user), unit_id=unit.pk)


def make_crew(area: Area, call_sign: str = "") -> tuple[User, Unit]:
    """An officer on duty on a unit of their own."""
    user, unit = make_officer(area), make_unit(area, call_sign)
    go_on_duty(user, unit)
    return user, unit


def stand(user: User, lon: float, lat: float, *, seconds_ago: float = 0.0) -> None:
    """Report where the person's unit is."""
    at = timezone.now() - timedelta(seconds=seconds_ago)
    actions.report_positions(actor_of(user), [actions.Fix(lon, lat, at, 5.0)])


def take(user: User, incident_id: UUID) -> None:
    """The person's unit takes an incident."""
    actions.take(actor_of(user), incident_id=incident_id)
