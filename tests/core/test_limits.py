"""Token buckets in the database."""

from __future__ import annotations

import threading
import time

import pytest
import time_machine
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core import limits
from core.errors import TooMany
from core.models import RateBucket

NOON = "2026-03-01T12:00:00Z"


def test_a_bucket_empties_and_says_when_to_come_back(db):
    with time_machine.travel(NOON, tick=False):
        for _ in range(5):
            limits.draw("report:192.0.2.1", capacity=5, per_seconds=600)
        with pytest.raises(TooMany) as refusal:
            limits.draw("report:192.0.2.1", capacity=5, per_seconds=600)
    assert refusal.value.data == {"retry_after": 120}
    assert str(refusal.value.message) == "Too many requests. Please wait 2 minutes and try again."


def test_the_promised_wait_is_just_long_enough(db):
    with time_machine.travel(NOON, tick=False) as clock:
        for _ in range(5):
            limits.draw("k:a", capacity=5, per_seconds=600)
        clock.shift(119)
        assert limits.attempt("k:a", capacity=5, per_seconds=600) == 1
        clock.shift(1)
        assert limits.attempt("k:a", capacity=5, per_seconds=600) == 0


def test_sources_do_not_share_a_bucket_and_leave_no_address_behind(db):
    limits.draw("report:192.0.2.1", capacity=1, per_seconds=60)
    limits.draw("report:192.0.2.2", capacity=1, per_seconds=60)
    keys = list(RateBucket.objects.values_list("key", flat=True))
    assert len(keys) == 2
    assert all(key.startswith("report:") and "192" not in key for key in keys)


def test_a_failed_transaction_gives_its_draw_back(db):
    with pytest.raises(LookupError), transaction.atomic():
        limits.draw("k:a", capacity=1, per_seconds=60)
        raise LookupError
    limits.draw("k:a", capacity=1, per_seconds=60)


def test_a_clock_that_steps_back_gives_nothing_away(db):
    with time_machine.travel(NOON, tick=False) as clock:
        limits.draw("k:a", capacity=1, per_seconds=60)
        clock.shift(-3600)
        assert limits.attempt("k:a", capacity=1, per_seconds=60) > 0


def test_a_draw_that_never_fits_is_a_programmers_mistake(db):
    with pytest.raises(ValueError, match="never fits"):
        limits.draw("k:a", capacity=5, per_seconds=60, cost=6)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    capacity=st.integers(1, 20),
    per_seconds=st.integers(1, 600),
    steps=st.lists(st.tuples(st.floats(0, 120), st.integers(1, 3)), min_size=1, max_size=40),
)
def test_never_more_than_the_burst_and_what_flowed_in(db, capacity, per_seconds, steps):
    """Over any history at most capacity + rate x time is granted, and a full bucket never refuses."""
    RateBucket.objects.all().delete()
    granted = elapsed = 0.0
    with time_machine.travel(NOON, tick=False) as clock:
        for wait, cost in steps:
            clock.shift(wait)
            elapsed += wait
            cost = min(cost, capacity)
            full = granted == 0
            refused = limits.attempt("k:a", capacity=capacity, per_seconds=per_seconds, cost=cost)
            assert not (full and refused)
            granted += 0 if refused else cost
            assert granted <= capacity + elapsed * capacity / per_seconds + 1e-6


def test_parallel_bursts_from_many_connections_overrun_by_five_percent_at_most(transactional_db):
    """Six connections draw from one bucket as fast as they can for two seconds."""
    capacity, per_seconds, granted = 50, 1.0, []
    deadline = time.monotonic() + 2.0
    began = time.monotonic()

    def draw_all() -> None:
        own = 0
        try:
            while time.monotonic() < deadline:
                own += limits.attempt("burst:x", capacity=capacity, per_seconds=per_seconds) == 0
        finally:
            granted.append(own)
            connection.close()

    threads = [threading.Thread(target=draw_all) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    allowed = capacity + (time.monotonic() - began) * capacity / per_seconds
    assert sum(granted) <= allowed * 1.05
    assert sum(granted) >= allowed * 0.8, "the limit must not refuse what it promises"


def test_full_buckets_are_forgotten(db):
    with time_machine.travel(NOON, tick=False) as clock:
        limits.draw("k:old", capacity=1, per_seconds=60)
        clock.shift(47 * 3600)
        limits.draw("k:new", capacity=1, per_seconds=60)
        clock.shift(2 * 3600)
        assert limits.forget_full() == 1
    assert RateBucket.objects.count() == 1
