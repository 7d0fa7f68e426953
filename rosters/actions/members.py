"""Applying, being taken, leaving: the life of a membership. The brigade's row is locked first, so that
rules over all of its people (one chief always stays) hold under any concurrency."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actor import Actor
from core import audit, limits
from core.decisions import require
from core.errors import Conflict, Invalid, NotSignedIn
from notifications import actions as notifications
from rosters import policies, standings
from rosters.actions import holes, papers, standing
from rosters.models import Application, Brigade, Member, MemberKind, MemberState
from rosters.queries import brigades, members
from rosters.wording import people as wording


@dataclass(frozen=True, slots=True)
class ApplicationDraft:
    """What somebody writes to apply."""

    born: date
    consent: bool
    motivation: str = ""
    experience: str = ""
    phone: str = ""
    languages: list[str] = field(default_factory=list)
    travel_minutes: int = 10


@transaction.atomic
def apply(actor: Actor, *, slug: str, draft: ApplicationDraft) -> Member:
    """Apply to a brigade; somebody who has left or was declined may apply again.

    Raises: NotSignedIn, NotFound, Conflict (takes nobody, applied already), Invalid (no consent, under
    age), TooMany (10 a day).
    """
    brigade = members.recruiting_brigade(slug, lock=True)
    member = brigades.member_of(actor.user_id, brigade.pk)
    require(policies.can_apply(actor, brigade, member))
    if actor.user_id is None:
        raise NotSignedIn
    _check(brigade, draft)
    limits.draw(f"rosters.apply:{actor.user_id}", capacity=10, per_seconds=86_400)
    member = member or Member(brigade=brigade, user_id=actor.user_id)
    member.kind = MemberKind.FIREFIGHTER
    member.state = MemberState.APPLIED
    member.phone, member.languages = draft.phone.strip()[:32], draft.languages[:10]
    member.travel_minutes = draft.travel_minutes
    member.save()
    Application.objects.update_or_create(
        member=member,
        defaults={
            "motivation": draft.motivation.strip()[:4000],
            "experience": draft.experience.strip()[:4000],
            "born": draft.born,
            "consent_at": timezone.now(),
        },
    )
    standing.set_state(actor, member, MemberState.APPLIED)
    papers.open_adult_gate(actor, actor.user_id, draft.born, brigade.time_zone)
    audit.record(actor, "brigade.applied", "brigade", brigade.pk, {"member": str(member.pk)})
    notifications.notify(
        brigades.chief_ids(brigade.pk), wording.applied(brigade.pk, brigade.name, actor.label)
    )
    return member


@transaction.atomic
def move(actor: Actor, *, member_id: UUID, to: MemberState, reason: str = "") -> Member:
    """The chief moves somebody on: interview, probation, active, leave, out.

    Raises: NotFound, Refused (oneself), Conflict (`rosters.move` when that does not follow,
    `rosters.last_chief`), Invalid (sending away needs a reason).
    """
    member = _held(actor, member_id)
    require(policies.can_change_member(actor, member))
    if to not in policies.moves(actor, member):
        raise Conflict("rosters.move", _("That does not follow from where this person stands."))
    if to == MemberState.LEFT and not reason.strip():
        raise Invalid.field("reason", _("Please say why."))
    if to == MemberState.LEFT:
        require_successor(member)
    standing.set_state(actor, member, to, reason)
    audit.record(actor, f"member.{to.value}", "member", member.pk, {"reason": reason[:300]})
    notifications.notify([member.user_id], wording.moved(to.value, member.brigade.name))
    return member


@transaction.atomic
def leave(actor: Actor, *, member_id: UUID, reason: str = "") -> Member:
    """Leave on one's own wish, or withdraw one's application; the last chief sees to a successor first.

    Raises: NotSignedIn, NotFound, Conflict (`rosters.left_already`, `rosters.last_chief`).
    """
    member = _held(actor, member_id)
    require(policies.can_leave(actor, member))
    require_successor(member)
    standing.set_state(actor, member, MemberState.LEFT, reason)
    audit.record(actor, "member.left", "member", member.pk, {"own_wish": True})
    chiefs = [chief for chief in brigades.chief_ids(member.brigade_id) if chief != member.user_id]
    notifications.notify(chiefs, wording.left(member.brigade_id, member.brigade.name, actor.label))
    return member


def _held(actor: Actor, member_id: UUID) -> Member:
    holes.hold_before(members.member_for(actor, member_id))
    return members.member_for(actor, member_id, lock=True)


def require_successor(member: Member) -> None:
    """Raise Conflict (`rosters.last_chief`) when this person is the brigade's only chief."""
    if member.kind == MemberKind.CHIEF and members.chiefs_of(member.brigade_id) == [member.user_id]:
        raise Conflict(
            "rosters.last_chief", _("A brigade always has a chief. The city appoints a successor first.")
        )


def _check(brigade: Brigade, draft: ApplicationDraft) -> None:
    if not draft.consent:
        raise Invalid.field("consent", _("Without your consent we may not keep your application."))
    today = timezone.now().astimezone(ZoneInfo(brigade.time_zone)).date()
    if draft.born > today or draft.born.year < 1900:
        raise Invalid.field("born", _("Please check the date of birth."))
    if not standings.is_adult(draft.born, today):
        raise Invalid.field("born", _("The law lets people serve from the age of 18."), code="rosters.minor")
