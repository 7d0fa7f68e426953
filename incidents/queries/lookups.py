"""Small tables that every request needs and that hardly change: remembered for at most a minute."""

from __future__ import annotations

import time
from uuid import UUID

from django.utils.translation import gettext as _

from core.errors import Invalid, NotFound
from geo import queries as geo_queries
from incidents.models import Category

REMEMBERED_SECONDS = 60.0
_categories: tuple[float, dict[str, Category]] | None = None
_area_names: dict[UUID, tuple[float, str]] = {}


def categories() -> dict[str, Category]:
    """Every category by code, in the order shown."""
    global _categories
    now = time.monotonic()
    if _categories is None or _categories[0] < now:
        _categories = (
            now + REMEMBERED_SECONDS,
            {row.code: row for row in Category.objects.order_by("order")},
        )
    return _categories[1]


def category(code: str) -> Category:
    """An active leaf, on which reports can be made. Raises Invalid naming the field."""
    found = categories().get(code)
    if found is None or not found.active or found.parent_id is None:
        raise Invalid.field("category", _("Please choose what it is about."), code="report.category")
    return found


def area_name(area_id: UUID) -> str:
    """Name of an area; empty for one that is gone."""
    now = time.monotonic()
    known = _area_names.get(area_id)
    if known is None or known[0] < now:
        try:
            name = geo_queries.area(area_id).name
        except NotFound:
            name = ""
        known = (now + REMEMBERED_SECONDS, name)
        _area_names[area_id] = known
    return known[1]


def forget_lookups() -> None:
    """Drop what this process remembers, after a change or between tests."""
    global _categories
    _categories = None
    _area_names.clear()
