"""The hash chain over the audit trail: sealing committed lines, and proving that none was touched.

A line's hash is SHA-256(previous hash, canonical line). Writers never wait for the chain: one sealer at a
time follows behind the commits.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.utils import timezone

from core.models import AuditSeal

GENESIS = bytes(32)
"""Stands for the hash before the first line."""
BATCH = 2000
OVERLAP = 10_000
"""How far behind the newest sealed id the usual pass looks for a line that was committed late."""
GRACE = timedelta(minutes=10)
"""A committed line that is older than this and not sealed is a fault."""
_LOCK = 0x5EA1

_LINE = """to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'),
  e.actor_kind, e.actor_id, e.actor_label, e.verb, e.target_kind, e.target_id, e.data::text, e.request_id"""

# What the sealer sees is committed, so it is sealed at once; a smaller id that commits later takes
# the next place. The chain proves that nothing sealed was touched, not in which order ids were drawn, and no
# open transaction anywhere in the cluster can hold it up.
_READY = f"""
SELECT e.id, {_LINE}
FROM core_auditentry e
WHERE e.id > %s
  AND NOT EXISTS (SELECT FROM core_auditseal s WHERE s.entry_id = e.id)
ORDER BY e.id LIMIT %s
"""  # noqa: S608
_CHAIN = f"""
SELECT s.number, s.entry_id, s.previous_hash, s.hash, {_LINE}
FROM core_auditseal s LEFT JOIN core_auditentry e ON e.id = s.entry_id ORDER BY s.number
"""  # noqa: S608
_HEAD = """
SELECT number, hash, (SELECT max(entry_id) FROM core_auditseal)
FROM core_auditseal ORDER BY number DESC LIMIT 1
"""
_UNSEALED = """
SELECT e.id FROM core_auditentry e LEFT JOIN core_auditseal s ON s.entry_id = e.id
WHERE s.number IS NULL AND e.at < %s ORDER BY e.id LIMIT 1
"""


class Head(NamedTuple):
    """The end of the chain: note it outside the database and `verify` can prove nothing was cut off."""

    number: int
    hash: bytes


@dataclass(frozen=True, slots=True)
class Break:
    """The first place where the trail is not what was sealed."""

    number: int | None
    entry_id: int | None
    fault: str


def line_hash(previous: bytes, line: tuple[str, ...]) -> bytes:
    """Hash of one line after its predecessor; as a JSON list, so that no two lines are written alike."""
    return hashlib.sha256(previous + json.dumps(line, ensure_ascii=False).encode()).digest()


def seal(*, everything: bool = False) -> int:
    """Seal what is ready and return how many lines that was; 0 when another sealer is at work.

    With `everything` it looks for late lines over the whole trail, not only behind the newest.
    """
    sealed = 0
    while True:
        batch = _seal_batch(everything=everything)
        sealed += batch
        if batch < BATCH:
            return sealed


def head() -> Head:
    """The newest seal, or number 0 with the genesis hash."""
    with connection.cursor() as cursor:
        cursor.execute(_HEAD)
        row = cursor.fetchone()
    return Head(row[0], bytes(row[1])) if row else Head(0, GENESIS)


def verify(*, noted: Head | None = None) -> Break | Head:
    """Walk the whole chain; return its first break, or its head when every line is as it was sealed.

    `noted` is a head written down earlier: the chain must still contain it.
    """
    last = Head(0, GENESIS)
    for number, entry_id, previous, own, *line in _chain():
        fault = _fault(last, number, bytes(previous), bytes(own), tuple(line))
        if fault is None and noted and number == noted.number and bytes(own) != noted.hash:
            fault = "the chain was rewritten: this seal is not the one noted earlier"
        if fault:
            return Break(number, entry_id, fault)
        last = Head(number, bytes(own))
    if noted and last.number < noted.number:
        return Break(noted.number, None, f"the chain ends at {last.number}: what followed was cut off")
    return _straggler() or last


def _seal_batch(*, everything: bool) -> int:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
        if not cursor.fetchone()[0]:
            return 0
        cursor.execute(_HEAD)
        number, previous, newest = cursor.fetchone() or (0, GENESIS, 0)
        cursor.execute(_READY, [0 if everything else newest - OVERLAP, BATCH])
        now = timezone.now()
        seals = []
        for entry_id, *line in cursor.fetchall():
            number += 1
            own = line_hash(bytes(previous), tuple(line))
            seals.append(
                AuditSeal(number=number, entry_id=entry_id, previous_hash=previous, hash=own, sealed_at=now)
            )
            previous = own
        AuditSeal.objects.bulk_create(seals)
    return len(seals)


def _fault(last: Head, number: int, previous: bytes, own: bytes, line: tuple[Any, ...]) -> str | None:
    if number != last.number + 1:
        return f"seal {last.number + 1} is missing"
    if previous != last.hash:
        return "this seal does not follow the one before it"
    if line[0] is None:
        return "the line was deleted"
    if own != line_hash(previous, line):
        return "the line was altered"
    return None


def _chain() -> Iterator[tuple[Any, ...]]:
    with transaction.atomic(), connection.chunked_cursor() as cursor:
        cursor.execute(_CHAIN)
        while rows := cursor.fetchmany(5000):
            yield from rows


def _straggler() -> Break | None:
    with connection.cursor() as cursor:
        cursor.execute(_UNSEALED, [timezone.now() - GRACE])
        row = cursor.fetchone()
    return Break(None, row[0], "the line was never sealed") if row else None
