"""People and grants with plain defaults."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.test import Client
from django.utils import timezone

from accounts import scopes
from accounts.actor import Actor
from accounts.models import Grant, User
from accounts.queries import actor_of
from accounts.roles import Role, ScopeKind

PASSWORD = "correct horse battery"


def make_user(
    email: str = "oksana@example.org",
    *,
    name: str = "Оксана Тестова",
    language: str = "en",
    grants: list[tuple[Role, ScopeKind, object]] | None = None,
) -> User:
    """A person with a verified address; `grants` are (role, scope kind, scope id)."""
    user = User.objects.create_user(email, PASSWORD, name=name, language=language)
    user.emailaddress_set.create(email=email, verified=True, primary=True)
    for role, kind, scope_id in grants or []:
        make_grant(user, role, kind, scope_id)
    return user


def make_grant(
    user: User,
    role: Role,
    kind: ScopeKind,
    scope_id: object,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    area_ids: list[object] | None = None,
) -> Grant:
    """A grant valid from now on, or from `since`, written as a row: no policy, no audit line."""
    scope = scopes.resolve(kind, str(scope_id))
    if area_ids is None:
        area_ids = sorted(scope.area_ids) if scope else [scope_id] if kind is ScopeKind.AREA else []
    return Grant.objects.create(
        user=user,
        role=role,
        scope_kind=kind,
        scope_id=str(scope_id),
        scope_label=scope.label if scope else "",
        area_ids=[str(i) for i in area_ids],
        valid=DateTimeTZRange(since or timezone.now(), until),
        granted_by="tests",
    )


def make_actor(user: User | None = None, **kwargs) -> Actor:
    """The actor of a person (made with `make_user(**kwargs)` when none is given)."""
    return actor_of(user or make_user(**kwargs))


def client_for(user: User | None, *, csrf: bool = False) -> Client:
    """A browser signed in as this person, or anonymous. With `csrf` it sends the token as our page does."""
    client = Client(enforce_csrf_checks=True)
    if user is not None:
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    if csrf or user is not None:
        client.get("/api/v1/session")
        client.defaults["HTTP_X_CSRFTOKEN"] = client.cookies["csrftoken"].value
    return client


def receipt_client(*report_ids: UUID) -> Client:
    """A browser without an account in which these reports' receipts are open."""
    from accounts.auth import RECEIPTS_KEY

    client = Client(enforce_csrf_checks=True)
    session = client.session
    session[RECEIPTS_KEY] = [str(i) for i in report_ids]
    session.save()
    client.get("/api/v1/session")
    client.defaults["HTTP_X_CSRFTOKEN"] = client.cookies["csrftoken"].value
    return client
