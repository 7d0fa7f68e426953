"""`manage.py import_incidents FILE --map MAP`: take over the history of another system."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.actor import system_actor
from geo import queries as geo_queries
from incidents import actions
from incidents.importers import ImportMap


class Command(BaseCommand):
    """Import past incidents as closed ones; the same file again imports nothing new."""

    help = "Import past incidents from a CSV file (.csv or .csv.gz). docs/incidents.md describes the map."

    def add_arguments(self, parser: CommandParser) -> None:
        """File, map, and where rejected rows go."""
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--map", type=Path, required=True, help="JSON: source, columns, categories, labels"
        )
        parser.add_argument("--errors", type=Path, help="rejected rows as CSV; default FILE.errors.csv")
        parser.add_argument("--time-zone", help="zone of local times, instead of the map's")
        parser.add_argument("--not-public", action="store_true", help="show the imported to the police alone")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run, say how it goes and account for every row."""
        path: Path = options["file"]
        errors: Path = options["errors"] or Path(f"{path.name}.errors.csv")
        began = time.monotonic()
        if bare := geo_queries.areas_without_snap_points():
            self.stderr.write(
                f"{len(bare)} served areas have no snap points: in public all of their reports would lie"
                " at one place, for good. Run build_snap_points first."
            )
        try:
            how = ImportMap.read(options["map"])
            how = replace(how, time_zone=options["time_zone"]) if options["time_zone"] else how
            report = actions.import_incidents(
                system_actor("incidents.import"),
                path,
                how,
                errors=errors,
                public=not options["not_public"],
                progress=lambda words: self.stderr.write(f"  {words} …"),
            )
        except (OSError, ValueError) as fault:
            raise CommandError(str(fault)) from fault
        self._account(report, errors, time.monotonic() - began)

    def _account(self, report: actions.ImportReport, errors: Path, seconds: float) -> None:
        self.stdout.write(f"{report.read} rows read in {seconds:.1f} s")
        self.stdout.write(f"{report.imported} imported, {report.known} known already")
        self.stdout.write(f"{report.rejected.total()} rejected, written to {errors}")
        for reason, count in report.rejected.most_common():
            self.stdout.write(f"  {count:7d}  {reason}")
        if report.labelled:
            share = 100 * report.agreeing / report.labelled
            self.stdout.write(f"the file's own area name agrees in {share:.1f} % of {report.labelled} rows")
