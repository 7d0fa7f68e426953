"""What hours come to: each kind keeps its own lines, and together every instant counts once. Pure.

Who is called out while on duty stands in the ledger with both, for both are true; a certificate that added
them up would state hours that nobody had.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from rosters.ability import merged
from rosters.recurrence import Interval


@dataclass(frozen=True, slots=True)
class Given:
    """One entry of the ledger: when it was, and the minutes it counts for with its corrections."""

    during: Interval
    minutes: int
    counts: int

    @property
    def stretch(self) -> Interval:
        """The time it stands for: a corrected entry is taken to have begun when it did."""
        if self.counts == self.minutes:
            return self.during
        return Interval(self.during.start, self.during.start + timedelta(minutes=self.counts))


def counted_twice(entries: Iterable[Given]) -> int:
    """Minutes that a plain sum of these entries of one person would count more than once."""
    stretches = [one.stretch for one in entries]
    apart = sum((one.end - one.start for one in stretches), timedelta())
    together = sum((one.end - one.start for one in merged(stretches)), timedelta())
    return round((apart - together).total_seconds() / 60)
