"""The first writers of a day make its partition of the log at once, and none of them fails."""

from __future__ import annotations

import threading
from datetime import date
from typing import Any

import pytest
from django.db import connection, transaction

DAY = date(2031, 3, 30)
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _day_gone(transactional_db: None) -> Any:
    """The partitions are not Django's, so nobody else drops them."""
    yield
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS notifications_event_{DAY:%Y%m%d}")


def make() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT event_log_partition(%s)", [DAY])


def waits_for_a_lock() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
        return bool(cursor.fetchone()[0])


def test_who_waited_while_another_made_the_partition_finds_it() -> None:
    faults: list[BaseException] = []

    def second() -> None:
        try:
            make()
        except BaseException as fault:  # noqa: BLE001 - shown below
            faults.append(fault)
        finally:
            connection.close()

    late = threading.Thread(target=second)
    with transaction.atomic():
        make()
        late.start()
        for _ in range(500):
            if waits_for_a_lock():
                break
            threading.Event().wait(0.01)
        else:
            pytest.fail("nobody waited: the test shows nothing")
    late.join(30)
    assert faults == []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_inherits WHERE inhrelid = %s::regclass",
            [f"notifications_event_{DAY:%Y%m%d}"],
        )
        assert cursor.fetchone() == (1,)
