"""Fill an empty installation with the demo city."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from config.demo import loading, people
from config.env import env


class Command(BaseCommand):
    """Load the demo city once and print its sign-ins."""

    help = "Loads the demo city (invented people and reports) and prints its sign-ins. Needs VARTA_DEMO=1."

    def handle(self, *args: Any, **options: Any) -> None:
        """CommandError where the demo is not switched on: its password is public."""
        del args, options
        if not env.demo:
            raise CommandError("The demo city has public passwords. Set VARTA_DEMO=1 to load it.")
        if not loading.is_loaded():
            loading.load()
        for line in people.sign_ins():
            self.stdout.write(line)
