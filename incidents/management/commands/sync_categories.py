"""`manage.py sync_categories`: write the shipped category tree to the table."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from accounts.actor import system_actor
from incidents.actions import categories


class Command(BaseCommand):
    """Make the category table equal to the catalogue. Safe to repeat."""

    help = "Write the shipped category tree to the table. Safe to repeat."

    def handle(self, *args: Any, **options: Any) -> None:
        """Run and say what changed."""
        counts = categories.sync_categories(system_actor("incidents.sync_categories"))
        self.stdout.write("categories: {made} made, {changed} changed, {retired} retired".format(**counts))
