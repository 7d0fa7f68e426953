"""Who is alerted about what, in which order, and how long each may take: one table, no database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from types import MappingProxyType

from incidents.catalogue import Severity


class Audience(StrEnum):
    """Whom one wave reaches."""

    ON_DUTY = "on_duty"
    """Officers on duty now with authority over the place."""
    SUPERVISORS = "supervisors"
    """Those who dispatch units there."""
    EVERYBODY = "everybody"
    """All officers and dispatchers of the place, on duty or not."""
    ADMINISTRATORS = "administrators"
    """Those who run the city: the alarm that nobody else is there or nobody answers."""


class AlertState(StrEnum):
    """Where one wave stands. Every wave leaves `OPEN` within its time."""

    OPEN = "open"
    ANSWERED = "answered"
    ESCALATED = "escalated"
    EXHAUSTED = "exhausted"
    TOLD = "told"
    """A plain notice that waits for no answer."""


@dataclass(frozen=True, slots=True)
class Wave:
    """One step of the ladder: whom, and how long they have before the next."""

    audience: Audience
    answer_within: timedelta


@dataclass(frozen=True, slots=True)
class Rule:
    """What a severity asks for. `must_reach`: kept as deliveries until a person answers."""

    must_reach: bool
    waves: tuple[Wave, ...]


def _ladder(first: int, second: int, third: int, last: int) -> tuple[Wave, ...]:
    return (
        Wave(Audience.ON_DUTY, timedelta(seconds=first)),
        Wave(Audience.SUPERVISORS, timedelta(seconds=second)),
        Wave(Audience.EVERYBODY, timedelta(seconds=third)),
        Wave(Audience.ADMINISTRATORS, timedelta(seconds=last)),
    )


RULES: MappingProxyType[Severity, Rule] = MappingProxyType(
    {
        Severity.CRITICAL: Rule(must_reach=True, waves=_ladder(60, 60, 120, 300)),
        Severity.HIGH: Rule(must_reach=True, waves=_ladder(180, 180, 300, 600)),
        Severity.MEDIUM: Rule(must_reach=False, waves=(Wave(Audience.ON_DUTY, timedelta(0)),)),
        Severity.LOW: Rule(must_reach=False, waves=()),
        Severity.INFO: Rule(must_reach=False, waves=()),
    }
)
"""Low and informational reports appear on the boards and call nobody."""


REPEAT_EVERY = timedelta(minutes=30)
"""Once the ladder is climbed, people are asked again this often: an alarm ends by a person, not by itself."""


def wave_after(rule: Rule, index: int) -> int:
    """Index of the wave that follows; after the last, everybody again."""
    return index + 1 if index + 1 < len(rule.waves) else _everybody(rule)


def wave_after_nobody(rule: Rule, index: int) -> int | None:
    """Index of the wave to open when this one's audience is empty: with nobody on duty, everybody at once.

    None after the last: there is nobody at all.
    """
    if rule.waves[index].audience is Audience.ON_DUTY and rule.must_reach:
        return _everybody(rule)
    return index + 1 if index + 1 < len(rule.waves) else None


def time_to_answer(rule: Rule, index: int, number: int) -> timedelta:
    """How long the wave `number` of an incident has, which is step `index` of its ladder."""
    return rule.waves[index].answer_within if number < len(rule.waves) else REPEAT_EVERY


def _everybody(rule: Rule) -> int:
    return next(i for i, wave in enumerate(rule.waves) if wave.audience is Audience.EVERYBODY)
