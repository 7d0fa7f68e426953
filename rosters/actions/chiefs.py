"""Who leads a brigade: appointed and relieved by the city that founded it."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import queries as accounts_queries
from accounts.actor import Actor
from core import audit
from core.decisions import require
from core.errors import Conflict, Invalid, NotFound
from notifications import actions as notifications
from rosters import policies, standings
from rosters.actions import standing, time
from rosters.actions.members import require_successor
from rosters.models import Brigade, Member, MemberKind, MemberState
from rosters.queries import brigades
from rosters.wording import people as wording


@transaction.atomic
def appoint_chief(actor: Actor, *, brigade_id: UUID, email: str) -> Member:
    """Make a person chief, as a member in active service from now on. A brigade may have several.

    Raises: NotFound, Refused, Invalid (nobody of that address), Conflict (`rosters.chief_already`).
    """
    brigade = brigades.brigade_for(actor, brigade_id, lock=True)
    require(policies.can_appoint_chief(actor, brigade))
    user_id = accounts_queries.id_of(email)
    if user_id is None:
        raise Invalid.field(
            "email", _("Nobody has signed in with this address yet. Ask them to do so first.")
        )
    known = brigades.member_of(user_id, brigade.pk)
    member = known or Member.objects.create(brigade=brigade, user_id=user_id)
    if member.kind == MemberKind.CHIEF and member.state in standings.BELONGING:
        raise Conflict("rosters.chief_already", _("This person is chief already."))
    member.kind = MemberKind.CHIEF
    _write(actor, member)
    audit.record(actor, "brigade.chief_appointed", "brigade", brigade.pk, {"member": str(member.pk)})
    notifications.notify([user_id], wording.made_chief(brigade.pk, brigade.name))
    return member


@transaction.atomic
def end_chief(actor: Actor, *, brigade_id: UUID, user_id: UUID) -> Member:
    """Relieve a chief, who stays as a firefighter; the last one stays chief.

    Raises: NotFound, Refused, Conflict (`rosters.not_chief`, `rosters.last_chief`).
    """
    brigade: Brigade = brigades.brigade_for(actor, brigade_id, lock=True)
    require(policies.can_appoint_chief(actor, brigade))
    member = brigades.member_of(user_id, brigade.pk)
    if member is None:
        raise NotFound
    if member.kind != MemberKind.CHIEF or member.state not in standings.BELONGING:
        raise Conflict("rosters.not_chief", _("This person is not chief."))
    require_successor(member)
    member.kind = MemberKind.FIREFIGHTER
    _write(actor, member)
    audit.record(actor, "brigade.chief_ended", "brigade", brigade.pk, {"member": str(member.pk)})
    notifications.notify([user_id], wording.chief_ended(brigade.name))
    return member


def _write(actor: Actor, member: Member) -> None:
    """Save the kind; who does not serve yet begins to, others keep their standing.

    No other column: what the person has said meanwhile of their time counts on in the same row.
    """
    member.save(update_fields=["kind", "updated_at"])
    if member.state in policies.SERVING:
        standing.settle_grant(actor, member)
        time.tell_people([member])
    else:
        standing.set_state(actor, member, MemberState.ACTIVE)
