"""What an installation needs before its processes start: schema, catalogue, a demo city if wanted."""

from __future__ import annotations

import io

from django.core.management import call_command, get_commands
from django.db import connections
from django.db.migrations.executor import MigrationExecutor


def migrate() -> bool:
    """Bring the schema up to date; True when there was something to do."""
    executor = MigrationExecutor(connections["default"])
    if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return False
    call_command("migrate", verbosity=0, interactive=False)
    return True


def prepare(*, demo: bool = False) -> str:
    """Schema and catalogue; with `demo` also the demo city, whose sign-ins are the answer."""
    migrate()
    run_if_known("sync_categories")
    run_if_known("sync_qualifications")
    return run_if_known("load_demo") if demo else ""


def run_if_known(command: str) -> str:
    """Run a management command that this build has, and give its output; nothing where it has none."""
    if command not in get_commands():
        return ""
    output = io.StringIO()
    call_command(command, stdout=output)
    return output.getvalue()


def release_connections() -> None:
    """Leave no connection and no pool thread behind in this process."""
    for connection in connections.all(initialized_only=True):
        connection.close()
        close_pool = getattr(connection, "close_pool", None)
        if close_pool is not None:
            close_pool()
