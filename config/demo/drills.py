"""What keeps a demo brigade able: training evenings, weekly looks at the vehicles, defects, water, words."""

from __future__ import annotations

import random
from datetime import datetime, time, timedelta
from functools import partial
from uuid import UUID

from django.utils import timezone

from config.demo.agenda import Agenda
from config.demo.enlisting import Enlisting
from config.demo.stations import STATIONS, Station
from config.demo.volunteers import ROLL
from notifications import actions as notifications
from rosters.actions import time as own_time
from rosters.actions import training, upkeep, water
from rosters.models import Vehicle, WaterCondition, WaterSource
from rosters.queries import people

EVENING = time(18, 30)
TOPICS = (
    "Рукавна лінія: розгортання на швидкість",
    "Апарати дихання: робота в задимленому коридорі",
    "Домедична допомога: кровотечі",
    "Забір води зі ставу мотопомпою",
    "Зв’язок і перекличка",
    "Пожежа у підвалі: розбір виїзду",
)
DEFECTS = (
    ("stare", "Стара-2", -11, "Тече фланець мотопомпи, воду не бере", True, None),
    ("stare", "Стара-1", -21, "Не світить лівий проблисковий маячок", False, -18),
    ("vyshenka", "Вишня-1", -8, "Акумулятор не тримає заряд", True, -7),
    ("mlyn", "Млин-1", -3, "Тріснуте скло задніх дверей", False, None),
)
"""Brigade, call sign, day, what, off the run, day of mending."""


class Drills:
    """Puts a brigade's evenings and looks on the agenda."""

    def __init__(self, enlisting: Enlisting, agenda: Agenda, *, seed: int = 5) -> None:
        self.enlisting, self.agenda, self.town = enlisting, agenda, enlisting.town
        self.dice = random.Random(seed)  # noqa: S311 invented history, no secret

    def plan(self) -> None:
        """Six weeks of it, and what people have said of their time."""
        monday = -self.agenda.day(0).weekday()
        for number, station in enumerate(STATIONS, 1):
            for week, topic in enumerate(TOPICS, -len(TOPICS)):
                self._evening(station, monday + 7 * week + number, topic)
            self._evening(station, monday + 7 + number, "Розгортання разом із сусідньою командою")
            for day in (number - 28, number - 21, number - 14, number - 7):
                self.agenda.at(self.agenda.day(day, time(19)), partial(self._check, station))
        for brigade, sign, day, what, off_run, mended in DEFECTS:
            step = partial(self._defect, brigade, sign, what, mended, off_run=off_run)
            self.agenda.at(self.agenda.day(day, time(19, 30)), step)
        self.agenda.at(self.agenda.day(-10, time(16)), self._look_at_water)
        self._own_time()
        self.agenda.at(self.agenda.now - timedelta(hours=18), self._read)
        self.agenda.at(self.agenda.now - timedelta(minutes=1), own_time.tell_what_time_changed)

    def _chief(self, brigade: str) -> str:
        return ROLL[brigade][0].key

    def _evening(self, station: Station, day: int, topic: str) -> None:
        planned = self.agenda.day(min(day - 9, -2), time(12))
        self.agenda.at(planned, partial(self._plan_session, station, day, topic))

    def _plan_session(self, station: Station, day: int, topic: str) -> None:
        start = self.agenda.day(day, EVENING)
        session = training.plan_session(
            self.town.actor(self._chief(station.key)),
            brigade_id=self.enlisting.brigades[station.key].pk,
            title=topic,
            start=start,
            end=start + timedelta(hours=2),
            place=station.house,
            grants="first-aid" if topic.startswith("Домедична") else None,
        )
        self.agenda.at(
            start + timedelta(hours=2, minutes=15), partial(self._close_session, station, session.pk)
        )

    def _close_session(self, station: Station, session_id: UUID) -> None:
        chief = self.town.actor(self._chief(station.key))
        members = people.serving_members(self.enlisting.brigades[station.key])
        present = {m.user_id: self.dice.random() < 0.74 for m in members}
        training.mark_attendance(chief, session_id=session_id, present=present)
        until = timezone.now() + timedelta(days=365)
        training.close_session(chief, session_id=session_id, valid_until=until)

    def _check(self, station: Station) -> None:
        members = people.serving_members(self.enlisting.brigades[station.key])
        who = self.dice.choice(members).user
        name = who.email.split("@")[0]
        for vehicle in Vehicle.objects.filter(brigade=self.enlisting.brigades[station.key]).order_by(
            "call_sign"
        ):
            answers = {}
            for item in vehicle.check_items.order_by("order"):
                fine = self.dice.random() < 0.95
                short = item.quantity is not None and not fine
                answers[str(item.pk)] = {
                    "ok": fine,
                    "counted": item.quantity - 1 if short and item.quantity else item.quantity,
                    "note": "" if fine else "Поповнити до наступної зміни",
                }
            upkeep.check_vehicle(self.town.actor(name), vehicle_id=vehicle.pk, answers=answers)

    def _defect(self, brigade: str, sign: str, what: str, mended: int | None, *, off_run: bool) -> None:
        vehicle = Vehicle.objects.get(brigade=self.enlisting.brigades[brigade], call_sign=sign)
        who = self.town.actor(ROLL[brigade][1].key)
        defect = upkeep.report_defect(who, vehicle_id=vehicle.pk, what=what, off_run=off_run)
        if mended is not None:
            clear = partial(upkeep.clear_defect, self.town.actor(self._chief(brigade)), defect_id=defect.pk)
            self.agenda.at(self.agenda.day(mended, time(12)), partial(clear, note="Замінено."))

    def _look_at_water(self) -> None:
        who = self.town.actor("volunteer")
        notes = {
            "demo/2": (WaterCondition.WORKING, ""),
            "demo/4": (WaterCondition.IMPAIRED, "Кришка примерзає, потрібен лом."),
            "demo/7": (WaterCondition.WORKING, "Тиск добрий."),
            "demo/9": (WaterCondition.OUT_OF_ORDER, "Колодязь засипано під час ремонту."),
            "demo/21": (WaterCondition.WORKING, "Під’їзд розчищено."),
        }
        for row in WaterSource.objects.filter(source="demo", source_id__in=notes).order_by("source_id"):
            condition, note = notes[row.source_id]
            water.inspect(who, water_id=row.pk, condition=condition, note=note)

    def _own_time(self) -> None:
        """Leave, an evening off, a word that somebody can after all."""
        now = self.agenda.now
        said = partial(self.agenda.at, now - timedelta(days=3))
        day = self.agenda.day
        said(partial(self._leave, "fire8", day(3), day(10), "Відпустка"))
        said(partial(self._leave, "fire24", day(8), day(15), "Відпустка"))
        said(partial(self._leave, "fire44", day(1), day(4), "Курси"))
        said(partial(self._say, "fire5", day(2, time(18)), day(3, time(9)), "День народження", can=False))
        said(partial(self._say, "fire10", day(1, time(19)), day(2, time(9)), "Можу цієї ночі", can=True))
        said(partial(self._say, "fire28", day(4, time(8)), day(4, time(20)), "", can=True))
        long_ago = now - timedelta(days=30)
        self.agenda.at(long_ago, partial(self._leave, "fire9", day(-24), day(-17), "Відпустка"))

    def _leave(self, key: str, start: datetime, until: datetime, reason: str) -> None:
        own_time.take_leave(self.town.actor(key), start=start, until=until, reason=reason)

    def _say(self, key: str, start: datetime, until: datetime, note: str, *, can: bool) -> None:
        own_time.say(self.town.actor(key), available=can, start=start, until=until, note=note)

    def _read(self) -> None:
        """They have read what they were told until yesterday evening."""
        for people_of in ROLL.values():
            for one in people_of:
                notifications.read_all(self.town.actor(one.key))
