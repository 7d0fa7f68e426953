"""Sealing and verifying stay quick on a long trail."""

from __future__ import annotations

import time

import pytest
from django.db import connection

from core import sealing

LINES = 100_000
FILL = """
INSERT INTO core_auditentry
  (at, actor_kind, actor_id, actor_label, verb, target_kind, target_id, data, request_id)
SELECT now() - i * interval '1 second', 'person', md5(i::text), 'Оксана Тестова', 'incident.moved', 'thing',
  md5((i / 7)::text), jsonb_build_object('from', 'new', 'to', 'triaged', 'n', i), md5((i * 3)::text)
FROM generate_series(1, %s) i
"""


@pytest.mark.slow
def test_a_hundred_thousand_lines_are_verified_in_ten_seconds(transactional_db, record_property):
    with connection.cursor() as cursor:
        cursor.execute(FILL, [LINES])
    began = time.perf_counter()
    assert sealing.seal() == LINES
    sealed = time.perf_counter()
    answer = sealing.verify()
    verified = time.perf_counter()
    assert isinstance(answer, sealing.Head)
    assert answer.number == LINES
    record_property("seal_lines_per_second", round(LINES / (sealed - began)))
    record_property("verify_seconds", round(verified - sealed, 2))
    assert verified - sealed <= 10
