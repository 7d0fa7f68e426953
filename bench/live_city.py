"""People, sessions and a beat for measurements of the live side."""

from __future__ import annotations

import asyncio
import secrets
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID, uuid5

if TYPE_CHECKING:
    from accounts.models import User

PEOPLE = UUID("0192f0c1-0000-7000-8000-00000000beef")
OTHER = "x" * 200
"""Fills a payload up to about the 350 bytes of a real one."""


_writer = ThreadPoolExecutor(1)


def beat_stream() -> str:
    """Stream of the officers of the measured beat, whose area is made when it is missing."""
    from django.contrib.gis.geos import Polygon

    from accounts.actor import system_actor
    from geo import actions, shapes
    from geo.actions import AreaDraft
    from geo.models import Area, AreaKind
    from notifications import streams

    area = Area.objects.filter(kind=AreaKind.BEAT, code="bench").first()
    if area is None:
        ground = Polygon.from_bbox((28.4, 49.2, 28.5, 49.3))
        boundary, _ = shapes.clean_boundary(ground, limits=shapes.IMPORT)
        draft = AreaDraft(AreaKind.BEAT, code="bench", name="Bench", boundary=boundary, served=True)
        area, _ = actions.replace_area(system_actor("bench"), draft)
    return streams.beat(area.pk)


def officers(count: int) -> list[tuple[str, str]]:
    """So many patrol officers of the beat: each one's session cookie and own stream."""
    from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
    from django.utils import timezone

    from accounts.models import Grant, User
    from accounts.roles import Role, ScopeKind
    from notifications import streams

    found: list[tuple[str, str]] = []
    area_id = beat_stream().partition(":")[2]
    for number in range(count):
        user, _ = User.objects.get_or_create(
            id=uuid5(PEOPLE, str(number)),
            defaults={"email": f"bench{number}@example.invalid", "password": "!"},
        )
        terms = {
            "user": user,
            "role": Role.PATROL_OFFICER,
            "scope_kind": ScopeKind.AREA,
            "scope_id": area_id,
        }
        if not Grant.objects.filter(**terms).exists():
            since = timezone.now() - timedelta(minutes=1)
            Grant.objects.create(**terms, valid=DateTimeTZRange(since, None), granted_by="bench")
        found.append((session_cookie(user), streams.user(user.pk)))
    return found


def session_cookie(user: User) -> str:
    """A new session of this person, as the cookie that carries it."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


def write_event(stream: str, *, ring: bool = True, rev: int = 1) -> None:
    """One event of ordinary size in a transaction of its own; without `ring` no doorbell is heard."""
    from django.db import transaction

    from core import doorbell
    from notifications import actions
    from notifications.streams import StreamEvent

    event = StreamEvent(stream, "bench.written", "bench:1", {"rev": rev, "text": OTHER})
    real = doorbell.ring
    try:
        if not ring:
            doorbell.ring = lambda channel="": None
        with transaction.atomic():
            actions.record_events([event])
    finally:
        doorbell.ring = real


async def write_from_loop(stream: str, *, ring: bool = True, rev: int = 1) -> None:
    """The same from an event loop: always by one thread, which keeps its one connection."""
    await asyncio.get_running_loop().run_in_executor(_writer, lambda: write_event(stream, ring=ring, rev=rev))


def percentiles(samples: list[float]) -> tuple[float, float, float]:
    """The 50th, 95th and 99th percentile."""
    ordered = sorted(samples)
    return tuple(ordered[min(len(ordered) - 1, int(len(ordered) * share))] for share in (0.5, 0.95, 0.99))  # type: ignore[return-value]


def public_stream() -> str:
    """A public tile nobody else uses in this run: readers need no account."""
    from notifications import streams

    return streams.public_tile(secrets.randbelow(2048), secrets.randbelow(2048))
