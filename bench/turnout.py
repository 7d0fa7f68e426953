"""turnout_board, page_handover (issue 3 §5): an answer to every board, sixty pages to sockets and e-mail."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from bench import callout_town, live_city, wire
from bench.harness import ROOT, Result, scale

SCREENS = 40
PEOPLE = 60
PATIENCE = 30.0


def turnout_board() -> Iterator[Result]:
    """From the commit of an answer to its frame on every board that is open."""
    town = callout_town.town(PEOPLE)
    with wire.serving("daphne", port := wire.free_port()):
        samples, expected = asyncio.run(_answers(port, town, scale(60)))
    p50, p95, p99 = (value * 1000 for value in live_city.percentiles(samples))
    lost = expected - len(samples)
    note = f"p50 {p50:.0f} ms, p99 {p99:.0f} ms, {SCREENS} screens, {PEOPLE} paged, lost {lost}"
    yield Result("turnout_board", p95, "ms p95", rows=len(samples), note=note, met=p95 <= 1000 and lost == 0)


async def _answers(port: int, town: callout_town.Town, count: int) -> tuple[list[float], int]:
    callout = await _in_thread(lambda: callout_town.start(town))
    samples: list[float] = []
    seen: set[wire.Peer] = set()

    def on_frame(peer: wire.Peer, payload: bytes, now: float) -> None:
        if payload.startswith(b'{"type":"live"'):
            seen.add(peer)
        elif b'"subject":"turnout:' in payload:
            samples.append(now - datetime.fromisoformat(json.loads(payload)["at"]).timestamp())

    first = wire.hello((f"callout:{callout}", None, None))
    peers = await wire.connect_many(port, SCREENS, on_frame, cookies=town.cookies, hello=lambda _: first)
    await _until(lambda: len(seen) == SCREENS)
    for number in range(count):
        person = town.people[number % PEOPLE]
        await _in_thread(lambda who=person: callout_town.answer(who, callout))  # type: ignore[misc]
        await asyncio.sleep(0.2)
    await _until(lambda: len(samples) >= count * SCREENS, patience=5)
    _close(peers)
    await _in_thread(lambda: callout_town.end(town, callout))
    return samples, count * SCREENS


def page_handover() -> Iterator[Result]:
    """From the commit of a call-out till the last of sixty pages is with its socket and the e-mail sender."""
    town = callout_town.town(PEOPLE)
    rounds = scale(40)
    with wire.serving("daphne", port := wire.free_port()), _worker():
        taken, live = asyncio.run(_handovers(port, town, rounds))
    _, p95, _ = live_city.percentiles(taken)
    _, p95_live, _ = live_city.percentiles(live)
    note = f"live alone p95 {p95_live * 1000:.0f} ms, slowest {max(taken):.2f} s, {PEOPLE} pages each"
    yield Result("page_handover", p95 * 1000, "ms p95", rows=len(taken) * PEOPLE, note=note, met=p95 <= 3)


async def _handovers(port: int, town: callout_town.Town, rounds: int) -> tuple[list[float], list[float]]:
    got: dict[wire.Peer, float] = {}
    live: set[wire.Peer] = set()

    def on_frame(peer: wire.Peer, payload: bytes, now: float) -> None:
        if payload.startswith(b'{"type":"live"'):
            live.add(peer)
        elif b'"kind":"inbox.told"' in payload and b"callout.page" in payload:
            got[peer] = now

    hellos = [wire.hello((stream, None, None)) for stream in town.streams]
    peers = await wire.connect_many(port, PEOPLE, on_frame, cookies=town.cookies, hello=lambda n: hellos[n])
    await _until(lambda: len(live) == PEOPLE)
    taken, alone = [], []
    for number in range(rounds + 1):
        got.clear()
        callout = await _in_thread(lambda: callout_town.start(town))
        committed = time.time()
        await _until(lambda: len(got) == PEOPLE)
        mailed = await _mailed(callout)
        if number:  # the first waits for the worker to come up
            alone.append(max(got.values()) - committed)
            taken.append(max(max(got.values()), mailed) - committed)
        await _in_thread(lambda it=callout: callout_town.end(town, it))  # type: ignore[misc]
        await asyncio.sleep(1)
    _close(peers)
    return taken, alone


async def _mailed(callout: str) -> float:
    """When the sender had taken the last e-mail. Raises RuntimeError when it does not."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        moments = await _in_thread(lambda: callout_town.mailed_at(callout))
        if len(moments) == PEOPLE:
            return max(moment.timestamp() for moment in moments)
        await asyncio.sleep(0.1)
    raise RuntimeError("the e-mails were not handed over")


@contextmanager
def _worker() -> Iterator[None]:
    """The worker that sends e-mails."""
    command = [sys.executable, "manage.py", "procrastinate", "worker", "--queues", "mail", "--concurrency"]
    process = subprocess.Popen(
        [*command, "4"],
        cwd=ROOT,
        env=wire.environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield
    finally:
        process.terminate()
        process.wait(20)


_writer = ThreadPoolExecutor(1)


async def _in_thread(work: Callable[[], Any]) -> Any:
    return await asyncio.get_running_loop().run_in_executor(_writer, work)


async def _until(true: Callable[[], bool], patience: float = PATIENCE) -> None:
    deadline = time.monotonic() + patience
    while not true() and time.monotonic() < deadline:
        await asyncio.sleep(0.02)


def _close(peers: list[wire.Peer]) -> None:
    for peer in peers:
        peer.transport.abort()


MEASURES = {"turnout_board": turnout_board, "page_handover": page_handover}
