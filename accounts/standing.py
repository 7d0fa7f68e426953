"""What many sessions stand for now: for live sockets, which outlast the request that opened them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from accounts.actor import ANONYMOUS, ActiveGrant, Actor, ActorKind, receipt_holder
from accounts.auth import RECEIPTS_KEY
from accounts.models import Grant, User
from accounts.roles import Role, ScopeKind


@dataclass(frozen=True, slots=True)
class Standing:
    """An actor, and until when nothing can change by the mere passing of time."""

    actor: Actor
    valid_until: datetime


def standings(session_keys: Collection[str]) -> dict[str, Standing]:
    """The standing of each session that still is what it was made as; the others have ended.

    A session in which nobody has signed in (a sign-in half way) is anonymous; one whose person is
    disabled, or has changed the password since, has ended. Three statements, whatever the number.
    """
    now = timezone.now()
    sessions = {
        row.session_key: row
        for row in Session.objects.filter(session_key__in=list(session_keys), expire_date__gt=now)
    }
    contents = {key: SessionStore().decode(row.session_data) for key, row in sessions.items()}
    people = _people(contents[key].get(SESSION_KEY) for key in contents)
    grants = _grants(people.keys(), now)
    found: dict[str, Standing] = {}
    for key, content in contents.items():
        receipts = frozenset(UUID(value) for value in content.get(RECEIPTS_KEY, ()))
        if SESSION_KEY not in content:
            found[key] = Standing(_nobody(receipts), sessions[key].expire_date)
            continue
        user = people.get(str(content[SESSION_KEY]))
        if user is not None and _proves(user, content.get(HASH_SESSION_KEY, "")):
            held = grants.get(user.pk, [])
            ends = [grant.valid.upper for grant in held if grant.valid.upper is not None]
            found[key] = Standing(_person(user, held, receipts), min([sessions[key].expire_date, *ends]))
    return found


def _people(user_ids: Iterable[object]) -> dict[str, User]:
    wanted = {str(user_id) for user_id in user_ids if user_id is not None}
    return {str(user.pk): user for user in User.objects.filter(pk__in=wanted, is_active=True)}


def _grants(user_ids: Collection[str], now: datetime) -> dict[UUID, list[Grant]]:
    held: dict[UUID, list[Grant]] = {}
    rows = Grant.objects.filter(user_id__in=list(user_ids), valid__contains=now)
    for grant in rows.only("user_id", "role", "scope_kind", "scope_id", "valid"):
        held.setdefault(grant.user_id, []).append(grant)
    return held


def _proves(user: User, session_hash: str) -> bool:
    """Whether the session was made under the person's present password (or key it is signed with)."""
    hashes = [user.get_session_auth_hash(), *user.get_session_auth_fallback_hash()]
    return any(constant_time_compare(session_hash, known) for known in hashes)


def _nobody(receipts: frozenset[UUID]) -> Actor:
    return receipt_holder(receipts) if receipts else ANONYMOUS


def _person(user: User, held: list[Grant], receipts: frozenset[UUID]) -> Actor:
    grants = tuple(ActiveGrant(Role(g.role), ScopeKind(g.scope_kind), g.scope_id) for g in held)
    return Actor(
        ActorKind.PERSON, str(user.pk), user.get_full_name(), grants, receipts, language=user.language
    )
