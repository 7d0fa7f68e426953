"""What goes over the wire about people and grants."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field

from accounts.roles import Capability, Role, ScopeKind


class PersonOut(Schema):
    """A signed-in person, to himself."""

    id: UUID
    name: str
    email: str
    language: str


class RoleOut(Schema):
    """A grant valid now, to its holder."""

    role: Role
    scope_kind: ScopeKind
    scope_id: str
    scope_name: str
    until: datetime | None


class EmergencyOut(Schema):
    """A number to call now, with its name in the reader's language."""

    key: str
    number: str
    label: str


class DemoSignInOut(Schema):
    """An invented person of the demo city, to be tried with one tap."""

    email: str
    name: str
    role: str
    password: str


class SessionOut(Schema):
    """Who I am and what my page may offer."""

    person: PersonOut | None
    roles: list[RoleOut]
    capabilities: list[Capability]
    receipts: list[UUID]
    streams: list[str]
    socket_url: str
    """Where the live socket is; empty for the page's own origin."""
    city: str
    time_zone: str
    """The city's clock (IANA name), for what is shown before a clock of its own is known."""
    emergency: list[EmergencyOut]
    demo: bool
    demo_sign_ins: list[DemoSignInOut]
    """Empty unless this is a demo; production refuses to start as one."""


class ProfileIn(Schema):
    """Changes to oneself; what is left out stays."""

    name: str | None = Field(None, max_length=120)
    language: Literal["uk", "en"] | None = None


class PersonFoundOut(Schema):
    """A person, to an administrator who looks for somebody to give a role to."""

    id: UUID
    name: str
    email: str


class PeopleFilter(Schema):
    """Words of a name or an e-mail address."""

    search: str = Field("", max_length=100)


class GrantIn(Schema):
    """Give a role."""

    user_id: UUID
    role: Role
    scope_kind: ScopeKind
    scope_id: str = Field(max_length=64)
    until: datetime | None = None
    reason: str = Field(min_length=3, max_length=300)


class ReasonIn(Schema):
    """Why."""

    reason: str = Field(min_length=3, max_length=300)


class GrantOut(Schema):
    """A grant, to those who may see it."""

    id: UUID
    user_id: UUID
    user_name: str
    role: Role
    scope_kind: ScopeKind
    scope_id: str
    scope_name: str
    since: datetime
    until: datetime | None
    given_by: str
    reason: str
    allowed_actions: list[str]


class AuditLineOut(Schema):
    """One line of the audit trail."""

    id: int
    at: datetime
    actor_kind: str
    actor_id: str
    actor_label: str
    verb: str
    target_kind: str
    target_id: str
    data: dict[str, object]
    sealed: bool


class AuditPageOut(Schema):
    """A page of the trail, newest first; `next` continues it, null at the end."""

    items: list[AuditLineOut]
    next: int | None


class AuditFilter(Schema):
    """Which lines."""

    verb: str = Field("", max_length=64)
    actor_id: str = Field("", max_length=64)
    target_kind: str = Field("", max_length=32)
    target_id: str = Field("", max_length=64)
