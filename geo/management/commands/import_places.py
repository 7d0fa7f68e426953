"""`manage.py import_places`: addresses and named places into the gazetteer."""

from __future__ import annotations

import csv
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.contrib.gis.geos import GEOSException, GEOSGeometry
from django.core.management.base import BaseCommand, CommandError

from core.errors import AppError
from geo import actions, importers
from geo.actions.places import RawPlace
from geo.actor import Operator

NAMES = ("name", "name_uk", "name:uk")
STREETS = ("addr:street", "street", "вулиця")
NUMBERS = ("addr:housenumber", "housenumber", "house_number", "number", "будинок")
SETTLEMENTS = ("addr:city", "addr:place", "city", "settlement", "place", "місто")
CODES = ("code", "osm_id", "id", "@id")


class Command(BaseCommand):
    """Import addresses and places from GeoJSON (or anything GDAL reads) or CSV with lon and lat."""

    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--settlement", default="", help="settlement of entries that name none")
        parser.add_argument("--encoding", default="utf-8-sig", help="encoding of a CSV file")
        parser.add_argument("--errors", type=Path, help="where to list refused entries (CSV)")

    def handle(self, *_args: Any, **options: Any) -> None:
        path: Path = options["file"]
        if not path.exists():
            raise CommandError(f"There is no file {path}.")
        read = _from_csv(path, options["encoding"]) if path.suffix == ".csv" else _from_map(path)
        places = (_place(raw, at, options["settlement"]) for raw, at in read)
        try:
            report = actions.import_places(
                Operator("import_places"), places, source=path.name, progress=self._progress
            )
        except AppError as error:
            raise CommandError(str(error.message)) from error
        counts = ", ".join(
            f"{report.counts[name]} {name}" for name in ("added", "changed", "same", "refused")
        )
        self.stdout.write(f"{counts}.")
        if report.refused:
            target = options["errors"] or Path(f"{path.stem}.import.csv")
            with target.open("w", newline="", encoding="utf-8") as out:
                csv.writer(out).writerows([("entry", "reason"), *report.refused])
            self.stdout.write(f"Refused entries are listed in {target}.")

    def _progress(self, done: int) -> None:
        self.stdout.write(f"{done} entries")


Position = tuple[float, float] | None


def _from_csv(path: Path, encoding: str) -> Iterator[tuple[importers.RawFeature, Position]]:
    with path.open(newline="", encoding=encoding) as lines:
        for number, row in enumerate(csv.DictReader(lines), 1):
            raw = importers.RawFeature(number, dict(row), None)
            yield (
                raw,
                _position(raw.text(("lon", "lng", "longitude", "x")), raw.text(("lat", "latitude", "y"))),
            )


def _position(lon: str, lat: str) -> Position:
    try:
        return float(lon), float(lat)
    except ValueError:
        return None


def _from_map(path: Path) -> Iterator[tuple[importers.RawFeature, Position]]:
    for raw in importers.open_map_file(path).features:
        yield raw, _middle(raw.geometry)


def _middle(geometry: dict[str, Any] | None) -> Position:
    """The point itself, or a point on the building's outline."""
    if geometry is None:
        return None
    try:
        inside = GEOSGeometry(importers.as_text(geometry)).point_on_surface
    except (GEOSException, ValueError):
        return None
    return None if inside.empty else (inside.x, inside.y)


def _place(raw: importers.RawFeature, at: Position, settlement: str) -> RawPlace:
    return RawPlace(
        number_in_file=raw.number,
        lon=at[0] if at else None,
        lat=at[1] if at else None,
        name=raw.text(NAMES),
        street=raw.text(STREETS),
        number=raw.text(NUMBERS),
        settlement=raw.text(SETTLEMENTS) or settlement,
        code=raw.text(CODES),
    )
