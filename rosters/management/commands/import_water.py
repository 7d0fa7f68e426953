"""`manage.py import_water FILE`: take over hydrants and other water from GeoJSON with OSM tags."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.actor import system_actor
from rosters.actions import water
from rosters.importers import read_water
from rosters.wording.water import fault_words

SHOWN = 20


class Command(BaseCommand):
    """Import water sources; the same file again changes nothing."""

    help = "Import hydrants, tanks, ponds and suction points from GeoJSON with OpenStreetMap's tags."

    def add_arguments(self, parser: CommandParser) -> None:
        """File, name of the source, and whether the file is all there is."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--source", default="osm", help="name of the data's source; default osm")
        parser.add_argument("--whole", action="store_true", help="what the file lacks is gone")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run and account for every feature."""
        try:
            report = water.import_water(
                system_actor("rosters.import_water"),
                options["source"],
                read_water(options["file"].read_bytes()),
                whole=options["whole"],
            )
        except (OSError, ValueError) as fault:
            raise CommandError(f"{options['file'].name}: {fault}") from fault
        self.stdout.write(
            f"{report.made} made, {report.changed} changed, {report.same} as before, {report.gone} gone, "
            f"{len(report.faults)} rejected"
        )
        for bad in report.faults[:SHOWN]:
            self.stderr.write(f"  feature {bad.number}: {fault_words(bad.code, bad.value)}")
        if len(report.faults) > SHOWN:
            self.stderr.write(f"  and {len(report.faults) - SHOWN} more")
