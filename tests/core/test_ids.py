"""Identifiers made by the server."""

from __future__ import annotations

import uuid

from core.ids import uuid7


def test_ids_of_one_process_rise_also_within_a_millisecond():
    made = [uuid7() for _ in range(10_000)]
    assert made == sorted(set(made))
    assert {(one.version, one.variant) for one in made} == {(7, uuid.RFC_4122)}
