"""reconnect_storm (P8): the socket process is killed, 500 clients come back at once, 100 events behind."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator

from bench import live_city, wire
from bench.harness import Result, scale

MISSED = 100
PER_PERSON = 7


def reconnect_storm() -> Iterator[Result]:
    """Seconds until the last is live again; statements asked of the database for each client."""
    count = scale(500)
    stream = live_city.beat_stream()
    people = live_city.officers(count // PER_PERSON + 1)
    port = wire.free_port()
    wire.start("daphne", port).kill()
    before = _position(stream)
    for number in range(MISSED):
        live_city.write_event(stream, rev=number)
    with wire.serving("daphne", port):
        transactions = _transactions()
        seconds, short, refused = asyncio.run(_return(port, count, stream, people, before))
        asked = (_transactions() - transactions) / count
    note = f"{count} clients × {MISSED} missed, {asked:.1f} statements each, {short} short, {refused} refused"
    met = seconds <= 20 and asked <= 5 and short == 0 and refused == 0
    yield Result("reconnect_storm", seconds, "s", rows=count, note=note, met=met)


def _position(stream: str) -> dict[str, object]:
    from notifications import queries

    return queries.positions([stream])[stream]


def _transactions() -> int:
    """Transactions of the database so far: outside a block each statement is one."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute("SELECT xact_commit FROM pg_stat_database WHERE datname = current_database()")
        return int(cursor.fetchone()[0])


async def _return(
    port: int, count: int, stream: str, people: list[tuple[str, str]], before: dict[str, object]
) -> tuple[float, int, int]:
    live = refused = 0

    def on_frame(peer: wire.Peer, payload: bytes, now: float) -> None:
        nonlocal live, refused
        if payload.startswith(b'{"type":"event"'):
            peer.state["events"] = peer.state.get("events", 0) + 1
        elif payload.startswith(b'{"type":"live"') and stream.encode() in payload:
            live += 1
        elif payload.startswith((b'{"type":"reset"', b'{"type":"error"', b'{"type":"denied"')):
            refused += stream.encode() in payload or b"error" in payload

    began = time.monotonic()
    epoch, off = str(before["epoch"]), int(str(before["off"]))
    cookies = [cookie for cookie, _ in people]

    def first(number: int) -> str:
        return wire.hello((stream, epoch, off), (people[number % len(people)][1], epoch, 0))

    peers = await wire.connect_many(port, count, on_frame, cookies=cookies, hello=first)
    while live < count and time.monotonic() - began < 60:
        await asyncio.sleep(0.02)
    seconds = time.monotonic() - began
    short = sum(peer.state.get("events", 0) != MISSED for peer in peers)
    for peer in peers:
        peer.transport.abort()
    await asyncio.sleep(1.5)
    return seconds, short, refused


MEASURES = {"reconnect_storm": reconnect_storm}
