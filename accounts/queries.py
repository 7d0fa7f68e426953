"""Reads over people and grants."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone

from accounts.actor import ActiveGrant, Actor, ActorKind
from accounts.models import Grant, User
from accounts.roles import Role, ScopeKind


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
