"""Hot statements are planned once for a connection, and still count in the query log."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import uuid4

import psycopg
import pytest
from django.db import DataError, OperationalError, connection, transaction
from django.test.utils import CaptureQueriesContext
from psycopg.types.json import Jsonb

from core import prepared

SQL = "SELECT %(n)s::int + 1"


@pytest.fixture
def begun(db):
    """A transaction that a statement of another kind has opened."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def test_a_statement_is_prepared_at_its_first_run_and_used_again(begun):
    own = "SELECT %(n)s::int + 1000"
    assert prepared.row(own, {"n": 1}) == (1001,)
    assert prepared.rows(own, {"n": 41}) == [(1041,)]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT generic_plans + custom_plans FROM pg_prepared_statements WHERE statement LIKE '%%+ 1000'"
        )
        assert cursor.fetchall() == [(2,)]


@pytest.mark.django_db
def test_other_cursors_of_the_connection_prepare_nothing():
    prepared.row(SQL, {"n": 1})
    with connection.cursor() as cursor:
        for _ in range(10):
            cursor.execute("SELECT 'plain'")
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%%plain%%'")
        assert cursor.fetchone() == (0,)


@pytest.mark.django_db
def test_a_prepared_statement_counts_as_a_query():
    with CaptureQueriesContext(connection) as asked:
        prepared.rows(SQL, {"n": 1})
    assert len(asked) == 1


@pytest.mark.django_db(transaction=True)
def test_the_first_statement_of_a_transaction_is_undone_with_it():
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        prepared.rows(
            "INSERT INTO core_ratebucket (key, tokens, updated_at) VALUES (%s, 1, now()) RETURNING key", ["k"]
        )
        raise ZeroDivisionError
    assert prepared.row("SELECT count(*) FROM core_ratebucket WHERE key = %s", ["k"]) == (0,)


@pytest.mark.django_db(transaction=True)
def test_values_come_back_as_what_they_are():
    sent = [
        uuid4(),
        datetime(2026, 3, 29, 3, 30, tzinfo=UTC),
        b"\x00\xff",
        {"a": [1]},
        [1, None],
        None,
        2**40,
        "ї",
    ]
    asked = (
        "SELECT %s::uuid, %s::timestamptz, %s::bytea, %s::jsonb, %s::int[], %s::text, %s::bigint, %s::text"
    )
    given = [Jsonb(value) if isinstance(value, dict) else value for value in sent]
    assert list(prepared.row(asked, given)) == sent
    assert list(prepared.row(asked, given)) == sent


@pytest.mark.django_db(transaction=True)
def test_a_connection_lost_in_between_is_djangos_own_error_and_the_next_call_works():
    prepared.row(SQL, {"n": 1})
    given = connection.get_connection_params()
    address = {name: given[name] for name in ("dbname", "user", "host", "port", "password") if name in given}
    with psycopg.connect(**address) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [connection.connection.info.backend_pid])
    with pytest.raises(OperationalError):
        prepared.row(SQL, {"n": 1})
    connection.close_if_unusable_or_obsolete()
    assert prepared.row(SQL, {"n": 1}) == (2,)


def test_a_failure_is_djangos_own(begun):
    with pytest.raises(DataError), transaction.atomic():
        prepared.row("SELECT 1 / %(n)s::int", {"n": 0})


@pytest.mark.django_db
def test_a_wrapper_that_forbids_queries_is_asked():
    def refuse(*_args):
        raise RuntimeError("no queries here")

    with connection.execute_wrapper(refuse), pytest.raises(RuntimeError, match="no queries"):
        prepared.row(SQL, {"n": 1})
