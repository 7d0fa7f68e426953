"""Air-raid alerts from the CSV files of public feeds: which row says what. Pure.

Two shapes are known, told apart by their heads: official (`oblast, raion, hromada, level, started_at,
finished_at, source`) and volunteer (`region, started_at, finished_at, naive`). A time without offset is UTC.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

LEVELS = ("hromada", "raion", "oblast")
"""The finest that a row names is where the alert sounded."""


@dataclass(frozen=True, slots=True)
class RaidRow:
    """One alert as a file tells it. `kind` and `name` are those of an area."""

    kind: str
    name: str
    since: datetime
    until: datetime | None


def raid_rows(lines: Iterable[str]) -> Iterator[RaidRow]:
    """The alerts of a file, in its order. Raises ValueError naming the line that makes no sense."""
    for number, row in enumerate(csv.DictReader(lines), start=2):
        try:
            kind, name = _place(row)
            since, until = _moment(row["started_at"]), row.get("finished_at") or ""
            yield RaidRow(kind, name, since, _moment(until) if until else None)
        except (KeyError, ValueError) as fault:
            raise ValueError(f"line {number}: {fault}") from fault


def _place(row: dict[str, str]) -> tuple[str, str]:
    if row.get("region"):
        return "oblast", row["region"].strip()
    for level in LEVELS:
        if row.get(level):
            return level, row[level].strip()
    raise ValueError("no area is named")


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text.strip())
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
