"""What live sockets may read, for many at once: when they ask, and at every re-check."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from accounts import standing
from accounts.actor import ANONYMOUS, Actor
from core.decisions import HIDDEN, Decision
from notifications import policies, streams
from notifications.queries import audience
from notifications.streams import StreamKey


@dataclass(frozen=True, slots=True)
class Claim:
    """A socket's session ("" for none) and the streams it wants or has."""

    session_key: str
    streams: frozenset[str]


@dataclass(frozen=True, slots=True)
class Verdict:
    """Who the socket's reader is now and what they may read; `actor` is None when the session has ended."""

    actor: Actor | None
    valid_until: datetime | None
    decisions: Mapping[str, Decision]


def judge(claims: Collection[Claim]) -> list[Verdict]:
    """A verdict for each claim, in order. Four statements, whatever the number of sockets."""
    known = standing.standings({claim.session_key for claim in claims if claim.session_key})
    facts = {str(f.key): f for f in audience.facts_of(_parsed(claims))}
    verdicts: list[Verdict] = []
    for claim in claims:
        found = known.get(claim.session_key)
        if claim.session_key and found is None:
            verdicts.append(Verdict(None, None, {}))
            continue
        actor = found.actor if found else ANONYMOUS
        decisions = {
            key: policies.can_read(actor, facts[key]) if key in facts else HIDDEN for key in claim.streams
        }
        verdicts.append(Verdict(actor, found.valid_until if found else None, decisions))
    return verdicts


def _parsed(claims: Collection[Claim]) -> list[StreamKey]:
    parsed: list[StreamKey] = []
    for key in set().union(*(claim.streams for claim in claims)):
        try:
            parsed.append(streams.parse(key))
        except ValueError:
            continue
    return parsed
