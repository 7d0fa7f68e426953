"""Whether a vehicle can go out, and whether kit has to be tested. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from uuid import UUID

SOON_DAYS = 30


class Readiness(StrEnum):
    """How a vehicle stands at a glance."""

    READY = "ready"
    SEAT_OFF = "seat_off"
    """It goes out; a seat that it can do without is off the run."""
    OFF_RUN = "off_run"


class KitStanding(StrEnum):
    """Whether kit has to be tested."""

    NONE = "none"
    FINE = "fine"
    SOON = "soon"
    OVERDUE = "overdue"


def of_vehicle(seats: Mapping[UUID, bool], off: Iterable[UUID | None], *, in_service: bool) -> Readiness:
    """`seats`: whether each is hard; `off`: what open defects take off the run, None for the whole."""
    broken = list(off)
    if not in_service or any(seat is None or seats.get(seat, True) for seat in broken):
        return Readiness.OFF_RUN
    return Readiness.SEAT_OFF if broken else Readiness.READY


def of_test(due: date | None, today: date) -> KitStanding:
    """Overdue from the day itself, soon within thirty days of it."""
    if due is None:
        return KitStanding.NONE
    left = (due - today).days
    if left <= 0:
        return KitStanding.OVERDUE
    return KitStanding.SOON if left <= SOON_DAYS else KitStanding.FINE
