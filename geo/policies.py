"""Who may change the map of areas."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from core.audit import ActorRef
from core.decisions import ALLOWED, SIGN_IN, Decision, Denied

MANAGE_AREAS = "geo.manage"
"""The capability's name; its roles stand in the one table of roles."""


class AreaActor(ActorRef, Protocol):
    """Who acts, as far as areas need to know. Places know no people, so the shape is stated here."""

    @property
    def is_system(self) -> bool: ...
    def has(self, capability: Any) -> bool: ...
    def has_in_areas(self, capability: Any, area_ids: frozenset[str]) -> bool: ...


def can_manage_areas(actor: AreaActor) -> Decision:
    """May the actor change any areas at all?"""
    if actor.is_system or actor.has(MANAGE_AREAS):
        return ALLOWED
    return _refusal(actor)


def can_manage_area(actor: AreaActor, path: Sequence[str]) -> Decision:
    """May the actor change the area with this path (ids from the root down to it)?"""
    if actor.is_system or actor.has_in_areas(MANAGE_AREAS, frozenset(path)):
        return ALLOWED
    return _refusal(actor)


def _refusal(actor: AreaActor) -> Decision:
    return Denied("areas.manage") if actor.kind == "person" else SIGN_IN
