"""Errors that people and programs read alike: a code, a status, a message and data.

Actions raise these; one handler in `config.api` renders them as `{code, message, data}`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext


class AppError(Exception):
    """Base of every refusal the product makes on purpose."""

    status: int = 400
    code: str = "error"
    default_message: Any = _("Something in this request is not right.")

    def __init__(
        self,
        code: str | None = None,
        message: Any = None,
        *,
        data: Mapping[str, Any] | None = None,
    ) -> None:
        self.code = code or self.code
        self.message = message if message is not None else self.default_message
        self.data: dict[str, Any] = dict(data or {})
        super().__init__(self.code)

    def __str__(self) -> str:
        return f"{self.code}: {self.message}"


class Invalid(AppError):
    """The request is understood but a value in it is not acceptable (HTTP 422).

    `data["fields"]` maps a field name to the sentence that says what is wrong and how to mend it.
    """

    status = 422
    code = "invalid"
    default_message = _("Please check the marked answers.")

    @classmethod
    def field(cls, name: str, message: Any, *, code: str = "invalid") -> Invalid:
        """Refuse one field, naming it."""
        return cls(code, message, data={"fields": {name: str(message)}})


class NotSignedIn(AppError):
    """Nobody is signed in and this needs a person (HTTP 401)."""

    status = 401
    code = "auth.required"
    default_message = _("Please sign in first.")


class Refused(AppError):
    """The actor is known and may not do this (HTTP 403)."""

    status = 403
    code = "refused"
    default_message = _("You are not allowed to do this.")


class NotFound(AppError):
    """Missing and hidden things answer alike (HTTP 404)."""

    status = 404
    code = "not_found"
    default_message = _("There is nothing here, or it is not open to you.")


class Conflict(AppError):
    """The thing has changed meanwhile, or is in a state that does not allow this (HTTP 409)."""

    status = 409
    code = "conflict"
    default_message = _("This has changed meanwhile. Please look again.")


class TooLarge(AppError):
    """What was sent is over a limit (HTTP 413)."""

    status = 413
    code = "too_large"
    default_message = _("This is too large.")


class Busy(AppError):
    """More is asked at once than this process can bear (HTTP 503). `data["retry_after"]` is in seconds."""

    status = 503
    code = "unavailable"
    default_message = _("The service is busy for a moment. Please try again.")

    def __init__(self, code: str | None = None, *, retry_after: int) -> None:
        super().__init__(code, data={"retry_after": retry_after})


class TooMany(AppError):
    """A shared rate limit is used up (HTTP 429). `data["retry_after"]` is in whole seconds."""

    status = 429
    code = "too_many"

    def __init__(self, code: str | None = None, *, retry_after: int) -> None:
        minutes = max(1, round(retry_after / 60))
        message = ngettext(
            "Too many requests. Please wait %(n)d minute and try again.",
            "Too many requests. Please wait %(n)d minutes and try again.",
            minutes,
        ) % {"n": minutes}
        super().__init__(code, message, data={"retry_after": retry_after})
