"""What allauth asks of the product: where a request comes from, and a line in the trail for each sign-in."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest, HttpResponse

from accounts import queries
from accounts.models import User
from core import audit
from core.http import client_address


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Sign-up, sign-in and their mails, through django-allauth."""

    def get_client_ip(self, request: HttpRequest) -> str:
        """The address limits count by; see `core.http.client_address`."""
        return client_address(request)

    def save_user(self, request: HttpRequest, user: User, form: Any, *args: Any, **kwargs: Any) -> User:
        """A new person, in the language his browser asked for."""
        user.language = getattr(request, "LANGUAGE_CODE", user.language)
        saved: User = super().save_user(request, user, form, *args, **kwargs)
        audit.record(queries.actor_of(saved), "user.signed_up", "user", saved.pk)
        return saved

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        """Record the sign-in."""
        audit.record(queries.actor_of(user), "user.signed_in", "user", user.pk)
        response: HttpResponse = super().post_login(request, user, **kwargs)
        return response
