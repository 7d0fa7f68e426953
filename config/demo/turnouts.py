"""Past call-outs of the demo brigades, each lived through: pages, answers, looks, marks, closing."""

from __future__ import annotations

import random
import uuid
from datetime import datetime, time, timedelta
from functools import partial
from uuid import UUID

from django.utils import timezone

from accounts.actor import Actor
from accounts.models import User
from accounts.queries import actor_of
from config.demo import people
from config.demo.agenda import Agenda
from config.demo.alarms import ALARMS, Alarm
from config.demo.enlisting import Enlisting
from config.demo.volunteers import ROLL
from core import ids
from dispatch.actions import (
    air_raids,
    callout_answers,
    callout_ends,
    callout_marks,
    callout_reports,
    callout_starts,
    callout_sweep,
)
from dispatch.actions.callout_ends import Attended
from dispatch.actions.callout_marks import Said
from dispatch.models import CallOut, CallOutState
from dispatch.queries import callouts as queries
from dispatch.turnout import Reply
from geo import shapes

GIVE_UP = timedelta(minutes=40)
"""Without a crew by then the state's service has done it alone."""


class Turnouts:
    """Puts past call-outs on the agenda. Nothing begins so late that it would still run when a page opens."""

    LATEST = timedelta(hours=8)

    def __init__(self, enlisting: Enlisting, agenda: Agenda, *, seed: int = 3) -> None:
        self.enlisting, self.agenda, self.town = enlisting, agenda, enlisting.town
        self.dice = random.Random(seed)  # noqa: S311 invented history, no secret
        self._looks: dict[UUID, datetime] = {}
        """When each call-out is looked at next; an earlier appointment that a mark has moved is void."""

    def plan(self) -> None:
        """Every alarm of the list."""
        for alarm in ALARMS:
            moment = self.agenda.day(alarm.days, alarm.clock)
            if alarm.turn == "raid":
                self.agenda.at(moment - timedelta(minutes=20), self._raid)
                self.agenda.at(moment + timedelta(minutes=45), self._all_clear)
            self.agenda.at(moment, partial(self._start, alarm))

    def _raid(self) -> None:
        air_raids.declare_raid(self.town.actor("dispatcher"), area_id=self.town.areas[people.CITY].pk)

    def _all_clear(self) -> None:
        air_raids.end_raid(self.town.actor("dispatcher"), area_id=self.town.areas[people.CITY].pk)

    def _commander(self, alarm: Alarm) -> Actor:
        return self.town.actor(ROLL[alarm.brigade][0].key if alarm.by == "chief" else "dispatcher")

    def _start(self, alarm: Alarm) -> None:
        callout = callout_starts.start_callout(
            self._commander(alarm),
            callout_id=ids.uuid7(),
            brigade_id=self.enlisting.brigades[alarm.brigade].pk,
            category=alarm.category,
            place=alarm.place,
            point=shapes.point(*alarm.point),
        )
        self._live(alarm, callout.pk)

    def report(self, incident_id: UUID) -> None:
        """A fire that somebody reports: what the job does a moment later, and the dispatcher's word on it."""
        made = callout_reports.consider_fire(incident_id)
        for callout in CallOut.objects.filter(incident_id=incident_id) if made else ():
            moment = timezone.now() + timedelta(seconds=self.dice.randint(12, 40))
            self.agenda.at(moment, partial(self._decide, callout.pk))

    def _decide(self, callout_id: UUID) -> None:
        dispatcher = self.town.actor("dispatcher")
        callout = CallOut.objects.select_related("brigade").get(pk=callout_id)
        if self.dice.random() < 0.25:
            callout_starts.decline(dispatcher, callout_id=callout_id, reason="Державна частина вже на місці.")
            return
        callout_starts.confirm(dispatcher, callout_id=callout_id)
        key = next(k for k, b in self.enlisting.brigades.items() if b.pk == callout.brigade_id)
        alarm = Alarm(key, 0, time(0), callout.category, callout.place, (0, 0), "Загашено, сміття пролито.")
        self._live(alarm, callout_id)

    def _live(self, alarm: Alarm, callout_id: UUID) -> None:
        """The wave that has gone out, the look that is due, and the end."""
        now = timezone.now()
        self._wave(alarm, callout_id)
        self._look_on(alarm, callout_id)
        if alarm.turn == "stood_down":
            self.agenda.at(now + timedelta(minutes=4), partial(self._stand_down, alarm, callout_id))
            return
        self.agenda.at(now + timedelta(minutes=7), partial(self._out, alarm, callout_id, now + GIVE_UP))

    def _wave(self, alarm: Alarm, callout_id: UUID) -> None:
        callout = CallOut.objects.get(pk=callout_id)
        for page in callout.pages.filter(wave=callout.wave).select_related("user").order_by("user_id"):
            reply = self._reply(alarm, callout.wave)
            if reply is not None:
                moment = timezone.now() + timedelta(seconds=self.dice.triangular(9, 100, 25))
                minutes = page.travel_minutes + self.dice.randint(0, 4)
                self.agenda.at(moment, partial(self._answer, page.user, callout_id, reply, minutes))

    def _reply(self, alarm: Alarm, wave: int) -> Reply | None:
        luck = self.dice.random()
        if alarm.turn == "escalated" and wave == 1:
            return Reply.CANNOT if luck < 0.5 else None
        if luck < 0.72:
            return Reply.STATION if luck < 0.6 else Reply.SCENE
        return Reply.CANNOT if luck < 0.86 else None

    def _answer(self, user: User, callout_id: UUID, reply: Reply, minutes: int) -> None:
        if CallOut.objects.filter(pk=callout_id, state=CallOutState.RUNNING).exists():
            callout_answers.answer(
                actor_of(user), callout_id=callout_id, answer_id=uuid.uuid4(), reply=reply, minutes=minutes
            )

    def _look_on(self, alarm: Alarm, callout_id: UUID) -> None:
        """Look again when the call-out's own clocks say so."""
        callout = CallOut.objects.get(pk=callout_id)
        clocks = [clock for clock in (callout.deadline_at, callout.roll_call_at) if clock is not None]
        if callout.state == CallOutState.RUNNING and clocks:
            moment = max(min(clocks), timezone.now()) + timedelta(seconds=1)
            self._looks[callout_id] = moment
            self.agenda.at(moment, partial(self._look, alarm, callout_id, callout.wave))

    def _look(self, alarm: Alarm, callout_id: UUID, wave: int) -> None:
        if self._looks.get(callout_id) != timezone.now():
            return
        callout_sweep.look(callout_id)
        callout = CallOut.objects.get(pk=callout_id)
        if callout.wave != wave:
            self._wave(alarm, callout_id)
        if callout.roll_call_stage == 1:
            soon = timezone.now() + timedelta(seconds=20)
            self.agenda.at(soon, partial(self._say, alarm, callout_id, Said.ROLL_CALL_OK))
        self._look_on(alarm, callout_id)

    def _out(self, alarm: Alarm, callout_id: UUID, give_up: datetime) -> None:
        now = timezone.now()
        callout = CallOut.objects.get(pk=callout_id)
        if callout.state != CallOutState.RUNNING:
            return
        if not callout.viable:
            again = partial(self._out, alarm, callout_id, give_up)
            end = partial(self._stand_down, alarm, callout_id)
            self.agenda.at(now + timedelta(minutes=2), again if now < give_up else end)
            return
        self._say(alarm, callout_id, Said.OUT)
        scene = now + timedelta(minutes=self.dice.uniform(5, 11))
        back = scene + timedelta(minutes=self.dice.uniform(28, 70))
        self.agenda.at(scene, partial(self._say, alarm, callout_id, Said.ON_SCENE))
        if alarm.turn == "raid":
            self.agenda.at(scene + timedelta(minutes=1), partial(self._say, alarm, callout_id, Said.SHELTER))
            self.agenda.at(
                scene + timedelta(minutes=24), partial(self._say, alarm, callout_id, Said.GOING_ON)
            )
        else:
            report = partial(self._say, alarm, callout_id, Said.NOTE, alarm.note)
            self.agenda.at(scene + timedelta(minutes=9), report)
        self.agenda.at(back, partial(self._say, alarm, callout_id, Said.BACK))
        self.agenda.at(back + timedelta(minutes=12), partial(self._close, alarm, callout_id))

    def _coming(self, callout_id: UUID) -> list[UUID]:
        log = queries.log_of(CallOut.objects.select_related("brigade").get(pk=callout_id))
        return [UUID(page.user_id) for page, _answer in log.board.coming]

    def _say(self, alarm: Alarm, callout_id: UUID, said: Said, text: str = "") -> None:
        """The first of those who come writes it; the desk where nobody comes any more."""
        coming = self._coming(callout_id)
        actor = actor_of(User.objects.get(pk=coming[0])) if coming else self._commander(alarm)
        callout_marks.mark(actor, callout_id=callout_id, mark_id=ids.uuid7(), said=said, text=text)
        if said in {Said.ON_SCENE, Said.ROLL_CALL_OK}:
            self._look_on(alarm, callout_id)

    def _stand_down(self, alarm: Alarm, callout_id: UUID) -> None:
        reason = alarm.note if alarm.turn == "stood_down" else "Упоралася державна частина."
        callout_ends.stand_down(self._commander(alarm), callout_id=callout_id, reason=reason)
        later = timezone.now() + timedelta(minutes=10)
        self.agenda.at(later, partial(self._close, alarm, callout_id))

    def _close(self, alarm: Alarm, callout_id: UUID) -> None:
        callout = CallOut.objects.get(pk=callout_id)
        now = timezone.now()
        there = self._coming(callout_id) if callout.state == CallOutState.RUNNING else []
        attended = [Attended(user_id, callout.started_at or now, now) for user_id in there]
        callout_ends.close(
            self._commander(alarm), callout_id=callout_id, attendance=attended, note=alarm.note
        )
