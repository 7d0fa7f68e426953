"""The matrix of people and their papers, with what lapses soon."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from django.utils import timezone

from core.ordering import alphabetical
from rosters import ability, matching, standings
from rosters.models import Brigade, Member
from rosters.queries import papers
from rosters.queries.roll import inclusions, interval_of
from rosters.recurrence import Interval

SOON = timedelta(days=30)
DUE = timedelta(days=90)


class Light(StrEnum):
    """How a paper stands: fine, lapsing within ninety or thirty days, lapsed, or never held."""

    VALID = "valid"
    DUE = "due"
    SOON = "soon"
    LAPSED = "lapsed"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Cell:
    """One paper of one person. `until` is the end of what holds now (or held last), None without end."""

    light: Light
    until: datetime | None
    by: str = ""
    """The qualification it comes with, where it is not held by itself."""

    @property
    def holds(self) -> bool:
        """Whether the paper is good at this moment."""
        return self.light not in {Light.NONE, Light.LAPSED}


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """One member with every gate and every qualification that somebody in the brigade holds."""

    member: Member
    gates: Mapping[str, Cell]
    skills: Mapping[str, Cell]

    @property
    def pageable(self) -> bool:
        """Whether a call-out of this moment may page the member: serving, with every gate open."""
        return self.member.state in ability.SERVING and all(cell.holds for cell in self.gates.values())


def matrix(brigade: Brigade) -> list[MatrixRow]:
    """People by qualifications, with until-dates; a fixed number of statements."""
    rows = Member.objects.select_related("user", "brigade").filter(
        brigade=brigade, state__in=standings.BELONGING
    )
    people = list(rows.order_by(alphabetical("user__name"), "pk"))
    ids = [member.user_id for member in people]
    gates: dict[UUID, dict[str, list[Interval]]] = defaultdict(lambda: defaultdict(list))
    for gate in papers.gates_of(ids):
        _put(gates[gate.user_id][gate.kind], interval_of(gate.valid), gate.revoked_at)
    skills: dict[UUID, dict[str, list[Interval]]] = defaultdict(lambda: defaultdict(list))
    for grant in papers.grants_of(ids):
        _put(skills[grant.user_id][grant.qualification.code], interval_of(grant.valid), grant.revoked_at)
    includes, now = inclusions(), timezone.now()
    return [
        MatrixRow(
            member,
            {kind: cell(gates[member.user_id][kind], now) for kind in ability.GATES},
            _skills(skills[member.user_id], includes, now),
        )
        for member in people
    ]


def cell(ranges: Iterable[Interval], now: datetime) -> Cell:
    """How a paper stands whose ranges are cut at their revocations; ranges that touch count as one."""
    pieces = [piece for piece in ability.merged(ranges) if piece.start <= now]
    if not pieces:
        return Cell(Light.NONE, None)
    last = pieces[-1]
    until = None if last.end == ability.END else last.end
    if last.end <= now:
        return Cell(Light.LAPSED, until)
    if last.end <= now + SOON:
        return Cell(Light.SOON, until)
    return Cell(Light.DUE if last.end <= now + DUE else Light.VALID, until)


_RANK = (Light.NONE, Light.LAPSED, Light.SOON, Light.DUE, Light.VALID)


def _skills(
    held: Mapping[str, list[Interval]], includes: Mapping[str, Iterable[str]], now: datetime
) -> dict[str, Cell]:
    """Held ones and those that come with one; of several ways the one that holds best."""
    found = {code: cell(ranges, now) for code, ranges in held.items()}
    for code in held:
        own = found[code]
        for included in matching.closure([code], includes) - {code}:
            other = found.get(included)
            if other is None or _RANK.index(own.light) > _RANK.index(other.light):
                found[included] = Cell(own.light, own.until, by=own.by or code)
    return dict(sorted(found.items()))


def _put(ranges: list[Interval], valid: Interval, revoked_at: datetime | None) -> None:
    piece = ability.cut(valid, revoked_at)
    if piece is not None:
        ranges.append(piece)
