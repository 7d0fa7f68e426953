"""Puts together what grants are made for: `accounts` knows grants, `geo` places, `watch` groups,
`rosters` brigades, `dispatch` units.
"""

from __future__ import annotations

from uuid import UUID

from accounts import scopes
from accounts.roles import ScopeKind
from accounts.scopes import Scope
from core.errors import NotFound
from dispatch import queries as dispatch_queries
from geo import queries as geo_queries
from geo.models import AreaKind
from rosters.queries import brigades as brigade_queries
from watch import queries as watch_queries


def register() -> None:
    """Give `accounts` a resolver for every kind of scope there is so far."""
    scopes.register(ScopeKind.AREA, area_scope)
    scopes.register(ScopeKind.GROUP, watch_queries.group_scope)
    scopes.register(ScopeKind.BRIGADE, brigade_queries.brigade_scope)
    scopes.register(ScopeKind.UNIT, dispatch_queries.unit_scope)


def area_scope(scope_id: str) -> Scope | None:
    """An area with its ancestors.

    A brigade's ground is none: it may reach into the next city, and whoever had a role there would see that
    city's reports. Brigades have roles of their own.
    """
    area_id = _uuid(scope_id)
    if area_id is None:
        return None
    try:
        area = geo_queries.area(area_id)
    except NotFound:
        return None
    if area.kind == AreaKind.FIRST_DUE:
        return None
    return Scope(area.name, frozenset(str(i) for i in area.path))


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
