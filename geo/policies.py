"""Who may change the map of areas."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol
from uuid import UUID

from core.audit import ActorRef
from core.decisions import ALLOWED, SIGN_IN, Decision, Denied
from geo.models import Area, AreaKind

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


def draws_anywhere(actor: AreaActor, root: Area | None) -> bool:
    """May the actor's outlines leave the areas above them? `root` is the top of the tree they hang in."""
    if actor.is_system:
        return True
    if root is None or root.kind != AreaKind.COUNTRY:
        return False
    return bool(can_manage_area(actor, [str(root.pk)]))


def frame_of(actor: AreaActor, kind: str, above: Sequence[str]) -> UUID:
    """The area an outline has to stay in: the parent, whose path is `above`.

    The ground of a fire brigade lies across the tree: it may fill all that the actor administers there.
    """
    if kind == AreaKind.FIRST_DUE:
        return UUID(next((item for item in above if can_manage_area(actor, [item])), above[-1]))
    return UUID(above[-1])


def _refusal(actor: AreaActor) -> Decision:
    return Denied("areas.manage") if actor.kind == "person" else SIGN_IN
