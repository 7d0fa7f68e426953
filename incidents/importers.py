"""Rows of other systems' files as incidents: columns, categories, times and places made sense of. Pure."""

from __future__ import annotations

import csv
import gzip
import json
import math
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any, TextIO
from zoneinfo import ZoneInfo

COLUMNS = ("key", "time", "category", "lon", "lat", "description", "label")
REQUIRED = frozenset({"key", "time", "category", "lon", "lat"})
MAX_KEY = 120
"""As much as `Incident.source_key` holds."""
MAX_SOURCE = 16
"""As much as `Incident.source` holds."""


@dataclass(frozen=True, slots=True)
class ImportMap:
    """How a file is read: which column is what, which of their words is which of our categories.

    `labels` maps the file's name of an area to ours, for the report of agreement; `source` names the
    system, so that a second import of the same file changes nothing.
    """

    source: str
    columns: Mapping[str, str]
    categories: Mapping[str, str]
    time_zone: str = "UTC"
    labels: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, path: Path) -> ImportMap:
        """From a JSON file. Raises ValueError that says what is missing."""
        table: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        unknown = table.keys() - {"source", "columns", "categories", "time_zone", "labels"}
        lacking = REQUIRED - dict(table.get("columns", {})).keys()
        if unknown or lacking or not table.get("source"):
            raise ValueError(
                f"{path.name}: unknown {sorted(unknown)}, columns lacking {sorted(lacking)}, or no source"
            )
        if len(str(table["source"])) > MAX_SOURCE:
            raise ValueError(f"{path.name}: the source is longer than {MAX_SOURCE} characters")
        return cls(**table)


@dataclass(frozen=True, slots=True)
class Row:
    """One usable row: UTC time, WGS 84 place, our category."""

    key: str
    at: datetime
    category: str
    lon: float
    lat: float
    description: str
    label: str


@dataclass(frozen=True, slots=True)
class Reject:
    """One row that cannot be used, and why."""

    line: int
    key: str
    reason: str


def read_rows(path: Path, how: ImportMap) -> Iterator[Row | Reject]:
    """Every line of a CSV file (or .csv.gz) in order: a row, or why it is none. Nothing is skipped.

    Raises ValueError when a mapped column is not in the file, the file breaks off or is no CSV, or there is
    no such time zone.
    """
    zone = _zone(how.time_zone)
    with _opened(path) as lines:
        table = csv.DictReader(lines)
        try:
            yield from _rows(path, table, how, zone)
        except (csv.Error, EOFError, zlib.error) as fault:
            raise ValueError(f"{path.name} cannot be read after line {table.line_num}: {fault}") from fault


def _rows(path: Path, table: csv.DictReader[str], how: ImportMap, zone: ZoneInfo) -> Iterator[Row | Reject]:
    seen: set[str] = set()
    missing = set(how.columns.values()) - set(table.fieldnames or ())
    if missing:
        raise ValueError(f"{path.name} has no column {', '.join(sorted(missing))}")
    for number, line in enumerate(table, 2):
        values = {ours: (line.get(theirs) or "").strip() for ours, theirs in how.columns.items()}
        yield _row(number, values, how, zone, seen)


def _zone(name: str) -> ZoneInfo:
    """The time zone of that name. Raises ValueError."""
    try:
        return ZoneInfo(name)
    except (KeyError, OSError, ValueError) as fault:
        raise ValueError(f"there is no time zone {name!r}") from fault


def _opened(path: Path) -> IO[str]:
    """A CSV file as text, compressed or not."""
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding="utf-8-sig", newline="")
    return path.open(encoding="utf-8-sig", newline="")


def _row(number: int, values: dict[str, str], how: ImportMap, zone: ZoneInfo, seen: set[str]) -> Row | Reject:
    key = values["key"]
    at = _time(values["time"], zone)
    place = _place(values["lon"], values["lat"])
    category = how.categories.get(values["category"], "")
    faults = {
        "no key": not key,
        f"the key is longer than {MAX_KEY} characters": len(key) > MAX_KEY,
        "the key stands in the file twice": key in seen,
        "no usable time": at is None,
        "no usable place": place is None,
        f"unknown category {values['category']!r}": not category,
    }
    seen.add(key)
    reasons = [reason for reason, is_so in faults.items() if is_so]
    if reasons or at is None or place is None:
        return Reject(number, key, "; ".join(reasons))
    label = values.get("label", "")
    described = values.get("description", "").replace("\x00", "")
    return Row(key, at, category, *place, described, how.labels.get(label, label))


def _time(text: str, zone: ZoneInfo) -> datetime | None:
    """The moment in UTC; local times are of the file's zone, a repeated hour is its first."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    local = moment if moment.tzinfo else moment.replace(tzinfo=zone)
    try:
        return local.astimezone(UTC)
    except OverflowError:  # the first or last day there is
        return None


def _place(lon: str, lat: str) -> tuple[float, float] | None:
    """WGS 84 degrees; 0, 0 is what broken geocoders write for nowhere."""
    try:
        x, y = float(lon), float(lat)
    except ValueError:
        return None
    known = math.isfinite(x) and math.isfinite(y) and abs(x) <= 180 and abs(y) <= 90
    return (x, y) if known and (x, y) != (0.0, 0.0) else None


def reject_writer(sink: TextIO) -> Callable[[Reject], None]:
    """Writes rejects as CSV: line in the file (0 where only the key is known), key, reason."""
    table = csv.writer(sink)
    table.writerow(["line", "key", "reason"])
    return lambda reject: table.writerow([reject.line, reject.key, reject.reason])
