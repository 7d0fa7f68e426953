"""Hot statements: bound and planned by the server once for each connection.

Django's own cursor sends a new text for each call, so PostgreSQL plans it anew; on a statement that
takes 0.2 ms to run, that is most of the time. These calls still count in Django's query log and raise
Django's errors; the wrapping that Django puts around each cursor is taken only where somebody looks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Self

import psycopg
from django.db import connection


class _PreparedCursor(psycopg.Cursor[tuple[Any, ...]]):
    """A server-side binding cursor that prepares whatever it runs, on a connection that else never does."""

    def execute(self, query: Any, params: Any = None, **options: Any) -> Self:
        self.connection.prepare_threshold = 0
        try:
            return super().execute(query, params, **options)
        finally:
            self.connection.prepare_threshold = None


def rows(sql: str, params: Mapping[str, Any] | Sequence[Any]) -> list[tuple[Any, ...]]:
    """Run one constant statement with these parameters and return all rows.

    `sql` must be a constant of the program: every new text is kept for the connection's life.
    """
    connection.ensure_connection()
    connection.validate_no_broken_transaction()
    raw: Any = _PreparedCursor(connection.connection)
    if connection.queries_logged or connection.execute_wrappers:
        raw = connection.make_debug_cursor(raw)
    with connection.wrap_database_errors:
        raw.execute(sql, params)
        found: list[tuple[Any, ...]] = raw.fetchall()
        raw.close()
    return found


def row(sql: str, params: Mapping[str, Any] | Sequence[Any]) -> tuple[Any, ...] | None:
    """The first row of `rows`, or None."""
    found = rows(sql, params)
    return found[0] if found else None
