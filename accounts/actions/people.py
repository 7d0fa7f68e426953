"""What a person changes about himself, and ending his sessions."""

from __future__ import annotations

from uuid import UUID

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from accounts import policies, queries
from accounts.actions.authority import note_change
from accounts.actor import Actor
from accounts.models import AuthorityChangeKind, User
from core import audit, jobs
from core.decisions import require
from core.errors import Invalid, NotSignedIn, Refused

LANGUAGES = ("uk", "en")
SHOWN_BY = {"name": "dispatch.show_crew", "language": "notifications.show_inbox"}
"""Jobs that bring what is on screens up to date with a changed field."""


@transaction.atomic
def set_profile(actor: Actor, *, name: str | None = None, language: str | None = None) -> User:
    """Change one's own name or language; None leaves a field as it is.

    The floors above show the new name of a crew, and the inbox in the new language, by jobs.

    Raises: NotSignedIn, Invalid (unknown language, name too long).
    """
    require(policies.can_edit_profile(actor))
    user = queries.person_locked(UUID(actor.id))
    changed = []
    if name is not None and name.strip() != user.name:
        user.name = " ".join(name.split())
        if len(user.name) > 120:
            raise Invalid.field("name", _("A name has 120 characters at most."))
        changed.append("name")
    if language is not None and language != user.language:
        if language not in LANGUAGES:
            raise Invalid.field("language", _("This language is not available."))
        user.language = language
        changed.append("language")
    if changed:
        user.save(update_fields=[*changed, "updated_at"])
        audit.record(actor, "user.profile_changed", "user", user.pk, {"fields": changed})
    for field in changed:
        jobs.enqueue(SHOWN_BY[field], user_id=str(user.pk))
    return user


@transaction.atomic
def ensure_person(actor: Actor, email: str, *, name: str = "", password: str = "") -> User:
    """The person with this address, made with a confirmed address where there is none.

    For commands of the installation itself. A password, when given, replaces the old one and ends all
    sessions; without one a new account can be entered by e-mailed code only.

    Raises: Refused.
    """
    if not actor.is_system:
        raise Refused
    user = User.objects.select_for_update().filter(email=email.lower()).first()
    if user is None:
        user = User.objects.create_user(email, password or None, name=name)
        audit.record(actor, "user.made", "user", user.pk)
    elif password:
        user.set_password(password)
        user.save(update_fields=["password", "updated_at"])
        audit.record(actor, "user.password_changed", "user", user.pk)
        note_change(AuthorityChangeKind.SESSIONS_ENDED, user_id=user.pk)
    EmailAddress.objects.update_or_create(
        user=user, email=user.email, defaults={"verified": True, "primary": True}
    )
    return user


@transaction.atomic
def end_sessions(actor: Actor, user_id: UUID) -> User:
    """End all sessions of a person, on every device; open sockets close within two seconds.

    Raises: NotSignedIn, Refused, NotFound.
    """
    require(policies.can_end_sessions(actor, user_id))
    user = queries.person_locked(user_id)
    User.objects.filter(pk=user_id).update(session_epoch=F("session_epoch") + 1)
    user.refresh_from_db(fields=["session_epoch"])
    audit.record(actor, "user.sessions_ended", "user", user_id)
    note_change(AuthorityChangeKind.SESSIONS_ENDED, user_id=user_id)
    return user


def end_own_sessions(actor: Actor) -> User:
    """End all sessions of the person who asks. Raises NotSignedIn."""
    if actor.user_id is None:
        raise NotSignedIn
    return end_sessions(actor, actor.user_id)


@transaction.atomic
def set_active(actor: Actor, user_id: UUID, *, active: bool, reason: str) -> User:
    """Close an account to its person, or open it again. Ends all sessions when closing.

    Raises: Refused, NotFound.
    """
    require(policies.can_disable(actor, user_id))
    user = queries.person_locked(user_id)
    if user.is_active == active:
        return user
    user.is_active = active
    user.session_epoch += 1
    user.save(update_fields=["is_active", "session_epoch", "updated_at"])
    audit.record(actor, "user.enabled" if active else "user.disabled", "user", user_id, {"reason": reason})
    note_change(AuthorityChangeKind.USER_DISABLED, user_id=user_id)
    return user
