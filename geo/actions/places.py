"""Filling the gazetteer."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from django.db import connection, transaction
from django.utils.translation import gettext as _

from core import audit
from core.decisions import require
from core.errors import Invalid
from geo import policies, shapes, wording
from geo.models import PlaceKind

BATCH = 1_000
_UPSERT = """
INSERT INTO geo_place AS place (code, kind, name, street, number, settlement, search, point)
SELECT row.code, row.kind, row.name, row.street, row.number, row.settlement, row.search,
       ST_SetSRID(ST_MakePoint(at.lon, at.lat), 4326)::geography
FROM unnest(%s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[])
     WITH ORDINALITY AS row(code, kind, name, street, number, settlement, search, nth)
JOIN unnest(%s::float8[], %s::float8[]) WITH ORDINALITY AS at(lon, lat, nth) USING (nth)
ON CONFLICT (code) DO UPDATE SET kind = excluded.kind, name = excluded.name, street = excluded.street,
    number = excluded.number, settlement = excluded.settlement, search = excluded.search,
    point = excluded.point
WHERE (place.kind, place.name, place.street, place.number, place.settlement, place.search,
       place.point::geometry)
    IS DISTINCT FROM (excluded.kind, excluded.name, excluded.street, excluded.number, excluded.settlement,
                      excluded.search, excluded.point::geometry)
RETURNING xmax = 0
"""


@dataclass(frozen=True, slots=True)
class RawPlace:
    """An address or a named place as a file tells it."""

    number_in_file: int
    lon: float | None
    lat: float | None
    name: str = ""
    street: str = ""
    number: str = ""
    settlement: str = ""
    code: str = ""


@dataclass(slots=True)
class PlacesReport:
    """Counts by outcome, and the refused lines: number in the file and reason."""

    counts: Counter[str] = field(default_factory=Counter)
    refused: list[tuple[int, str]] = field(default_factory=list)


Row = tuple[str, str, str, str, str, str, str, float, float]


def import_places(
    actor: policies.AreaActor,
    places: Iterable[RawPlace],
    *,
    source: str,
    progress: Callable[[int], None] = lambda done: None,
) -> PlacesReport:
    """Add or change gazetteer entries in one transaction; the same file again changes nothing.

    An entry is known by its code, or by its words and settlement where the file gives none.
    """
    require(policies.can_manage_areas(actor))
    report = PlacesReport()
    with transaction.atomic():
        rows = _rows(places, report)
        done = 0
        while batch := list(islice(rows, BATCH)):
            _write(batch, report)
            done += len(batch)
            progress(done)
        audit.record(actor, "places.imported", "places", source, dict(report.counts))
    return report


def _rows(places: Iterable[RawPlace], report: PlacesReport) -> Iterator[Row]:
    seen: set[str] = set()
    for place in places:
        try:
            row = _row(place, seen)
        except Invalid as error:
            report.refused.append((place.number_in_file, str(error.message)))
            report.counts["refused"] += 1
            continue
        yield row


def _row(place: RawPlace, seen: set[str]) -> Row:
    if place.lon is None or place.lat is None:
        raise Invalid("place.missing", _("The place has no position."))
    shapes.point(place.lon, place.lat)
    address = ", ".join(part for part in (place.street, place.number) if part) if place.street else ""
    name = place.name or address
    if not name:
        raise Invalid("place.nameless", _("The place has neither a name nor a street."))
    kind = PlaceKind.PLACE if not place.street else PlaceKind.ADDRESS if place.number else PlaceKind.STREET
    search = wording.search_text(place.street, place.number, place.name, place.settlement)
    code = place.code or hashlib.blake2b(f"{kind}\x1f{search}".encode(), digest_size=16).hexdigest()
    if code in seen:
        raise Invalid("place.twice", _("The same address stands in the file before."))
    seen.add(code)
    return (
        code[:120],
        kind.value,
        name[:200],
        place.street[:200],
        place.number[:20],
        place.settlement[:120],
        search,
        place.lon,
        place.lat,
    )


def _write(batch: Sequence[Row], report: PlacesReport) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_UPSERT, [list(column) for column in zip(*batch, strict=True)])
        inserted = [row[0] for row in cursor.fetchall()]
    report.counts["added"] += sum(inserted)
    report.counts["changed"] += len(inserted) - sum(inserted)
    report.counts["same"] += len(batch) - len(inserted)
