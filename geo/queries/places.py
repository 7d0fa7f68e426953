"""Finding places by name in the imported gazetteer."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.gis.geos import Point

from core import prepared
from geo import wording

LOOSE = 0.55
"""Greatest word distance (0 alike, 1 nothing in common) at which a misspelt name is still offered."""

_SEARCH = f"""
WITH near AS (
    SELECT CASE WHEN %(lon)s::float8 IS NOT NULL
                THEN ST_SetSRID(ST_MakePoint(%(lon)s, %(lat)s), 4326)::geography END AS point
), strict AS (
    SELECT place.*, 0 AS tier, ST_Distance(place.point, near.point) AS metres
    FROM geo_place place, near
    WHERE search LIKE %(longest)s AND search LIKE ALL(%(patterns)s)
    ORDER BY (SELECT count(*) FROM unnest(%(exact)s::text[]) word WHERE search NOT LIKE word),
             metres NULLS LAST, length(search), place.id
    LIMIT %(limit)s
), loose AS (
    SELECT place.*, 1 AS tier, ST_Distance(place.point, near.point) AS metres
    FROM geo_place place, near
    WHERE NOT EXISTS (SELECT FROM strict)
    ORDER BY search <->> %(text)s LIMIT %(limit)s
)
SELECT id, kind, name, settlement, ST_X(point::geometry), ST_Y(point::geometry), metres FROM strict
UNION ALL
SELECT id, kind, name, settlement, ST_X(point::geometry), ST_Y(point::geometry), metres FROM loose
WHERE search <->> %(text)s < {LOOSE}
"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class FoundPlace:
    """A gazetteer entry that fits; `distance_m` from where the asker is, if that was told."""

    id: int
    kind: str
    name: str
    settlement: str
    lon: float
    lat: float
    distance_m: int | None


def search_places(text: str, *, near: Point | None = None, limit: int = 10) -> list[FoundPlace]:
    """Places whose words begin with the typed ones, best first; else names that sound alike. One statement.

    Case, apostrophes, street words and the alphabet do not matter; nearer ones come first.
    """
    words = wording.without_street_words(wording.words_of(text[:200]))[:8]
    if not words:
        return []
    params = {
        "lon": near.x if near else None,
        "lat": near.y if near else None,
        "longest": f"% {max(words, key=len)}%",
        "patterns": [f"% {word}%" for word in words],
        "exact": [f"% {word} %" for word in words],
        "text": " ".join(words),
        "limit": limit,
    }
    return [
        FoundPlace(number, kind, name, settlement, lon, lat, None if metres is None else round(metres))
        for number, kind, name, settlement, lon, lat, metres in prepared.rows(_SEARCH, params)
    ]
