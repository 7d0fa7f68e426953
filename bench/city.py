"""A seeded city in a database of its own: beats, addresses, zones, and so many incidents, by set-based SQL.

Skewed like a real one: half of what happens lies on few streets, a third in the centre, most of it at night.
A database that is there already, and was made by the same statements not long ago, is used again.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from bench import geofence, harness

SIZES = (10_000, 100_000)
LARGE = 1_000_000
GRID = 4
"""Beats on each side of the city."""
ADDRESSES = 20_000
WEST, SOUTH, EAST, NORTH = harness.CITY
Box = tuple[float, float, float, float]
SQL = Path(__file__).with_name("city.sql")


def sizes() -> tuple[int, ...]:
    """Numbers of incidents to measure at; `LARGE=1` adds a million, which takes minutes to fill."""
    chosen = (*SIZES, LARGE) if os.environ.get("LARGE") else SIZES
    return tuple(harness.scale(size) for size in chosen)


@contextmanager
def at_size(incidents: int) -> Iterator[None]:
    """Point this process at the city with so many incidents, making it where it is missing."""

    def fill() -> None:
        harness.say(f"  making a city with {incidents:,} incidents …")
        seconds, _ = harness.timed(lambda: _fill(incidents))
        harness.say(f"  made in {seconds:.0f} s")

    with harness.database(f"{harness.DATABASE}_{incidents}", stamp=_stamp(incidents), fill=fill):
        _forget_reports()
        yield


def _stamp(incidents: int) -> str:
    """Names what the city was made by, and the month, because its newest incidents must be new."""
    texts = [
        Path(__file__),
        SQL,
        Path(geofence.__file__),
        harness.ROOT / "incidents" / "actions" / "tally.py",
    ]
    texts += sorted(harness.ROOT.glob("*/migrations/*.py"))
    made_by = [path.read_text(encoding="utf-8") for path in texts]
    digest = hashlib.sha256("".join(made_by).encode()).hexdigest()[:16]
    return f"{digest} {incidents} {datetime.now(UTC):%Y-%m}"


def _fill(incidents: int) -> None:
    from django.db import connection, transaction

    from accounts.actor import system_actor
    from geo import actions as geo_actions
    from incidents import actions
    from incidents.actions import tally
    from incidents.catalogue import Audience

    actions.sync_categories(system_actor("bench"))
    city_area = _areas()
    geofence.fill_zones(harness.scale(geofence.ZONES))
    with transaction.atomic(), connection.cursor() as cursor:
        box = dict(zip(("west", "south", "east", "north"), harness.CITY, strict=True))
        statements = SQL.read_text(encoding="utf-8")
        cursor.execute(statements, {"count": incidents, "addresses": ADDRESSES, "grid": GRID, **box})
        for audience, which in ((Audience.PUBLIC, "shown_publicly"), (Audience.POLICE, "true")):
            tally.add_where(which, {}, audience)
    geo_actions.build_snap_points(system_actor("bench"), city_area)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")


def _areas() -> UUID:
    """The city and its beats, by the product's own action: sixteen rectangles, row by row from the south."""
    from django.contrib.gis.geos import Polygon

    from accounts.actor import system_actor
    from geo import actions, shapes
    from geo.actions import AreaDraft
    from geo.models import AreaKind

    def area(kind: AreaKind, code: str, box: Box, **more: Any) -> UUID:
        boundary, _ = shapes.clean_boundary(Polygon.from_bbox(box), limits=shapes.IMPORT)
        draft = AreaDraft(kind, code=code, name=code, boundary=boundary, served=True, **more)
        return actions.replace_area(system_actor("bench"), draft)[0].pk

    city = area(AreaKind.CITY, "Bench", (WEST, SOUTH, EAST, NORTH), population=370_000)
    wide, high = (EAST - WEST) / GRID, (NORTH - SOUTH) / GRID
    for n in range(GRID * GRID):
        x, y = WEST + n % GRID * wide, SOUTH + n // GRID * high
        box = (x, y, EAST if n % GRID == GRID - 1 else x + wide, NORTH if n // GRID == GRID - 1 else y + high)
        area(AreaKind.BEAT, f"beat {n}", box, parent_id=city)
    return city


def _forget_reports() -> None:
    """Take out what earlier measurements reported, so that sizes stay what they are called."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "TRUNCATE incidents_receipt, incidents_reportercontact, procrastinate_jobs, procrastinate_events,"
            " procrastinate_periodic_defers, notifications_event, notifications_stream"
        )
        cursor.execute(
            "DELETE FROM incidents_statuschange step USING incidents_incident row"
            " WHERE row.id = step.incident_id AND row.source <> 'bench'"
        )
        cursor.execute("DELETE FROM incidents_incident WHERE source <> 'bench'")
