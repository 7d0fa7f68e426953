"""Imported reports of past years in the east of the city, for the browser tests of the archive."""

from __future__ import annotations

import csv
import json
import tempfile
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

from django.core.management import call_command

from accounts.roles import Role, ScopeKind
from geo.models import Area
from tests.browser.seed_names import ARCHIVE_PLACES, ARCHIVIST, FOREIGN_ARCHIVIST
from tests.factories.accounts import make_user
from tests.factories.geo import CENTRE, make_area, square

MAP = {
    "source": "old",
    "columns": {
        "key": "key",
        "time": "time",
        "category": "kind",
        "lon": "lon",
        "lat": "lat",
        "description": "text",
    },
    "categories": {"noise": "noise.music", "bicycle": "theft.bicycle", "threat": "violence.threats"},
}


def seed(city: Area) -> None:
    """260 nights of 2021, three bicycles of 2023, and a threat of 2022 that the police alone see."""
    quiet, yard, street = ARCHIVE_PLACES
    lon, lat = quiet
    make_area("Схід", boundary=square(lon, lat, side_m=3_000), parent=city, code="beat-east")
    night, evening = datetime(2021, 3, 1, 22, tzinfo=UTC), datetime(2023, 7, 1, 19, tzinfo=UTC)
    rows = [(f"n{n}", night + timedelta(days=n), "noise", quiet, "") for n in range(260)]
    rows += [(f"b{n}", evening + timedelta(days=n), "bicycle", yard, f"Зник велосипед {n}") for n in range(3)]
    rows.append(("t", datetime(2022, 5, 5, 12, tzinfo=UTC), "threat", street, "Чорний фургон біля школи"))
    with tempfile.TemporaryDirectory() as folder:
        source, how = Path(folder, "old.csv"), Path(folder, "map.json")
        how.write_text(json.dumps(MAP))
        with source.open("w", newline="") as file:
            lines = csv.writer(file)
            lines.writerow(["key", "time", "kind", "lon", "lat", "text"])
            for key, at, kind, place, text in rows:
                lines.writerow([key, at.isoformat(), kind, *place, text])
        errors = Path(folder, "errors.csv")
        call_command("import_incidents", source, map=how, errors=errors, stdout=StringIO(), stderr=StringIO())
    make_user(ARCHIVIST, name="Архип Патрульний", grants=[(Role.PATROL_OFFICER, ScopeKind.AREA, city.pk)])
    west = make_area(
        "Захід", boundary=square(2 * CENTRE[0] - lon, lat, side_m=1_000), parent=city, code="beat-west"
    )
    make_user(FOREIGN_ARCHIVIST, grants=[(Role.PATROL_OFFICER, ScopeKind.AREA, west.pk)])
