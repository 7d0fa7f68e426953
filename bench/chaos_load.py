"""Load and witnesses of `make chaos`: reporters over HTTP, readers on sockets, and what both remember."""

from __future__ import annotations

import asyncio
import http.client
import json
import random
import secrets
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from bench import wire

CATEGORIES = ("noise.music", "burglary.in_progress", "theft.bicycle")
"""The severe ones raise alerts; unknown codes are left out at the start."""


@dataclass
class Ledger:
    """What reporters were told. An answer of 200 or 201 is a promise."""

    acknowledged: set[str] = field(default_factory=set)
    unknown: set[str] = field(default_factory=set)
    refused: Counter[int] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)


def reporter(
    port: int, ledger: Ledger, stop: threading.Event, per_second: float, categories: list[str]
) -> None:
    """Sends reports one after another; one that fails is sent again, the same, until it is answered."""
    link: http.client.HTTPConnection | None = None
    while not stop.is_set():
        began = time.monotonic()
        body = _report(random.choice(categories))
        address = f"10.{secrets.randbelow(256)}.{secrets.randbelow(256)}.{secrets.randbelow(256)}"
        headers = {"Content-Type": "application/json", "X-Forwarded-For": address}
        while not stop.is_set():
            try:
                link = link or http.client.HTTPConnection("127.0.0.1", port, timeout=10)
                link.request("POST", "/api/v1/reports", json.dumps(body), headers)
                answer = link.getresponse()
                answer.read()
            except (OSError, http.client.HTTPException):
                status, link = 0, None
            else:
                status = answer.status
            with ledger.lock:
                _note(ledger, str(body["id"]), status)
            if 200 <= status < 500:
                break
            time.sleep(0.3)
        time.sleep(max(0.0, 1 / per_second - (time.monotonic() - began)))


def _note(ledger: Ledger, report_id: str, status: int) -> None:
    if status in {200, 201}:
        ledger.acknowledged.add(report_id)
        ledger.unknown.discard(report_id)
    elif 400 <= status < 500:
        ledger.refused[status] += 1
    else:
        ledger.unknown.add(report_id)


def _report(category: str) -> dict[str, Any]:
    return {
        "id": str(uuid4()),
        "category": category,
        "lon": 28.45 + random.uniform(-0.02, 0.02),
        "lat": 49.25 + random.uniform(-0.02, 0.02),
        "happened_at": (datetime.now(UTC) - timedelta(minutes=5)).isoformat(),
        "description": "chaos",
        "retry_secret": secrets.token_urlsafe(16),
    }


class Reader:
    """One officer's screen: reads the beat's stream, comes back after every end, and keeps its place."""

    def __init__(self, number: int, ports: list[int], stream: str, cookie: str) -> None:
        self.number, self.ports, self.stream, self.cookie = number, ports, stream, cookie
        self.port = ports[0]
        self.epoch: str | None = None
        self.off: int | None = None
        self.first: int | None = None
        self.subjects: list[str] = []
        self.missed = self.duplicated = self.reordered = self.resets = self.returns = 0
        self.stopping = False

    def frame(self, peer: wire.Peer, payload: bytes, now: float) -> None:
        """Apply a frame; count what must not be."""
        said = json.loads(payload)
        if said["type"] == "reset":
            self.resets += self.epoch is not None
            self.epoch, self.off = said["epoch"], said["off"]
            self.first = self.off if self.first is None else self.first
        elif said["type"] == "event":
            step = said["off"] - (self.off or 0)
            self.missed += max(0, step - 1)
            self.duplicated += step == 0
            self.reordered += step < 0
            self.off = said["off"]
            self.subjects.append(f"{said['kind']} {said['subject']}")

    async def run(self) -> None:
        """Until told to stop."""
        while not self.stopping:
            self.port = self.ports[(self.number + self.returns) % len(self.ports)]
            try:
                peer = await wire.connect(self.port, self.frame, number=self.number, cookie=self.cookie)
                wanted = [{"stream": self.stream, "epoch": self.epoch, "off": self.off}]
                peer.say(json.dumps({"type": "hello", "v": 1, "streams": wanted}))
                await peer.closed
            except (TimeoutError, OSError):
                pass
            self.returns += 1
            await asyncio.sleep(random.uniform(0.2, 1.0))
