"""slow_clients (P9): fifty clients that never read, 20 events a second; memory, and time to the close."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import time
from collections.abc import Iterator

from bench import live_city, wire
from bench.harness import Result, scale

CLIENTS = 50
PER_SECOND = 20


def slow_clients() -> Iterator[Result]:
    """Growth of resident memory in MiB, and when the last was closed."""
    port, stream = wire.free_port(), live_city.public_stream()
    with wire.serving("daphne", port) as process:
        grown, closed_after, left = asyncio.run(_run(port, process.pid, stream, scale(60)))
    note = (
        f"{CLIENTS} clients × {PER_SECOND} events/s, last closed after {closed_after:.0f} s, {left} left open"
    )
    met = grown <= 32 and left == 0 and closed_after <= 30
    yield Result("slow_clients", grown, "MiB", rows=CLIENTS, note=note, met=met)


async def _run(port: int, pid: int, stream: str, seconds: int) -> tuple[float, float, int]:
    first = wire.hello((stream, None, None))
    peers = await wire.connect_many(port, CLIENTS, lambda *_: None, hello=lambda _: first)
    for peer in peers:
        peer.transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    await asyncio.sleep(2)
    for peer in peers:
        peer.transport.pause_reading()
    memory, began, closed_after = wire.resident_kib(pid), time.monotonic(), 0.0
    most, opened = memory, CLIENTS
    for _ in range(seconds):
        for _ in range(PER_SECOND):
            await live_city.write_from_loop(stream)
        most = max(most, wire.resident_kib(pid))
        now_open = _connections(port)
        if now_open < opened:
            opened, closed_after = now_open, time.monotonic() - began
        await asyncio.sleep(max(0.0, 1 - (time.monotonic() - began) % 1))
    for peer in peers:
        with contextlib.suppress(OSError):
            peer.transport.abort()
    return (most - memory) / 1024, closed_after, opened


def _connections(port: int) -> int:
    """Established connections on the server's port, seen from its side."""
    wanted, count = f":{port:04X}", 0
    with open("/proc/net/tcp", encoding="ascii") as table:
        for line in table.readlines()[1:]:
            fields = line.split()
            count += fields[1].endswith(wanted) and fields[3] == "01"
    return count


MEASURES = {"slow_clients": slow_clients}
