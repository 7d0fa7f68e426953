"""Two weeks of invented reports with their whole lives, played through the real verbs in order of time."""

from __future__ import annotations

import random
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from django.utils import timezone

from accounts.actor import ANONYMOUS
from config.demo import stories
from config.demo.agenda import KYIV, Agenda
from config.demo.town import Town, along
from core.errors import AppError
from dispatch import actions as dispatch
from dispatch import calling
from geo import shapes
from incidents import actions as incidents
from incidents.actions import Draft, Source
from incidents.workflow import State

DAYS = 14
REPORTS = 110
FIRES_END = timedelta(hours=8)
"""No fire later than that: its call-out would still run when the page is opened."""


class History:
    """Puts invented reports, and what becomes of each, on the agenda."""

    def __init__(
        self,
        town: Town,
        agenda: Agenda,
        *,
        on_fire: Callable[[uuid.UUID], object] | None = None,
        seed: int = 2026,
    ) -> None:
        self.town, self.now, self.at = town, agenda.now, agenda.at
        self.on_fire = on_fire
        self.dice = random.Random(seed)  # noqa: S311 invented history, no secret
        self.crews = sorted(town.units)

    def plan(self) -> None:
        """Shifts, reports, and what is under way when the page is opened."""
        self._shifts()
        for _ in range(REPORTS):
            self._report_sometime()
        self._present()

    def _shifts(self) -> None:
        """One crew by day, the others in the evening and night; who is on duty now came 90 minutes ago."""
        today, changed = self._midnight(self.now), self.now - timedelta(minutes=100)
        for day in range(DAYS, 0, -1):
            morning = today - timedelta(days=day) + timedelta(hours=8)
            for number, name in enumerate(self.crews):
                begin = morning if number == day % len(self.crews) else morning + timedelta(hours=9)
                end = begin + timedelta(hours=10)
                if begin < changed:
                    self.at(begin, partial(self._sign_on, name))
                if end < changed:
                    self.at(end, partial(self._sign_off, name))
        for name in self.crews:
            self.at(changed, partial(self._sign_off, name))
        for name in self.crews[1:]:
            self.at(self.now - timedelta(minutes=90), partial(self._sign_on, name))

    @staticmethod
    def _midnight(moment: datetime) -> datetime:
        day = moment.astimezone(KYIV).date()
        return datetime(day.year, day.month, day.day, tzinfo=KYIV)

    def _sign_on(self, name: str) -> None:
        dispatch.sign_on(self.town.actor(name), unit_id=self.town.units[name].pk)

    def _sign_off(self, name: str) -> None:
        dispatch.sign_off(self.town.actor(name))

    def _report_sometime(self) -> None:
        story = self.dice.choices(stories.STORIES, [s.weight for s in stories.STORIES])[0]
        first, last = story.hours
        span = (last - first) % 24 or 24
        hour = (first + self.dice.triangular(0, span, span * 0.6)) % 24
        midnight = self._midnight(self.now - timedelta(days=self.dice.uniform(0.2, DAYS)))
        moment = midnight + timedelta(hours=hour)
        if calling.is_fire(story.category) and moment > self.now - FIRES_END:
            return
        self.at(moment, lambda: self._report(story))

    def _present(self) -> None:
        """What is under way when the page is opened."""
        by_code = {story.category: story for story in stories.STORIES}
        fresh = (
            ("traffic.dangerous", 3, "new"), ("noise.music", 9, "new"), ("violence.fight", 14, "go"),
            ("suspicious.behaviour", 26, "take"), ("theft.bicycle", 48, "seen"), ("hazard.dark", 95, "seen"),
        )  # fmt: skip
        for code, minutes, fate in fresh:
            moment = self.now - timedelta(minutes=minutes)
            self.at(moment, partial(self._report, by_code[code], fate=fate))

    def _report(self, story: stories.Story, *, fate: str = "") -> None:
        street = self.dice.choices(stories.STREETS, [s.weight for s in stories.STREETS])[0]
        share = self.dice.random()
        lon, lat = along(street, share)
        house = max(1, round(share * (stories.ADDRESSES_A_STREET + 1))) * 2
        moment = timezone.now()
        name = f"neighbour{self.dice.randint(1, 14)}" if self.dice.random() < 0.6 else ""
        draft = Draft(
            id=uuid.UUID(int=self.dice.getrandbits(128), version=4),
            category=story.category,
            point=shapes.point(lon + self.dice.gauss(0, 0.0004), lat + self.dice.gauss(0, 0.0003)),
            happened_at=moment - timedelta(minutes=self.dice.randint(1, 25)),
            accuracy_m=float(self.dice.choice((6, 12, 25, 60))),
            address=f"{street.name}, {house}",
            description=self.dice.choice(story.texts),
            anonymous=not name,
            retry_secret=f"demo{self.dice.getrandbits(96):024x}",
        )
        actor = self.town.actor(name) if name else ANONYMOUS
        source = Source(address=f"192.0.2.{self.dice.randint(1, 254)}", device=str(draft.id))
        filed = incidents.report_incident(actor, draft, source=source)
        if self.on_fire is not None and calling.is_fire(story.category):
            self.at(moment + timedelta(seconds=1), partial(self.on_fire, filed.incident.pk))
        self._live(story, filed.incident.pk, name, moment, fate)

    def _live(
        self, story: stories.Story, incident_id: uuid.UUID, reporter: str, moment: datetime, fate: str
    ) -> None:
        """Put the rest of a report's life on the agenda."""
        if fate == "new":
            return
        seen = moment + timedelta(minutes=self.dice.uniform(0.5, 6))
        self.at(seen, lambda: self._move("dispatcher", incident_id, State.TRIAGED))
        if reporter and self.dice.random() < 0.25:
            self.at(seen + timedelta(minutes=2), lambda: self._ask(incident_id, reporter))
        if fate == "seen":
            return
        if not fate and self.dice.random() < 0.07:
            self.at(
                seen + timedelta(minutes=4),
                lambda: self._move("dispatcher", incident_id, State.REJECTED, "not_for_police"),
            )
            return
        start = seen + timedelta(minutes=self.dice.uniform(1, 8))
        self.at(start, lambda: self._send(story, incident_id, fate))
        # What no unit took is settled from the desk; what one did is closed by it hours later.
        later = start + timedelta(hours=self.dice.uniform(3, 12))
        self.at(later, lambda: self._move("dispatcher", incident_id, State.CLOSED, "advice_given"))

    def _send(self, story: stories.Story, incident_id: uuid.UUID, fate: str) -> None:
        """Whoever is on duty and free takes it."""
        for name in self.dice.sample(self.crews, len(self.crews)):
            try:
                dispatch.take(self.town.actor(name), incident_id=incident_id)
            except AppError:
                continue
            self._go(story, incident_id, name, fate)
            return

    def _go(self, story: stories.Story, incident_id: uuid.UUID, crew: str, fate: str) -> None:
        if fate == "take":
            return
        start = timezone.now() + timedelta(minutes=1)
        self.at(start, lambda: dispatch.set_out(self.town.actor(crew), incident_id=incident_id))
        if fate == "go":
            return
        there = start + timedelta(minutes=self.dice.uniform(4, 14))
        end = there + timedelta(minutes=self.dice.uniform(6, 35))
        self.at(there, lambda: dispatch.arrive(self.town.actor(crew), incident_id=incident_id))
        self.at(end, lambda: self._resolve(story, incident_id, crew))

    def _resolve(self, story: stories.Story, incident_id: uuid.UUID, crew: str) -> None:
        dispatch.resolve(
            self.town.actor(crew),
            incident_id=incident_id,
            disposition=story.outcome,
            note="Опрацьовано на місці.",
            public_message=story.reply,
        )

    def _move(self, name: str, incident_id: uuid.UUID, to: State, reason: str = "") -> None:
        incidents.change_state(self.town.actor(name), incident_id, to=to, reason=reason)

    def _ask(self, incident_id: uuid.UUID, reporter: str) -> None:
        incidents.ask_reporter(self.town.actor("dispatcher"), incident_id, text=stories.QUESTION)
        self.at(
            timezone.now() + timedelta(minutes=5),
            lambda: self._answer(incident_id, reporter),
        )

    def _answer(self, incident_id: uuid.UUID, reporter: str) -> None:
        incidents.answer(self.town.actor(reporter), incident_id, message_id=uuid.uuid4(), text=stories.ANSWER)
