"""Members, what they are qualified in and their gates, as a table in CSV: one line for each paper. Pure."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

COLUMNS = (
    "email",
    "name",
    "kind",
    "state",
    "phone",
    "travel_minutes",
    "languages",
    "qualification",
    "gate",
    "valid_from",
    "valid_until",
    "number",
    "issuer",
)
REQUIRED = ("email", "qualification", "valid_from", "valid_until")
"""A table without a column for gates tells of none."""
KINDS = ("", "firefighter", "support")
STATES = ("", "probation", "active")
KINDS_OF_GATE = ("", "adult", "medical", "insurance", "basic_training")
CHOICES = (("kind", KINDS), ("state", STATES), ("gate", KINDS_OF_GATE))
MOST = 5_000


class Unreadable(ValueError):
    """The file is no such table; `columns` are those that are missing."""

    def __init__(self, columns: Sequence[str] = ()) -> None:
        self.columns = tuple(columns)
        super().__init__(", ".join(columns))


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in a line (numbered as a spreadsheet does, the heading is 1)."""

    line: int
    column: str
    code: str
    """`choice`, `date`, `minutes`, `person`, `qualification`, `overlap`, `end`, `two` (in one line)."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line that is well-formed: a qualification or a gate, or neither: a member alone."""

    line: int
    email: str
    kind: str
    state: str
    phone: str
    travel_minutes: int | None
    languages: tuple[str, ...]
    qualification: str
    gate: str
    valid_from: date | None
    valid_until: date | None
    """The last day it holds."""
    number: str
    issuer: str


def read(data: bytes) -> Iterator[Line | Fault]:
    """Every line, or what is wrong in it. Raises Unreadable."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable from error
    head = text.partition("\n")[0]
    table = csv.DictReader(io.StringIO(text), delimiter=";" if head.count(";") > head.count(",") else ",")
    missing = [name for name in REQUIRED if name not in (table.fieldnames or ())]
    if missing:
        raise Unreadable(missing)
    try:
        for number, row in enumerate(table, 2):
            if number > MOST:
                raise Unreadable
            yield _line(number, {name: (row.get(name) or "").strip() for name in COLUMNS})
    except csv.Error as error:
        raise Unreadable from error


def write(rows: Sequence[Sequence[object]], head: Sequence[str] = COLUMNS) -> bytes:
    """A table with a byte order mark, so that spreadsheets read Ukrainian; no cell is a formula."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(head)
    writer.writerows([plain(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def plain(cell: object) -> object:
    """A cell that no spreadsheet runs: what begins like a formula gets an apostrophe before it.

    A telephone number (`+380…`) is left as it is.
    """
    if not isinstance(cell, str) or not cell or cell[0] not in "=+-@\t\r":
        return cell
    return cell if cell[0] == "+" and cell[1:].isdigit() else f"'{cell}"


def _line(number: int, cells: dict[str, str]) -> Line | Fault:
    wrong = _wrong(cells)
    if wrong is not None:
        return Fault(number, *wrong)
    minutes = cells["travel_minutes"]
    return Line(
        line=number,
        email=cells["email"].lower(),
        kind=cells["kind"],
        state=cells["state"],
        phone=cells["phone"].removeprefix("'"),
        travel_minutes=int(minutes) if minutes else None,
        languages=tuple(cells["languages"].split()),
        qualification=cells["qualification"],
        gate=cells["gate"],
        valid_from=_day(cells["valid_from"]),
        valid_until=_day(cells["valid_until"]),
        number=cells["number"],
        issuer=cells["issuer"],
    )


def _wrong(cells: dict[str, str]) -> tuple[str, str] | None:
    """The first column that makes no sense, and why."""
    for column, choices in CHOICES:
        if cells[column] not in choices:
            return column, "choice"
    minutes = cells["travel_minutes"]
    if minutes and not (minutes.isdecimal() and int(minutes) <= 240):
        return "travel_minutes", "minutes"
    if cells["qualification"] and cells["gate"]:
        return "gate", "two"
    return _wrong_days(cells)


def _wrong_days(cells: dict[str, str]) -> tuple[str, str] | None:
    for column in ("valid_from", "valid_until"):
        try:
            _day(cells[column])
        except ValueError:
            return column, "date"
    first, last = _day(cells["valid_from"]), _day(cells["valid_until"])
    if (cells["qualification"] or cells["gate"]) and first is None:
        return "valid_from", "date"
    return ("valid_until", "end") if first is not None and last is not None and last < first else None


def _day(cell: str) -> date | None:
    """Raises ValueError."""
    return date.fromisoformat(cell) if cell else None
