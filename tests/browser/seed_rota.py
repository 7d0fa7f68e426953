"""A brigade whose rota is to be made next week: for the browser tests of the chief's calendar."""

from __future__ import annotations

from datetime import date, time, timedelta

from django.utils import timezone

from accounts.roles import Role, ScopeKind
from geo.models import Area
from notifications import actions as notifications
from notifications import streams
from rosters.models import ShiftState, WeeklyPattern
from tests.browser.seed_names import ROTA_BRIGADE, ROTA_CHIEF, ROTA_DRIVER, ROTA_HELPER, ROTA_OTHER
from tests.factories import rosters as brigades
from tests.factories.accounts import make_grant, make_user
from tests.factories.geo import point

PEOPLE = (
    (ROTA_CHIEF, "Роман Начальник", ()),
    (ROTA_DRIVER, "Дана Водійка", ("driver",)),
    (ROTA_OTHER, "Остап Водій", ("driver",)),
    (ROTA_HELPER, "Леся Помічна", ()),
)


def next_monday() -> date:
    """The Monday of the week after this one, by the brigade's clocks."""
    today = timezone.localdate()
    return today + timedelta(days=7 - today.weekday())


def seed(city: Area) -> None:
    """Three nights are drafts; of two published duties on the Saturday the same driver holds both, with too
    little rest between them. Nobody who drives can come on Sundays.
    """
    brigade = brigades.make_brigade(
        ROTA_BRIGADE, area_ids=[city.pk], slug="tyvriv", station=point(28.41, 49.2131)
    )
    notifications.describe_stream(streams.brigade(brigade.pk), area_ids=[city.pk], brigade_ids=[brigade.pk])
    brigades.make_crew_rule(brigade, "driver", None)
    for email, name, skills in PEOPLE:
        person = make_user(email, name=name)
        chief = email == ROTA_CHIEF
        brigades.enrol(brigade, person, *skills, chief=chief)
        role = Role.BRIGADE_CHIEF if chief else Role.FIREFIGHTER
        make_grant(person, role, ScopeKind.BRIGADE, brigade.pk, area_ids=[city.pk])
    drivers = WeeklyPattern.objects.filter(user__email__in=[ROTA_DRIVER, ROTA_OTHER])
    drivers.update(weekdays=[0, 1, 2, 3, 4, 5])
    monday = next_monday()
    for day in range(3):
        on = monday + timedelta(days=day)
        brigades.make_shift(
            brigade, "driver", None, day=on, ends=time(23), name="Вечір", state=ShiftState.DRAFT
        )
    saturday = monday + timedelta(days=5)
    holder = drivers.get(user__email=ROTA_DRIVER).user
    for name, starts, ends in (("Ранок", time(6), time(12)), ("Обід", time(14), time(20))):
        shift = brigades.make_shift(brigade, day=saturday, starts=starts, ends=ends, name=name)
        brigades.seat(shift, holder)
