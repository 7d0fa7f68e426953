"""What allauth asks of the product: addresses for limits, mails in one's language, lines in the trail."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.headless.adapter import DefaultHeadlessAdapter
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from accounts import actions, queries
from accounts.models import User
from core.http import client_address


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Sign-up, sign-in and their mails."""

    def get_client_ip(self, request: HttpRequest) -> str:
        """The address limits count by; see `core.http.client_address`."""
        return client_address(request)

    def save_user(self, request: HttpRequest, user: User, form: Any, *args: Any, **kwargs: Any) -> User:
        """A new person, in the language of the page he signed up on."""
        user.language = actions.known_language(translation.get_language())
        with transaction.atomic():
            saved: User = super().save_user(request, user, form, *args, **kwargs)
            actions.record_signed_up(saved)
        return saved

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        """Record the sign-in."""
        actions.record_signed_in(user)
        response: HttpResponse = super().post_login(request, user, **kwargs)
        return response

    def logout(self, request: HttpRequest) -> None:
        """End this session; sockets that it opened close."""
        with transaction.atomic():
            actions.record_signed_out(queries.actor_of(request.user), request.session.session_key or "")  # type: ignore[arg-type]
            super().logout(request)

    def set_password(self, user: User, password: str) -> None:
        """A new password ends every other session, and their sockets."""
        with transaction.atomic():
            super().set_password(user, password)
            actions.record_password_changed(user)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """In the language of the person it goes to; of the page where the address is nobody's."""
        language = queries.language_of(email) or translation.get_language()
        with translation.override(language):
            super().send_mail(template_prefix, email, context)


class HeadlessAdapter(DefaultHeadlessAdapter):  # type: ignore[misc]
    """What the sign-in pages learn of a person: no more than the session route tells."""

    def serialize_user(self, user: User) -> dict[str, Any]:
        """The person, to himself."""
        return {
            "id": str(user.pk),
            "display": user.get_full_name(),
            "email": user.email,
            "has_usable_password": user.has_usable_password(),
        }
