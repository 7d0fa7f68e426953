"""`manage.py prepare`: schema and catalogue up to date, before the processes of a new version start."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from config import preparation


class Command(BaseCommand):
    """Safe to run again, and while nothing else runs."""

    help = "Applies migrations and brings the shipped catalogue into the database."

    def handle(self, *args: Any, **options: Any) -> None:
        """Prepare without the demo city."""
        preparation.prepare()
        self.stdout.write("Database is prepared")
