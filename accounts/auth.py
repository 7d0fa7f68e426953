"""From a session cookie to an `Actor`: the only way authority enters a request."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any, cast
from uuid import UUID

from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.utils import translation
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _
from ninja.security.base import AuthBase

from accounts import queries
from accounts.actor import ANONYMOUS, Actor, receipt_holder
from core.errors import Refused

RECEIPTS_KEY = "receipt_reports"
"""Session key under which opened receipts keep their report ids."""
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})


def load_actor(request: HttpRequest) -> Actor:
    """The actor of this request; anonymous and without a query where there is no session."""
    return _actor_of(request.user, request.session)


def actor_of_session(session_key: str) -> Actor | None:
    """The actor a session stands for now, for long-lived sockets; None when the session has ended.

    Four short statements; call it off the event loop.
    """
    store: type[Any] = import_module(settings.SESSION_ENGINE).SessionStore
    session: SessionBase = store(session_key)
    request = HttpRequest()
    request.session = session
    user = get_user(request)
    if not session.exists(session_key):
        return None
    actor = _actor_of(user, session)
    return None if actor is ANONYMOUS else actor


class ActorRequest(HttpRequest):
    """What a route of the API receives: `request.auth` is who acts. Use it as the annotation of `request`."""

    auth: Actor
    actor: Actor


class ActorMiddleware:
    """Puts a lazy `request.actor` on every request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = SimpleLazyObject(lambda: load_actor(request))  # type: ignore[attr-defined]
        return self.get_response(request)


class ActorAuth(AuthBase):
    """Gives every route its actor; whether that actor may is the policies' to say.

    An unsafe request that carries a session cookie must prove that our own page sent it: by the token
    of the `csrftoken` cookie in X-CSRFToken, and by its Origin. Without a session there is nothing to
    ride on, but a foreign Origin is refused all the same. Raises Refused (`auth.csrf`, `auth.origin`).
    """

    openapi_type = "apiKey"
    openapi_in = "cookie"
    openapi_name = "sessionid"

    def __call__(self, request: HttpRequest) -> Actor:
        if request.method not in SAFE_METHODS:
            check_origin(request)
        actor = cast(Actor, request.actor)  # type: ignore[attr-defined]
        if actor.is_person and "Accept-Language" not in request.headers:
            translation.activate(actor.language)
            request.LANGUAGE_CODE = translation.get_language() or settings.LANGUAGE_CODE
        return actor


actor_auth = ActorAuth()


class _Csrf(CsrfViewMiddleware):
    """Django's own check, answering with its reason instead of a page."""

    def _reject(self, request: HttpRequest, reason: str) -> HttpResponse:
        del request
        return HttpResponse(reason, status=403)


def check_origin(request: HttpRequest) -> None:
    """Refuse what another site's page sent. Raises Refused (`auth.csrf`, `auth.origin`)."""
    origin = request.headers.get("Origin")
    own = f"{request.scheme}://{request.get_host()}"
    if origin is not None and origin != own and origin not in settings.CSRF_TRUSTED_ORIGINS:
        raise Refused("auth.origin", _("This request came from another site's page."))
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return
    check = _Csrf(_no_view)
    request.csrf_processing_done = False  # type: ignore[attr-defined]
    check.process_request(request)
    if check.process_view(request, _no_view, (), {}) is not None:
        raise Refused("auth.csrf", _("This page has grown stale. Please reload it and try again."))


def _no_view(request: HttpRequest) -> HttpResponse:
    del request
    return HttpResponse()


def _actor_of(user: object, session: SessionBase) -> Actor:
    report_ids = frozenset(UUID(value) for value in session.get(RECEIPTS_KEY, ()))
    if getattr(user, "is_authenticated", False):
        return queries.actor_of(cast(Any, user), report_ids=report_ids)
    if report_ids:
        return receipt_holder(report_ids)
    return ANONYMOUS
