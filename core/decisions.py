"""The answer of a policy: allowed, or denied with a reason that speaks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from core.errors import AppError, Conflict, NotFound, NotSignedIn, Refused


@dataclass(frozen=True, slots=True)
class Allowed:
    """Yes."""

    def __bool__(self) -> bool:
        return True


@dataclass(frozen=True, slots=True)
class Denied:
    """No, and why. Falsy.

    `code` is stable and dotted (`incident.state`); `hidden` makes it indistinguishable from missing.
    """

    code: str
    message: Any = None
    kind: type[AppError] = Refused

    def __bool__(self) -> bool:
        return False


Decision = Allowed | Denied

ALLOWED = Allowed()
HIDDEN = Denied("not_found", kind=NotFound)
SIGN_IN = Denied("auth.required", kind=NotSignedIn)


def wrong_state(code: str, message: Any) -> Denied:
    """Denied because of the state the thing is in; rendered as 409."""
    return Denied(code, message, kind=Conflict)


def require(decision: Decision) -> None:
    """Raise the error a denial stands for; do nothing when allowed.

    Raises: NotFound, NotSignedIn, Refused or Conflict, as the denial says.
    """
    if isinstance(decision, Denied):
        if decision.kind is NotFound:
            raise NotFound
        raise decision.kind(decision.code, decision.message)
