"""A small brigade that takes people, and two neighbours who apply: for the browser tests of its people."""

from __future__ import annotations

from datetime import timedelta

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone

from accounts.roles import Role, ScopeKind
from geo.models import Area
from notifications import actions as notifications
from notifications import streams
from rosters.models import EligibilityGate, Qualification
from tests.browser.seed_names import APPLICANT, PEOPLE_BRIGADE, PEOPLE_CHIEF, PEOPLE_FIREFIGHTER, WAVERER
from tests.factories import rosters as brigades
from tests.factories.accounts import make_grant, make_user
from tests.factories.geo import point


def seed(city: Area) -> None:
    """A chief and a firefighter whose medical has lapsed; a qualification nobody holds yet."""
    Qualification.objects.create(code="pump", name_uk="Оператор насоса", name_en="Pump operator")
    brigade = brigades.make_brigade(
        PEOPLE_BRIGADE, area_ids=[city.pk], slug="luka", station=point(28.51, 49.2331)
    )
    notifications.describe_stream(streams.brigade(brigade.pk), area_ids=[city.pk], brigade_ids=[brigade.pk])
    for email, name, role in (
        (PEOPLE_CHIEF, "Галина Командир", Role.BRIGADE_CHIEF),
        (PEOPLE_FIREFIGHTER, "Юрій Боєць", Role.FIREFIGHTER),
    ):
        person = make_user(email, name=name)
        brigades.enrol(brigade, person, chief=role == Role.BRIGADE_CHIEF)
        make_grant(person, role, ScopeKind.BRIGADE, brigade.pk, area_ids=[city.pk])
    now = timezone.now()
    lapsed = DateTimeTZRange(now - timedelta(days=400), now - timedelta(days=3))
    gates = EligibilityGate.objects.filter(user__email=PEOPLE_FIREFIGHTER, kind="medical")
    gates.update(valid=lapsed)
    make_user(APPLICANT, name="Ніна Сусідка")
    make_user(WAVERER, name="Олег Непевний")
