"""From a session cookie to an `Actor`: the only way authority enters a request."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject
from ninja.security.base import AuthBase

from accounts import queries
from accounts.actor import ANONYMOUS, Actor, ActorKind
from accounts.models import User

RECEIPTS_KEY = "receipt_reports"
"""Session key under which opened receipts keep their report ids."""


def load_actor(request: HttpRequest) -> Actor:
    """The actor of this request; anonymous and without a query where there is no session."""
    report_ids = frozenset(UUID(value) for value in request.session.get(RECEIPTS_KEY, ()))
    if request.user.is_authenticated:
        return queries.actor_of(cast(User, request.user), report_ids=report_ids)
    if report_ids:
        return Actor(ActorKind.RECEIPT, "receipt", "Reporter", report_ids=report_ids)
    return ANONYMOUS


class ActorMiddleware:
    """Puts a lazy `request.actor` on every request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = SimpleLazyObject(lambda: load_actor(request))  # type: ignore[attr-defined]
        return self.get_response(request)


class ActorAuth(AuthBase):
    """Gives every route its actor; whether that actor may is the policies' to say."""

    openapi_type = "apiKey"

    def __call__(self, request: HttpRequest) -> Actor:
        return cast(Actor, request.actor)  # type: ignore[attr-defined]


actor_auth = ActorAuth()
