"""Who acts: ids and grants, loaded once per request; the first argument of every action."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from accounts.roles import CAPABILITIES, Capability, Role, ScopeKind


class ActorKind(StrEnum):
    """What stands behind an actor."""

    ANONYMOUS = "anonymous"
    PERSON = "person"
    RECEIPT = "receipt"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class ActiveGrant:
    """A grant that is valid now."""

    role: Role
    scope_kind: ScopeKind
    scope_id: str


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts. `id` is the user's UUID, the report's for a receipt, the job's name for a system actor."""

    kind: ActorKind
    id: str
    label: str
    grants: tuple[ActiveGrant, ...] = ()
    report_ids: frozenset[UUID] = frozenset()
    """Reports opened with their receipt in this session."""
    language: str = "uk"

    @property
    def is_person(self) -> bool:
        """A signed-in person."""
        return self.kind is ActorKind.PERSON

    @property
    def is_system(self) -> bool:
        """A named job of the product itself."""
        return self.kind is ActorKind.SYSTEM

    @property
    def user_id(self) -> UUID | None:
        """The person's id, or None where nobody is signed in."""
        return UUID(self.id) if self.is_person else None

    def scope_ids(self, capability: Capability, kind: ScopeKind) -> frozenset[str]:
        """Ids of all scopes of that kind in which the actor holds the capability."""
        return frozenset(
            grant.scope_id
            for grant in self.grants
            if grant.scope_kind is kind and capability in CAPABILITIES[grant.role]
        )

    @property
    def capabilities(self) -> frozenset[Capability]:
        """Everything the actor may do somewhere."""
        return frozenset().union(*(CAPABILITIES[grant.role] for grant in self.grants))

    def has(self, capability: Capability) -> bool:
        """Whether the actor holds the capability anywhere at all."""
        return any(capability in CAPABILITIES[grant.role] for grant in self.grants)

    def has_in_areas(self, capability: Capability, area_ids: frozenset[str]) -> bool:
        """Whether the actor holds the capability in one of these areas.

        `area_ids` must hold the thing's areas on every level (country to beat): a grant for a city
        is a grant for its beats because the city's id is in the list.
        """
        return not area_ids.isdisjoint(self.scope_ids(capability, ScopeKind.AREA))

    def has_in_group(self, capability: Capability, group_id: object) -> bool:
        """Whether the actor holds the capability in this watch group."""
        return str(group_id) in self.scope_ids(capability, ScopeKind.GROUP)

    def has_in_brigade(self, capability: Capability, brigade_id: object) -> bool:
        """Whether the actor holds the capability in this fire brigade."""
        return str(brigade_id) in self.scope_ids(capability, ScopeKind.BRIGADE)


ANONYMOUS = Actor(ActorKind.ANONYMOUS, "anonymous", "Anonymous")


def receipt_holder(report_ids: frozenset[UUID]) -> Actor:
    """Whoever has opened these reports with their receipts, and is nobody else."""
    return Actor(ActorKind.RECEIPT, "receipt", "Reporter", report_ids=report_ids)


def system_actor(name: str) -> Actor:
    """The product itself, acting through the job `name`."""
    return Actor(ActorKind.SYSTEM, name, f"Varta: {name}")


def session_tag(session_key: str) -> str:
    """A name for one session that cannot be used to take it over: the SHA-256 of its key, in hex."""
    return hashlib.sha256(session_key.encode()).hexdigest()
