"""DATABASE_URL into Django's dictionary, without a package of its own."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

GENERIC_PLANS = "-c plan_cache_mode=force_generic_plan"
"""For statements that `core.prepared` prepares, and no others: each is planned once for a connection. Left to
choose, the server plans the geofence anew at every call, which takes four times as long as running it."""


def database_settings(url: str, *, pool_max: int) -> dict[str, Any]:
    """Parse `postgresql://user:password@host:port/name?host=/socket/dir` for the PostGIS back end.

    Raises ValueError when the scheme is not PostgreSQL's or no database is named.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql", "postgis"}:
        raise ValueError(f"DATABASE_URL must begin with postgresql://, not {parts.scheme!r}")
    query = dict(parse_qsl(parts.query))
    name = unquote(parts.path.lstrip("/"))
    if not name:
        raise ValueError("DATABASE_URL names no database")
    options: dict[str, Any] = {key: value for key, value in query.items() if key != "host"}
    options.setdefault("options", GENERIC_PLANS)
    if pool_max:
        options["pool"] = {"min_size": 1, "max_size": pool_max, "timeout": 10}
    return {
        "ENGINE": "django.contrib.gis.db.backends.postgis",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.get("host") or parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 0,
        "CONN_HEALTH_CHECKS": False,
        "OPTIONS": options,
    }
