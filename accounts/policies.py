"""May this actor do this to people and grants?"""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.actor import Actor
from accounts.models import Grant
from accounts.roles import Capability, ScopeKind
from accounts.scopes import Scope
from core.decisions import ALLOWED, HIDDEN, SIGN_IN, Decision, Denied

SELF = Denied("grant.self", _("Nobody changes his own roles. Please ask another administrator."))
IN_GROUP = Denied("grant.group", _("Roles in a group end in the group."))
OUTSIDE = Denied("grant.outside", _("This place is outside the areas you administer."))


def can_edit_profile(actor: Actor) -> Decision:
    """Every signed-in person, his own."""
    return ALLOWED if actor.is_person else SIGN_IN


def can_manage_grants(actor: Actor) -> Decision:
    """Whoever administers at least one area."""
    return _holds(actor, Capability.MANAGE_GRANTS)


def can_read_people(actor: Actor) -> Decision:
    """Whoever gives roles has to find the people."""
    return _holds(actor, Capability.READ_PEOPLE)


def can_read_audit(actor: Actor) -> Decision:
    """City administrators; every reading is itself recorded."""
    return _holds(actor, Capability.READ_AUDIT)


def can_grant(actor: Actor, *, user_id: UUID, scope: Scope) -> Decision:
    """Inside the areas one administers, and never to oneself."""
    if actor.is_system:
        return ALLOWED
    if not (allowed := can_manage_grants(actor)):
        return allowed
    if not actor.has_in_areas(Capability.MANAGE_GRANTS, scope.area_ids):
        return OUTSIDE
    return SELF if user_id == actor.user_id else ALLOWED


def can_see_grant(actor: Actor, grant: Grant) -> Decision:
    """The person himself, and administrators of the areas the scope lies in. Twin: `visible_grants`."""
    if not actor.is_person:
        return SIGN_IN
    if grant.user_id == actor.user_id:
        return ALLOWED
    inside = actor.has_in_areas(Capability.MANAGE_GRANTS, frozenset(grant.area_ids))
    return ALLOWED if inside else HIDDEN


def can_end_grant(actor: Actor, grant: Grant) -> Decision:
    """As for giving it; a grant outside one's areas is hidden. Roles in a group end in the group, which
    tells its people."""
    if actor.is_system:
        return ALLOWED
    if not (allowed := can_manage_grants(actor)):
        return allowed
    if grant.user_id == actor.user_id:
        return SELF
    seen = can_see_grant(actor, grant)
    return IN_GROUP if seen and grant.scope_kind == ScopeKind.GROUP else seen


def can_end_sessions(actor: Actor, user_id: UUID) -> Decision:
    """One's own; jobs of the product for anyone."""
    if actor.is_system or actor.user_id == user_id:
        return ALLOWED
    return HIDDEN if actor.is_person else SIGN_IN


def can_disable(actor: Actor, user_id: UUID) -> Decision:
    """Nobody by hand yet: jobs and commands of the product only."""
    del user_id
    return ALLOWED if actor.is_system else HIDDEN


def visible_grants(actor: Actor) -> Q:
    """Which grants the actor may see. Twin of `can_see_grant`."""
    if not actor.is_person:
        return Q(pk__in=[])
    areas = sorted(actor.scope_ids(Capability.MANAGE_GRANTS, ScopeKind.AREA))
    return Q(user_id=actor.user_id) | Q(area_ids__overlap=areas)


def _holds(actor: Actor, capability: Capability) -> Decision:
    if not actor.is_person:
        return SIGN_IN
    return ALLOWED if actor.has(capability) else Denied("refused")
