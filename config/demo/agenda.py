"""What happens when in the demo city: steps that run as if at their time, in order of time."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from datetime import datetime, time, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from config.demo.clock import as_if_at
from core.errors import AppError

KYIV = ZoneInfo("Europe/Kyiv")
Step = Callable[[], object]


class Agenda:
    """Each step runs as if at its time, and may put more on the agenda."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.refused: list[tuple[datetime, str]] = []
        """Steps that the rules refused, by their codes; history is left without them, as in life."""
        self._steps: list[tuple[datetime, int, Step]] = []
        self._order = count()

    def at(self, moment: datetime, step: Step) -> None:
        """Put a step on the agenda; what would lie in the future never happens."""
        if moment <= self.now:
            heapq.heappush(self._steps, (moment, next(self._order), step))

    def play(self) -> None:
        """Run everything in order of time. A step that the rules refuse is left out."""
        while self._steps:
            moment, _, step = heapq.heappop(self._steps)
            with as_if_at(moment):
                try:
                    step()
                except AppError as refusal:
                    self.refused.append((moment, refusal.code))

    def day(self, days: float, clock: time = time(0)) -> datetime:
        """That hour of the clock, so many days from today (negative: ago), in Kyiv."""
        there = self.now.astimezone(KYIV).date() + timedelta(days=days)
        return datetime.combine(there, clock, tzinfo=KYIV)
