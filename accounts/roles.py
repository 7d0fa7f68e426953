"""Every role and what it may do: the one table behind policies, documents and the permission tests."""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType


class Role(StrEnum):
    """What a grant makes of a person. `RESIDENT` is everyone who is signed in."""

    RESIDENT = "resident"
    GROUP_MEMBER = "group_member"
    COORDINATOR = "coordinator"
    PATROL_OFFICER = "patrol_officer"
    DISPATCHER = "dispatcher"
    SPECIALISED_OFFICER = "specialised_officer"
    FIREFIGHTER = "firefighter"
    BRIGADE_CHIEF = "brigade_chief"
    PRESS_OFFICER = "press_officer"
    CITY_ADMIN = "city_admin"


class ScopeKind(StrEnum):
    """What a grant is valid for."""

    AREA = "area"
    GROUP = "group"
    BRIGADE = "brigade"
    UNIT = "unit"


class Capability(StrEnum):
    """One thing a policy may ask for. Policies reason in capabilities, never in roles."""

    VIEW_GROUP_INCIDENTS = "incidents.view_group"
    VIEW_POLICE_INCIDENTS = "incidents.view_police"
    WORK_INCIDENTS = "incidents.work"
    SEE_REPORTER_CONTACT = "incidents.see_contact"
    MODERATE_PUBLIC = "incidents.moderate"
    FOUND_GROUP = "watch.found"
    MANAGE_GROUP = "watch.manage"
    GO_ON_DUTY = "dispatch.duty"
    DISPATCH_UNITS = "dispatch.send"
    CALL_OUT = "dispatch.call_out"
    SEE_BRIGADES = "rosters.see"
    SERVE_IN_BRIGADE = "rosters.serve"
    COMMAND_BRIGADE = "rosters.command"
    FOUND_BRIGADE = "rosters.found"
    MANAGE_GRANTS = "accounts.grant"
    READ_PEOPLE = "accounts.people"
    READ_AUDIT = "accounts.audit"
    MANAGE_AREAS = "geo.manage"


_POLICE = frozenset(
    {
        Capability.VIEW_POLICE_INCIDENTS,
        Capability.WORK_INCIDENTS,
        Capability.SEE_REPORTER_CONTACT,
        Capability.FOUND_GROUP,
        Capability.GO_ON_DUTY,
    }
)

CAPABILITIES: MappingProxyType[Role, frozenset[Capability]] = MappingProxyType(
    {
        Role.RESIDENT: frozenset(),
        Role.GROUP_MEMBER: frozenset({Capability.VIEW_GROUP_INCIDENTS}),
        Role.COORDINATOR: frozenset({Capability.VIEW_GROUP_INCIDENTS, Capability.MANAGE_GROUP}),
        Role.PATROL_OFFICER: _POLICE,
        Role.DISPATCHER: _POLICE
        | {
            Capability.DISPATCH_UNITS,
            Capability.MODERATE_PUBLIC,
            Capability.MANAGE_GROUP,
            Capability.CALL_OUT,
            Capability.SEE_BRIGADES,
        },
        Role.SPECIALISED_OFFICER: frozenset(),
        Role.FIREFIGHTER: frozenset({Capability.SEE_BRIGADES, Capability.SERVE_IN_BRIGADE}),
        Role.BRIGADE_CHIEF: frozenset(
            {
                Capability.SEE_BRIGADES,
                Capability.SERVE_IN_BRIGADE,
                Capability.COMMAND_BRIGADE,
                Capability.CALL_OUT,
            }
        ),
        Role.PRESS_OFFICER: frozenset({Capability.MODERATE_PUBLIC}),
        Role.CITY_ADMIN: frozenset(
            {
                Capability.FOUND_GROUP,
                Capability.MANAGE_GROUP,
                Capability.MANAGE_GRANTS,
                Capability.READ_PEOPLE,
                Capability.READ_AUDIT,
                Capability.MANAGE_AREAS,
                Capability.SEE_BRIGADES,
                Capability.FOUND_BRIGADE,
            }
        ),
    }
)

SCOPES: MappingProxyType[Role, frozenset[ScopeKind]] = MappingProxyType(
    {
        Role.RESIDENT: frozenset(),
        Role.GROUP_MEMBER: frozenset({ScopeKind.GROUP}),
        Role.COORDINATOR: frozenset({ScopeKind.GROUP}),
        Role.PATROL_OFFICER: frozenset({ScopeKind.AREA, ScopeKind.UNIT}),
        Role.DISPATCHER: frozenset({ScopeKind.AREA}),
        Role.SPECIALISED_OFFICER: frozenset({ScopeKind.UNIT, ScopeKind.AREA}),
        Role.FIREFIGHTER: frozenset({ScopeKind.BRIGADE}),
        Role.BRIGADE_CHIEF: frozenset({ScopeKind.BRIGADE}),
        Role.PRESS_OFFICER: frozenset({ScopeKind.AREA}),
        Role.CITY_ADMIN: frozenset({ScopeKind.AREA}),
    }
)
