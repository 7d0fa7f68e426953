"""Who calls out a brigade, who sees the board, who answers and who commands."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.actor import Actor
from accounts.roles import Capability, ScopeKind
from core.decisions import ALLOWED, HIDDEN, SIGN_IN, Decision, Denied, wrong_state
from dispatch.models import CallOut, CallOutState
from rosters.models import Brigade


def _ids(ids: Iterable[UUID]) -> frozenset[str]:
    return frozenset(str(id_) for id_ in ids)


def _calls(actor: Actor, brigade_id: UUID, area_ids: Iterable[UUID]) -> bool:
    return actor.has_in_brigade(Capability.CALL_OUT, brigade_id) or actor.has_in_areas(
        Capability.CALL_OUT, _ids(area_ids)
    )


def _serves(actor: Actor, callout: CallOut) -> bool:
    serves = actor.scope_ids(Capability.SERVE_IN_BRIGADE, ScopeKind.BRIGADE)
    return not serves.isdisjoint(_ids(callout.brigade_ids))


def can_call_out(actor: Actor, brigade: Brigade) -> Decision:
    """Dispatchers of the brigade's ground, and its chief. The brigade itself is visible to the actor."""
    if not actor.is_person:
        return SIGN_IN
    if not _calls(actor, brigade.pk, brigade.area_ids):
        return Denied("dispatch.call_out", _("Only a dispatcher or the chief calls the brigade out."))
    if not brigade.active:
        return wrong_state("brigade.inactive", _("This brigade is not at work."))
    return ALLOWED


def can_see_callout(actor: Actor, callout: CallOut) -> Decision:
    """Those who may call out there, and the people of the brigades paged: as for its stream."""
    if not actor.is_person:
        return SIGN_IN
    if _calls(actor, callout.brigade_id, callout.area_ids) or _serves(actor, callout):
        return ALLOWED
    return HIDDEN


def visible_callouts(actor: Actor) -> Q:
    """`can_see_callout` over rows."""
    if not actor.is_person:
        return Q(pk__in=[])
    areas = actor.scope_ids(Capability.CALL_OUT, ScopeKind.AREA)
    calls = actor.scope_ids(Capability.CALL_OUT, ScopeKind.BRIGADE)
    serves = actor.scope_ids(Capability.SERVE_IN_BRIGADE, ScopeKind.BRIGADE)
    return (
        Q(area_ids__overlap=sorted(areas))
        | Q(brigade_id__in=sorted(calls))
        | Q(brigade_ids__overlap=sorted(serves))
    )


def can_command_callout(actor: Actor, callout: CallOut) -> Decision:
    """Confirm, decline, stand down, close: whoever may call the brigade out."""
    decision = can_see_callout(actor, callout)
    if not decision:
        return decision
    if _calls(actor, callout.brigade_id, callout.area_ids):
        return ALLOWED
    return Denied("dispatch.call_out", _("Only a dispatcher or the chief calls the brigade out."))


def can_read_reasons(actor: Actor, brigade_id: UUID) -> bool:
    """Why a member could not be paged: papers are for those who lead that member's own brigade."""
    return actor.has_in_brigade(Capability.CALL_OUT, brigade_id)


def can_confirm(actor: Actor, callout: CallOut) -> Decision:
    """A proposed call-out; one that runs already is confirmed."""
    decision = can_command_callout(actor, callout)
    if not decision:
        return decision
    if callout.state not in {CallOutState.PROPOSED, CallOutState.RUNNING}:
        return _over()
    return ALLOWED


def can_mark(actor: Actor, callout: CallOut, *, coming: bool) -> Decision:
    """Those who command it, and whoever comes: out, on scene, back, notes, roll-calls."""
    decision = can_see_callout(actor, callout)
    if not decision:
        return decision
    if not coming and not can_command_callout(actor, callout):
        return Denied("callout.not_coming", _("Only those who come, a dispatcher or the chief write here."))
    if callout.state == CallOutState.RUNNING:
        return ALLOWED
    return _over()


def can_answer(callout: CallOut, *, paged: bool) -> Decision:
    """Whoever was paged, while it runs. By session or link: the person is known either way."""
    if not paged:
        return Denied("callout.not_paged", _("You were not paged for this call-out."))
    if callout.state != CallOutState.RUNNING:
        return _over()
    return ALLOWED


def can_declare_raid(actor: Actor, area_ids: Iterable[UUID]) -> Decision:
    """Dispatchers of the area or of one above it."""
    if not actor.is_person:
        return SIGN_IN
    if actor.has_in_areas(Capability.CALL_OUT, _ids(area_ids)):
        return ALLOWED
    return Denied("dispatch.air_raid", _("Only a dispatcher of this area may do this."))


def _over() -> Denied:
    return wrong_state("callout.over", _("This call-out is over."))


def callout_actions(actor: Actor, callout: CallOut, *, paged: bool, coming: bool) -> list[str]:
    """What the actor may do with it now, as names for the page."""
    found = []
    running = callout.state == CallOutState.RUNNING
    if can_command_callout(actor, callout):
        found += ["confirm", "decline"] if callout.state == CallOutState.PROPOSED else []
        found += ["stand_down"] if running else []
        found += ["stand_down_rest"] if running and callout.viable else []
        found += ["close"] if callout.state in {CallOutState.RUNNING, CallOutState.STOOD_DOWN} else []
    if can_mark(actor, callout, coming=coming):
        found.append("mark")
    if can_answer(callout, paged=paged):
        found.append("answer")
    return found
