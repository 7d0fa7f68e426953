"""Whom a step of a plan pages at this very second, who is passed over, and why (C7)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Q

from accounts.models import User
from dispatch import forecast
from dispatch.models import Answer, CallOut, CallOutState, Page
from dispatch.turnout import COMING, Board, Step, StepKind
from rosters import ability
from rosters.ability import Facts
from rosters.queries import roll
from rosters.recurrence import Interval

MOMENT = timedelta(seconds=1)
LOOK_BACK = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody to page now, with what holds of them at this second."""

    user_id: UUID
    name: str
    skills: frozenset[str]
    travel_minutes: int
    share: float


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom to page, in the order to page them, and why the others were passed over."""

    people: list[Candidate]
    passed_over: dict[str, list[str]]


def audience_of(callout: CallOut, step: Step, board: Board, now: datetime) -> Audience:
    """The people of a step: of the frozen audience, those who are eligible now.

    Those who fill a missing seat come first, the nearest of them before the rest.
    """
    wanted = _wanted(callout, step, board)
    window = Interval(now, now + MOMENT)
    facts = roll.roll_of([UUID(step.brigade_id)], window, user_ids=wanted)
    includes = roll.inclusions()
    busy, active = _on_other_callouts(callout, wanted), _active(wanted)
    ready: list[tuple[Facts, frozenset[str]]] = []
    passed: dict[str, list[str]] = {}
    for one in facts:
        asked = step.kind is not StepKind.ALL_CALL
        state = ability.worst_state(one.calendar, window) if asked else None
        reasons = [*ability.obstacles_to_coming(one, window, state)]
        reasons += ["on_call_out"] if one.user_id in busy else []
        reasons += [] if one.user_id in active else ["inactive"]
        if reasons:
            passed[str(one.user_id)] = reasons
        else:
            ready.append((one, ability.skills_over(one, window, includes)))
    shares = shares_of([one.user_id for one, _ in ready], now)
    missing = {skill for gap in board.crew.gaps for skill in gap.skills}
    ready.sort(key=lambda pair: _order(pair[0], pair[1], missing))
    return Audience(
        [Candidate(f.user_id, f.name, skills, f.travel_minutes, shares[f.user_id]) for f, skills in ready],
        passed,
    )


def _order(facts: Facts, skills: frozenset[str], missing: Collection[str | None]) -> tuple[bool, int, str]:
    helps = None in missing or not skills.isdisjoint({skill for skill in missing if skill})
    return not helps, facts.travel_minutes, str(facts.user_id)


def _wanted(callout: CallOut, step: Step, board: Board) -> list[UUID]:
    """Of the frozen audience: everybody, or those silent so far; nobody who has answered."""
    frozen = [UUID(user_id) for user_id in callout.audience.get(step.brigade_id, [])]
    silent = {UUID(page.user_id) for page in board.silent}
    paged = (
        silent | {UUID(page.user_id) for page, _ in board.coming} | {UUID(p.user_id) for p in board.cannot}
    )
    if step.kind in (StepKind.OTHER_CHANNEL, StepKind.SILENT_AGAIN):
        return [user_id for user_id in frozen if user_id in silent]
    if step.kind is StepKind.ALL_CALL:
        return [user_id for user_id in frozen if user_id in silent or user_id not in paged]
    return [user_id for user_id in frozen if user_id not in paged]


def _active(user_ids: Iterable[UUID]) -> set[UUID]:
    return set(User.objects.filter(pk__in=list(user_ids), is_active=True).values_list("pk", flat=True))


def _on_other_callouts(callout: CallOut, user_ids: Iterable[UUID]) -> set[UUID]:
    """Those who are coming to another running call-out, of whatever brigade."""
    rows = Answer.objects.filter(user_id__in=list(user_ids), callout__state=CallOutState.RUNNING)
    last = rows.exclude(callout=callout).order_by("user_id", "callout_id", "-number")
    last = last.distinct("user_id", "callout_id")
    return {user_id for user_id, reply in last.values_list("user_id", "reply") if reply in COMING}


def shares_of(user_ids: Collection[UUID], now: datetime) -> dict[UUID, float]:
    """How often each came of the call-outs of the last year they were paged for, smoothed. Two statements."""
    ended = Q(callout__state__in=[CallOutState.STOOD_DOWN, CallOutState.CLOSED])
    recent = ended & Q(callout__started_at__gte=now - LOOK_BACK, user_id__in=list(user_ids))
    pages = Page.objects.filter(recent).values("user_id").annotate(n=Count("callout_id", distinct=True))
    paged: dict[UUID, int] = {row["user_id"]: row["n"] for row in pages}
    came: dict[UUID, int] = {}
    last: Any = Answer.objects.filter(recent).order_by("user_id", "callout_id", "-number")
    for user_id, reply in last.distinct("user_id", "callout_id").values_list("user_id", "reply"):
        came[user_id] = came.get(user_id, 0) + (reply in COMING)
    return {u: forecast.share_of_coming(came.get(u, 0), paged.get(u, 0)) for u in user_ids}
