"""Who may read a stream: the one authority for subscribing, replay, live frames, snapshots and export."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from types import MappingProxyType
from uuid import UUID

from accounts.actor import Actor
from accounts.roles import Capability, ScopeKind
from core.decisions import ALLOWED, HIDDEN, SIGN_IN, Decision
from notifications.streams import StreamKey, StreamKind


@dataclass(frozen=True, slots=True)
class StreamFacts:
    """A stream and what a policy must know of it; loaded by `queries.facts_of`."""

    key: StreamKey
    area_ids: frozenset[str] = frozenset()
    user_id: UUID | None = None
    brigade_ids: frozenset[str] = frozenset()


def can_read(actor: Actor, stream: StreamFacts) -> Decision:
    """Whether the actor may read the stream now. Hidden and missing streams answer alike.

    Its twin is `queries.readable_streams`; a test runs random histories of grants through both.
    """
    if stream.key.kind is StreamKind.PUBLIC:
        return ALLOWED
    rule = _RULES.get(stream.key.kind)
    if rule is not None and rule(actor, stream):
        return ALLOWED
    return HIDDEN if actor.is_person or actor.report_ids else SIGN_IN


def has_inbox(actor: Actor) -> Decision:
    """Whether the actor is a person, and so has an inbox."""
    return ALLOWED if actor.is_person else SIGN_IN


def _own(actor: Actor, stream: StreamFacts) -> bool:
    return actor.user_id is not None and str(actor.user_id) == stream.key.id


def _group(actor: Actor, stream: StreamFacts) -> bool:
    return actor.has_in_group(Capability.VIEW_GROUP_INCIDENTS, stream.key.id) or _police(actor, stream)


def _police(actor: Actor, stream: StreamFacts) -> bool:
    return actor.has_in_areas(Capability.VIEW_POLICE_INCIDENTS, stream.area_ids)


def _unit(actor: Actor, stream: StreamFacts) -> bool:
    on_duty = any(g.scope_kind is ScopeKind.UNIT and g.scope_id == stream.key.id for g in actor.grants)
    return on_duty or actor.has_in_areas(Capability.DISPATCH_UNITS, stream.area_ids)


def _brigade(actor: Actor, stream: StreamFacts) -> bool:
    return actor.has_in_brigade(Capability.SEE_BRIGADES, stream.key.id) or actor.has_in_areas(
        Capability.SEE_BRIGADES, stream.area_ids
    )


def _desk(actor: Actor, stream: StreamFacts) -> bool:
    return actor.has_in_brigade(Capability.COMMAND_BRIGADE, stream.key.id)


def _callout(actor: Actor, stream: StreamFacts) -> bool:
    """Whoever serves in a brigade that was paged for it, and whoever may call out there."""
    serves = not stream.brigade_ids.isdisjoint(
        actor.scope_ids(Capability.SERVE_IN_BRIGADE, ScopeKind.BRIGADE)
    )
    return serves or actor.has_in_areas(Capability.CALL_OUT, stream.area_ids)


def _report(actor: Actor, stream: StreamFacts) -> bool:
    by_receipt = UUID(stream.key.id) in actor.report_ids
    return by_receipt or (actor.user_id is not None and stream.user_id == actor.user_id)


_RULES: MappingProxyType[StreamKind, Callable[[Actor, StreamFacts], bool]] = MappingProxyType(
    {
        StreamKind.USER: _own,
        StreamKind.GROUP: _group,
        StreamKind.BEAT: _police,
        StreamKind.UNIT: _unit,
        StreamKind.REPORT: _report,
        StreamKind.BRIGADE: _brigade,
        StreamKind.DESK: _desk,
        StreamKind.CALLOUT: _callout,
    }
)
"""Kinds that are not named here (confidential, control) are open to nobody."""
