"""What the database itself tells: `manage.py check --deploy --database default`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.core import checks
from django.core.checks import CheckMessage, Error, Info, Tags, register
from django.db import connection
from django.utils import timezone

from accounts.models import Grant, User
from accounts.roles import Role
from geo import queries as geo_queries
from geo.models import Area

DEMO = "@demo.varta"
DURABLE = ("fsync", "full_page_writes", "synchronous_commit")
NAMED = 5
"""So many names are said; of the rest the number."""


@register(Tags.database, deploy=True)
def database_is_safe(
    app_configs: Any = None, databases: Sequence[str] | None = None, **options: Any
) -> list[CheckMessage]:
    """Durability, powers of the program's own role, and people whose password is printed in the sources."""
    if not databases:
        return []
    return [*_durability(), *_powers(), *_demo_people()]


@register(Tags.database, deploy=True)
def city_is_set_up(
    app_configs: Any = None, databases: Sequence[str] | None = None, **options: Any
) -> list[CheckMessage]:
    """What a city has to bring in before the first report."""
    if not databases:
        return []
    return [*_places(), *_administrators()]


def _durability() -> Iterator[CheckMessage]:
    """An answer of 201 says that the report outlives a fall of the machine."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name FROM pg_settings WHERE name = ANY(%s) AND setting = 'off'", [list(DURABLE)]
        )
        off = sorted(row[0] for row in cursor.fetchall())
    if off:
        yield Error(f"The database may lose what it has confirmed: {', '.join(off)} is off.", id="varta.E007")


def _powers() -> Iterator[CheckMessage]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        row = cursor.fetchone()
    if row and row[0]:
        yield Info(
            "The program's database role is a superuser: it could switch the audit trail's guard off.",
            hint="Copy the heads of the chain (log line `audit sealed`) to another machine.",
            id="varta.I014",
        )


def _demo_people() -> Iterator[CheckMessage]:
    if User.objects.filter(email__endswith=DEMO, is_active=True).exists():
        yield Error(
            "People of the demo city can sign in here, with a password that everybody knows.",
            hint="Begin with an empty database: `load_demo` is for demonstrations.",
            id="varta.E008",
        )


def _places() -> Iterator[CheckMessage]:
    if not Area.objects.filter(served=True, valid__upper_inf=True).exists():
        yield checks.Warning(
            "No area is served: every report is refused.",
            hint="manage.py import_areas … --served",
            id="varta.W010",
        )
    bare = geo_queries.areas_without_snap_points()
    if bare:
        names = ", ".join(bare[:NAMED]) + (f" and {len(bare) - NAMED} more" if len(bare) > NAMED else "")
        yield checks.Warning(
            f"Served areas without snap points show all their reports at one place: {names}.",
            hint="manage.py build_snap_points, once the addresses are imported; or the page Areas",
            id="varta.W011",
        )


def _administrators() -> Iterator[CheckMessage]:
    held = Grant.objects.filter(role=Role.CITY_ADMIN, valid__contains=timezone.now(), user__is_active=True)
    if not held.exists():
        yield checks.Warning(
            "Nobody administers the city.", hint="manage.py make_admin EMAIL --area CODE", id="varta.W012"
        )
