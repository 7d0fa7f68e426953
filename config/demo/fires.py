"""The demo brigades live: a fire is reported, people answer, go, come back, and the call-out is closed."""

from __future__ import annotations

import random
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone

from accounts.actor import Actor
from accounts.models import User
from accounts.queries import actor_of
from config.demo.alarms import ALARMS
from core import ids
from core.errors import AppError
from dispatch.actions import callout_answers, callout_ends, callout_marks, callout_reports, callout_starts
from dispatch.actions.callout_ends import Attended
from dispatch.actions.callout_marks import Said
from dispatch.models import CallOut, CallOutState
from dispatch.queries import callouts as queries
from dispatch.turnout import Reply
from geo import shapes
from incidents import actions as incidents
from incidents.actions import Draft, Source

PLAYED_BY_HAND = ("chief@demo.varta", "volunteer@demo.varta")
"""Whoever tries the product answers for these."""
ANSWERS_A_LOOK = 0.16
"""Share of the silent who answer between two looks."""
GIVE_UP = timedelta(minutes=6)
STAGES = {"": Said.OUT, Said.OUT: Said.ON_SCENE, Said.ON_SCENE: Said.BACK}
PAUSES = {"": (15, 30), Said.OUT: (20, 40), Said.ON_SCENE: (40, 90), Said.BACK: (8, 15)}
"""Seconds until the next thing happens: a quarter of an hour of life in a few minutes."""


@dataclass
class Fire:
    """A call-out of the simulation: how far it is, and when it goes on."""

    callout_id: UUID
    began: datetime
    stage: str = ""
    due: datetime | None = None


@dataclass
class Fires:
    """One fire at a time, started by `ignite`, moved on by each `step`."""

    tell: Callable[[str], None]
    dice: random.Random
    burning: list[Fire] = field(default_factory=list)

    def ignite(self) -> None:
        """A neighbour, or sometimes one of the brigade, reports a fire where a brigade goes first."""
        if self.burning:
            return
        alarm = self.dice.choice(ALARMS)
        lon, lat = alarm.point
        draft = Draft(
            id=uuid.uuid4(),
            category=alarm.category,
            point=shapes.point(lon + self.dice.gauss(0, 0.0004), lat + self.dice.gauss(0, 0.0003)),
            happened_at=timezone.now() - timedelta(minutes=1),
            accuracy_m=10.0,
            address=alarm.place,
            description="Видно дим і полум’я, викличте пожежних.",
            retry_secret=f"{self.dice.getrandbits(128):032x}",
        )
        email = "fire1" if self.dice.random() < 0.3 else f"neighbour{self.dice.randint(1, 14)}"
        reporter = actor_of(User.objects.get(email=f"{email}@demo.varta"))
        source = Source(address=f"198.51.100.{self.dice.randint(1, 254)}", device=str(draft.id))
        filed = incidents.report_incident(reporter, draft, source=source)
        callout_reports.consider_fire(filed.incident.pk)
        now = timezone.now()
        for callout_id in CallOut.objects.filter(incident=filed.incident).values_list("pk", flat=True):
            self.burning.append(Fire(callout_id, now, due=now + timedelta(seconds=self.dice.randint(8, 20))))
        self.tell(f"fire: {alarm.place}")

    def step(self) -> None:
        """People answer; each fire goes on where its time has come."""
        for callout in CallOut.objects.filter(state=CallOutState.RUNNING).select_related("brigade"):
            self._answer(callout)
        for fire in list(self.burning):
            if self._go_on(fire):
                self.burning.remove(fire)

    def put_out(self) -> None:
        """The simulation ends: nothing of it may go on alarming people."""
        for fire in self.burning:
            callout = self._callout(fire)
            if callout.state == CallOutState.PROPOSED:
                callout_starts.decline(_dispatcher(), callout_id=callout.pk, reason="Навчання завершено.")
            elif callout.state in {CallOutState.RUNNING, CallOutState.STOOD_DOWN}:
                self._close(fire, callout)
        self.burning.clear()

    @staticmethod
    def _callout(fire: Fire) -> CallOut:
        return CallOut.objects.select_related("brigade").get(pk=fire.callout_id)

    def _answer(self, callout: CallOut) -> None:
        waiting = callout.pages.filter(state="open", user__email__endswith="@demo.varta")
        for page in waiting.exclude(user__email__in=PLAYED_BY_HAND).select_related("user"):
            if self.dice.random() > ANSWERS_A_LOOK:
                continue
            reply = self.dice.choices((Reply.STATION, Reply.SCENE, Reply.CANNOT), (7, 1, 2))[0]
            try:
                callout_answers.answer(
                    actor_of(page.user),
                    callout_id=callout.pk,
                    answer_id=uuid.uuid4(),
                    reply=reply,
                    minutes=page.travel_minutes + self.dice.randint(0, 3),
                )
            except AppError as refusal:
                self.tell(f"refused: {refusal}")

    def _go_on(self, fire: Fire) -> bool:
        """Take the next step of one fire if it is due; True when it is over."""
        callout, now = self._callout(fire), timezone.now()
        if callout.state not in {CallOutState.PROPOSED, CallOutState.RUNNING}:
            return True
        if fire.due is not None and now < fire.due:
            return False
        if callout.state == CallOutState.PROPOSED:
            callout_starts.confirm(_dispatcher(), callout_id=callout.pk)
            self.tell(f"called out: {callout.brigade.name}")
        elif fire.stage == Said.BACK:
            self._close(fire, callout)
            return True
        elif callout.viable:
            self._mark(fire, callout)
        elif now > fire.began + GIVE_UP:
            callout_ends.stand_down(
                _dispatcher(), callout_id=callout.pk, reason="Упоралася державна частина."
            )
            self._close(fire, callout)
            return True
        low, high = PAUSES[fire.stage]
        fire.due = now + timedelta(seconds=self.dice.randint(low, high)) if callout.viable else None
        return False

    def _mark(self, fire: Fire, callout: CallOut) -> None:
        """The next milestone, said by the first of those who come."""
        said = Said(STAGES[fire.stage])
        coming = _coming(callout)
        actor = actor_of(User.objects.get(pk=coming[0])) if coming else _dispatcher()
        callout_marks.mark(actor, callout_id=callout.pk, mark_id=ids.uuid7(), said=said)
        fire.stage = said
        self.tell(f"{callout.brigade.name}: {said}")

    def _close(self, fire: Fire, callout: CallOut) -> None:
        now = timezone.now()
        there = _coming(callout) if fire.stage else []
        attended = [Attended(user_id, callout.started_at or now, now) for user_id in there]
        callout_ends.close(_dispatcher(), callout_id=callout.pk, attendance=attended)
        self.tell(f"closed: {callout.place}")


def _dispatcher() -> Actor:
    return actor_of(User.objects.get(email="dispatcher@demo.varta"))


def _coming(callout: CallOut) -> list[UUID]:
    return [UUID(page.user_id) for page, _answer in queries.log_of(callout).board.coming]
