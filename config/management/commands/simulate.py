"""Let the demo city live for a while: for demonstrations."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from config.demo import loading
from config.demo.simulation import Simulation
from config.env import env


class Command(BaseCommand):
    """Reports arrive, crews take and work them, cars move: through the product's own verbs."""

    help = "Runs the demo city live. Needs VARTA_DEMO=1 and `load_demo`."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How long and how busy."""
        parser.add_argument("--minutes", type=float, default=10.0, help="minutes of real time")
        parser.add_argument("--rate", type=float, default=4.0, help="reports a minute")

    def handle(self, *args: Any, minutes: float, rate: float, **options: Any) -> None:
        """CommandError where the demo is not switched on or not loaded."""
        del args, options
        if not env.demo or not loading.is_loaded():
            raise CommandError("Set VARTA_DEMO=1 and run `manage.py load_demo` first.")
        if minutes <= 0 or rate < 0:
            raise CommandError("Minutes must be more than 0, and the rate not less.")
        try:
            Simulation(rate=rate, tell=self.stdout.write).run(minutes)
        except KeyboardInterrupt:
            self.stdout.write("stopped")
