"""Taking over the history of another system in one set-based pass; nobody is alarmed by it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.db import connection, transaction
from django.utils import timezone

from accounts.actor import Actor
from core import audit
from geo import statements
from incidents import cells, importers
from incidents.actions import tally
from incidents.actions.report import new_reference
from incidents.catalogue import Audience
from incidents.importers import ImportMap, Reject, Row

Progress = Callable[[str], None]
CHUNK = 20_000
OUTSIDE = "outside every served area"

_RAW = """
DROP TABLE IF EXISTS import_raw, import_located;
CREATE TEMP TABLE import_raw (
    key text, at timestamptz, category text, lon float8, lat float8, description text, label text,
    id uuid, reference text, cell int8
) ON COMMIT DROP
"""
_COPY = "COPY import_raw (key, at, category, lon, lat, description, label, id, reference, cell) FROM STDIN"
_LOCATE = f"""
CREATE TEMP TABLE import_located ON COMMIT DROP AS
SELECT raw.*, place.*, finest.name AS area_name FROM import_raw raw
CROSS JOIN LATERAL ({statements.located("raw.lon", "raw.lat", "statement_timestamp()")})
    AS place (area_ids, beat_id, finest_id, x, y, radius_m, place_label)
LEFT JOIN geo_area finest ON finest.id = place.finest_id
WHERE NOT EXISTS (
    SELECT FROM incidents_incident known WHERE known.source = %s AND known.source_key = raw.key
)
"""  # noqa: S608 constant text
_INSERT = """
WITH made AS (
    INSERT INTO incidents_incident (
        id, public_id, reference, rev, public_rev, category_id, severity, state, point, address, place_label,
        area_name, area_ids, group_ids, beat_id, public_point, public_radius_m, cell, public_cell,
        description, people, happened_from, reported_at, updated_at, ended_at, public_at, hold_reason,
        shown_to_groups, shown_publicly, tallied, language, source, source_key, acknowledged_by, unit_label,
        disposition, closing_reason, photo_count, confirmation_count, messages_waiting, reporter_unread)
    SELECT row.id, gen_random_uuid(), row.reference, 1, 1, kind.code, kind.severity, 'closed',
           ST_SetSRID(ST_MakePoint(row.lon, row.lat), 4326)::geography, '', row.place_label,
           row.area_name, row.area_ids, '{}', row.beat_id,
           ST_SetSRID(ST_MakePoint(row.x, row.y), 4326)::geography, coalesce(row.radius_m, 0), row.cell,
           floor((row.x + 180.0) / 360.0 * (1 << %(level)s))::int8 << %(level)s
             | floor((1.0 - asinh(tan(radians(row.y))) / pi()) / 2.0 * (1 << %(level)s))::int8,
           row.description, '[]', row.at, row.at, %(now)s, row.at,
           CASE WHEN row.x IS NOT NULL THEN %(now)s END, '', false,
           %(public)s AND kind.audience = 'public' AND row.x IS NOT NULL, false, %(language)s,
           %(source)s, row.key, '', '', '', '', 0, 0, false, 0
    FROM import_located row JOIN incidents_category kind ON kind.code = row.category
    WHERE row.beat_id IS NOT NULL RETURNING id, reported_at
), steps AS (
    INSERT INTO incidents_statuschange (incident_id, at, from_state, to_state, verb, reason, note, message,
                                        actor_kind, actor_id, actor_label, unit_label)
    SELECT id, reported_at, '', 'closed', 'import', '', '', '', %(kind)s, %(actor)s, %(label)s, '' FROM made
)
SELECT count(*) FROM made
"""
_TAKEN = """
SELECT id FROM (
    SELECT id, reference, row_number() OVER (PARTITION BY reference ORDER BY id) AS turn FROM import_located
) row
WHERE turn > 1 OR EXISTS (SELECT FROM incidents_incident known WHERE known.reference = row.reference)
"""
_AGREEMENT = """
SELECT count(*), count(*) FILTER (WHERE row.label = row.area_name)
FROM import_located row WHERE EXISTS (SELECT FROM geo_area WHERE geo_area.name = row.label)
"""


@dataclass
class ImportReport:
    """What became of every row of a file: `read` is the sum of the others."""

    read: int = 0
    imported: int = 0
    known: int = 0
    """Rows that an earlier import brought."""
    rejected: Counter[str] = field(default_factory=Counter)
    """Rows that could not be used, by reason."""
    labelled: int = 0
    """New rows whose own label names an area we have."""
    agreeing: int = 0
    """Those of them whose geofence says the same."""


def import_incidents(
    actor: Actor,
    path: Path,
    how: ImportMap,
    *,
    errors: Path,
    public: bool = True,
    progress: Progress = lambda _words: None,
) -> ImportReport:
    """Import a file of past incidents as closed ones. The same file again imports nothing new.

    Rows that cannot be used are written to `errors` (CSV: line, key, reason). One transaction: COPY into a
    temporary table, one join with the geofence, one INSERT; no events, no jobs, so nobody is alarmed.
    What is shown stays shown: `public_until` is left out on purpose, since a category's days are told of
    today's reports, while a history that a city publishes is a map of years (`public=False`: police alone).
    Raises ValueError where file and map do not fit.
    """
    report = ImportReport()
    with errors.open("w", encoding="utf-8", newline="") as sink, transaction.atomic():
        rejects = importers.reject_writer(sink)
        with connection.cursor() as cursor:
            cursor.execute(_RAW)
            with cursor.copy(_COPY) as copy:
                for row in _usable(path, how, report, rejects, progress):
                    copy.write_row(_raw(row, how))
            progress("finding areas and masked places")
            cursor.execute("ANALYZE import_raw")
            cursor.execute(_LOCATE, [how.source])
            cursor.execute("SELECT count(*) FROM import_raw")
            report.known = int(cursor.fetchone()[0])
            cursor.execute("SELECT key FROM import_located WHERE beat_id IS NULL ORDER BY key")
            for (key,) in cursor.fetchall():
                rejects(Reject(0, key, OUTSIDE))
                report.rejected[OUTSIDE] += 1
            progress("writing incidents")
            _draw_references_again()
            report.imported = _insert(actor, how, public=public)
            report.known -= report.imported + report.rejected[OUTSIDE]
            cursor.execute(_AGREEMENT)
            report.labelled, report.agreeing = cursor.fetchone()
        progress("counting for the map")
        _tally(how.source)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE incidents_incident, incidents_tally")
        data = {"source": how.source, "imported": report.imported, "rejected": report.rejected.total()}
        audit.record(actor, "incident.imported", "import", how.source, data)
    return report


def _draw_references_again() -> None:
    """Give the rows whose reference another one has a new one, until there are none: no row is lost by it."""
    with connection.cursor() as cursor:
        while True:
            cursor.execute(_TAKEN)
            drawn = [(new_reference(), taken) for (taken,) in cursor.fetchall()]
            if not drawn:
                return
            cursor.executemany("UPDATE import_located SET reference = %s WHERE id = %s", drawn)


def _usable(
    path: Path,
    how: ImportMap,
    report: ImportReport,
    rejects: Callable[[Reject], None],
    progress: Progress,
) -> Iterator[Row]:
    """The rows that can be used; the others are counted and written down."""
    for found in importers.read_rows(path, how):
        report.read += 1
        if report.read % CHUNK == 0:
            progress(f"{report.read} rows read")
        if isinstance(found, Reject):
            report.rejected[found.reason] += 1
            rejects(found)
        else:
            yield found


def _raw(row: Row, how: ImportMap) -> tuple[object, ...]:
    """A row for COPY. Its id follows from source and key; its reference is drawn."""
    reference = new_reference()
    identity = uuid5(NAMESPACE_URL, f"varta-import:{how.source}:{row.key}")
    cell = cells.cell_of(row.lon, row.lat)
    return (
        row.key, row.at, row.category, row.lon, row.lat, row.description, row.label, identity, reference, cell
    )  # fmt: skip


def _insert(actor: Actor, how: ImportMap, *, public: bool) -> int:
    values: dict[str, Any] = {
        "now": timezone.now(),
        "public": public,
        "language": "uk",
        "source": how.source,
        "level": cells.KEY_LEVEL,
        "kind": str(actor.kind),
        "actor": actor.id,
        "label": actor.label,
    }
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, values)
        return int(cursor.fetchone()[0])


def _tally(source: str) -> None:
    """Count what is new into both roll-ups, by one statement each."""
    new = "source = %(source)s AND NOT tallied"
    tally.add_where(f"{new} AND shown_publicly", {"source": source}, Audience.PUBLIC)
    tally.add_where(new, {"source": source}, Audience.POLICE)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE incidents_incident SET tallied = true WHERE source = %s AND NOT tallied", [source]
        )
