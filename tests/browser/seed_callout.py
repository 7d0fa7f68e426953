"""A brigade with its people, its ground and a hydrant, for the browser tests of call-outs."""

from __future__ import annotations

from accounts.roles import Role, ScopeKind
from geo.models import Area, AreaKind
from notifications import actions as notifications
from notifications import streams
from rosters.models import ContactNumber, Qualification, WaterCondition, WaterKind, WaterSource
from tests.browser.seed_names import BRIGADE, CHIEF, DRIVER, HELPER, MASK
from tests.factories import rosters as brigades
from tests.factories.accounts import make_grant, make_user
from tests.factories.geo import make_area, point, square

PEOPLE = (
    (CHIEF, "Начальник Петренко", ("driver", "mask"), Role.BRIGADE_CHIEF, True),
    (DRIVER, "Іра Водійка", ("driver",), Role.FIREFIGHTER, True),
    (MASK, "Петро Масчук", ("mask",), Role.FIREFIGHTER, True),
    (HELPER, "Ольга Помічна", (), Role.FIREFIGHTER, True),
    ("lapsed@example.org", "Ліда Прострочена", (), Role.FIREFIGHTER, False),
)
SKILLS = {
    "driver": ("Водій пожежного автомобіля", "Fire engine driver"),
    "mask": ("Газодимозахисник", "Breathing apparatus"),
}


def seed(city: Area) -> None:
    """A crew is a driver, a mask and one more; a fourth lives on the ground it covers first."""
    for code, (uk, en) in SKILLS.items():
        Qualification.objects.create(code=code, name_uk=uk, name_en=en)
    ground = make_area("Район виїзду", kind=AreaKind.FIRST_DUE, boundary=square(side_m=4_000))
    brigade = brigades.make_brigade(
        BRIGADE, area_ids=[city.pk], first_due_area=ground, station=point(28.4602, 49.2301)
    )
    notifications.describe_stream(streams.brigade(brigade.pk), area_ids=[city.pk], brigade_ids=[brigade.pk])
    brigades.make_crew_rule(brigade, "driver", "mask", None, reply_seconds=600)
    for email, name, skills, role, able in PEOPLE:
        chief = role == Role.BRIGADE_CHIEF
        person = make_user(email, name=name)
        brigades.enrol(brigade, person, *skills, chief=chief, gates=able)
        make_grant(person, role, ScopeKind.BRIGADE, brigade.pk, area_ids=[city.pk])
    ContactNumber.objects.create(brigade=brigade, label="Електромережі", number="+380 432 000 200", order=0)
    WaterSource.objects.create(
        source="tests",
        source_id="1",
        kind=WaterKind.HYDRANT,
        point=point(28.4702, 49.2338),
        label="Соборна 40",
        flow_l_min=900,
        condition=WaterCondition.WORKING,
    )
