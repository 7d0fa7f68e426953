"""What a grant's scope is: its name and the areas it lies in.

Places and groups live in apps this one does not know. Whoever owns a kind of scope gives a resolver, and
`config` puts it in here at the start.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from accounts.roles import ScopeKind


@dataclass(frozen=True, slots=True)
class Scope:
    """A place, group, brigade or unit as far as a grant needs to know it."""

    label: str
    area_ids: frozenset[str]
    """Ids of the areas it lies in, on every level from the country down, itself included."""


Resolver = Callable[[str], Scope | None]

_resolvers: dict[ScopeKind, Resolver] = {}


def register(kind: ScopeKind, resolver: Resolver) -> None:
    """Let `resolver` answer for scopes of this kind, in place of an earlier one."""
    _resolvers[kind] = resolver


def resolve(kind: ScopeKind, scope_id: str) -> Scope | None:
    """The scope, or None where there is no such thing."""
    resolver = _resolvers.get(kind)
    return resolver(scope_id) if resolver else None
