"""The demo city live, through the real verbs: reports, crews at work, moving cars, brigades turning out."""

from __future__ import annotations

import math
import random
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial

from django.db import close_old_connections
from django.utils import timezone

from accounts.actor import ANONYMOUS, Actor
from accounts.models import User
from accounts.queries import actor_of
from config.demo import people, stories
from config.demo.fires import Fires
from config.demo.loading import PATROLS
from config.demo.town import along
from core.errors import AppError
from dispatch import actions as dispatch
from dispatch import queries as dispatch_queries
from geo import shapes
from incidents import actions as incidents
from incidents.actions import Draft, Source
from incidents.models import Incident
from incidents.workflow import State

TICK_SECONDS = 2.0
STEP_DEGREES = 0.0006
"""About 50 metres a tick: a car in a hurry."""
FIRES_A_MINUTE = 0.2


@dataclass
class Patrol:
    """A car of the simulation: its officer, where it is, where it goes and what it does there."""

    email: str
    lon: float
    lat: float
    goal: tuple[float, float] | None = None
    incident_id: uuid.UUID | None = None
    story: stories.Story | None = None
    until: float = 0.0

    @property
    def actor(self) -> Actor:
        """The officer with the grants of now."""
        return actor_of(User.objects.get(email=self.email))


@dataclass
class Simulation:
    """`rate` reports a minute come in; `tell` is called with one line for each thing that happens."""

    rate: float
    tell: Callable[[str], None]
    dice: random.Random = field(default_factory=random.Random)
    patrols: list[Patrol] = field(default_factory=list)
    fires: Fires = field(init=False)

    def __post_init__(self) -> None:
        """The brigades throw the same dice."""
        self.fires = Fires(self.tell, self.dice)

    def run(self, minutes: float) -> None:
        """Run for so many minutes of real time."""
        self.patrols = [Patrol(f"{name}@demo.varta", lon, lat) for name, (lon, lat) in PATROLS.items()]
        for patrol in self.patrols:
            self._sign_on(patrol)
        try:
            self._run_until(time.monotonic() + minutes * 60)
        finally:
            self.fires.put_out()

    def _run_until(self, end: float) -> None:
        self._attempt(self.fires.ignite)
        while time.monotonic() < end:
            if self.dice.random() < self.rate * TICK_SECONDS / 60:
                self._attempt(self._report)
            if self.dice.random() < FIRES_A_MINUTE * TICK_SECONDS / 60:
                self._attempt(self.fires.ignite)
            for patrol in self.patrols:
                self._attempt(partial(self._work, patrol))
            self._attempt(self.fires.step)
            close_old_connections()
            time.sleep(TICK_SECONDS)

    def _attempt(self, step: Callable[[], None]) -> None:
        try:
            step()
        except AppError as refusal:
            self.tell(f"refused: {refusal}")

    def _sign_on(self, patrol: Patrol) -> None:
        person = next(p for p in people.STAFF if p.email == patrol.email)
        actor = patrol.actor
        if dispatch_queries.duty_of(actor.user_id) is None:
            dispatch.sign_on(actor, unit_id=dispatch_queries.unit_by_call_sign(actor, person.call_sign))

    def _report(self) -> None:
        story = self.dice.choices(stories.STORIES, [s.weight for s in stories.STORIES])[0]
        street = self.dice.choices(stories.STREETS, [s.weight for s in stories.STREETS])[0]
        lon, lat = along(street, self.dice.random())
        draft = Draft(
            id=uuid.uuid4(),
            category=story.category,
            point=shapes.point(lon, lat),
            happened_at=timezone.now() - timedelta(minutes=self.dice.randint(1, 5)),
            accuracy_m=10.0,
            address=street.name,
            description=self.dice.choice(story.texts),
            retry_secret=f"{self.dice.getrandbits(128):032x}",
        )
        neighbour = User.objects.get(email=f"neighbour{self.dice.randint(1, 14)}@demo.varta")
        actor = actor_of(neighbour) if self.dice.random() < 0.6 else ANONYMOUS
        address = f"198.51.100.{self.dice.randint(1, 254)}"
        incidents.report_incident(actor, draft, source=Source(address=address, device=str(draft.id)))
        self.tell(f"reported: {story.category}, {street.name}")

    def _work(self, patrol: Patrol) -> None:
        """One tick of one car: look for work, drive, work, finish."""
        if patrol.incident_id is None:
            self._look(patrol)
        elif patrol.goal is None and time.monotonic() >= patrol.until:
            self._finish(patrol)
        self._drive(patrol)

    def _look(self, patrol: Patrol) -> None:
        actor = patrol.actor
        duty = dispatch_queries.duty_of(actor.user_id)
        standing = dispatch_queries.assignment_of_unit(duty.unit_id) if duty else None
        if standing is not None:
            self._head_for(patrol, standing.incident)
            return
        open_ones = Incident.objects.filter(state__in=[State.NEW, State.TRIAGED])
        waiting = open_ones.filter(reported_at__lte=timezone.now() - timedelta(seconds=8)).order_by(
            "reported_at"
        )
        incident = waiting.filter(reported_at__gte=timezone.now() - timedelta(hours=1)).first()
        if incident is None or self.dice.random() < 0.5:
            return
        dispatch.take(actor, incident_id=incident.pk)
        dispatch.set_out(actor, incident_id=incident.pk)
        self._head_for(patrol, incident)
        self.tell(f"{actor.label} takes {incident.reference}")

    def _head_for(self, patrol: Patrol, incident: Incident) -> None:
        patrol.incident_id, patrol.goal = incident.pk, (incident.point.x, incident.point.y)
        patrol.story = next((s for s in stories.STORIES if s.category == incident.category_id), None)

    def _finish(self, patrol: Patrol) -> None:
        if patrol.incident_id is None:
            return
        outcome = patrol.story.outcome if patrol.story else "settled_on_scene"
        reply = patrol.story.reply if patrol.story else ""
        incident_id, patrol.incident_id = patrol.incident_id, None
        dispatch.resolve(patrol.actor, incident_id=incident_id, disposition=outcome, public_message=reply)
        self.tell(f"{patrol.actor.label} is done")

    def _drive(self, patrol: Patrol) -> None:
        if patrol.goal is None and patrol.incident_id is None:
            angle = self.dice.uniform(0, 2 * math.pi)
            patrol.lon += math.cos(angle) * STEP_DEGREES / 3
            patrol.lat += math.sin(angle) * STEP_DEGREES / 3
        elif patrol.goal is not None:
            self._approach(patrol, patrol.goal)
        dispatch.report_positions(patrol.actor, [dispatch.Fix(patrol.lon, patrol.lat, timezone.now(), 8.0)])

    def _approach(self, patrol: Patrol, goal: tuple[float, float]) -> None:
        dx, dy = goal[0] - patrol.lon, goal[1] - patrol.lat
        distance = math.hypot(dx, dy)
        if distance > STEP_DEGREES:
            patrol.lon += dx / distance * STEP_DEGREES
            patrol.lat += dy / distance * STEP_DEGREES
            return
        patrol.lon, patrol.lat = goal
        patrol.goal = None
        patrol.until = time.monotonic() + self.dice.uniform(15, 60)
        if patrol.incident_id is not None:
            dispatch.arrive(patrol.actor, incident_id=patrol.incident_id)
