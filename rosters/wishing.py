"""Which duties a wish speaks of: pure, in the local clock of the shift."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Wish:
    """Duties that begin from `starts` up to `ends` on these weekdays (0 is Monday) are liked, or not.

    `ends` at or before `starts` is the next day's: a piece of Friday 20:00 to 06:00 holds Saturday 02:00.
    """

    starts: time
    ends: time
    weekdays: frozenset[int]
    likes: bool

    def speaks_of(self, local: datetime) -> bool:
        """Whether a duty that begins then lies in this piece of the week."""
        at, day = local.time(), local.weekday()
        if self.starts < self.ends:
            return day in self.weekdays and self.starts <= at < self.ends
        return (day in self.weekdays and at >= self.starts) or (
            (day - 1) % 7 in self.weekdays and at < self.ends
        )


def wish_for(wishes: Iterable[Wish], begins: datetime, zone: str) -> int:
    """1 wants a duty that begins then, -1 would rather not, 0 neither. Reluctance outweighs a wish."""
    local = begins.astimezone(ZoneInfo(zone))
    spoken = [wish.likes for wish in wishes if wish.speaks_of(local)]
    if not spoken:
        return 0
    return 1 if all(spoken) else -1
