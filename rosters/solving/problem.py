"""What a rota has to satisfy, and what a solved one says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from rosters.matching import Gap, Seat
from rosters.recurrence import Interval


class Burden(StrEnum):
    """What is shared fairly, each on its own: duties as such, and the kinds that cost a volunteer most."""

    DUTY = "duty"
    NIGHT = "night"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"


@dataclass(frozen=True, slots=True)
class Duty:
    """One shift to be filled."""

    id: str
    interval: Interval
    seats: tuple[Seat, ...]
    burdens: frozenset[Burden] = frozenset({Burden.DUTY})


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person who is available **and** validly qualified over the whole duty, with the skills that hold
    then.
    """

    person: str
    duty: str
    skills: frozenset[str] = frozenset()
    wish: int = 0
    """1 wants it, -1 would rather not, 0 neither."""


@dataclass(frozen=True, slots=True)
class Assignment:
    """One person in one seat of one duty; `needs` is the seat's qualification."""

    person: str
    duty: str
    needs: str | None


@dataclass(frozen=True, slots=True)
class Limits:
    """What must hold for everybody."""

    rest: timedelta = timedelta(hours=11)
    """Least time between two duties. 11 hours after Directive 2003/88/EC article 3, kept for volunteers
    too.
    """
    week_hours: float = 48.0
    """Most hours in any seven days. 48 after Directive 2003/88/EC article 6."""
    apart: frozenset[frozenset[str]] = frozenset()
    """Pairs who cannot both be away at once: parents of small children, say."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Everything one solve needs. `pins` are published assignments, which stay."""

    people: tuple[str, ...]
    duties: tuple[Duty, ...]
    candidates: tuple[Candidate, ...]
    limits: Limits = field(default_factory=Limits)
    pins: tuple[Assignment, ...] = ()
    exceptions: bool = False
    """Pins that contradict the limits stand as they are; everything else keeps the limits."""
    outside: Mapping[str, tuple[Interval, ...]] = field(default_factory=dict)
    """Duties each holds that are not to be solved: before and after the window, and in other brigades. They
    count for rest and hours.
    """
    history: Mapping[str, Mapping[Burden, int]] = field(default_factory=dict)
    """How much each has borne lately, call-outs attended counted as duties; zero where nothing is known."""


class Proof(StrEnum):
    """How good the answer is known to be."""

    OPTIMAL = "optimal"
    WITHIN_GAP = "within_gap"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Solution:
    """A rota, what it leaves open, and how far from the best it can be at most."""

    assignments: tuple[Assignment, ...]
    gaps: Mapping[str, tuple[Gap, ...]]
    """Duty id to what is missing there; duties that are covered do not appear."""
    proof: Proof
    coverage_gap: float
    """Relative distance of the coverage found from its proven bound; 0 is proven best."""
    fairness_gap: float
    """The same for fairness and wishes, given that coverage."""
    seconds: float


class Infeasible(Exception):
    """The published assignments contradict the limits; `conflicts` names each contradiction in words'
    parts.
    """

    def __init__(self, conflicts: tuple[Conflict, ...]) -> None:
        super().__init__(f"{len(conflicts)} published assignments contradict the limits")
        self.conflicts = conflicts


@dataclass(frozen=True, slots=True)
class Conflict:
    """Why published assignments cannot stand together, and the least that would have to give."""

    rule: str
    """`rest`, `week_hours`, `apart`, `not_able` or `seat_taken`; `outside_rest` or `outside_week`: against
    duties that are not in the plan.
    """
    people: tuple[str, ...]
    duties: tuple[str, ...]
    relaxation: float
    """Hours of rest to give up, hours over the week's limit; 0 where only withdrawing an assignment helps."""
