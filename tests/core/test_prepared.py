"""Hot statements are planned once for a connection, and still count in the query log."""

from __future__ import annotations

import pytest
from django.db import DataError, connection, transaction
from django.test.utils import CaptureQueriesContext

from core import prepared

SQL = "SELECT %(n)s::int + 1"


@pytest.mark.django_db
def test_a_statement_is_prepared_at_its_first_run_and_used_again():
    assert prepared.row(SQL, {"n": 1}) == (2,)
    assert prepared.rows(SQL, {"n": 41}) == [(42,)]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT generic_plans + custom_plans FROM pg_prepared_statements WHERE statement LIKE '%%+ 1'"
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


@pytest.mark.django_db
def test_a_failure_is_djangos_own():
    with pytest.raises(DataError), transaction.atomic():
        prepared.row("SELECT 1 / %(n)s::int", {"n": 0})


@pytest.mark.django_db
def test_a_wrapper_that_forbids_queries_is_asked():
    def refuse(*_args):
        raise RuntimeError("no queries here")

    with connection.execute_wrapper(refuse), pytest.raises(RuntimeError, match="no queries"):
        prepared.row(SQL, {"n": 1})
