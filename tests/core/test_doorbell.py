"""The doorbell: once for each transaction, after its commit, never for one that failed."""

from __future__ import annotations

import psycopg
import pytest
from django.db import connection, transaction

from core import doorbell

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def heard():
    """Listens on its own connection; returns what rang since the last call."""
    own = psycopg.connect(
        host=connection.settings_dict["HOST"],
        dbname=connection.settings_dict["NAME"],
        user=connection.settings_dict["USER"],
        autocommit=True,
    )
    own.execute("LISTEN varta_stream")
    own.execute("LISTEN varta_control")

    def listen() -> list[tuple[str, str]]:
        return [(note.channel, note.payload) for note in own.notifies(timeout=0.15)]

    yield listen
    own.close()


def test_rings_once_for_a_transaction_and_without_payload(heard):
    with transaction.atomic():
        doorbell.ring()
        doorbell.ring()
        with transaction.atomic():
            doorbell.ring()
        assert heard() == []
    assert heard() == [("varta_stream", "")]


def test_rings_each_bell_that_was_rung(heard):
    with transaction.atomic():
        doorbell.ring(doorbell.CONTROL)
        doorbell.ring()
    assert sorted(heard()) == [("varta_control", ""), ("varta_stream", "")]


def test_a_transaction_that_fails_is_silent(heard):
    with pytest.raises(LookupError), transaction.atomic():
        doorbell.ring()
        raise LookupError
    assert heard() == []


def test_a_savepoint_that_fails_takes_only_its_own_ring(heard):
    with transaction.atomic():
        with pytest.raises(LookupError), transaction.atomic():
            doorbell.ring()
            raise LookupError
        doorbell.ring()
    assert heard() == [("varta_stream", "")]


def test_a_ring_before_a_failing_savepoint_still_rings(heard):
    with transaction.atomic():
        doorbell.ring()
        with pytest.raises(LookupError), transaction.atomic():
            doorbell.ring()
            raise LookupError
    assert heard() == [("varta_stream", "")]


def test_outside_a_transaction_it_rings_at_once(heard):
    doorbell.ring()
    assert heard() == [("varta_stream", "")]
