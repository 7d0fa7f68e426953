"""A brigade with a vehicle, kit, water and an evening of training behind it, for the tests of their screens.

No area of the city is its own: dispatchers do not see it. Its water lies far from the other brigade's.
"""

from __future__ import annotations

from datetime import time, timedelta

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone

from accounts.queries import actor_of
from accounts.roles import Role, ScopeKind
from rosters.actions import upkeep, vehicles
from rosters.actions.upkeep import KitDraft
from rosters.actions.vehicles import SeatLine
from rosters.models import Brigade, KitKind, ShiftState, TrainingSession, VehicleState, WaterKind, WaterSource
from tests.browser.seed_names import BRIGADE, KIT_BRIGADE, KIT_CHIEF, KIT_FIREFIGHTER, KIT_STATION
from tests.browser.seed_rota import next_monday
from tests.factories import rosters as brigades
from tests.factories.accounts import make_grant, make_user
from tests.factories.geo import point

SEATS = [SeatLine("Водій", "driver"), SeatLine("Командир"), SeatLine("Третій", "mask", hard=False)]
LINES = [("Рівень пального", None), ("Рукави 51 мм", 6), ("Радіостанція", None)]


def seed() -> None:
    """A chief and a firefighter, whom the brigade of the city calls when it has no crew; a hose's test is
    overdue; hydrants 150 m and 1.5 km from the station; three evenings of next week are drafts.
    """
    lon, lat = KIT_STATION
    brigade = brigades.make_brigade(KIT_BRIGADE)
    brigade.station = point(lon, lat)
    brigade.save()
    Brigade.objects.get(name=BRIGADE).neighbours.create(other=brigade, order=1)
    for email, name, role in (
        (KIT_CHIEF, "Михайло Начальник", Role.BRIGADE_CHIEF),
        (KIT_FIREFIGHTER, "Софія Пожежна", Role.FIREFIGHTER),
    ):
        person = make_user(email, name=name)
        brigades.enrol(brigade, person, "driver", chief=role == Role.BRIGADE_CHIEF)
        make_grant(person, role, ScopeKind.BRIGADE, brigade.pk)
    chief = actor_of(brigade.members.get(user__email=KIT_CHIEF).user)
    vehicle = vehicles.save_vehicle(
        chief,
        brigade_id=brigade.pk,
        name="АЦ-40",
        call_sign="Якушинці-1",
        state=VehicleState.IN_SERVICE,
        seats=SEATS,
    )
    upkeep.set_check_list(chief, vehicle_id=vehicle.pk, lines=LINES)
    today = timezone.localdate()
    for label, days in (("Рукав 12", -3), ("Рукав 14", 200)):
        draft = KitDraft(KitKind.HOSE, label, "Р-7", vehicle.pk, today + timedelta(days=days))
        upkeep.save_kit(chief, brigade_id=brigade.pk, draft=draft)
    for number, step in (("далі", 0.02), ("поруч", 0.002)):
        WaterSource.objects.create(
            source="tests.kit",
            source_id=number,
            kind=WaterKind.HYDRANT,
            point=point(lon + step, lat),
            label=number,
        )
    for day in range(3):
        on = next_monday() + timedelta(days=day)
        brigades.make_shift(
            brigade, "driver", "mask", None, day=on, ends=time(23), name="Вечір", state=ShiftState.DRAFT
        )
    end = timezone.now().replace(minute=0, second=0, microsecond=0)
    TrainingSession.objects.create(
        brigade=brigade,
        title="Апарати",
        during=DateTimeTZRange(end - timedelta(hours=2, minutes=30), end),
    )
