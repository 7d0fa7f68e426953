"""Loads what the policies must know of streams, many at a time."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Q

from accounts.actor import Actor
from accounts.roles import Capability, ScopeKind
from core.decisions import HIDDEN, Decision
from core.errors import NotFound
from geo import queries as geo_queries
from geo.models import Area
from notifications import policies, streams
from notifications.models import StreamScope
from notifications.policies import StreamFacts
from notifications.streams import StreamKey, StreamKind


def facts_of(keys: Iterable[StreamKey]) -> list[StreamFacts]:
    """The facts of these streams, in their order. One statement, and the areas' paths from geo's cache."""
    wanted = list(keys)
    rows: dict[str, Any] = {
        scope.key: scope for scope in StreamScope.objects.filter(key__in=[str(key) for key in wanted])
    }
    return [_facts(key, rows.get(str(key))) for key in wanted]


def _facts(key: StreamKey, scope: StreamScope | None) -> StreamFacts:
    if key.kind is StreamKind.BEAT:
        return StreamFacts(key, _path(key.id))
    if scope is None:
        return StreamFacts(key)
    return StreamFacts(key, _texts(scope.area_ids), scope.user_id, _texts(scope.brigade_ids))


def _texts(ids: Iterable[UUID]) -> frozenset[str]:
    return frozenset(str(id_) for id_ in ids)


def _path(area_id: str) -> frozenset[str]:
    """The area and its ancestors; nothing for an area that is not there."""
    try:
        return frozenset(geo_queries.path_of(area_id))
    except NotFound:
        return frozenset()


def readable(actor: Actor, keys: Iterable[str]) -> dict[str, Decision]:
    """Whether the actor may read each of these streams now. A malformed key is as good as a missing one."""
    answers: dict[str, Decision] = {}
    parsed: list[StreamKey] = []
    for key in keys:
        try:
            parsed.append(streams.parse(key))
        except ValueError:
            answers[key] = HIDDEN
    for facts in facts_of(parsed):
        answers[str(facts.key)] = policies.can_read(actor, facts)
    return answers


def can_read(actor: Actor, key: str) -> Decision:
    """Whether the actor may read this stream now."""
    return readable(actor, [key])[key]


def readable_streams(actor: Actor) -> frozenset[str]:
    """All streams the actor may read, but for the public ones: the set-shaped twin of `policies.can_read`."""
    keys = {streams.report(report_id) for report_id in actor.report_ids}
    keys |= {streams.group(id_) for id_ in actor.scope_ids(Capability.VIEW_GROUP_INCIDENTS, ScopeKind.GROUP)}
    keys |= {streams.brigade(id_) for id_ in actor.scope_ids(Capability.SEE_BRIGADES, ScopeKind.BRIGADE)}
    keys |= {streams.desk(id_) for id_ in actor.scope_ids(Capability.COMMAND_BRIGADE, ScopeKind.BRIGADE)}
    keys |= {streams.unit(g.scope_id) for g in actor.grants if g.scope_kind is ScopeKind.UNIT}
    if actor.user_id is not None:
        keys.add(streams.user(actor.user_id))
    police = actor.scope_ids(Capability.VIEW_POLICE_INCIDENTS, ScopeKind.AREA)
    keys |= {streams.beat(area_id) for area_id in _areas_within(police)}
    return frozenset(keys | _scoped(actor, police))


def _areas_within(area_ids: frozenset[str]) -> list[UUID]:
    """The areas and everything below them in the tree."""
    if not area_ids:
        return []
    return list(Area.objects.filter(path__overlap=sorted(area_ids)).values_list("id", flat=True))


def _scoped(actor: Actor, police: frozenset[str]) -> set[str]:
    dispatch = actor.scope_ids(Capability.DISPATCH_UNITS, ScopeKind.AREA)
    mine = Q()
    if actor.user_id is not None:
        mine = Q(key__startswith=f"{StreamKind.REPORT}:", user_id=actor.user_id)
    wanted = (
        mine
        | Q(key__startswith=f"{StreamKind.GROUP}:", area_ids__overlap=sorted(police))
        | Q(key__startswith=f"{StreamKind.UNIT}:", area_ids__overlap=sorted(dispatch))
        | _brigades_and_callouts(actor)
    )
    return set(StreamScope.objects.filter(wanted).values_list("key", flat=True))


def _brigades_and_callouts(actor: Actor) -> Q:
    sees = actor.scope_ids(Capability.SEE_BRIGADES, ScopeKind.AREA)
    calls = actor.scope_ids(Capability.CALL_OUT, ScopeKind.AREA)
    serves = actor.scope_ids(Capability.SERVE_IN_BRIGADE, ScopeKind.BRIGADE)
    return Q(key__startswith=f"{StreamKind.BRIGADE}:", area_ids__overlap=sorted(sees)) | (
        Q(key__startswith=f"{StreamKind.CALLOUT}:")
        & (Q(area_ids__overlap=sorted(calls)) | Q(brigade_ids__overlap=sorted(serves)))
    )
