"""Hot statements: bound and planned by the server once for each connection.

Django's own cursor sends a new text for each call, so PostgreSQL plans it anew; on a statement that
takes 0.2 ms to run, that is most of the time. These calls still count in Django's query log and raise
Django's errors; the wrapping that Django puts around each cursor is taken only where somebody looks.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Self

import psycopg
from django.db import connection
from django.db.backends.utils import CursorWrapper

Params = Mapping[str, Any] | Sequence[Any]
_MARK = re.compile(r"%(?:%|s|\((\w+)\)s)")


class _PreparedCursor(psycopg.RawCursor[tuple[Any, ...]]):
    """A server-side binding cursor that prepares whatever it runs, on a connection that else never does."""

    def execute(self, query: Any, params: Any = None, **options: Any) -> Self:
        """Run a text with `%s` or `%(name)s` marks, as every other cursor does."""
        text, names = _numbered(query)
        values = [params[name] for name in names] if names else list(params)
        self.connection.prepare_threshold = 0
        try:
            return super().execute(text, values, **options)
        finally:
            self.connection.prepare_threshold = None


def rows(sql: str, params: Params) -> list[tuple[Any, ...]]:
    """Run one constant statement with these parameters and return all rows.

    `sql` must be a constant of the program: every new text is kept for the connection's life.
    """
    connection.ensure_connection()
    connection.validate_no_broken_transaction()
    raw: Any = _PreparedCursor(connection.connection)
    with connection.wrap_database_errors:
        if connection.queries_logged or connection.execute_wrappers:
            # The driver does not say what a prepared statement was, so the log gets the constant text.
            with connection.make_debug_cursor(raw).debug_sql(sql, params):
                CursorWrapper(raw, connection).execute(sql, params)
        else:
            raw.execute(sql, params)
        found: list[tuple[Any, ...]] = raw.fetchall()
        raw.close()
    return found


def row(sql: str, params: Params) -> tuple[Any, ...] | None:
    """The first row of `rows`, or None."""
    found = rows(sql, params)
    return found[0] if found else None


@dataclass(frozen=True, slots=True)
class Part:
    """One write of several that go to the server as one statement.

    `name` is its own in the statement, and its marks begin with it; `sql` is constant and returns rows.
    """

    name: str
    sql: str
    values: Mapping[str, Any]


def together(*parts: Part) -> list[tuple[Any, ...]]:
    """Run writes that do not see each other's rows as one statement; return the rows of the last.

    The server takes them in no order of their own.
    """
    values: dict[str, Any] = {}
    for part in parts:
        values |= part.values
    return rows(_joined(tuple((part.name, part.sql) for part in parts)), values)


@lru_cache(maxsize=100)
def _joined(parts: tuple[tuple[str, str], ...]) -> str:
    """The constant texts as one."""
    listed = ", ".join(f"{name} AS ({sql})" for name, sql in parts)
    return f"WITH {listed} SELECT * FROM {parts[-1][0]}"  # noqa: S608 constant texts


@lru_cache(maxsize=500)
def _numbered(sql: str) -> tuple[bytes, tuple[str, ...]]:
    """The text with `$1` marks and the names in their order; no names where marks have none.

    Once for each text: the driver itself would take a text of some kilobytes apart at every call.
    """
    names: dict[str, int] = {}
    count = 0

    def mark(found: re.Match[str]) -> str:
        nonlocal count
        if found[0] == "%%":
            return "%"
        if found[1] is None:
            count += 1
            return f"${count}"
        return f"${names.setdefault(found[1], len(names) + 1)}"

    text = _MARK.sub(mark, sql).encode()
    if names and count:
        raise ValueError("a statement's marks either all have names or none has")
    return text, tuple(names)
