"""The life of a membership: which state follows which, and what each means. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

APPLIED, INTERVIEW, PROBATION = "applied", "interview", "probation"
ACTIVE, LEAVE, LEFT, DECLINED = "active", "leave", "left", "declined"

MOVES: Mapping[str, frozenset[str]] = {
    APPLIED: frozenset({INTERVIEW, DECLINED, LEFT}),
    INTERVIEW: frozenset({PROBATION, DECLINED, LEFT}),
    PROBATION: frozenset({ACTIVE, LEFT}),
    ACTIVE: frozenset({LEAVE, LEFT}),
    LEAVE: frozenset({ACTIVE, LEFT}),
    LEFT: frozenset({APPLIED}),
    DECLINED: frozenset({APPLIED}),
}
"""From each state the states that may follow. Coming back begins with a new application."""

BELONGING = frozenset({PROBATION, ACTIVE, LEAVE})
"""States in which a person holds the brigade's grant: on leave one still reads the rota."""

ADULT_YEARS = 18
"""Civil Protection Code of Ukraine, art. 63."""


def birthday(born: date, years: int) -> date:
    """The day a person completes so many years; who is born on 29 February, on 1 March of other years."""
    try:
        return born.replace(year=born.year + years)
    except ValueError:
        return date(born.year + years, 3, 1)


def is_adult(born: date, today: date) -> bool:
    """Whether the person has completed eighteen years."""
    return birthday(born, ADULT_YEARS) <= today
