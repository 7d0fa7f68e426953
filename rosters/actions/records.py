"""What members keep up to date themselves: telephone, way to the station, languages, whom to call."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from accounts.actor import Actor
from core import audit
from core.decisions import require
from rosters import policies
from rosters.actions import holes, time
from rosters.models import EmergencyContact, Member, MemberKind
from rosters.queries import members


@transaction.atomic
def set_record(
    actor: Actor, *, member_id: UUID, phone: str, languages: list[str], travel_minutes: int
) -> Member:
    """Change one's own record; the chief may do it for a member. Minutes are those to the station.

    Raises: NotFound, Refused.
    """
    member = members.member_for(actor, member_id, lock=True)
    require(policies.can_see_member(actor, member))
    member.phone = phone.strip()[:32]
    member.languages = sorted({language.strip()[:8] for language in languages if language.strip()})[:10]
    member.travel_minutes = travel_minutes
    member.save(update_fields=["phone", "languages", "travel_minutes", "updated_at"])
    audit.record(actor, "member.record_changed", "member", member.pk)
    _show(member)
    return member


@transaction.atomic
def set_kind(actor: Actor, *, member_id: UUID, kind: MemberKind) -> Member:
    """Firefighter or support; chiefs are the city's to appoint. Who goes out no more is taken off every duty
    ahead. Raises: NotFound, Refused.
    """
    holes.hold_before(members.member_for(actor, member_id))
    member = members.member_for(actor, member_id, lock=True)
    require(policies.can_change_member(actor, member))
    require(policies.can_change_kind(member, kind))
    member.kind = kind
    member.save(update_fields=["kind", "updated_at"])
    if kind == MemberKind.SUPPORT:
        holes.release_all(member, "support")
    audit.record(actor, "member.kind_changed", "member", member.pk, {"kind": kind.value})
    _show(member)
    return member


@transaction.atomic
def set_emergency_contact(
    actor: Actor, *, member_id: UUID, name: str, phone: str, relation: str = ""
) -> EmergencyContact:
    """Whom to call when the member is hurt. Raises: NotFound, Refused."""
    member = members.member_for(actor, member_id, lock=True)
    require(policies.can_see_emergency_contact(actor, member))
    contact, _made = EmergencyContact.objects.update_or_create(
        member=member,
        defaults={"name": name.strip(), "phone": phone.strip(), "relation": relation.strip()},
    )
    audit.record(actor, "member.emergency_contact_set", "member", member.pk)
    return contact


@transaction.atomic
def read_emergency_contact(actor: Actor, *, member_id: UUID) -> EmergencyContact | None:
    """Whom to call when the member is hurt; a look by anybody but the member is recorded.

    Raises: NotFound.
    """
    member = members.member_for(actor, member_id)
    require(policies.can_see_emergency_contact(actor, member))
    if member.user_id != actor.user_id:
        audit.record(actor, "member.emergency_contact_read", "member", member.pk)
    return EmergencyContact.objects.filter(member=member).first()


def _show(member: Member) -> None:
    if member.state in policies.SERVING:
        time.tell_people([member])
