"""P3, P4: many writers at once. Nothing is missed, nothing is a phantom, nobody waits for ever.

The same run feeds a table that is followed by its sequence, as one would naively: it must be seen to lose
events, else this test would prove nothing.
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable
from uuid import uuid4

import pytest
from django.db import connection, transaction

from accounts.actor import ANONYMOUS
from notifications import actions, queries, streams
from notifications.streams import StreamEvent as Event

WRITERS = 16
SECONDS = 4.0
ROLLBACKS = 0.05
LONGEST_OPEN = 0.02


class Roll(Exception):
    """Takes a transaction back on purpose."""


class Ledger:
    """What the writers know to be committed, by stream."""

    def __init__(self, keys: list[str]) -> None:
        self.keys = keys
        self.committed: dict[str, set[str]] = {key: set() for key in keys}
        self.tokens = 0
        self.faults: list[BaseException] = []
        self.lock = threading.Lock()

    def note(self, written: dict[str, str]) -> None:
        with self.lock:
            for key, token in written.items():
                self.committed[key].add(token)
            self.tokens += 1


def writer(ledger: Ledger, seed: int, until: float) -> None:
    """Transactions of one to three streams in random order, open up to 20 ms, one in twenty taken back."""
    chance = random.Random(seed)
    try:
        while time.monotonic() < until:
            chosen = chance.sample(ledger.keys, chance.randint(1, 3))
            written = {key: str(uuid4()) for key in chosen}
            try:
                write(written, chance)
            except Roll:
                continue
            ledger.note(written)
    except BaseException as fault:  # noqa: BLE001  told by the main thread
        ledger.faults.append(fault)
    finally:
        connection.close()


def write(written: dict[str, str], chance: random.Random) -> None:
    with transaction.atomic():
        for key, token in written.items():
            actions.record_events([Event(key, "test.written", "x:1", {"token": token})])
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO naive_event DEFAULT VALUES")
        time.sleep(chance.uniform(0, LONGEST_OPEN))
        if chance.random() < ROLLBACKS:
            raise Roll


def follow(read_once: Callable[[], None], stop: threading.Event) -> threading.Thread:
    def run() -> None:
        try:
            while not stop.is_set():
                read_once()
                time.sleep(0.005)
            read_once()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


class StreamFollower:
    """Reads every stream from its position on, as a client does."""

    def __init__(self, keys: list[str]) -> None:
        self.places = queries.positions(keys)
        self.start = {key: place["off"] for key, place in self.places.items()}
        self.seen: dict[str, list[tuple[int, str]]] = {key: [] for key in keys}

    def __call__(self) -> None:
        for key, place in self.places.items():
            page = queries.event_page(ANONYMOUS, key, epoch=place["epoch"], after=place["off"])
            assert not page.reset
            for event in page.events:
                self.seen[key].append((event.off, event.data["token"]))
                place["off"] = event.off


class NaiveFollower:
    """Reads a table by its sequence: the mutant."""

    def __init__(self) -> None:
        self.cursor, self.seen = 0, 0

    def __call__(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT id FROM naive_event WHERE id > %s ORDER BY id", [self.cursor])
            ids = [row[0] for row in cursor.fetchall()]
        self.seen += len(ids)
        self.cursor = ids[-1] if ids else self.cursor


@pytest.fixture
def naive_table(transactional_db):
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE naive_event (id bigserial PRIMARY KEY)")
    yield
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE naive_event")


def test_concurrent_writers_leave_neither_gap_nor_phantom_and_the_naive_cursor_loses(naive_table):
    ledger = Ledger([streams.public_tile(1176, 600 + n) for n in range(5)])
    follower, naive, stop = StreamFollower(ledger.keys), NaiveFollower(), threading.Event()
    readers = [follow(follower, stop), follow(naive, stop)]
    until = time.monotonic() + SECONDS
    writers = [threading.Thread(target=writer, args=(ledger, seed, until)) for seed in range(WRITERS)]
    for thread in writers:
        thread.start()
    for thread in writers:
        thread.join()
    stop.set()
    for thread in readers:
        thread.join()
    assert ledger.faults == [], "a writer failed (a deadlock would)"
    assert ledger.tokens > 200
    for key in ledger.keys:
        offsets = [off for off, _ in follower.seen[key]]
        tokens = [token for _, token in follower.seen[key]]
        first = follower.start[key] + 1
        assert offsets == list(range(first, first + len(offsets))), "offsets have a gap or a repeat"
        assert len(tokens) == len(set(tokens))
        assert set(tokens) == ledger.committed[key], "missed or phantom events"
    missed = 1 - naive.seen / ledger.tokens
    assert missed > 0.10, f"the mutant must lose, else this proves nothing; it missed {missed:.0%}"
