"""`manage.py sync_qualifications`: write the shipped qualifications to the table."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from accounts.actor import system_actor
from rosters.actions import qualifications


class Command(BaseCommand):
    """Bring the table to the shipped catalogue. Safe to repeat."""

    help = "Write the shipped qualifications and what they include to the table. Safe to repeat."

    def handle(self, *args: Any, **options: Any) -> None:
        """Run and say what changed."""
        counts = qualifications.sync_qualifications(system_actor("rosters.sync_qualifications"))
        self.stdout.write("qualifications: {made} made, {changed} changed, {linked} linked".format(**counts))
