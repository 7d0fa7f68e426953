"""The past call-outs of the demo brigades: when, where, and what was peculiar about each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time


@dataclass(frozen=True, slots=True)
class Alarm:
    """One past call-out. `turn` says what is peculiar: escalated, stood_down, raid, or nothing."""

    brigade: str
    days: int
    clock: time
    category: str
    place: str
    point: tuple[float, float]
    note: str
    turn: str = ""
    by: str = "dispatcher"


ALARMS = (
    Alarm(
        "stare",
        -33,
        time(21, 40),
        "fire.building",
        "вул. Стара Гора, 10",
        (28.4850, 49.2140),
        "Горіла проводка в підвалі, мешканців виведено.",
    ),
    Alarm(
        "vyshenka",
        -29,
        time(22, 15),
        "fire.building",
        "вул. Квітнева, 8",
        (28.4205, 49.2285),
        "Підгоріла їжа, квартиру провітрено, потерпілих немає.",
    ),
    Alarm(
        "stare",
        -26,
        time(13, 20),
        "fire.grass",
        "вул. Лугова, за гаражами",
        (28.4570, 49.2028),
        "Очерет на 0,4 га, загашено хлопавками і водою зі ставу.",
        "escalated",
    ),
    Alarm(
        "mlyn",
        -23,
        time(11, 5),
        "fire.smell",
        "вул. Заводська, 14",
        (28.5275, 49.2308),
        "Перегрівся підшипник норії, лінію зупинено.",
    ),
    Alarm(
        "stare",
        -19,
        time(2, 30),
        "fire.building",
        "вул. Соборна, 6",
        (28.4614, 49.2319),
        "Під час тривоги екіпаж пересидів в укритті, горів балкон.",
        "raid",
    ),
    Alarm(
        "vyshenka",
        -16,
        time(19, 50),
        "fire.smell",
        "вул. Пирогова, 12",
        (28.4360, 49.2250),
        "Хибний виклик: парувала тепломережа.",
        "stood_down",
    ),
    Alarm(
        "stare",
        -12,
        time(20, 45),
        "fire.building",
        "вул. Набережна, 4",
        (28.4795, 49.2358),
        "Горів дах сараю, сусідній будинок захищено.",
        by="chief",
    ),
    Alarm(
        "mlyn",
        -9,
        time(15, 35),
        "fire.grass",
        "вул. Заводська, узбіччя",
        (28.5300, 49.2322),
        "Суха трава вздовж колії, 200 м².",
    ),
    Alarm(
        "vyshenka",
        -6,
        time(10, 10),
        "fire.building",
        "вул. Паркова, 6",
        (28.4296, 49.2469),
        "Горіла електрощитова, мешканців виведено.",
        "escalated",
    ),
    Alarm(
        "stare",
        -3,
        time(23, 20),
        "fire.building",
        "вул. Стара Гора, 16",
        (28.4898, 49.2164),
        "Загорілося авто у дворі, вогонь не перекинувся.",
    ),
    Alarm(
        "stare",
        -1,
        time(5, 50),
        "fire.smell",
        "вул. Лугова, 12",
        (28.4585, 49.2042),
        "Димів котел, газ перекрито, викликано аварійну службу.",
    ),
)
