"""The one table of who may do what over HTTP and over the socket.

Every route of the OpenAPI schema and every command of the live socket has at least one row, or the build
fails. Each app keeps its own rows in `tests/permissions/rows/<app>.py` as `ROWS`; `test_matrix` knocks at the
door of each row as everybody in `Who`, and `manage.py authorization_table` writes docs/authorization.md.

To add a route: one `Row` in your app's file. To add a thing the route needs: put it into `scene.things` in
your `build(scene)`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType
from typing import Any

from accounts.roles import CAPABILITIES, Capability, Role
from tests.permissions import rows
from tests.permissions.scene import EVERYONE, SIGNED_IN, STRANGERS, Scene, Who

__all__ = ["EVERYONE", "SIGNED_IN", "STRANGERS", "Row", "Scene", "Who", "all_rows", "holders"]

STATUS = {"auth.required": 401, "not_found": 404}
"""Statuses of the codes that are not a plain 403."""


def holders(*capabilities: Capability) -> frozenset[Who]:
    """Everybody whose role has one of these capabilities."""
    wanted = set(capabilities)
    return frozenset(Who(role) for role in Role if wanted & CAPABILITIES[role])


@dataclass(frozen=True)
class Row:
    """One way to use a route (or a socket command) and what everybody gets for it.

    A route may have several rows, one for each audience; `case` then tells them apart.
    """

    route: str
    """`METHOD /path` as in the OpenAPI schema, or `WS command`."""
    needs: Capability | str
    """What the policy asks for: a capability, or words ("signed in", "the reporter")."""
    allow: Collection[Who]
    case: str = ""
    success: int = 200
    otherwise: str = "refused"
    """Code that signed-in people outside `allow` get; "not_found" hides the thing."""
    strangers: str = "auth.required"
    """Code that people without an account get, unless they are in `allow`."""
    codes: Mapping[Who, str] = field(default_factory=dict)
    """Codes of single people that differ from the two above."""
    elsewhere: str | None = None
    """Code that the allowed roles of another city get; None where place does not matter."""
    path: Callable[[Scene], Mapping[str, Any]] | None = None
    query: Callable[[Scene], Mapping[str, Any]] | None = None
    body: Callable[[Scene], Any] | None = None
    form: Callable[[Scene], Mapping[str, Any]] | None = None
    """Multipart form instead of a JSON body."""
    setup: Callable[[Scene], None] | None = None
    """Brings the things into the state the row is about; rolled back afterwards."""

    @property
    def name(self) -> str:
        """Name of the row in test output and in the document."""
        return f"{self.route} ({self.case})" if self.case else self.route

    def code_for(self, who: Who, *, elsewhere: bool = False) -> str | None:
        """The refusal this person must get; None when it must succeed."""
        if elsewhere:
            return self.elsewhere
        if who in self.allow:
            return None
        return self.codes.get(who, self.strangers if who in STRANGERS else self.otherwise)


def modules() -> list[ModuleType]:
    """The apps' contributions, by name."""
    names = sorted(module.name for module in iter_modules(rows.__path__))
    return [import_module(f"{rows.__name__}.{name}") for name in names]


def all_rows() -> list[Row]:
    """Every row of every app."""
    return [row for module in modules() for row in module.ROWS]
