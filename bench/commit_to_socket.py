"""commit_to_socket (P5, P6): from the commit of an event to every entitled socket."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from datetime import datetime

from bench import live_city, wire
from bench.harness import Result, scale

SOCKETS = 300
PER_SECOND = 5


def commit_to_socket() -> Iterator[Result]:
    """With the doorbell, then with every doorbell lost; daphne, then uvicorn."""
    for server in ("daphne", "uvicorn"):
        for ring in (True, False):
            yield from _measure(server, ring=ring)


def _measure(server: str, *, ring: bool) -> Iterator[Result]:
    port = wire.free_port()
    stream = live_city.beat_stream()
    people = live_city.officers(SOCKETS // 7 + 1)
    seconds = scale(20)
    with wire.serving(server, port):
        samples, expected = asyncio.run(_run(port, stream, people, seconds, ring=ring))
    p50, p95, p99 = (value * 1000 for value in live_city.percentiles(samples))
    lost = expected - len(samples)
    name = "commit_to_socket" if ring else "commit_to_socket_deaf"
    goal = p50 <= 50 and p99 <= 1000 if ring else p99 <= 1500
    note = f"p95 {p95:.0f} ms, p99 {p99:.0f} ms, {SOCKETS} sockets × {PER_SECOND}/s, lost {lost}"
    suffix = "" if server == "daphne" else f"_{server}"
    yield Result(name + suffix, p50, "ms p50", rows=len(samples), note=note, met=goal and lost == 0)


async def _run(
    port: int, stream: str, people: list[tuple[str, str]], seconds: int, *, ring: bool
) -> tuple[list[float], int]:
    samples: list[float] = []
    live: set[wire.Peer] = set()

    def on_frame(peer: wire.Peer, payload: bytes, now: float) -> None:
        if payload.startswith(b'{"type":"event"'):
            samples.append(now - datetime.fromisoformat(json.loads(payload)["at"]).timestamp())
        elif payload.startswith(b'{"type":"live"'):
            live.add(peer)

    first = wire.hello((stream, None, None))
    cookies = [cookie for cookie, _ in people]
    peers = await wire.connect_many(port, SOCKETS, on_frame, cookies=cookies, hello=lambda _: first)
    while len(live) < SOCKETS:
        await asyncio.sleep(0.1)
    events = seconds * PER_SECOND
    for number in range(events):
        await live_city.write_from_loop(stream, ring=ring, rev=number)
        await asyncio.sleep(1 / PER_SECOND)
    await asyncio.sleep(2)
    for peer in peers:
        peer.transport.abort()
    return samples, events * SOCKETS


MEASURES = {"commit_to_socket": commit_to_socket}
