"""The demo brigades as their cities and chiefs describe them: invented words, vehicles, kit and rules."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time

from rosters.actions.shifts import SeatDraft
from rosters.actions.vehicles import CrewLine, SeatLine
from rosters.models import FounderKind, KitKind

Kit = tuple[KitKind, str, str, int]
"""Kind, label, serial number, days until the test is due (less than none: overdue)."""


@dataclass(frozen=True, slots=True)
class Truck:
    """A vehicle, who sits in it, and what is looked through each week."""

    call_sign: str
    name: str
    seats: tuple[SeatLine, ...]
    lines: tuple[tuple[str, int | None], ...]
    kit: tuple[Kit, ...] = ()


@dataclass(frozen=True, slots=True)
class Duty:
    """A recurring shift: local labels, weekdays (0 is Monday), and who must be there."""

    name: str
    starts: time
    ends: time
    weekdays: frozenset[int]
    seats: tuple[SeatDraft, ...]


@dataclass(frozen=True, slots=True)
class Station:
    """A brigade. The first truck makes its general crew; `grass` is the crew for burning grass."""

    key: str
    name: str
    kind: FounderKind
    founder: str
    house: str
    place: tuple[float, float]
    """In degrees."""
    neighbours: tuple[str, ...]
    text: str
    evening: str
    trucks: tuple[Truck, ...]
    grass: tuple[CrewLine, ...]
    duties: tuple[Duty, ...]
    reply_seconds: int = 120


ENGINE = (
    SeatLine("Водій", "driver-c"),
    SeatLine("Командир відділення", "group-leader"),
    SeatLine("Апарат 1", "breathing-apparatus"),
    SeatLine("Апарат 2", "breathing-apparatus"),
    SeatLine("Насос", "pump-operator", hard=False),
)
TANKER = (SeatLine("Водій", "driver-c"), SeatLine("Пожежний", "firefighter"))
ENGINE_LINES = (
    ("Рівень пального, не менше ¾", None),
    ("Вода в цистерні", None),
    ("Світлові та звукові сигнали", None),
    ("Радіостанція: перевірка зв’язку", None),
    ("Рукав 51 мм", 8),
    ("Рукав 77 мм", 6),
    ("Ствол перекривний", 3),
    ("Апарат на стисненому повітрі", 4),
    ("Аптечка", 1),
)
TANKER_LINES = (("Вода в цистерні", None), ("Мотопомпа: пробний запуск", None), ("Рукав 77 мм", 4))
GRASS = (CrewLine("driver-c"), CrewLine("firefighter", count=2))
NIGHT = (SeatDraft("driver-c"), SeatDraft("group-leader"), SeatDraft("breathing-apparatus"))
PAIR = (SeatDraft("driver-c"), SeatDraft("breathing-apparatus"))
NIGHTS = time(20), time(8)
DAYS = time(8), time(20)


def _kit(number: int, *due: int) -> tuple[Kit, ...]:
    apparatus, cylinder, hose, pump = due
    return (
        (KitKind.BREATHING_APPARATUS, f"Апарат «Подих-{number}А»", f"AP-{number}01", apparatus),
        (KitKind.CYLINDER, "Балон 6,8 л", f"B-{number}17", cylinder),
        (KitKind.HOSE, "Рукав 77 мм, комплект 6 шт.", f"R77-{number}", hose),
        (KitKind.PUMP, "Мотопомпа", f"MP-{number}3", pump),
    )


STATIONS = (
    Station(
        "stare",
        "Добровільна команда «Старе місто»",
        FounderKind.COMMUNITY,
        "Вінницька міська громада (демо)",
        "Депо на Старій Горі",
        (28.4790, 49.2120),
        ("vyshenka", "mlyn"),
        "Ми гасимо пожежі й рятуємо людей на Старому місті, доки їде державна частина, і разом із нею. "
        "Досвід не потрібен: навчимо за три місяці. Потрібні вік від 18 років, медична довідка і кілька "
        "вечорів на місяць. Спорядження, навчання та страховку оплачує громада. Якщо боїтеся висоти чи "
        "вогню, у нас є робота і для вас: зв’язок, техніка, облік.",
        "Щочетверга о 18:30 — відкритий вечір у депо, вул. Стара Гора, 2. Просто приходьте.",
        (
            Truck("Стара-1", "Автоцистерна АЦ-40", ENGINE, ENGINE_LINES, _kit(1, 140, 210, -6, 25)),
            Truck("Стара-2", "Водовозка", TANKER, TANKER_LINES),
        ),
        GRASS,
        (
            Duty("Нічна зміна", *NIGHTS, frozenset(range(7)), NIGHT),
            Duty("Вихідна денна зміна", *DAYS, frozenset({5, 6}), PAIR),
        ),
    ),
    Station(
        "vyshenka",
        "Пожежна команда «Вишенька»",
        FounderKind.NGO,
        "ГО «Подільські вогнеборці» (вигадана)",
        "Депо на Квітневій",
        (28.4210, 49.2290),
        ("stare",),
        "Громадська команда, яку заснували сусіди. Чергуємо ночами та у вихідні, тренуємося щотижня. Шукаємо "
        "людей, які живуть за десять хвилин від депо: водіїв категорії C, рятувальників і тих, хто готовий "
        "навчитися. Робота небезпечна, тому ніхто не їде на виклик без навчання, страховки та напарника.",
        "Перша субота місяця об 11:00, вул. Квітнева, 10: покажемо машину й відповімо на запитання.",
        (
            Truck("Вишня-1", "Автоцистерна АЦ-30", ENGINE, ENGINE_LINES, _kit(2, 60, 5, 180, 300)),
            Truck("Вишня-2", "Пікап із мотопомпою", TANKER, TANKER_LINES),
        ),
        GRASS,
        (
            Duty("Ніч на вихідні", *NIGHTS, frozenset({4, 5}), NIGHT),
            Duty("Недільний день", *DAYS, frozenset({6}), PAIR),
        ),
        reply_seconds=90,
    ),
    Station(
        "mlyn",
        "Команда «Подільський млин»",
        FounderKind.ENTERPRISE,
        "ТОВ «Подільський млин» (вигадане)",
        "Пожежний пост заводу",
        (28.5235, 49.2290),
        ("stare", "vyshenka"),
        "Команда підприємства: удень захищаємо цехи та вулиці навколо заводу. Приймаємо працівників млина й "
        "мешканців Східного, які вільні вдень. Навчання — у робочий час, за виїзд — оплачуваний відпочинок.",
        "Останній четвер місяця о 16:00, прохідна заводу, вул. Заводська, 12.",
        (
            Truck("Млин-1", "Автоцистерна АЦ-40", ENGINE, ENGINE_LINES, _kit(3, 90, 29, 120, 75)),
            Truck("Млин-2", "Водовозка", TANKER, TANKER_LINES),
        ),
        GRASS,
        (Duty("Денна зміна", *DAYS, frozenset({0, 1, 3, 4}), PAIR),),
    ),
)
NUMBERS = (
    ("Оперативний черговий ДСНС (демо)", "+380 432 000 101"),
    ("Електромережі, аварійна", "+380 432 000 200"),
    ("Газова служба, аварійна", "+380 432 000 104"),
    ("Водоканал, диспетчер", "+380 432 000 300"),
)
