"""Invented people for every role. They share one password, printed where the demo runs and nowhere else."""

from __future__ import annotations

from dataclasses import dataclass

from accounts import demo
from accounts.demo import SignIn
from accounts.models import User
from accounts.roles import Role
from config.demo import volunteers

PASSWORD = "varta-demo-2026"  # noqa: S105 printed on purpose, and refused in production
CITY = "demo-vinnytsia"


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """One sign-in: `area` is the code of the area of the role; residents have none."""

    email: str
    name: str
    says: str
    role: Role | None = None
    area: str = CITY
    call_sign: str = ""
    face: Role = Role.RESIDENT
    """What somebody without a grant in the areas sees: members and coordinators have theirs from a group,
    volunteers from a brigade."""


STAFF = (
    DemoPerson("admin@demo.varta", "Лариса Мельничук", "city administrator", Role.CITY_ADMIN),
    DemoPerson("dispatcher@demo.varta", "Тарас Гончаренко", "dispatcher", Role.DISPATCHER),
    DemoPerson(
        "officer@demo.varta", "Ірина Ковальчук", "patrol officer", Role.PATROL_OFFICER, call_sign="Вежа-10"
    ),
    DemoPerson(
        "officer2@demo.varta", "Богдан Шевчук", "patrol officer", Role.PATROL_OFFICER, call_sign="Вежа-20"
    ),
    DemoPerson(
        "officer3@demo.varta", "Юлія Поліщук", "patrol officer", Role.PATROL_OFFICER, call_sign="Вежа-30"
    ),
    DemoPerson(
        "officer4@demo.varta", "Остап Бойко", "patrol officer", Role.PATROL_OFFICER, call_sign="Вежа-40"
    ),
    DemoPerson("press@demo.varta", "Марта Лисенко", "press officer", Role.PRESS_OFFICER),
)
COORDINATORS = (
    DemoPerson("coordinator@demo.varta", "Оксана Левчук", "watch coordinator", face=Role.COORDINATOR),
    DemoPerson("coordinator2@demo.varta", "Петро Яремчук", "watch coordinator", face=Role.COORDINATOR),
    DemoPerson("coordinator3@demo.varta", "Віра Данилюк", "watch coordinator", face=Role.COORDINATOR),
)
RESIDENTS = (
    DemoPerson("member@demo.varta", "Андрій Савчук", "watch member", face=Role.GROUP_MEMBER),
    DemoPerson("resident@demo.varta", "Софія Романюк", "resident"),
    *(
        DemoPerson(f"neighbour{number}@demo.varta", name, "resident")
        for number, name in enumerate(
            (
                "Назар Ткач", "Леся Гнатюк", "Роман Василенко", "Ганна Сидорчук", "Денис Олійник",
                "Катерина Пасічник", "Микола Слободян", "Зоя Кучер", "Ігор Вдовиченко", "Тетяна Рудик",
                "Володимир Остапчук", "Надія Базилюк", "Степан Цимбал", "Алла Заболотна",
            ),
            1,
        )
    ),
)  # fmt: skip
VOLUNTEERS = tuple(
    DemoPerson(
        f"{one.key}@demo.varta",
        one.name,
        "brigade chief" if one.key.startswith("chief") else "volunteer firefighter",
        face=Role.BRIGADE_CHIEF if one.key.startswith("chief") else Role.FIREFIGHTER,
    )
    for one in volunteers.everybody()
)
EVERYBODY = (*STAFF, *COORDINATORS, *RESIDENTS, *VOLUNTEERS)
SHOWN = (
    "officer", "dispatcher", "chief", "volunteer", "coordinator", "member", "resident", "admin", "press",
)  # fmt: skip
"""Sign-ins that are printed: one for each face of the product."""


def shown() -> list[DemoPerson]:
    """The people of the printed sign-ins who are there: a city loaded by an older version lacks some."""
    there = set(User.objects.filter(email__endswith="@demo.varta").values_list("email", flat=True))
    by_name = {person.email.split("@")[0]: person for person in EVERYBODY}
    return [by_name[name] for name in SHOWN if by_name[name].email in there]


def sign_ins() -> list[str]:
    """One line for each printed sign-in: e-mail, password, role."""
    return [f"{person.email}  {PASSWORD}  {person.says}" for person in shown()]


def register() -> None:
    """Tell `accounts` whom a demo offers on its sign-in page."""
    demo.register(lambda: [SignIn(p.email, p.name, p.role or p.face, PASSWORD) for p in shown()])
