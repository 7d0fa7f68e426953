"""Who may see, found, command and serve in a fire brigade."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.actor import Actor
from accounts.roles import Capability, ScopeKind
from core.decisions import ALLOWED, HIDDEN, SIGN_IN, Decision, Denied, wrong_state
from rosters import standings
from rosters.models import (
    Assignment,
    AssignmentState,
    Brigade,
    Member,
    MemberKind,
    MemberState,
    Shift,
    ShiftState,
    Swap,
    SwapState,
)

PROSPECTS = (MemberState.APPLIED, MemberState.INTERVIEW)
SERVING = (MemberState.PROBATION, MemberState.ACTIVE)
ENDED = (MemberState.LEFT, MemberState.DECLINED)


def _ids(area_ids: Iterable[UUID]) -> frozenset[str]:
    return frozenset(str(area_id) for area_id in area_ids)


def _sees(actor: Actor, brigade: Brigade) -> bool:
    return actor.has_in_brigade(Capability.SEE_BRIGADES, brigade.pk) or actor.has_in_areas(
        Capability.SEE_BRIGADES, _ids(brigade.area_ids)
    )


def _commands(actor: Actor, brigade: Brigade) -> bool:
    return actor.has_in_brigade(Capability.COMMAND_BRIGADE, brigade.pk)


def _serves(actor: Actor, brigade: Brigade) -> bool:
    return actor.has_in_brigade(Capability.SERVE_IN_BRIGADE, brigade.pk)


def can_see_brigade(actor: Actor, brigade: Brigade) -> Decision:
    """Its people, and the police and the city that serve its ground. The recruitment page is apart and
    public.
    """
    return ALLOWED if _sees(actor, brigade) else HIDDEN if actor.is_person else SIGN_IN


def visible_brigades(actor: Actor) -> Q:
    """`can_see_brigade` over rows."""
    return Q(pk__in=actor.scope_ids(Capability.SEE_BRIGADES, ScopeKind.BRIGADE)) | Q(
        area_ids__overlap=sorted(actor.scope_ids(Capability.SEE_BRIGADES, ScopeKind.AREA))
    )


def can_see_recruitment(actor: Actor, brigade: Brigade) -> Decision:
    """Everybody, while the brigade is at work."""
    return ALLOWED if brigade.active else can_see_brigade(actor, brigade)


def can_found_brigade(actor: Actor, area_ids: Iterable[UUID]) -> Decision:
    """The city's administrators; `area_ids` are those of the station on every level."""
    if not actor.is_person:
        return SIGN_IN
    if actor.has_in_areas(Capability.FOUND_BRIGADE, _ids(area_ids)):
        return ALLOWED
    return Denied("rosters.found", _("A brigade is set up by the city that serves the place."))


def can_appoint_chief(actor: Actor, brigade: Brigade) -> Decision:
    """Whoever may found a brigade there."""
    decision = can_see_brigade(actor, brigade)
    return can_found_brigade(actor, brigade.area_ids) if decision else decision


def can_command(actor: Actor, brigade: Brigade) -> Decision:
    """The brigade's chief: people, papers, vehicles, rota."""
    decision = can_see_brigade(actor, brigade)
    if not decision:
        return decision
    return (
        ALLOWED if _commands(actor, brigade) else Denied("rosters.command", _("Only the chief may do this."))
    )


def can_serve(actor: Actor, brigade: Brigade) -> Decision:
    """The brigade's people: check vehicles, report defects, see the rota with names."""
    decision = can_see_brigade(actor, brigade)
    if not decision:
        return decision
    return ALLOWED if _serves(actor, brigade) else Denied("rosters.serve", _("Only members may do this."))


def can_apply(actor: Actor, brigade: Brigade, member: Member | None) -> Decision:
    """Everyone who is signed in, once at a time, while the brigade takes people."""
    if not actor.is_person:
        return SIGN_IN
    if not brigade.active or not brigade.recruiting:
        return wrong_state("rosters.not_recruiting", _("This brigade takes no applications at present."))
    if member is not None and member.state not in ENDED:
        return wrong_state("rosters.applied_already", _("You have applied to this brigade already."))
    return ALLOWED


def can_see_member(actor: Actor, member: Member) -> Decision:
    """The person; the chief, until the person has left or was declined. Colleagues see names on the rota, not
    the record.
    """
    if member.user_id == actor.user_id:
        return ALLOWED
    if _commands(actor, member.brigade):
        return HIDDEN if member.state in ENDED else ALLOWED
    return can_see_brigade(actor, member.brigade) and HIDDEN


def can_change_member(actor: Actor, member: Member) -> Decision:
    """The chief; nobody decides on himself but to leave."""
    decision = can_command(actor, member.brigade)
    if decision and member.user_id == actor.user_id:
        return Denied("rosters.self", _("Somebody else has to decide on your own membership."))
    return decision


def moves(actor: Actor, member: Member) -> list[MemberState]:
    """Where the actor may move the member on to. Applicants are declined or withdraw, never put out."""
    if not can_change_member(actor, member):
        return []
    never = {standings.APPLIED, standings.LEFT} if member.state in PROSPECTS else {standings.APPLIED}
    return [state for state in MemberState if state in standings.MOVES[member.state] - never]


def member_verbs(actor: Actor, member: Member) -> list[str]:
    """What the actor may do with a record, by name; for the screens."""
    own = member.user_id == actor.user_id
    may = {
        "keep_papers": can_keep_papers(actor, member),
        "set_kind": can_change_member(actor, member) and can_change_kind(member, MemberKind.SUPPORT),
        "leave": can_leave(actor, member),
        "ask_contact": not own and can_see_emergency_contact(actor, member),
    }
    return [name for name, decision in may.items() if decision]


def can_change_kind(member: Member, kind: MemberKind) -> Decision:
    """Chiefs are appointed and relieved by the city alone."""
    if MemberKind.CHIEF in (member.kind, kind):
        return Denied("rosters.chief_by_city", _("The city appoints and relieves chiefs."))
    return ALLOWED


def can_leave(actor: Actor, member: Member) -> Decision:
    """Whoever serves may leave; whoever applied may withdraw."""
    if member.user_id != actor.user_id:
        return HIDDEN if actor.is_person else SIGN_IN
    if member.state in ENDED:
        return wrong_state("rosters.left_already", _("You are not a member of this brigade any more."))
    return ALLOWED


def can_keep_papers(actor: Actor, member: Member) -> Decision:
    """Gates, qualifications, evidence: the chief records them, his own too, and every record names him."""
    return can_command(actor, member.brigade)


def can_see_emergency_contact(actor: Actor, member: Member) -> Decision:
    """The person, and the chief; every look of the chief is recorded."""
    return can_see_member(actor, member)


def can_see_water(actor: Actor) -> Decision:
    """Whoever has to do with brigades anywhere: water points are sensitive in wartime."""
    if actor.has(Capability.SEE_BRIGADES):
        return ALLOWED
    return (
        Denied("rosters.water", _("Water points are open to the fire service alone."))
        if (actor.is_person)
        else SIGN_IN
    )


def can_inspect_water(actor: Actor) -> Decision:
    """Whoever serves in a brigade."""
    if actor.has(Capability.SERVE_IN_BRIGADE):
        return ALLOWED
    return Denied("rosters.serve", _("Only members may do this.")) if actor.is_person else SIGN_IN


def can_import_water(actor: Actor, brigade: Brigade) -> Decision:
    """The brigade's chief, and the city that serves its ground."""
    decision = can_command(actor, brigade)
    return ALLOWED if decision or can_found_brigade(actor, brigade.area_ids) else decision


def can_say_availability(actor: Actor, user_id: UUID) -> Decision:
    """Everyone for himself."""
    if not actor.is_person:
        return SIGN_IN
    return ALLOWED if actor.user_id == user_id else HIDDEN


def can_sign_up(actor: Actor, shift: Shift) -> Decision:
    """Members, for published shifts. Whether it helps and is lawful is for the seat's own check."""
    decision = can_serve(actor, shift.brigade)
    if not decision:
        return decision
    if shift.state != ShiftState.PUBLISHED:
        return wrong_state("rosters.not_published", _("This shift is not open for sign-up."))
    return ALLOWED


def can_offer(actor: Actor, assignment: Assignment) -> Decision:
    """The holder of a confirmed duty may offer it to others."""
    if assignment.user_id != actor.user_id:
        return can_see_brigade(actor, assignment.shift.brigade) and HIDDEN
    if assignment.state != AssignmentState.CONFIRMED:
        return wrong_state("rosters.not_yours", _("You do not hold this duty any more."))
    return ALLOWED


def can_take(actor: Actor, swap: Swap) -> Decision:
    """A member of the brigade, to whom it was offered or everybody's; never the giver."""
    decision = can_serve(actor, swap.assignment.shift.brigade)
    if not decision:
        return decision
    if swap.to_user_id is not None and swap.to_user_id != actor.user_id:
        return HIDDEN
    if swap.assignment.user_id == actor.user_id:
        return Denied("rosters.own_duty", _("You hold this duty already."))
    wanted = swap.for_assignment
    if swap.state != SwapState.OPEN or (wanted and wanted.state != AssignmentState.CONFIRMED):
        return wrong_state("rosters.taken", _("Somebody has taken this duty, or it is no longer offered."))
    return ALLOWED
