"""A second opinion on call-outs: the rules of docs/call-outs.md over plain values, without the product.

It is told everything that happens and says what must be so now; `test_callout_histories` compares.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

KYIV = ZoneInfo("Europe/Kyiv")
MOMENT = timedelta(seconds=1)
COMING = ("station", "scene")
LIVE, MAIL = ("live",), ("email",)


@dataclass
class Someone:
    """What is true of one person; the test changes it as it changes the rows."""

    key: str
    skills: frozenset[str]
    week: str = "always"
    """`always`, `night` (22:00 to 04:00 of the clock on the wall) or `silent`."""
    said: bool | None = None
    gate_until: datetime | None = None
    active: bool = True
    duty: str | None = None
    """The brigade they are on duty with."""
    brigades: set[str] = field(default_factory=set)
    support: set[str] = field(default_factory=set)
    """Where they do not go out."""

    def able(self, brigade: str, now: datetime) -> bool:
        """May be paged by that brigade at this second, whatever the calendar says."""
        serves = brigade in self.brigades and brigade not in self.support
        papers = self.gate_until is None or now + MOMENT <= self.gate_until
        return self.active and serves and papers and self.duty in (None, brigade)

    def there(self, brigade: str, now: datetime) -> bool:
        """Said that they can, or is on duty here."""
        if self.duty == brigade:
            return True
        if self.said is not None:
            return self.said
        local = now.astimezone(KYIV).hour
        return self.week == "always" or (self.week == "night" and (local >= 22 or local < 4))


@dataclass(frozen=True)
class Stage:
    """One step of a plan."""

    kind: str
    brigade: str
    wait: timedelta
    channels: tuple[str, ...]


@dataclass
class Terms:
    """How a brigade would be called out now."""

    seats: list[str | None]
    seconds: int
    in_turn: bool = False
    neighbours: list[str] = field(default_factory=list)

    def plan(self, brigade: str) -> list[Stage]:
        """The steps in order."""
        wait, both = timedelta(seconds=self.seconds), LIVE + MAIL
        first = [Stage("available", brigade, wait, both)]
        if self.in_turn:
            first = [Stage("available", brigade, wait, LIVE), Stage("other_channel", brigade, wait, MAIL)]
        rest = [Stage("silent_again", brigade, wait, both), Stage("all_call", brigade, wait, both)]
        return first + rest + [Stage("neighbour", other, wait, both) for other in self.neighbours]


def makes_crew(people: Sequence[frozenset[str]], seats: Sequence[str | None]) -> bool:
    """Whether each seat can have a person of its own: by trying everything."""
    if not seats:
        return True
    need, rest = seats[0], seats[1:]
    return any(
        makes_crew([*people[:n], *people[n + 1 :]], rest)
        for n, skills in enumerate(people)
        if need is None or need in skills
    )


@dataclass
class Run:
    """One call-out: frozen when it started, and what has become of it."""

    brigade: str
    plan: list[Stage]
    seats: list[str | None]
    audience: dict[str, set[str]]
    level: int = 0
    wave: int = 0
    deadline: datetime | None = None
    state: str = "running"
    viable: bool = False
    alarmed: bool = False
    pages: dict[tuple[str, int], Stage] = field(default_factory=dict)
    skills: dict[str, frozenset[str]] = field(default_factory=dict)
    """As they were when each was paged first."""
    answers: dict[str, str] = field(default_factory=dict)
    reach: set[str] = field(default_factory=set)
    """Paged, and not stood down since."""
    downs: Counter[str] = field(default_factory=Counter)
    """How often each was told to stand down."""

    @property
    def coming(self) -> set[str]:
        """Those whose last word is that they come."""
        return {key for key, reply in self.answers.items() if reply in COMING}

    @property
    def silent(self) -> set[str]:
        """Paged, and not answered or withdrawn."""
        return {key for key in self.skills if self.answers.get(key, "withdrawn") == "withdrawn"}


class Model:
    """People, brigades and call-outs as they must be."""

    def __init__(self, people: Iterable[Someone], terms: dict[str, Terms]) -> None:
        self.people = {one.key: one for one in people}
        self.terms = terms
        self.runs: dict[str, Run] = {}

    def start(self, run_id: str, brigade: str, now: datetime) -> None:
        """Freeze and page; the same id again is the same call-out."""
        if run_id in self.runs:
            return
        terms = self.terms[brigade]
        audience = {
            other: {key for key, one in self.people.items() if other in one.brigades}
            for other in [brigade, *terms.neighbours]
        }
        run = self.runs[run_id] = Run(brigade, terms.plan(brigade), list(terms.seats), audience)
        self._page_from(run, 0, now)

    def sweep(self, now: datetime) -> None:
        """The looks that are due."""
        for run in self.runs.values():
            if run.state != "running" or run.deadline is None or run.deadline > now:
                continue
            if self._viable(run):
                run.deadline = None
            else:
                self._page_from(run, run.level + 1, now)

    def answer(self, run_id: str, key: str, reply: str, now: datetime) -> bool:
        """Whether it counts; who comes here cannot come where they were counted on."""
        run = self.runs[run_id]
        if run.state != "running" or key not in run.skills or not self.people[key].active:
            return False
        others = [one for one in self._elsewhere(run, key) if key in one.reach]
        run.answers[key] = reply
        self._follow(run, now)
        for other in others if reply in COMING else ():
            other.answers[key] = "cannot"
            self._follow(other, now)
        return True

    def stand_down(self, run_id: str, *, rest: bool) -> bool:
        """Whether it is possible. Reaches those paged and not stood down since."""
        run = self.runs[run_id]
        if run.state == "stood_down" and not rest:
            return True
        if run.state != "running" or (rest and not run.viable):
            return False
        self._release(run, run.coming if rest else set())
        run.deadline = None
        run.state = "running" if rest else "stood_down"
        return True

    def close(self, run_id: str, there: set[str]) -> bool:
        """Those paged who were not there are stood down."""
        run = self.runs[run_id]
        if run.state == "closed":
            return True
        self._release(run, there)
        run.deadline, run.state = None, "closed"
        return True

    def _release(self, run: Run, spare: set[str]) -> None:
        reached = run.reach - spare
        run.downs.update(key for key in reached if self.people[key].active)
        run.reach -= reached

    def _page_from(self, run: Run, level: int, now: datetime) -> None:
        for number in range(level, len(run.plan)):
            run.level = number
            people = self._audience(run, run.plan[number], now)
            if people:
                self._page(run, run.plan[number], people, now)
                return
            run.alarmed = run.alarmed or number == 0
        run.deadline, run.alarmed = None, True

    def _page(self, run: Run, stage: Stage, people: set[str], now: datetime) -> None:
        run.wave += 1
        run.deadline = now + stage.wait
        run.reach |= people
        for key in people:
            run.pages[key, run.wave] = stage
            run.skills.setdefault(key, self.people[key].skills)

    def _audience(self, run: Run, stage: Stage, now: datetime) -> set[str]:
        frozen, paged = run.audience[stage.brigade], set(run.skills)
        wanted = {
            "available": frozen - paged,
            "neighbour": frozen - paged,
            "other_channel": frozen & run.silent,
            "silent_again": frozen & run.silent,
            "all_call": frozen & (run.silent | (frozen - paged)),
        }[stage.kind]
        return {
            key
            for key in wanted
            if self.people[key].able(stage.brigade, now)
            and not self._elsewhere(run, key)
            and (stage.kind == "all_call" or self.people[key].there(stage.brigade, now))
        }

    def _elsewhere(self, run: Run, key: str) -> list[Run]:
        """Other running call-outs they have said they come to."""
        return [
            one
            for one in self.runs.values()
            if one is not run and one.state == "running" and key in one.coming
        ]

    def _viable(self, run: Run) -> bool:
        return makes_crew([run.skills[key] for key in run.coming], run.seats)

    def _follow(self, run: Run, now: datetime) -> None:
        viable = self._viable(run)
        if run.viable and not viable and run.deadline is None:
            run.deadline = now
        run.viable = viable
