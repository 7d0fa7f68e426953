"""Sign-ins of a demo, offered on its sign-in page. The invented people live in `config`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from accounts.roles import Role


@dataclass(frozen=True, slots=True)
class SignIn:
    """An invented person and the face of the product that this person sees."""

    email: str
    name: str
    role: Role
    password: str


_sources: list[Callable[[], list[SignIn]]] = []


def register(source: Callable[[], list[SignIn]]) -> None:
    """Let `source` say who can be tried, in place of an earlier one."""
    _sources[:] = [source]


def sign_ins() -> list[SignIn]:
    """Who can be tried. Whether they may be shown is `settings.DEMO`'s to say."""
    return [one for source in _sources for one in source()]
