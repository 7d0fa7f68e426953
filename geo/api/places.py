"""HTTP doors to names: the gazetteer."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from geo import queries, schemas, shapes

router = Router(tags=["places"])


class SearchFilter(Schema):
    """What is typed, and where the asker is, if he tells."""

    q: str = Field(max_length=200)
    lon: float | None = None
    lat: float | None = None
    limit: int = Field(default=10, ge=1, le=50)


@router.get("/places/search", response=list[schemas.PlaceFoundOut], auth=None)
def search(request: HttpRequest, filters: Query[SearchFilter]) -> list[queries.FoundPlace]:
    """Addresses, streets and named places, best first, nearer ones before others."""
    near = (
        shapes.point(filters.lon, filters.lat)
        if filters.lon is not None and filters.lat is not None
        else None
    )
    return queries.search_places(filters.q, near=near, limit=filters.limit)
