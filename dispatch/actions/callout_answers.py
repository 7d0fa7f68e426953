"""Answering a page: the last answer counts, every one is kept (C6). Sent twice, it is one answer.

Nobody counts in two crews: who comes here cannot come to another call-out any more, and it is told at once.
Locks: the person, then the call-outs by their ids.
"""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import queries as accounts_queries
from accounts.actor import Actor
from accounts.models import User
from core import audit, ids
from core.decisions import require
from core.errors import Conflict, Invalid, NotFound, NotSignedIn
from dispatch import answer_links, calling
from dispatch.actions import callout_paging as paging
from dispatch.actions.callout_log import follow_crew, publish, step_on, write
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
    queries.callout_for(actor, callout_id)
    callout, others = _hold(actor.user_id, callout_id, reply)
    return _answer(actor, callout, others, answer_id, reply, minutes, by_link=False)


@transaction.atomic
def answer_by_link(token: str, *, answer_id: UUID, reply: Reply, minutes: int = 0) -> CallOut:
    """Answer by the link of a page, without signing in.

    Raises: NotFound (forged, old, or of nobody any more), Refused, Conflict, Invalid.
    """
    found = answer_links.read(token)
    person = User.objects.filter(pk=found[1], is_active=True).first() if found else None
    if found is None or person is None:
        raise NotFound
    callout, others = _hold(person.pk, found[0], reply)
    actor = accounts_queries.actor_of(person)
    return _answer(actor, callout, others, answer_id, reply, minutes, by_link=True)


def _hold(user_id: UUID, callout_id: UUID, reply: Reply) -> tuple[CallOut, list[CallOut]]:
    """The call-out, and the others whose crews lose the person by this answer; all held. Raises NotFound.

    The person's row decides between two answers of theirs at once; a key that is only referred to stays free.
    """
    User.objects.select_for_update(no_key=True).filter(pk=user_id).first()
    wanted = {callout_id, *(queries.coming_to(user_id, but=callout_id) if reply in COMING else ())}
    held = {pk: row for pk in sorted(wanted) if (row := queries.callout_locked(pk)) is not None}
    if callout_id not in held:
        raise NotFound
    still = queries.coming_to(user_id, but=callout_id) if len(held) > 1 else []
    return held[callout_id], [held[pk] for pk in still if pk in held]


def _answer(
    actor: Actor,
    callout: CallOut,
    others: list[CallOut],
    answer_id: UUID,
    reply: Reply,
    minutes: int,
    *,
    by_link: bool,
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
    for other in others:
        _leave(actor, other, callout)
    return callout


def _leave(actor: Actor, callout: CallOut, to: CallOut) -> None:
    """The person goes to another call-out: here they cannot come, and the crew is looked at again."""
    Answer.objects.create(
        id=ids.uuid7(),
        callout=callout,
        user_id=actor.id,
        number=step_on(callout),
        reply=Reply.CANNOT,
        at=timezone.now(),
    )
    write(callout, "went_elsewhere", by=actor, text=to.brigade.name, to=str(to.pk))
    audit.record(actor, "callout.went_elsewhere", "callout", callout.pk, {"to": str(to.pk)})
    publish(callout, "callout.answered", follow_crew(callout))
