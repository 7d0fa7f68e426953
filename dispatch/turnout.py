"""The turnout of a call-out, computed from its log alone: the same lines give the same board (C9).

Pure: what was paged and answered goes in, who is coming and whether that makes a crew comes out. The question
is never how many said yes, but whether those who did can fill the seats that must be filled.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from rosters import matching
from rosters.matching import Crew, Person, Seat


class Reply(StrEnum):
    """What a volunteer answers; `WITHDRAWN` takes an earlier answer back."""

    STATION = "station"
    SCENE = "scene"
    CANNOT = "cannot"
    WITHDRAWN = "withdrawn"


COMING = frozenset({Reply.STATION, Reply.SCENE})


@dataclass(frozen=True, slots=True)
class Paged:
    """Somebody who was paged, with the skills valid at that second."""

    user_id: str
    name: str
    skills: frozenset[str]
    brigade_id: str
    wave: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Answered:
    """One line of the log. `number` is its place in the log."""

    user_id: str
    reply: Reply
    minutes: int
    at: datetime
    number: int

    @property
    def arrives(self) -> datetime:
        """When they said they would be there."""
        return self.at + timedelta(minutes=self.minutes)


@dataclass(frozen=True, slots=True)
class Board:
    """What the chief and the wall see."""

    coming: tuple[tuple[Paged, Answered], ...]
    """Those who come, the first to arrive first."""
    cannot: tuple[Paged, ...]
    silent: tuple[Paged, ...]
    crew: Crew
    """Of everybody who is coming."""
    ready_at: datetime | None
    """When those who have arrived by then first make a crew; None where all who come do not."""


def last_answers(answers: Iterable[Answered]) -> dict[str, Answered]:
    """The last answer of each counts; all are kept in the log (C6).

    Last is who has the greatest number: the log's order, which no clock that is set back can change.
    """
    found: dict[str, Answered] = {}
    for answer in sorted(answers, key=lambda a: a.number):
        found[answer.user_id] = answer
    return found


def board(paged: Iterable[Paged], answers: Iterable[Answered], seats: Sequence[Seat]) -> Board:
    """The board of a call-out at this point of its log; the order of the lines does not matter."""
    first_pages: dict[str, Paged] = {}
    for page in sorted(paged, key=lambda p: (p.wave, p.at, p.user_id)):
        first_pages.setdefault(page.user_id, page)
    last = last_answers(answers)
    coming = sorted(
        ((page, last[who]) for who, page in first_pages.items() if who in last and last[who].reply in COMING),
        key=lambda pair: (pair[1].arrives, pair[0].user_id),
    )
    return Board(
        coming=tuple(coming),
        cannot=tuple(p for w, p in first_pages.items() if w in last and last[w].reply is Reply.CANNOT),
        silent=tuple(p for w, p in first_pages.items() if w not in last or last[w].reply is Reply.WITHDRAWN),
        crew=matching.match(_persons(coming), seats),
        ready_at=_ready_at(coming, seats),
    )


def _persons(coming: Iterable[tuple[Paged, Answered]]) -> list[Person]:
    return [Person(page.user_id, page.skills) for page, _ in coming]


def _ready_at(coming: Sequence[tuple[Paged, Answered]], seats: Sequence[Seat]) -> datetime | None:
    """The arrival with which a crew first stands.

    More people never make less of a crew, so halving finds it.
    """
    if not matching.match(_persons(coming), seats).viable:
        return None
    low, high = 0, len(coming)
    while low < high:
        middle = (low + high) // 2
        if matching.match(_persons(coming[:middle]), seats).viable:
            high = middle
        else:
            low = middle + 1
    return coming[low - 1][1].arrives if low else None


CHANNELS = ("live", "email")
"""Ways to reach a person, by their names in `notifications`, the fastest first. A sender that is added there
takes its place here.
"""


class StepKind(StrEnum):
    """What a step of the frozen plan does when it is reached."""

    AVAILABLE = "available"
    """Page everybody of the brigade who is eligible and available."""
    OTHER_CHANNEL = "other_channel"
    """Page those who have not answered by a channel that has not been tried on them."""
    SILENT_AGAIN = "silent_again"
    """Page those again who have not answered."""
    ALL_CALL = "all_call"
    """Page everybody eligible, whatever their calendar says; the page says so."""
    NEIGHBOUR = "neighbour"
    """Page the next brigade's available people."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a plan, frozen when the call-out starts (C8)."""

    kind: StepKind
    brigade_id: str
    wait_seconds: int
    """How long to wait for answers before the next look."""
    channels: tuple[str, ...] = CHANNELS
    """By what its people are paged, all of these at once."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What the escalator does now."""

    level: int | None
    """The plan's step to take, or None: nothing to do but wait or stop."""
    exhausted: bool = False
    """The plan has no further step and there is no crew: a human must know."""


def escalate(plan: Sequence[Step], level: int, deadline: datetime, now: datetime, crew: Crew) -> Decision:
    """Go one step on if, and only if, the deadline has passed without a viable crew (C5)."""
    if crew.viable or now < deadline:
        return Decision(None)
    if level + 1 < len(plan):
        return Decision(level + 1)
    return Decision(None, exhausted=True)
