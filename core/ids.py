"""Identifiers made by the server: UUID version 7, so that new rows sit together in an index."""

from __future__ import annotations

import os
import threading
import time
import uuid

_lock = threading.Lock()
_last = 0


def uuid7() -> uuid.UUID:
    """A time-ordered UUID after RFC 9562 section 5.7: 48 bits of Unix milliseconds, 74 random bits.

    Within one process each is greater than the one before, also within a millisecond (section 6.2).
    """
    global _last
    milliseconds = time.time_ns() // 1_000_000
    random = int.from_bytes(os.urandom(10), "big")
    value = (milliseconds & ((1 << 48) - 1)) << 80
    value |= 0x7 << 76
    value |= ((random >> 62) & 0xFFF) << 64
    value |= 0b10 << 62
    value |= random & ((1 << 62) - 1)
    with _lock:
        if value <= _last and value >> 80 == _last >> 80:
            value = _last + 1
        _last = value
    return uuid.UUID(int=value)
