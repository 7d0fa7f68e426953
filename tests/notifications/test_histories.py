"""P21: random histories of grants, receipts and time; every outlet agrees with an independent oracle.

Outlets: polling, the set of readable streams, the judgement of live sockets, and live frames themselves.
"""

from __future__ import annotations

import json
import random
import time
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from asgiref.sync import sync_to_async
from django.db import transaction
from django.utils import timezone

from accounts.actions.authority import note_change
from accounts.auth import RECEIPTS_KEY, load_actor
from accounts.models import AuthorityChangeKind, Grant, User
from accounts.roles import Role, ScopeKind
from notifications import actions, queries, streams
from notifications.queries import Claim
from notifications.streams import StreamEvent as Event
from tests.factories.accounts import client_for, make_grant, make_user
from tests.factories.geo import make_area, make_city
from tests.notifications.live import Browser

ROLES = [
    (Role.PATROL_OFFICER, ScopeKind.AREA),
    (Role.DISPATCHER, ScopeKind.AREA),
    (Role.CITY_ADMIN, ScopeKind.AREA),
    (Role.GROUP_MEMBER, ScopeKind.GROUP),
    (Role.COORDINATOR, ScopeKind.GROUP),
]


@dataclass
class World:
    """Two cities with a beat each, a group and a report in the first; and who holds what, kept apart."""

    cities: list[UUID]
    beats: list[UUID]
    group: UUID
    report: UUID
    people: list[User]
    clients: list = field(default_factory=list)
    held: dict[UUID, Grant] = field(default_factory=dict)
    receipts: set[UUID] = field(default_factory=set)

    @property
    def streams(self) -> list[str]:
        own = [streams.user(p.pk) for p in self.people]
        beats = [streams.beat(b) for b in (*self.beats, *self.cities)]
        return [
            *own,
            *beats,
            streams.group(self.group),
            streams.report(self.report),
            streams.unit(self.beats[0]),
        ]

    def oracle(self, person: User, stream: str) -> bool:
        """Who may read what, said once more in other words."""
        kind, _, rest = stream.partition(":")
        now = timezone.now()
        mine = [
            (g.role, g.scope_id)
            for g in self.held.values()
            if g.user_id == person.pk and (g.valid.upper is None or g.valid.upper > now)
        ]
        police = {scope for role, scope in mine if role in {"patrol_officer", "dispatcher"}}
        first, second = map(str, self.cities)
        beat_of = {str(self.beats[0]): first, str(self.beats[1]): second, first: first, second: second}
        match kind:
            case "user":
                return rest == str(person.pk)
            case "beat":
                return rest in police or beat_of[rest] in police
            case "group":
                member = any(r in {"group_member", "coordinator"} and s == rest for r, s in mine)
                return member or bool(police & {first, str(self.beats[0])})
            case "unit":
                return any(r == "dispatcher" and s in {first, str(self.beats[0])} for r, s in mine)
            case "report":
                return person.pk in self.receipts
        raise AssertionError(kind)


def make_world() -> World:
    cities = [make_city("Перше"), make_city("Друге")]
    beats = [make_area("Центр", parent=cities[0]), make_area("Поділ", parent=cities[1])]
    people = [make_user(f"p{n}@example.org") for n in range(3)]
    world = World([c.pk for c in cities], [b.pk for b in beats], uuid4(), uuid4(), people)
    world.clients = [client_for(person) for person in people]
    places = [cities[0].pk, beats[0].pk]
    actions.describe_stream(streams.group(world.group), area_ids=places)
    actions.describe_stream(streams.unit(beats[0].pk), area_ids=places)
    actions.describe_stream(streams.report(world.report), area_ids=places)
    return world


def give(world: World, person: User, chance: random.Random, *, ends: bool) -> None:
    """A grant, sometimes one that has run out before anybody looks."""
    role, kind = chance.choice(ROLES)
    scope = world.group if kind is ScopeKind.GROUP else chance.choice([*world.cities, *world.beats])
    since = timezone.now()
    until = since + timedelta(milliseconds=100) if ends else None
    if not Grant.objects.filter(user=person, role=role, scope_id=str(scope)).exists():
        grant = make_grant(person, role, kind, scope, since=since, until=until, area_ids=[])
        world.held[grant.pk] = grant
    if ends:
        time.sleep(0.15)


def step(world: World, chance: random.Random) -> None:
    """One change of authority, as the product's actions write it: the rows, and a control line."""
    number = chance.randrange(len(world.people))
    person = world.people[number]
    with transaction.atomic():
        match chance.choice(["give", "give", "end", "short", "receipt"]):
            case "give" | "short" as what:
                give(world, person, chance, ends=what == "short")
            case "end" if world.held:
                grant = world.held.pop(chance.choice(sorted(world.held)))
                person = grant.user
                Grant.objects.filter(pk=grant.pk).delete()
            case "receipt":
                session = world.clients[number].session
                opened = person.pk not in world.receipts
                session[RECEIPTS_KEY] = [str(world.report)] if opened else []
                session.save()
                world.receipts ^= {person.pk}
        note_change(AuthorityChangeKind.GRANT_GIVEN, user_id=person.pk)


class Request:
    """What `load_actor` needs of a request."""

    def __init__(self, client, user) -> None:
        self.session, self.user = client.session, user


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(5))
def test_every_outlet_agrees_with_the_oracle(seed):
    world, chance = make_world(), random.Random(seed)
    for _ in range(20):
        step(world, chance)
        wanted = frozenset(world.streams)
        claims = [Claim(client.session.session_key, wanted) for client in world.clients]
        for person, client, verdict in zip(world.people, world.clients, queries.judge(claims), strict=True):
            truth = {stream for stream in wanted if world.oracle(person, stream)}
            readable = queries.readable_streams(load_actor(Request(client, person))) & wanted
            assert readable == truth, f"seed {seed}: the set of readable streams"
            assert {s for s, d in verdict.decisions.items() if d} == truth, f"seed {seed}: live sockets"
            for stream in chance.sample(sorted(wanted), 2):
                status = client.get("/api/v1/events", {"stream": stream}).status_code
                assert status == (200 if stream in truth else 404), f"seed {seed}: polling {stream}"


class Screen:
    """A browser that keeps asking for everything, and what it has been let into."""

    def __init__(self, browser: Browser, everything: list[str]) -> None:
        self.browser, self.everything = browser, everything
        self.live: set[str] = set()
        self.events: list[str] = []

    def take(self, frame: dict) -> None:
        if frame["type"] == "live":
            self.live.add(frame["stream"])
        elif frame["type"] == "dropped":
            self.live.discard(frame["stream"])
        elif frame["type"] == "event":
            self.events.append(frame["stream"])

    async def ask(self) -> None:
        """Subscribe to all that is not live, and wait for every answer."""
        missing = {stream for stream in self.everything if stream not in self.live}
        wanted = [{"stream": stream, "epoch": None, "off": None} for stream in sorted(missing)]
        await self.browser.say("subscribe", streams=wanted)
        while missing:
            frame = await self.browser.next()
            self.take(frame)
            if frame["type"] in {"live", "denied"}:
                missing.discard(frame["stream"])

    async def settle(self) -> None:
        """Take what comes, until nothing has for longer than a round of the hub."""
        while not await self.browser.socket.receive_nothing(0.7):
            self.take(json.loads((await self.browser.socket.receive_output())["text"]))


@pytest.mark.slow
@pytest.mark.usefixtures("hub")
async def test_live_frames_agree_with_the_oracle(monkeypatch):
    monkeypatch.setattr("notifications.consumers.BURST", 1000.0)
    world, chance = await sync_to_async(make_world)(), random.Random(7)
    keys = [client.session.session_key for client in world.clients]
    screens = [Screen(await Browser(key).open(), world.streams) for key in keys]

    @sync_to_async
    def change_and_tell() -> tuple[str, list[bool]]:
        step(world, chance)
        stream = chance.choice([s for s in world.streams if not s.startswith("user:")])
        with transaction.atomic():
            actions.record_events([Event(stream, "test.told", "x:1", {"rev": 1})])
        return stream, [world.oracle(person, stream) for person in world.people]

    reached = 0
    for _ in range(12):
        asked = []
        for screen in screens:
            await screen.ask()
            asked.append(set(screen.live))
            screen.events.clear()
        stream, allowed = await change_and_tell()
        for screen, had, may in zip(screens, asked, allowed, strict=True):
            await screen.settle()
            assert screen.events == ([stream] if may and stream in had else [])
            reached += len(screen.events)
    assert reached > 2, "the history let nobody see anything: it proves nothing"
    for screen in screens:
        await screen.browser.leave()
