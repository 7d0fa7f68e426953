"""What a reporter sends and is answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.contrib.gis.geos import Point

from incidents.models import Category, Incident


@dataclass(frozen=True, slots=True)
class Contact:
    """How a reporter wishes to be reached."""

    name: str = ""
    phone: str = ""
    email: str = ""

    def __bool__(self) -> bool:
        return bool(self.name or self.phone or self.email)


@dataclass(frozen=True, slots=True)
class Draft:
    """What a reporter sends. `id` and `retry_secret` are made by the reporter's client."""

    id: UUID
    category: str
    point: Point
    happened_at: datetime
    happened_until: datetime | None = None
    accuracy_m: float | None = None
    address: str = ""
    description: str = ""
    people: Sequence[dict[str, str]] = ()
    contact: Contact = field(default_factory=Contact)
    anonymous: bool = False
    retry_secret: str = ""
    people_confirmed: bool = False


@dataclass(frozen=True, slots=True)
class Source:
    """Where a request came from, for limits alone: stored only as a keyed hash."""

    address: str = ""
    device: str = ""


@dataclass(frozen=True, slots=True)
class Filed:
    """What a reporter is answered."""

    incident: Incident
    category: Category
    words: str | None
    """The receipt's ten words; None for a report tied to an account."""
    repeated: bool
