"""HTTP doors to people and grants."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth import update_session_auth_hash
from django.db import transaction
from django.middleware.csrf import get_token
from ninja import Query, Router, Status

from accounts import actions, demo, policies, queries, schemas, wording
from accounts.actor import Actor
from accounts.auth import ActorRequest
from accounts.models import Grant, User
from core.http import socket_url

router = Router(tags=["accounts"])


@router.get("/session", response=schemas.SessionOut)
def session(request: ActorRequest) -> dict[str, Any]:
    """Who I am, what I may do, and the cookie with the token that changes need."""
    get_token(request)
    return _session(request, request.auth, request.user)


@router.patch("/me", response=schemas.SessionOut)
def change_me(request: ActorRequest, payload: schemas.ProfileIn) -> dict[str, Any]:
    """Change my name or language."""
    actor = request.auth
    user = actions.set_profile(actor, name=payload.name, language=payload.language)
    return _session(request, queries.actor_of(user, report_ids=actor.report_ids), user)


@router.post("/session/end-others", response={204: None})
def end_other_sessions(request: ActorRequest) -> Status[None]:
    """Sign out everywhere but here.

    This session gets its new key in the same transaction: at no moment is it among the ended.
    """
    with transaction.atomic():
        user = actions.end_own_sessions(request.auth)
        update_session_auth_hash(request, user)
    return Status(204, None)


@router.get("/people", response=list[schemas.PersonFoundOut])
def people(request: ActorRequest, filters: Query[schemas.PeopleFilter]) -> list[dict[str, Any]]:
    """Find a person to give a role to."""
    found = queries.people(request.auth, search=filters.search)
    return [{"id": u.pk, "name": u.get_full_name(), "email": u.email} for u in found]


@router.get("/grants", response=list[schemas.GrantOut])
def grants(
    request: ActorRequest, user_id: UUID | None = None, *, ended: bool = False
) -> list[dict[str, Any]]:
    """Roles I may see, newest first; those that have ended only when asked for."""
    actor = request.auth
    return [_grant(actor, grant) for grant in queries.grants(actor, user_id=user_id, ended=ended)]


@router.post("/grants", response={201: schemas.GrantOut})
def give_grant(request: ActorRequest, payload: schemas.GrantIn) -> Status[dict[str, Any]]:
    """Give a person a role within the areas I administer."""
    actor = request.auth
    return Status(201, _grant(actor, actions.give_grant(actor, **payload.dict())))


@router.post("/grants/{grant_id}/end", response=schemas.GrantOut)
def end_grant(request: ActorRequest, grant_id: UUID, payload: schemas.ReasonIn) -> dict[str, Any]:
    """End a role now; open screens lose what it showed within two seconds."""
    actor = request.auth
    return _grant(actor, actions.end_grant(actor, grant_id, reason=payload.reason))


@router.get("/audit", response=schemas.AuditPageOut)
def audit_trail(
    request: ActorRequest, filters: Query[schemas.AuditFilter], before: int | None = None
) -> dict[str, Any]:
    """Who did what, newest first, 50 lines a page. Reading is itself recorded."""
    actor = request.auth
    lines, following = actions.read_audit(actor, before=before, **filters.dict())
    return {"items": lines, "next": following}


def _session(request: ActorRequest, actor: Actor, user: Any) -> dict[str, Any]:
    signed_in = isinstance(user, User) or actor.is_person
    return {
        "person": (
            {"id": user.pk, "name": user.name, "email": user.email, "language": user.language}
            if signed_in
            else None
        ),
        "roles": [_role(grant) for grant in queries.own_grants(actor)],
        "capabilities": sorted(actor.capabilities),
        "receipts": sorted(actor.report_ids),
        "streams": [
            *([f"user:{actor.id}"] if signed_in else []),
            *(f"report:{i}" for i in sorted(actor.report_ids)),
        ],
        "socket_url": socket_url(request),
        "city": settings.CITY_NAME,
        "time_zone": settings.TIME_ZONE,
        "emergency": wording.emergency_numbers(settings.EMERGENCY_NUMBERS),
        "demo": settings.DEMO,
        "demo_sign_ins": demo.sign_ins() if settings.DEMO else [],
    }


def _role(grant: Grant) -> dict[str, Any]:
    return {
        "role": grant.role,
        "scope_kind": grant.scope_kind,
        "scope_id": grant.scope_id,
        "scope_name": grant.scope_label,
        "until": grant.valid.upper,
    }


def _grant(actor: Actor, grant: Grant) -> dict[str, Any]:
    return {
        "id": grant.pk,
        "user_id": grant.user_id,
        "user_name": grant.user.get_full_name(),
        **_role(grant),
        "since": grant.valid.lower,
        "given_by": grant.granted_by,
        "reason": grant.reason,
        "allowed_actions": ["end"] if policies.can_end_grant(actor, grant) else [],
    }
