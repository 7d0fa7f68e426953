"""hub_fanout (P7): server processor time for each delivered frame, against bare sends and `group_send`."""

from __future__ import annotations

import asyncio
import json
import statistics
import time
from collections.abc import Awaitable, Callable, Iterator
from datetime import datetime

from bench import live_city, wire
from bench.harness import Result, scale

EVENTS = 20
LAST_MS = {"daphne": 450, "uvicorn": 150}
OTHERS = "bench.raw_socket_app:application"


def hub_fanout() -> Iterator[Result]:
    """1,000 and 3,000 sockets; the floor is the same server sending the same bytes in a bare loop."""
    for server in ("daphne", "uvicorn"):
        for count in (scale(1000), scale(3000)):
            floor, _ = _others(server, "bare", count)
            cost, last = _hub(server, count)
            ratio = cost / floor
            on_time = count < 3000 or last * 1000 <= LAST_MS[server]
            note = f"last of {count} after {last * 1000:.0f} ms (floor: bare sends)"
            name = f"hub_fanout_{server}_{count}"
            yield Result(
                name, cost * 1e6, "µs/frame", floor * 1e6, ratio, count, note, ratio <= 1.4 and on_time
            )
    count = scale(1000)
    group, _ = _others("daphne", "group", count)
    cost, _ = _hub("daphne", count)
    note = "floor: group_send, in-memory layer"
    yield Result(
        "hub_vs_group_send", cost * 1e6, "µs/frame", group * 1e6, cost / group, count, note, group / cost >= 5
    )


def _hub(server: str, count: int) -> tuple[float, float]:
    port, stream = wire.free_port(), live_city.public_stream()
    with wire.serving(server, port) as process:
        return asyncio.run(_drive_hub(port, process.pid, stream, count))


async def _drive_hub(port: int, pid: int, stream: str, count: int) -> tuple[float, float]:
    live = 0
    late: list[float] = []

    def on_frame(peer: wire.Peer, payload: bytes, now: float) -> None:
        nonlocal live
        live += payload.startswith(b'{"type":"live"')
        if payload.startswith(b'{"type":"event"'):
            late.append(now - datetime.fromisoformat(json.loads(payload)["at"]).timestamp())

    first = wire.hello((stream, None, None))
    peers = await wire.connect_many(port, count, on_frame, hello=lambda _: first)
    await _until(lambda: live >= count)
    lasts: list[float] = []

    async def one() -> None:
        late.clear()
        await live_city.write_from_loop(stream)
        await _until(lambda: len(late) >= count)
        lasts.append(max(late))

    cost = await _cost(pid, count, one)
    for peer in peers:
        peer.transport.abort()
    return cost, statistics.median(lasts)


def _others(server: str, path: str, count: int) -> tuple[float, float]:
    port = wire.free_port()
    with wire.serving(server, port, OTHERS) as process:
        return asyncio.run(_drive_others(port, process.pid, path, count))


async def _drive_others(port: int, pid: int, path: str, count: int) -> tuple[float, float]:
    got = 0

    def on_frame(peer: wire.Peer, payload: bytes, now: float) -> None:
        nonlocal got
        got += 1

    peers = await wire.connect_many(port, count, on_frame, path=f"/{path}")
    await asyncio.sleep(1)

    async def one() -> None:
        nonlocal got
        got = 0
        peers[0].say("now")
        await _until(lambda: got >= count)

    cost = await _cost(pid, count, one)
    for peer in peers:
        peer.transport.abort()
    return cost, 0.0


async def _cost(pid: int, count: int, one: Callable[[], Awaitable[None]]) -> float:
    """Processor seconds of the server for each frame, over `EVENTS` events after one to warm up."""
    await one()
    before = wire.cpu_seconds(pid)
    for _ in range(EVENTS):
        await one()
        await asyncio.sleep(0.05)
    return (wire.cpu_seconds(pid) - before) / (EVENTS * count)


async def _until(true: Callable[[], bool], seconds: float = 120) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() > deadline:
            raise TimeoutError("the frames did not arrive")
        await asyncio.sleep(0.002)


MEASURES = {"hub_fanout": hub_fanout}
