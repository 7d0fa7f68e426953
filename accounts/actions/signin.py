"""What sign-in leaves in the trail and in the control log. The sign-in itself is allauth's."""

from __future__ import annotations

from django.db import transaction

from accounts import queries
from accounts.actions.authority import note_change
from accounts.actions.people import LANGUAGES
from accounts.actor import Actor
from accounts.models import AuthorityChangeKind, User
from core import audit


def known_language(code: str | None) -> str:
    """The language itself when the product speaks it, else the first one."""
    short = (code or "").partition("-")[0]
    return short if short in LANGUAGES else LANGUAGES[0]


def record_signed_up(user: User) -> None:
    """A person made an account."""
    _record(user, "user.signed_up")


def record_signed_in(user: User) -> None:
    """A person signed in."""
    _record(user, "user.signed_in")


@transaction.atomic
def record_signed_out(actor: Actor, session_key: str) -> None:
    """A person ended the session under way."""
    audit.record(actor, "user.signed_out", "user", actor.id)
    note_change(AuthorityChangeKind.SESSION_ENDED, user_id=actor.user_id, session_key=session_key)


@transaction.atomic
def record_password_changed(user: User) -> None:
    """A person set another password, which ends his other sessions."""
    _record(user, "user.password_changed")
    note_change(AuthorityChangeKind.SESSIONS_ENDED, user_id=user.pk)


def _record(user: User, verb: str) -> None:
    audit.record(queries.actor_of(user), verb, "user", user.pk)
