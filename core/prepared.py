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
from weakref import WeakKeyDictionary

import psycopg
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.utils import CursorWrapper
from psycopg import pq
from psycopg.adapt import PyFormat, Transformer

Params = Mapping[str, Any] | Sequence[Any]
_MARK = re.compile(r"%(?:%|s|\((\w+)\)s)")


class _Statements:
    """What one connection has prepared. Runs a statement in one call of libpq.

    A cursor of the driver waits in Python and keeps state for what these statements never do (many result
    sets, copies, cancelling): 47 microseconds of processor time a call against 29 here, on statements that
    cost the server 80.
    """

    __slots__ = ("_adapt", "_names", "_pg")

    def __init__(self, raw: psycopg.Connection[Any]) -> None:
        self._adapt = Transformer(raw)
        self._names: dict[tuple[bytes, tuple[int, ...]], bytes] = {}
        self._pg = raw.pgconn

    def rows(self, text: bytes, values: Sequence[Any]) -> list[tuple[Any, ...]]:
        """All rows. Raises the driver's errors."""
        adapt = self._adapt
        sent: Any = adapt.dump_sequence(values, [PyFormat.AUTO] * len(values))
        types = adapt.types or ()
        name = self._names.get((text, types)) or self._prepare(text, types)
        result = self._pg.exec_prepared(name, sent, adapt.formats, pq.Format.BINARY)
        if result.status not in _WELL:
            raise _fault(self._pg, result)
        adapt.set_pgresult(result)
        return adapt.load_rows(0, result.ntuples, tuple)

    def _prepare(self, text: bytes, types: tuple[int, ...]) -> bytes:
        name = b"varta_%d" % len(self._names)
        result = self._pg.prepare(name, text, types)
        if result.status not in _WELL:
            raise _fault(self._pg, result)
        self._names[text, types] = name
        return name


def _fault(pg: pq.abc.PGconn, result: pq.abc.PGresult) -> psycopg.Error:
    """What the server said; a connection that broke says nothing but that it did."""
    if pg.status != pq.ConnStatus.OK:
        return psycopg.OperationalError(pg.get_error_message())
    return psycopg.errors.error_from_result(result)


_WELL = frozenset({pq.ExecStatus.TUPLES_OK, pq.ExecStatus.COMMAND_OK})
_prepared: WeakKeyDictionary[psycopg.Connection[Any], _Statements] = WeakKeyDictionary()


def rows(sql: str, params: Params) -> list[tuple[Any, ...]]:
    """Run one constant statement with these parameters and return all rows.

    `sql` must be a constant of the program: every new text is kept for the connection's life.
    """
    django = connections[DEFAULT_DB_ALIAS]
    if django.connection is None:
        django.ensure_connection()
    django.validate_no_broken_transaction()
    try:
        return _run(django, sql, params)
    except psycopg.Error:
        with django.wrap_database_errors:
            raise


def _run(django: Any, sql: str, params: Params) -> list[tuple[Any, ...]]:
    raw = django.connection
    if django.queries_logged or django.execute_wrappers:
        return _observed(django, sql, params)
    if not raw.autocommit and raw.pgconn.transaction_status == pq.TransactionStatus.IDLE:
        _begin(raw)
    statements = _prepared.get(raw)
    if statements is None:
        statements = _prepared[raw] = _Statements(raw)
    return statements.rows(*_bound(sql, params))


def _begin(raw: psycopg.Connection[Any]) -> None:
    """Open the transaction, which the driver leaves to the first statement of a cursor."""
    if (raw.isolation_level, raw.read_only, raw.deferrable) == (None, None, None):
        result = raw.pgconn.exec_(b"BEGIN")
        if result.status not in _WELL:
            raise _fault(raw.pgconn, result)
    else:
        raw.execute(b"SELECT 1")


def _observed(django: Any, sql: str, params: Params) -> list[tuple[Any, ...]]:
    """The same by a cursor, where somebody looks at queries. It prepares nothing: what the driver itself has
    prepared it throws away at a ROLLBACK, and everything else with it.
    """
    cursor: Any = _NumberedCursor(django.connection)
    with django.make_debug_cursor(cursor).debug_sql(sql, params):
        CursorWrapper(cursor, django).execute(sql, params)
    found: list[tuple[Any, ...]] = cursor.fetchall()
    cursor.close()
    return found


class _NumberedCursor(psycopg.RawCursor[tuple[Any, ...]]):
    """A server-side binding cursor for texts with `%s` or `%(name)s` marks, as every other cursor takes."""

    def execute(self, query: Any, params: Any = None, **options: Any) -> Self:
        """Run a text with its values; the driver may not prepare it."""
        return super().execute(*_bound(query, params), binary=True, prepare=False, **options)


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


def _bound(sql: str, params: Any) -> tuple[bytes, Sequence[Any]]:
    """The text with `$1` marks and the values in their order."""
    text, names = _numbered(sql)
    return text, [params[name] for name in names] if names else list(params)


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
