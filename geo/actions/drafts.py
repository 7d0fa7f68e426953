"""An area as somebody wants it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.contrib.gis.geos import MultiPolygon

from geo.models import AreaKind


@dataclass(frozen=True, slots=True)
class AreaDraft:
    """An area as it should be; `boundary` comes from `shapes.clean_boundary`."""

    kind: AreaKind
    code: str
    name: str
    boundary: MultiPolygon
    parent_id: UUID | None = None
    name_en: str = ""
    served: bool | None = None
    """None keeps what is there (a new area starts unserved)."""
    population: int | None = None
    source: str = ""
    properties: dict[str, Any] = field(default_factory=dict)
