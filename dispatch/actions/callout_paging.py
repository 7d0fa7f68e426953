"""Taking a step of the plan: page its people now, or go straight on where there is nobody (C1, C5, C7)."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone

from accounts import queries as accounts_queries
from accounts.roles import Capability, ScopeKind
from core.jobs import Priority
from dispatch import answer_links, calling
from dispatch.actions.callout_log import step_on, write
from dispatch.models import CallOut, Page, PageState
from dispatch.projections.callouts import category_words
from dispatch.queries import callouts as queries
from dispatch.queries import paging
from dispatch.queries.paging import Audience
from dispatch.turnout import Step
from dispatch.wording import callouts as wording
from notifications import actions as notifications
from notifications import queries as notifications_queries
from notifications import streams
from notifications.messages import Message
from rosters.queries import brigades

log = logging.getLogger("varta.dispatch")


def alert_key(callout_id: UUID) -> str:
    """Key of the deliveries of a call-out's pages."""
    return f"callout:{callout_id}"


def alarm_key(callout_id: UUID) -> str:
    """Key of the deliveries of alarms about a call-out: they end by a person alone."""
    return f"callout:{callout_id}:alarm"


def commanders(callout: CallOut) -> list[UUID]:
    """Dispatchers of the ground and the brigade's chiefs; those who run the city where there are none."""
    areas = [str(area_id) for area_id in callout.area_ids]
    people = accounts_queries.holders(Capability.CALL_OUT, ScopeKind.AREA, areas)
    people += brigades.chief_ids(callout.brigade_id)
    return list(dict.fromkeys(people)) or administrators(callout)


def administrators(callout: CallOut) -> list[UUID]:
    """Those who run the city the brigade serves."""
    areas = [str(area_id) for area_id in callout.area_ids]
    return accounts_queries.holders(Capability.MANAGE_GRANTS, ScopeKind.AREA, areas)


def roll_call_key(callout_id: UUID) -> str:
    """Key of the deliveries of a roll-call that waits for an answer."""
    return f"callout:{callout_id}:roll_call"


def alarm(callout: CallOut, kind: str, message: Message) -> None:
    """Tell a human at once; the sweep tells again until one has acted. It replaces the one before."""
    people = commanders(callout)
    notifications.escalate_deliveries(alarm_key(callout.pk), wave=callout.alarms)
    callout.alarms += 1
    callout.alarm_at = timezone.now() + calling.ALARM_AGAIN
    told = notifications.open_deliveries(alarm_key(callout.pk), people, wave=callout.alarms, message=message)
    write(callout, "alarm", text=kind, told=told)
    if not told:
        log.critical("an alarm of a call-out reaches nobody", extra={"callout": str(callout.pk)})


def alarm_again(callout: CallOut) -> bool:
    """Tell what still stands to those who command it now; whether it was told.

    Nothing more is told once somebody has acknowledged it, there is a crew, or the roll-call was answered.
    """
    callout.alarm_at = None
    rolling = callout.roll_call_stage == calling.ROLL_CALL_ALARM
    seen = notifications_queries.is_acknowledged(alarm_key(callout.pk), wave=callout.alarms)
    if seen or (callout.viable and not rolling):
        return False
    names, brigade = category_words(callout.category), callout.brigade.name
    step_on(callout)
    if rolling:
        alarm(callout, "roll_call", wording.roll_call_alarm(callout.pk, brigade))
    elif callout.deadline_at is None:
        alarm(callout, "exhausted", wording.exhausted(callout.pk, names, brigade))
    else:
        alarm(callout, "nobody", wording.nobody_available(callout.pk, names, brigade))
    return True


def open_step(callout: CallOut, level: int, now: datetime) -> None:
    """Page the first people from `level` on; empty steps take no time. None left: a human must know."""
    plan, board = calling.plan_of(callout.plan), queries.log_of(callout).board
    names, brigade = category_words(callout.category), callout.brigade.name
    for number in range(level, len(plan)):
        audience = paging.audience_of(callout, plan[number], board, now)
        if audience.people:
            _page(callout, plan[number], number, audience, now)
            return
        callout.level = number
        write(
            callout,
            "step_empty",
            head={"level": number, "step": plan[number].kind},
            step=plan[number].kind,
            passed_over=audience.passed_over,
        )
        if number == 0:
            alarm(callout, "nobody", wording.nobody_available(callout.pk, names, brigade))
    exhaust(callout)


def exhaust(callout: CallOut) -> None:
    """The plan has no further step and there is no crew."""
    callout.deadline_at = None
    callout.pages.filter(state=PageState.OPEN).update(state=PageState.EXHAUSTED)
    notifications.escalate_deliveries(alert_key(callout.pk), wave=callout.wave)
    write(callout, "exhausted", head={"exhausted": True, "deadline_at": None})
    names = category_words(callout.category)
    alarm(callout, "exhausted", wording.exhausted(callout.pk, names, callout.brigade.name))


def _page(callout: CallOut, step: Step, level: int, audience: Audience, now: datetime) -> None:
    key = alert_key(callout.pk)
    callout.pages.filter(state=PageState.OPEN).update(state=PageState.SUPERSEDED)
    notifications.escalate_deliveries(key, wave=callout.wave)
    callout.level, callout.wave = level, callout.wave + 1
    callout.deadline_at = now + timedelta(seconds=step.wait_seconds)
    _let_see(callout, UUID(step.brigade_id))
    Page.objects.bulk_create(
        Page(
            callout=callout,
            user_id=one.user_id,
            brigade_id=UUID(step.brigade_id),
            wave=callout.wave,
            number=callout.rev,
            name=one.name[:160],
            skills=sorted(one.skills),
            travel_minutes=one.travel_minutes,
            share=one.share,
            at=now,
        )
        for one in audience.people
    )
    people = [one.user_id for one in audience.people]
    names = category_words(callout.category)
    notifications.open_deliveries(
        key,
        people,
        wave=callout.wave,
        message=wording.page(step.kind, callout.pk, names, callout.place, callout.brigade.name),
        deadline=callout.deadline_at,
        mail_links={user_id: answer_links.path(callout.pk, user_id) for user_id in people},
        mail_priority=Priority.PAGE,
        mail_all=True,
        channels=step.channels,
    )
    write(
        callout,
        "wave",
        head={
            "level": level,
            "step": step.kind,
            "wave": callout.wave,
            "deadline_at": callout.deadline_at.isoformat(),
        },
        step=step.kind,
        channels=list(step.channels),
        paged=len(people),
        passed_over=audience.passed_over,
    )


def _let_see(callout: CallOut, brigade_id: UUID) -> None:
    """The people of a brigade that is paged see the board."""
    if brigade_id not in callout.brigade_ids:
        callout.brigade_ids = [*callout.brigade_ids, brigade_id]
    notifications.describe_stream(
        streams.callout(callout.pk), area_ids=callout.area_ids, brigade_ids=callout.brigade_ids
    )
