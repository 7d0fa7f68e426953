"""Giving and ending grants."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import policies, queries, scopes
from accounts.actions.authority import note_change
from accounts.actor import Actor
from accounts.models import AuthorityChangeKind, Grant
from accounts.roles import SCOPES, Role, ScopeKind
from accounts.scopes import Scope
from core import audit
from core.decisions import require
from core.errors import Conflict, Invalid, NotFound


@transaction.atomic
def give_grant(
    actor: Actor,
    *,
    user_id: UUID,
    role: Role,
    scope_kind: ScopeKind,
    scope_id: str,
    reason: str,
    until: datetime | None = None,
) -> Grant:
    """Give a person a role, as an administrator of the areas the scope lies in.

    Raises: Invalid (scope of a wrong kind or unknown, end in the past), NotFound (no such person),
    Refused (not in the actor's areas, or to himself), Conflict (the person has it already).
    """
    require(policies.can_manage_grants(actor))
    if scope_kind is ScopeKind.GROUP:
        raise Invalid.field("scope_kind", _("Roles in a group are given in the group."), code="grant.group")
    scope = scopes.resolve(scope_kind, scope_id)
    if scope is None:
        raise Invalid.field("scope_id", _("There is no such place or group."), code="grant.scope")
    require(policies.can_grant(actor, user_id=user_id, scope=scope))
    if not queries.person_exists(user_id):
        raise NotFound
    return write_grant(
        actor,
        user_id=user_id,
        role=role,
        scope_kind=scope_kind,
        scope_id=scope_id,
        scope=scope,
        until=until,
        reason=reason,
    )


@transaction.atomic
def write_grant(
    actor: Actor,
    *,
    user_id: UUID,
    role: Role,
    scope_kind: ScopeKind,
    scope_id: str,
    scope: Scope | None = None,
    until: datetime | None = None,
    reason: str = "",
) -> Grant:
    """Write a grant that the caller's own policy has allowed already (a member let into a group).

    `scope` saves the look-up where the caller knows it.

    Raises: Invalid (scope of a wrong kind for the role, end in the past), Conflict (`grant.exists`).
    """
    now = timezone.now()
    _check_terms(role, scope_kind, until, now)
    scope = scope or scopes.resolve(scope_kind, scope_id) or Scope("", frozenset())
    try:
        with transaction.atomic():
            grant = Grant.objects.create(
                user_id=user_id,
                role=role,
                scope_kind=scope_kind,
                scope_id=scope_id,
                scope_label=scope.label[:200],
                area_ids=sorted(scope.area_ids),
                valid=DateTimeTZRange(now, until),
                granted_by=actor.label[:160],
                reason=reason[:300],
            )
    except IntegrityError as error:
        if "grant_once_at_a_time" not in str(error):
            raise
        raise Conflict("grant.exists", _("This person has this role here already.")) from error
    _record(actor, "grant.given", AuthorityChangeKind.GRANT_GIVEN, grant, reason)
    return grant


@transaction.atomic
def end_grant(actor: Actor, grant_id: UUID, *, reason: str) -> Grant:
    """End a grant now, as an administrator of the areas its scope lies in.

    Raises: NotFound (missing, or outside the actor's areas), Refused (his own), Conflict (has ended).
    """
    grant = queries.grant_for(actor, grant_id, lock=True)
    require(policies.can_end_grant(actor, grant))
    _end(actor, grant, reason)
    return grant


@transaction.atomic
def close_grant(
    actor: Actor, *, user_id: UUID, role: Role, scope_kind: ScopeKind, scope_id: str, reason: str = ""
) -> bool:
    """End the grant valid now, as the caller's own policy has allowed; False where there is none."""
    grant = queries.valid_grant(
        user_id=user_id, role=role, scope_kind=scope_kind, scope_id=scope_id, lock=True
    )
    if grant is None:
        return False
    _end(actor, grant, reason)
    return True


@transaction.atomic
def close_grants(
    actor: Actor, *, user_id: UUID, role: Role | None, scope_kind: ScopeKind, scope_id: str, reason: str = ""
) -> int:
    """Like `close_grant` for every role (None) the person holds in this scope; return how many ended."""
    held = queries.valid_roles(user_id=user_id, scope_kind=scope_kind, scope_id=scope_id)
    return sum(
        close_grant(actor, user_id=user_id, role=one, scope_kind=scope_kind, scope_id=scope_id, reason=reason)
        for one in held
        if role is None or one is role
    )


def _check_terms(role: Role, scope_kind: ScopeKind, until: datetime | None, now: datetime) -> None:
    if scope_kind not in SCOPES[role]:
        raise Invalid.field(
            "scope_kind", _("This role is not given for that kind of scope."), code="grant.scope"
        )
    if until is not None and until <= now:
        raise Invalid.field("until", _("The end must lie in the future."), code="grant.until")


def _end(actor: Actor, grant: Grant, reason: str) -> None:
    now = timezone.now()
    if grant.valid.upper is not None and grant.valid.upper <= now:
        raise Conflict("grant.ended", _("This role has ended already."))
    grant.valid = DateTimeTZRange(grant.valid.lower, now)
    grant.save(update_fields=["valid", "updated_at"])
    _record(actor, "grant.ended", AuthorityChangeKind.GRANT_ENDED, grant, reason)


def _record(actor: Actor, verb: str, kind: AuthorityChangeKind, grant: Grant, reason: str) -> None:
    audit.record(
        actor,
        verb,
        "user",
        grant.user_id,
        {
            "grant": str(grant.pk),
            "role": grant.role,
            "scope": f"{grant.scope_kind}:{grant.scope_id}",
            "until": grant.valid.upper.isoformat() if grant.valid.upper else None,
            "reason": reason,
        },
    )
    note_change(kind, user_id=grant.user_id)
