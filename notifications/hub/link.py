"""The hub's two connections, one that listens and one that reads; both come back by themselves."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any

import psycopg
from django.db import connection as django_connection

from core import doorbell

log = logging.getLogger("varta.hub")

FIRST_WAIT = 0.1
LONGEST_WAIT = 3.0
READ_SECONDS = 15
"""No statement of the hub's may take longer."""

Rows = list[tuple[Any, ...]]


def parameters() -> dict[str, Any]:
    """Where and as whom to connect: as Django does."""
    settings = django_connection.settings_dict
    known: dict[str, Any] = {
        "dbname": settings["NAME"],
        "user": settings["USER"],
        "password": settings["PASSWORD"],
        "host": settings["HOST"],
        "port": settings["PORT"],
    }
    known |= {key: value for key, value in settings["OPTIONS"].items() if key.startswith("ssl")}
    return {key: value for key, value in known.items() if value not in ("", None)}


async def connect(name: str) -> psycopg.AsyncConnection[tuple[Any, ...]]:
    """A connection of the hub's own. Raises psycopg.OperationalError."""
    return await psycopg.AsyncConnection.connect(
        autocommit=True,
        prepare_threshold=1,
        application_name=f"varta hub {name}",
        connect_timeout=5,
        keepalives_idle=10,
        keepalives_interval=5,
        keepalives_count=2,
        options=f"-c statement_timeout={READ_SECONDS}s -c timezone=UTC -c jit=off",
        **parameters(),
    )


class Reader:
    """The one connection that reads. A failed read closes it; the next opens it again."""

    def __init__(self) -> None:
        self._connection: psycopg.AsyncConnection[tuple[Any, ...]] | None = None

    @asynccontextmanager
    async def _opened(self) -> AsyncIterator[psycopg.AsyncConnection[tuple[Any, ...]]]:
        if self._connection is None or self._connection.closed:
            self._connection = await connect("reader")
        try:
            yield self._connection
        except (psycopg.Error, asyncio.CancelledError):
            await self.close()
            raise

    async def rows(self, sql: str, arguments: Sequence[Any]) -> Rows:
        """All rows of one statement. Raises psycopg.Error when the database cannot be had."""
        async with self._opened() as opened:
            cursor = await opened.execute(sql, arguments)
            return await cursor.fetchall()

    async def close(self) -> None:
        """Let the connection go."""
        held, self._connection = self._connection, None
        if held is not None:
            await held.close()


async def listen(wake: Callable[[], None]) -> None:
    """Call `wake` at every ring, and after every return of the connection. Runs until cancelled.

    What is missed while the connection is away costs no event: the hub looks by itself twice a second.
    """
    wait = FIRST_WAIT
    while True:
        try:
            async with await connect("listener") as listener:
                await listener.execute(f"LISTEN {doorbell.STREAM}")
                await listener.execute(f"LISTEN {doorbell.CONTROL}")
                wake()
                wait = FIRST_WAIT
                async for _ in listener.notifies():
                    wake()
        except psycopg.Error as error:
            log.warning("the doorbell's connection is away", extra={"error": type(error).__name__})
        await asyncio.sleep(wait)
        wait = min(wait * 2, LONGEST_WAIT)
