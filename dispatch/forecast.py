"""How likely is a lawful crew: those who said they come do, those silent come as often as they used to.

Pure and repeatable: the draws are seeded, so the same log gives the same figure (C9). The answer is a share
of drawn evenings, rounded to whole fives, because it is no more exact than that.
"""

from __future__ import annotations

import random
from collections.abc import Sequence

from dispatch.turnout import Board
from rosters import matching
from rosters.matching import Person, Seat

DRAWS = 240


def share_of_coming(came: int, paged: int) -> float:
    """How often somebody comes, after Laplace: of nobody known half, and never quite never or always."""
    return (came + 1) / (paged + 2)


def chance_of_crew(
    board: Board, shares: dict[str, float], seats: Sequence[Seat], *, seed: str, draws: int = DRAWS
) -> int:
    """Per cent of drawn evenings with a viable crew: 100 with one already, 0 where no silent one helps."""
    if board.crew.viable:
        return 100
    coming = [Person(page.user_id, page.skills) for page, _ in board.coming]
    silent = [Person(page.user_id, page.skills) for page in board.silent]
    if not matching.match([*coming, *silent], seats).viable:
        return 0
    wanted = {seat.needs for seat in seats}
    kinds = {person.id: frozenset(person.skills & wanted) for person in silent}
    most = len(seats)
    known: dict[tuple[tuple[str, int], ...], bool] = {}
    chance = random.Random(seed)  # noqa: S311 - a forecast, not a secret
    viable = 0
    for _ in range(draws):
        drawn = [person for person in silent if chance.random() < shares.get(person.id, 0.5)]
        counts: dict[str, int] = {}
        for person in drawn:
            kind = ",".join(sorted(str(skill) for skill in kinds[person.id]))
            counts[kind] = min(most, counts.get(kind, 0) + 1)
        key = tuple(sorted(counts.items()))
        if key not in known:
            known[key] = matching.match([*coming, *drawn], seats).viable
        viable += known[key]
    return round(100 * viable / draws / 5) * 5
