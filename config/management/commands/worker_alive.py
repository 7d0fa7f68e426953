"""`manage.py worker_alive`: exit status 0 when a worker's heartbeat is fresh, for health checks."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from config.health import WORKER_SILENCE_S, worker_is_alive


class Command(BaseCommand):
    """Asks the database, because a worker has no port."""

    help = "Fails when no worker wrote a heartbeat lately."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises CommandError when silent."""
        if not worker_is_alive():
            raise CommandError(f"No worker's heartbeat within {WORKER_SILENCE_S} s")
