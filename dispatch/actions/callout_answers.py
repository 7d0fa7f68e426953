"""Answering a page: the last answer counts, every one is kept (C6). Sent twice, it is one answer."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import queries as accounts_queries
from accounts.actor import Actor
from accounts.models import User
from core import audit
from core.decisions import require
from core.errors import Conflict, Invalid, NotFound, NotSignedIn
from dispatch import answer_links, calling
from dispatch.actions import callout_paging as paging
from dispatch.actions.callout_log import follow_crew, publish, step_on
from dispatch.models import Answer, CallOut, PageState
from dispatch.policies import callouts as policies
from dispatch.queries import callouts as queries
from dispatch.turnout import COMING, Reply
from notifications import actions as notifications


@transaction.atomic
def answer(actor: Actor, *, callout_id: UUID, answer_id: UUID, reply: Reply, minutes: int = 0) -> CallOut:
    """Answer as the person who is signed in. `answer_id` is the client's: sending again changes nothing.

    Raises: NotSignedIn, NotFound, Refused (not paged), Conflict (over, `answer.id_used`), Invalid (minutes).
    """
    if actor.user_id is None:
        raise NotSignedIn
    callout = queries.callout_for(actor, callout_id, lock=True)
    return _answer(actor, callout, answer_id, reply, minutes, by_link=False)


@transaction.atomic
def answer_by_link(token: str, *, answer_id: UUID, reply: Reply, minutes: int = 0) -> CallOut:
    """Answer by the link of a page, without signing in.

    Raises: NotFound (forged, old, or of nobody any more), Refused, Conflict, Invalid.
    """
    found = answer_links.read(token)
    callout = queries.callout_locked(found[0]) if found else None
    person = User.objects.filter(pk=found[1], is_active=True).first() if found else None
    if callout is None or person is None:
        raise NotFound
    return _answer(accounts_queries.actor_of(person), callout, answer_id, reply, minutes, by_link=True)


def _answer(
    actor: Actor, callout: CallOut, answer_id: UUID, reply: Reply, minutes: int, *, by_link: bool
) -> CallOut:
    known = Answer.objects.filter(pk=answer_id).first()
    if known is not None:
        if (known.callout_id, known.user_id) != (callout.pk, actor.user_id):
            raise Conflict("answer.id_used", _("This answer was used for something else."))
        return callout
    pages = callout.pages.filter(user_id=actor.id)
    require(policies.can_answer(callout, paged=pages.exists()))
    if not 0 <= minutes <= calling.LONGEST_MINUTES:
        raise Invalid.field("minutes", _("Between now and three hours."))
    number = step_on(callout)
    Answer.objects.create(
        id=answer_id,
        callout=callout,
        user_id=actor.id,
        number=number,
        reply=reply,
        minutes=minutes if reply in COMING else 0,
        by_link=by_link,
        at=timezone.now(),
    )
    pages.filter(state=PageState.OPEN).update(state=PageState.ANSWERED)
    if actor.user_id is not None:
        notifications.acknowledge_deliveries(paging.alert_key(callout.pk), actor.user_id)
    audit.record(actor, "callout.answered", "callout", callout.pk, {"reply": reply, "by_link": by_link})
    publish(callout, "callout.answered", follow_crew(callout))
    return callout
