"""`manage.py import_air_raids FILE`: enter air-raid alerts from a CSV file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from dispatch.actions import air_raids


class Command(BaseCommand):
    """Enter alerts whose areas are known here; the same file again enters nothing new."""

    help = "Enter air-raid alerts from a CSV file of a public feed. docs/call-outs.md names the shapes."

    def add_arguments(self, parser: CommandParser) -> None:
        """The file, and what to call where it comes from."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--source", default="file")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run, and account for every row."""
        path: Path = options["file"]
        try:
            with path.open(encoding="utf-8", newline="") as lines:
                report = air_raids.import_raids(lines, source=options["source"])
        except (OSError, ValueError) as fault:
            raise CommandError(str(fault)) from fault
        self.stdout.write(f"{report.new} new, {report.known} known already")
        self.stdout.write(f"{report.skipped} of areas that are not here")
