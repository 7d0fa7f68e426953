"""`manage.py build_snap_points`: where reports are shown in public, for an area and all in it."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.errors import AppError
from geo import actions, queries
from geo.actor import Operator


class Command(BaseCommand):
    """Build snap points from addresses, or from the population grid where there are too few."""

    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--area", required=True, help="code of the area, such as the city's")
        parser.add_argument(
            "--rebuild", action="store_true", help="replace points in use; public places move"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        area = queries.area_by_code(options["area"])
        if area is None:
            raise CommandError(f"There is no area with the code {options['area']}.")
        operator = Operator("build_snap_points")
        try:
            reports = actions.build_snap_points(operator, area.pk, rebuild=options["rebuild"])
        except AppError as error:
            raise CommandError(str(error.message)) from error
        for report in reports:
            unit = "addresses" if report.from_addresses else "residents"
            self.stdout.write(
                f"{report.area}: {report.points} points, smallest catchment"
                f" {report.smallest_catchment} {unit}, largest radius {report.largest_radius_m} m"
            )
        if not reports:
            self.stdout.write("No served area here: nothing to build.")
