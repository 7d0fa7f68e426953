"""The police's list: filtered, newest first, page by page with a cursor."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db.models import BooleanField, F, Func, Q, Value
from django.utils.translation import gettext as _

from accounts.actor import Actor
from core.errors import Invalid
from incidents import cells, policies
from incidents.models import Incident
from incidents.queries import lookups

Box = tuple[float, float, float, float]
MAX_KEY_CELLS = 64
"""A box over more key cells than this is read by time alone."""


@dataclass(frozen=True, slots=True)
class IncidentFilter:
    """Which incidents; empty means all. `box` is west, south, east, north in degrees."""

    box: Box | None = None
    since: datetime | None = None
    until: datetime | None = None
    categories: Sequence[str] = ()
    states: Sequence[str] = ()
    severities: Sequence[str] = ()
    text: str = ""


def listed(
    actor: Actor, asked: IncidentFilter, *, cursor: str, limit: int
) -> tuple[list[Incident], str | None]:
    """A page of what the actor sees as police, newest first, and the cursor of the next one."""
    rows = Incident.objects.filter(policies.police_visible(actor), filter_q(asked))
    if cursor:
        at, last = _read_cursor(cursor)
        rows = rows.filter(Q(reported_at__lt=at) | Q(reported_at=at, id__lt=last))
    page = list(rows.order_by("-reported_at", "-id")[: limit + 1])
    more = len(page) > limit
    return page[:limit], _cursor(page[limit - 1]) if more else None


def filter_q(asked: IncidentFilter) -> Q:
    """The filter over true geometry: for the police alone."""
    found = common_q(asked)
    if asked.box is not None:
        found &= _box_q("point", asked.box) & _cells_q("cell", asked.box)
    if asked.states:
        found &= Q(state__in=asked.states)
    if asked.text:
        found &= (
            Q(reference__iexact=asked.text)
            | Q(description__icontains=asked.text)
            | Q(address__icontains=asked.text)
            | Q(place_label__icontains=asked.text)
        )
    return found


def common_q(asked: IncidentFilter) -> Q:
    """Time, category and severity."""
    found = Q()
    if asked.since is not None:
        found &= Q(reported_at__gte=asked.since)
    if asked.until is not None:
        found &= Q(reported_at__lt=asked.until)
    if asked.categories:
        found &= Q(category_id__in=leaves_of(asked.categories))
    if asked.severities:
        found &= Q(severity__in=asked.severities)
    return found


class _InBox(Func):
    """Whether a point lies in a box of degrees: planar, as maps ask, over an index of its own."""

    output_field = BooleanField()

    def as_sql(self, compiler: Any, connection: Any, *_context: Any, **_more: Any) -> Any:
        """`point::geometry && ST_MakeEnvelope(west, south, east, north, 4326)`."""
        place, *sides = (compiler.compile(part) for part in self.source_expressions)
        marks = ", ".join(sql for sql, _ in sides)
        params = [*place[1], *(value for _, values in sides for value in values)]
        return f"({place[0]}::geometry && ST_MakeEnvelope({marks}, 4326))", params


def _box_q(column: str, box: Box) -> Q:
    return Q(_InBox(F(column), *(Value(side) for side in box)))


def leaves_of(codes: Sequence[str]) -> list[str]:
    """The categories named, and the leaves of the groups named."""
    named = set(codes)
    return [row.code for row in lookups.categories().values() if named & {row.code, row.parent_id}]


def _cells_q(column: str, box: Box) -> Q:
    """The key cells of a box, where they are few: with a time they are an index of their own."""
    numbers = cells.cells_of_box(*box, at_most=MAX_KEY_CELLS)
    return Q(**{f"{column}__in": numbers}) if numbers else Q()


def parse_box(text: str) -> Box | None:
    """`west,south,east,north` in degrees; None for nothing. Raises Invalid."""
    if not text:
        return None
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        west, south, east, north = 1.0, 1.0, 0.0, 0.0
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
        raise Invalid.field("bbox", _("A box is west, south, east, north in degrees."), code="box")
    return west, south, east, north


def _cursor(row: Incident) -> str:
    return urlsafe_b64encode(f"{row.reported_at.isoformat()}|{row.pk}".encode()).decode()


def _read_cursor(cursor: str) -> tuple[datetime, UUID]:
    try:
        at, _bar, last = urlsafe_b64decode(cursor.encode()).decode().partition("|")
        return datetime.fromisoformat(at).astimezone(UTC), UUID(last)
    except ValueError:
        raise Invalid.field("cursor", _("Please start the list anew."), code="cursor") from None
