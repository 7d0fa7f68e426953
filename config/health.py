"""`/healthz`: the process is alive. `/readyz`: it can do its work, and so can the workers."""

from __future__ import annotations

from functools import cache

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.utils import Error
from django.http import HttpRequest, HttpResponse, JsonResponse

WORKER_SILENCE_S = 60
"""A worker writes a heartbeat every 10 s; this long without one means that no worker runs."""


def alive(request: HttpRequest) -> HttpResponse:
    """Answers as long as the process does; asks nothing of the database."""
    return HttpResponse("ok\n", content_type="text/plain")


def ready(request: HttpRequest) -> HttpResponse:
    """200 when database, schema and workers are as they should be, else 503; says which is not."""
    try:
        faults = [name for name, good in _probes().items() if not good]
    except Error:
        faults = ["database"]
    response = JsonResponse({"ready": not faults, "faults": faults}, status=503 if faults else 200)
    response["Cache-Control"] = "no-store"
    return response


def _probes() -> dict[str, bool]:
    return {"database": _database_answers(), "migrations": _schema_is_current(), "worker": worker_is_alive()}


def _database_answers() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT postgis_lib_version()")
        return cursor.fetchone() is not None


@cache
def _remember_current_schema() -> None:
    """Cached only once it did not raise: a schema does not become older while the process runs."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise LookupError("unapplied migrations")


def _schema_is_current() -> bool:
    try:
        _remember_current_schema()
    except LookupError:
        return False
    return True


def worker_is_alive() -> bool:
    """Whether any worker wrote its heartbeat lately."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT exists(SELECT FROM procrastinate_workers"
            " WHERE last_heartbeat > now() - make_interval(secs => %s))",
            [WORKER_SILENCE_S],
        )
        row = cursor.fetchone()
        return bool(row and row[0])
