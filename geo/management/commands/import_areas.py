"""`manage.py import_areas`: a map file into the tree of areas."""

from __future__ import annotations

import csv
from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.errors import AppError
from geo import actions, importers
from geo.actions.imports import Line
from geo.actor import Operator
from geo.models import AreaKind

COLUMNS = ("feature", "name", "code", "outcome", "reason", "at", "lon", "lat")


class Command(BaseCommand):
    """Import areas from GeoJSON, GeoPackage, Shapefile or KML; the same file twice changes nothing."""

    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--kind", required=True, choices=AreaKind.values)
        parser.add_argument("--layer", default="", help="layer of a file that has several")
        parser.add_argument("--name-field", default="", help="field with the name (default: name, Name …)")
        parser.add_argument(
            "--code-field", default="", help="field with the code (default: code, katotth, osm_id …)"
        )
        parser.add_argument("--parent-field", default="", help="field with the parent's code")
        parser.add_argument(
            "--parent-by-place", action="store_true", help="find parents by place (the default)"
        )
        parser.add_argument("--country", default="", help="CODE=NAME of the country to make when missing")
        parser.add_argument(
            "--served", action="store_true", default=None, help="the police desk answers here"
        )
        parser.add_argument("--encoding", default="", help="encoding of a Shapefile's names, such as cp1251")
        parser.add_argument(
            "--srs", default="", help="coordinate system, where the file does not say (EPSG:…)"
        )
        parser.add_argument("--errors", type=Path, help="where to write refused and mended features (CSV)")
        parser.add_argument("--dry-run", action="store_true", help="do it all, report, and undo it")

    def handle(self, *_args: Any, **options: Any) -> None:
        path: Path = options["file"]
        if not path.exists():
            raise CommandError(f"There is no file {path}.")
        if options["parent_field"] and options["parent_by_place"]:
            raise CommandError("Choose one of --parent-field and --parent-by-place.")
        try:
            file = importers.open_map_file(
                path, layer=options["layer"], encoding=options["encoding"], srs=options["srs"]
            )
            report = actions.import_areas(
                Operator("import_areas"),
                file,
                self._options(path, options),
                dry_run=options["dry_run"],
                progress=self._progress,
            )
        except AppError as error:
            raise CommandError(str(error.message)) from error
        self._tell(report, options["dry_run"])
        if report.notable:
            target = options["errors"] or Path(f"{path.stem}.import.csv")
            write_lines(target, report.notable)
            self.stdout.write(f"Refused and mended features are listed in {target}.")

    def _options(self, path: Path, options: dict[str, Any]) -> actions.ImportOptions:
        code, _, name = options["country"].partition("=")
        return actions.ImportOptions(
            kind=AreaKind(options["kind"]),
            source=path.name,
            name_fields=(options["name_field"],) if options["name_field"] else importers.NAME_FIELDS,
            code_fields=(options["code_field"],) if options["code_field"] else importers.CODE_FIELDS,
            parent_field=options["parent_field"],
            country=(code, name or code) if code else None,
            served=options["served"],
        )

    def _progress(self, done: int, total: int) -> None:
        if done % 100 == 0 or done == total:
            self.stdout.write(f"{done} of {total}")

    def _tell(self, report: actions.ImportReport, dry_run: bool) -> None:  # noqa: FBT001
        counts = ", ".join(
            f"{report.counts[name]} {name}" for name in ("added", "changed", "same", "repaired", "refused")
        )
        self.stdout.write(f"{counts}.{' Nothing was kept: dry run.' if dry_run else ''}")


def write_lines(target: Path, lines: Sequence[Line]) -> None:
    """One row for each refused feature and each repair: what, why and where."""
    with target.open("w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out)
        writer.writerow(COLUMNS)
        for line in lines:
            start = (line.number, line.name, line.code)
            if line.outcome == "refused":
                writer.writerow((*start, "refused", line.reason, line.at, *(line.place or ("", ""))))
            for repair in line.repairs:
                writer.writerow((*start, repair.kind, repair.reason, "", *(repair.place or ("", ""))))
