"""Reads over people and grants."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from accounts import policies
from accounts.actor import ActiveGrant, Actor, ActorKind
from accounts.models import Grant, User
from accounts.roles import CAPABILITIES, Capability, Role, ScopeKind
from core.decisions import require
from core.errors import NotFound
from core.ordering import alphabetical


def actor_of(user: User, *, report_ids: frozenset[UUID] = frozenset()) -> Actor:
    """The actor a signed-in person is, with the grants valid now. One statement."""
    grants = Grant.objects.filter(user_id=user.pk, valid__contains=timezone.now()).values_list(
        "role", "scope_kind", "scope_id"
    )
    return Actor(
        kind=ActorKind.PERSON,
        id=str(user.pk),
        label=user.get_full_name(),
        grants=tuple(ActiveGrant(Role(r), ScopeKind(k), i) for r, k, i in grants),
        report_ids=report_ids,
        language=user.language,
    )


def holders(capability: Capability, kind: ScopeKind, scope_ids: Collection[str]) -> list[UUID]:
    """Ids of the active people who hold the capability now in one of these scopes. One statement."""
    roles = [role for role, held in CAPABILITIES.items() if capability in held]
    rows = Grant.objects.filter(
        role__in=roles,
        scope_kind=kind,
        scope_id__in=[str(i) for i in scope_ids],
        valid__contains=timezone.now(),
        user__is_active=True,
    )
    return list(rows.values_list("user_id", flat=True).distinct().order_by("user_id"))


def language_of(email: str) -> str | None:
    """The language of the person with this address; None where there is none."""
    return User.objects.filter(email=email.lower()).values_list("language", flat=True).first()


def id_of(email: str) -> UUID | None:
    """The active person with this address; None where there is none."""
    rows = User.objects.filter(email=email.strip().lower(), is_active=True)
    return rows.values_list("pk", flat=True).first()


def person_exists(user_id: UUID) -> bool:
    """Whether there is an active person of this id."""
    return User.objects.filter(pk=user_id, is_active=True).exists()


def person_locked(user_id: UUID) -> User:
    """The person, locked for change. Raises NotFound."""
    user = User.objects.select_for_update().filter(pk=user_id).first()
    if user is None:
        raise NotFound
    return user


def names_of(user_ids: Collection[UUID]) -> dict[UUID, str]:
    """Display names by id, in one statement."""
    return {u.pk: u.get_full_name() for u in User.objects.filter(pk__in=user_ids).only("name", "email")}


def people(actor: Actor, *, search: str = "", limit: int = 50) -> list[User]:
    """Active people whose name or e-mail contains the words, by name.

    Raises: NotSignedIn, Refused.
    """
    require(policies.can_read_people(actor))
    rows = User.objects.filter(is_active=True)
    for word in search.split():
        rows = rows.filter(Q(name__icontains=word) | Q(email__icontains=word))
    return list(rows.order_by(alphabetical("name"), "email")[:limit])


def grants(
    actor: Actor, *, user_id: UUID | None = None, ended: bool = False, limit: int = 500
) -> list[Grant]:
    """Grants the actor may see, newest first, with their people; ended ones only when asked for.

    Raises: NotSignedIn.
    """
    require(policies.can_edit_profile(actor))
    rows = Grant.objects.filter(policies.visible_grants(actor)).select_related("user")
    if user_id is not None:
        rows = rows.filter(user_id=user_id)
    if not ended:
        rows = rows.filter(Q(valid__upper_inf=True) | Q(valid__endswith__gt=timezone.now()))
    return list(rows.order_by("-created_at", "-id")[:limit])


def own_grants(actor: Actor) -> list[Grant]:
    """The actor's own grants that are valid now, oldest first."""
    if actor.user_id is None:
        return []
    rows = Grant.objects.filter(user_id=actor.user_id, valid__contains=timezone.now())
    return list(rows.order_by("created_at", "id"))


def grant_for(actor: Actor, grant_id: UUID, *, lock: bool = False) -> Grant:
    """One grant by id. Raises NotFound for missing and hidden alike."""
    rows = Grant.objects.select_for_update() if lock else Grant.objects.all()
    grant = rows.filter(pk=grant_id).first()
    if grant is None or not (actor.is_system or policies.can_see_grant(actor, grant)):
        raise NotFound
    return grant


def valid_grant(
    *, user_id: UUID, role: Role, scope_kind: ScopeKind, scope_id: str, lock: bool = False
) -> Grant | None:
    """The grant of exactly these terms that is valid now."""
    rows = Grant.objects.select_for_update() if lock else Grant.objects.all()
    return rows.filter(
        user_id=user_id,
        role=role,
        scope_kind=scope_kind,
        scope_id=scope_id,
        valid__contains=timezone.now(),
    ).first()


def valid_roles(*, user_id: UUID, scope_kind: ScopeKind, scope_id: str) -> list[Role]:
    """Roles the person holds now in this scope."""
    rows = Grant.objects.filter(
        user_id=user_id, scope_kind=scope_kind, scope_id=scope_id, valid__contains=timezone.now()
    )
    return [Role(value) for value in rows.values_list("role", flat=True).order_by("role")]
