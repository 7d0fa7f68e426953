"""Invented people of the demo brigades: who they are, what they can do, when they can come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time

EVERY_DAY = frozenset(range(7))
WORKDAYS = frozenset(range(5))
WEEKEND = frozenset({5, 6})
Pieces = tuple[tuple[time, time, frozenset[int]], ...]

WEEKS: dict[str, Pieces] = {
    "always": ((time(0), time(0), EVERY_DAY),),
    "nights": ((time(19), time(8, 30), EVERY_DAY), (time(8), time(20, 30), WEEKEND)),
    "odd": ((time(19), time(8, 30), frozenset({0, 2, 4, 6})), (time(8), time(20, 30), WEEKEND)),
    "even": ((time(19), time(8, 30), frozenset({1, 3, 5})), (time(8), time(20, 30), frozenset({6}))),
    "evenings": ((time(17, 30), time(23, 30), WORKDAYS), (time(9), time(23), WEEKEND)),
    "days": ((time(7, 30), time(20, 30), WORKDAYS),),
    "weekends": ((time(0), time(0), WEEKEND),),
}
"""The usual weeks people say: local times and weekdays (0 is Monday)."""


@dataclass(frozen=True, slots=True)
class Volunteer:
    """One person of a brigade. `stage` is where they stand now, `days` how long ago they applied."""

    key: str
    """The part of the e-mail before the @."""
    name: str
    born: date
    skills: tuple[str, ...] = ()
    week: str = ""
    """A key of `WEEKS`; empty for somebody who has never said."""
    stage: str = "active"
    days: int = 300
    travel: int = 8
    kind: str = "firefighter"
    languages: tuple[str, ...] = ("uk",)


def _born(year: int, month: int, day: int) -> date:
    return date(year, month, day)


STARE = (
    Volunteer("chief", "Григорій Лозинський", _born(1978, 4, 12), ("platoon-leader", "driver-c"), "nights", days=395, travel=5),
    Volunteer("volunteer", "Дмитро Кравець", _born(1995, 9, 3), ("breathing-apparatus", "radio"), "nights", days=310, travel=6, languages=("uk", "en")),
    Volunteer("fire1", "Наталія Ясінська", _born(1988, 1, 22), ("group-leader", "breathing-apparatus"), "nights", days=360, travel=7, languages=("uk", "pl")),
    Volunteer("fire2", "Юрій Бондаренко", _born(1981, 6, 30), ("driver-ce", "pump-operator"), "nights", days=380, travel=4),
    Volunteer("fire3", "Олег Мазур", _born(1990, 11, 8), ("driver-c", "pump-operator", "breathing-apparatus"), "odd", days=350, travel=9),
    Volunteer("fire4", "Світлана Гуменюк", _born(1992, 3, 17), ("breathing-apparatus", "paramedic"), "nights", days=330, travel=8),
    Volunteer("fire5", "Артем Костюк", _born(1997, 7, 5), ("breathing-apparatus", "chainsaw"), "nights", days=300, travel=10),
    Volunteer("fire6", "Віталій Щербань", _born(1985, 12, 1), ("group-leader", "driver-c"), "even", days=370, travel=12),
    Volunteer("fire7", "Іванна Дзюба", _born(1999, 5, 26), ("breathing-apparatus",), "nights", days=250, travel=6, languages=("uk", "en")),
    Volunteer("fire8", "Руслан Кучерявий", _born(1986, 8, 14), ("breathing-apparatus", "rescue-tools"), "odd", days=280, travel=11),
    Volunteer("fire9", "Павло Ільченко", _born(1993, 2, 9), ("breathing-apparatus", "heights"), "even", days=240, travel=7),
    Volunteer("fire10", "Максим Пилипенко", _born(1991, 10, 19), ("firefighter",), "", days=270, travel=14),
    Volunteer("fire11", "Євген Стадник", _born(1984, 4, 4), ("driver-c", "water-rescue"), "nights", "leave", days=340, travel=9),
    Volunteer("fire12", "Аліна Гринчук", _born(2003, 6, 11), ("first-aid",), "evenings", "probation", days=75, travel=6),
    Volunteer("fire13", "Тимур Абдулаєв", _born(2001, 1, 30), ("firefighter",), "nights", "probation", days=90, travel=8, languages=("uk", "crh")),
    Volunteer("fire14", "Богдана Рибак", _born(1998, 9, 21), stage="interview", days=19, travel=10),
    Volunteer("fire15", "Ярослав Онищук", _born(2006, 2, 2), stage="applied", days=4, travel=12),
    Volunteer("fire16", "Василь Тихий", _born(1969, 3, 3), ("driver-c",), "evenings", "left", days=390, travel=15),
)  # fmt: skip
VYSHENKA = (
    Volunteer("chief2", "Олена Вишневська", _born(1983, 5, 5), ("platoon-leader", "breathing-apparatus"), "nights", days=394, travel=6, languages=("uk", "en")),
    Volunteer("fire21", "Михайло Чорновіл", _born(1979, 9, 9), ("driver-ce", "pump-operator"), "nights", days=380, travel=5),
    Volunteer("fire22", "Сергій Прокопчук", _born(1987, 7, 18), ("driver-c", "pump-operator"), "even", days=355, travel=7),
    Volunteer("fire23", "Валерія Коваленко", _born(1996, 12, 12), ("breathing-apparatus", "drone"), "nights", days=320, travel=9),
    Volunteer("fire24", "Андрій Тимошенко", _born(1989, 8, 1), ("group-leader", "breathing-apparatus"), "odd", days=345, travel=8),
    Volunteer("fire25", "Марія Головата", _born(1994, 4, 23), ("breathing-apparatus", "first-aid"), "even", days=290, travel=10),
    Volunteer("fire26", "Ростислав Данько", _born(1990, 3, 31), ("breathing-apparatus", "chainsaw"), "weekends", days=260, travel=11),
    Volunteer("fire27", "Ілля Фесенко", _born(2000, 10, 10), ("firefighter",), "nights", days=230, travel=6),
    Volunteer("fire28", "Христина Паламар", _born(1998, 11, 27), ("paramedic",), "evenings", days=210, travel=8),
    Volunteer("fire29", "Матвій Левицький", _born(2004, 8, 8), ("first-aid",), "evenings", "probation", days=60, travel=7),
    Volunteer("fire30", "Соломія Яцків", _born(2002, 7, 7), stage="interview", days=16, travel=9),
    Volunteer("fire31", "Геннадій Бурлака", _born(1975, 1, 15), stage="declined", days=40, travel=20),
    Volunteer("fire32", "Лілія Захарчук", _born(1997, 6, 6), stage="applied", days=3, travel=9),
)  # fmt: skip
MLYN = (
    Volunteer("chief3", "Станіслав Довгань", _born(1974, 2, 20), ("platoon-leader", "driver-ce"), "days", days=393, travel=3),
    Volunteer("fire41", "Анатолій Береза", _born(1980, 10, 2), ("driver-c", "pump-operator"), "days", days=380, travel=3),
    Volunteer("fire42", "Леонід Стецюк", _born(1977, 5, 14), ("driver-c",), "days", days=378, travel=4),
    Volunteer("fire43", "Ніна Омельчук", _born(1986, 9, 29), ("group-leader", "first-aid"), "days", days=360, travel=3),
    Volunteer("fire44", "Вадим Козак", _born(1991, 1, 6), ("breathing-apparatus",), "days", days=340, travel=4),
    Volunteer("fire45", "Ольга Мисик", _born(1993, 3, 8), ("breathing-apparatus",), "days", days=325, travel=5),
    Volunteer("fire46", "Кирило Шпак", _born(1999, 4, 16), ("breathing-apparatus", "heights"), "days", days=300, travel=4),
    Volunteer("fire47", "Едуард Нікітюк", _born(1988, 12, 24), ("breathing-apparatus",), "evenings", days=290, travel=18),
    Volunteer("fire48", "Зінаїда Маковій", _born(1970, 8, 19), ("radio",), "days", days=310, travel=3, kind="support"),
    Volunteer("fire49", "Назарій Яворський", _born(2002, 2, 26), ("firefighter",), "days", "probation", days=70, travel=5),
    Volunteer("fire50", "Юліан Кметь", _born(2005, 5, 9), stage="applied", days=6, travel=8),
    Volunteer("fire51", "Борис Гладун", _born(1965, 7, 1), ("driver-c",), "days", "left", days=385, travel=6),
)  # fmt: skip
SHARED = ("fire3", "vyshenka", 200)
"""Somebody who serves in a second brigade: whom, where, and for how many days."""
ROLL = {"stare": STARE, "vyshenka": VYSHENKA, "mlyn": MLYN}


def everybody() -> list[Volunteer]:
    """The people of all brigades, each once."""
    return [one for people in ROLL.values() for one in people]

