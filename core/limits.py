"""Rate limits shared by all processes: one row a bucket, drawn by one UPSERT."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import timezone

from core import prepared
from core.errors import TooMany
from core.models import RateBucket

KEPT = timedelta(days=2)
"""Longer than any bucket takes to fill up again."""

_REFILLED = """least(%(capacity)s, bucket.tokens + %(rate)s
    * extract(epoch FROM greatest(excluded.updated_at - bucket.updated_at, interval '0')))"""
_DRAW = f"""
INSERT INTO core_ratebucket AS bucket (key, tokens, updated_at)
VALUES (%(key)s, %(capacity)s - %(cost)s, %(now)s)
ON CONFLICT (key) DO UPDATE SET
  tokens = {_REFILLED} - %(cost)s,
  updated_at = greatest(excluded.updated_at, bucket.updated_at)
WHERE {_REFILLED} >= %(cost)s
RETURNING tokens
"""  # noqa: S608
_MISSING = """
SELECT %(cost)s - tokens - %(rate)s * extract(epoch FROM greatest(%(now)s - updated_at, interval '0'))
FROM core_ratebucket WHERE key = %(key)s
"""


def draw(key: str, *, capacity: int, per_seconds: float, cost: float = 1) -> None:
    """Take `cost` from the bucket `key`, which holds `capacity` and fills up in `per_seconds`.

    Drawn outside a transaction the draw stands whatever follows (use that against guessing); inside one
    it is given back when the transaction fails.

    Raises: TooMany with the seconds after which the same draw would succeed.
    """
    wait = attempt(key, capacity=capacity, per_seconds=per_seconds, cost=cost)
    if wait:
        raise TooMany(retry_after=wait)


def attempt(key: str, *, capacity: int, per_seconds: float, cost: float = 1) -> int:
    """Like `draw`, but answer 0 when the draw was made, else the whole seconds to wait."""
    if not 0 < cost <= capacity:
        raise ValueError(f"a draw of {cost} never fits a bucket of {capacity}")
    values: dict[str, str | float | datetime] = {
        "key": stored_key(key),
        "capacity": float(capacity),
        "cost": float(cost),
        "rate": capacity / per_seconds,
        "now": timezone.now(),
    }
    with connection.cursor() as cursor:
        cursor.execute(_DRAW, values)
        if cursor.fetchone():
            return 0
        cursor.execute(_MISSING, values)
        row = cursor.fetchone()
    missing = float(row[0]) if row else 0.0
    return max(1, math.ceil(missing * per_seconds / capacity - 1e-6))


def give_back(key: str, *, capacity: int, cost: float = 1) -> None:
    """Undo a draw that turned out to be none: a right password, a receipt that opened."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE core_ratebucket SET tokens = least(%s, tokens + %s) WHERE key = %s",
            [float(capacity), float(cost), stored_key(key)],
        )


_DRAW_ALL = """
INSERT INTO core_ratebucket AS bucket (key, tokens, updated_at)
SELECT key, capacity - 1, %(drawn_at)s
FROM unnest(%(drawn_keys)s::text[], %(drawn_capacities)s::float8[]) AS asked (key, capacity)
ORDER BY key
ON CONFLICT (key) DO UPDATE SET
  tokens = (SELECT least(capacity, bucket.tokens + rate
      * extract(epoch FROM greatest(excluded.updated_at - bucket.updated_at, interval '0')))
    FROM unnest(%(drawn_keys)s::text[], %(drawn_capacities)s::float8[], %(drawn_rates)s::float8[])
        AS asked (key, capacity, rate)
    WHERE asked.key = excluded.key) - 1,
  updated_at = greatest(excluded.updated_at, bucket.updated_at)
RETURNING key, tokens
"""


@dataclass(frozen=True, slots=True)
class Bucket:
    """A bucket to draw one token from: it holds `capacity` and fills up in `per_seconds`."""

    key: str
    capacity: int
    per_seconds: float


def draw_together(buckets: Sequence[Bucket], *others: prepared.Part) -> None:
    """Draw one token from each of these buckets, or from none, and write the others: all in one statement.

    Meant as the last statement of a transaction, so that the rows are locked for as short as can be;
    refusing raises, and the rollback gives the tokens back. Raises TooMany with the longest wait.
    """
    by_key = {stored_key(bucket.key): bucket for bucket in buckets}
    values: dict[str, Any] = {
        "drawn_keys": list(by_key),
        "drawn_capacities": [float(bucket.capacity) for bucket in by_key.values()],
        "drawn_rates": [bucket.capacity / bucket.per_seconds for bucket in by_key.values()],
        "drawn_at": timezone.now(),
    }
    left = prepared.together(*others, prepared.Part("drawn", _DRAW_ALL, values))
    waits = [-tokens * by_key[key].per_seconds / by_key[key].capacity for key, tokens in left if tokens < 0]
    if waits:
        raise TooMany(retry_after=max(1, math.ceil(max(waits))))


def stored_key(key: str) -> str:
    """`purpose:` in clear, the rest (an address, a person) as a keyed hash: limits keep no personal data."""
    purpose, _, source = key.partition(":")
    digest = hashlib.blake2b(
        source.encode(), key=settings.SECRET_KEY.encode()[:64], digest_size=20
    ).hexdigest()
    return f"{purpose[:100]}:{digest}"


def forget_full() -> int:
    """Delete the buckets that have long filled up again; return how many."""
    return RateBucket.objects.filter(updated_at__lt=timezone.now() - KEPT).delete()[0]
