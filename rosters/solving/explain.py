"""Why a rota is as it is: for each duty given, whom else it could have been; for each gap, what stands in
the way.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rosters.matching import Gap
from rosters.solving.problem import Assignment, Burden, Candidate, Problem

LIMITS = "limits"
"""Ready for the duty, but rest, hours, a pair or another duty kept them from it."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why this person: how many could have filled the seat, and what each had borne before."""

    able: int
    """People ready for the duty who fit the seat, this one among them."""
    before: int
    """Duties and call-outs of this person in the weeks before."""
    average: float
    """The same for those who could have filled the seat, one decimal."""
    wish: int
    """1 wished for it, -1 would rather not have."""
    in_window: int
    """Duties this rota gives the person in all."""


@dataclass(frozen=True, slots=True)
class Missing:
    """A gap with how many who hold a fitting skill are kept from it, by what; and who could be asked."""

    gap: Gap
    obstacles: Mapping[str, int]
    ask: tuple[str, ...]
    """People against whom nothing stands but that they have said nothing."""


def reasons(problem: Problem, assignments: Iterable[Assignment]) -> dict[Assignment, Reason]:
    """For each assignment why it fell to that person."""
    given = tuple(assignments)
    load = Counter(a.person for a in given)
    by_duty: dict[str, list[Candidate]] = defaultdict(list)
    for candidate in problem.candidates:
        by_duty[candidate.duty].append(candidate)
    found = {}
    for a in given:
        able = [c for c in by_duty[a.duty] if a.needs is None or a.needs in c.skills]
        borne = [_borne(problem, c.person) for c in able]
        wish = next((c.wish for c in able if c.person == a.person), 0)
        average = round(sum(borne) / len(borne), 1) if borne else 0.0
        found[a] = Reason(len(able), _borne(problem, a.person), average, wish, load[a.person])
    return found


def missing(
    gaps: Iterable[Gap],
    people: Iterable[tuple[str, frozenset[str], tuple[str, ...]]],
    serving: frozenset[str],
) -> list[Missing]:
    """What keeps people out of one duty's gaps. `people`: id, skills over the duty, obstacles; `serving`:
    those who are on it.
    """
    others = [one for one in people if one[0] not in serving]
    found = []
    for gap in gaps:
        fitting = [one for one in others if None in gap.skills or gap.skills & one[1]]
        against = Counter((obstacles or (LIMITS,))[0] for _, _, obstacles in fitting)
        ask = tuple(person for person, _, obstacles in fitting if obstacles == ("unknown",))
        found.append(Missing(gap, dict(sorted(against.items())), ask))
    return found


def _borne(problem: Problem, person: str) -> int:
    return problem.history.get(person, {}).get(Burden.DUTY, 0)
