"""`manage.py authorization_table`: docs/authorization.md from the roles and the permission table."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.roles import CAPABILITIES, SCOPES, Capability, Role
from config.env import BASE_DIR

PATH = BASE_DIR / "docs" / "authorization.md"
HEADER = """# Who may do what

Written by `manage.py authorization_table` from `accounts/roles.py` and the table of the permission tests
(`tests/permissions/`): do not edit. `tests/permissions/test_matrix.py` tries every cell through HTTP.

A grant gives a person a **role** in a **scope** for a **time**; nothing else gives authority. Policies ask
for capabilities, never for roles. A role counts only inside its scope: `elsewhere` says what the same role
of another city gets (empty: the place does not matter).
"""
LEGEND = "✓ allowed · `401` sign in first · `404` hidden, as if there were nothing · a code: refused with it"


def rendered() -> str:
    """The whole document. Raises CommandError where the tests are not installed."""
    try:
        table = import_module("tests.permissions.table")
    except ModuleNotFoundError as error:
        raise CommandError("The permission tests are not installed here.") from error
    parts = [HEADER, "## Roles and capabilities\n", *_roles(), "\n## Routes and socket commands\n"]
    parts += [LEGEND, "", *_routes(table.all_rows(), list(table.Who))]
    return "\n".join(parts) + "\n"


def _roles() -> Iterable[str]:
    yield _line(["capability", *Role])
    yield _line(["---"] * (len(Role) + 1))
    for capability in Capability:
        marks = ["✓" if capability in CAPABILITIES[role] else "" for role in Role]
        yield _line([f"`{capability}`", *marks])
    yield _line(["*scope*", *(", ".join(sorted(SCOPES[role])) for role in Role)])


def _routes(rows: Iterable[Any], everybody: list[Any]) -> Iterable[str]:
    yield _line(["route", "needs", *everybody, "elsewhere"])
    yield _line(["---"] * (len(everybody) + 3))
    for row in sorted(rows, key=lambda row: (row.route.split(" ", 1)[1], row.route, row.case)):
        cells = [_cell(row.code_for(who)) for who in everybody]
        case = f"<br>{row.case}" if row.case else ""
        elsewhere = _cell(row.elsewhere) if row.elsewhere else ""
        yield _line([f"`{row.route}`{case}", str(row.needs), *cells, elsewhere])


def _cell(code: str | None) -> str:
    return {None: "✓", "auth.required": "401", "not_found": "404"}.get(code, code or "")


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


class Command(BaseCommand):
    """Keeps the document equal to the code."""

    help = "Writes docs/authorization.md; with --check only compares."

    def add_arguments(self, parser: CommandParser) -> None:
        """--check changes nothing."""
        parser.add_argument("--check", action="store_true")

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        """Write or compare; CommandError when they differ."""
        text = rendered()
        if not check:
            PATH.write_text(text, encoding="utf-8")
        elif not PATH.exists() or PATH.read_text(encoding="utf-8") != text:
            raise CommandError("docs/authorization.md is not up to date. Run: manage.py authorization_table")
