"""VARTA_EMAIL_URL into Django's mail settings."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit


def email_settings(url: str) -> dict[str, Any]:
    """Parse `smtp://user:password@host:port?tls=1` or `smtps://...` (TLS from the first byte).

    Raises ValueError when the scheme is neither or no host is named.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise ValueError("VARTA_EMAIL_URL must look like smtp://user:password@host:port?tls=1")
    implicit = parts.scheme == "smtps"
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or (465 if implicit else 587),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": implicit,
        "EMAIL_USE_TLS": not implicit and parse_qs(parts.query).get("tls", ["1"]) != ["0"],
        "EMAIL_TIMEOUT": 15,
    }
