"""What the opening request of a socket says: from which page, which address, in which session."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import parse_cookie

from core.http import network_of


def _header(scope: Mapping[str, Any], name: bytes) -> list[str]:
    return [value.decode("latin-1") for key, value in scope.get("headers", ()) if key == name]


def origin_is_ours(scope: Mapping[str, Any]) -> bool:
    """Whether the page that opens the socket is one of ours: its whole origin is on the list.

    A missing, repeated or `null` origin is refused. Where `SOCKET_ORIGIN_BY_HOST` is set (a private
    machine, with page and socket on two ports), a page of the very host asked for is ours as well.
    """
    origins = _header(scope, b"origin")
    if len(origins) != 1:
        return False
    if origins[0] in settings.SOCKET_ORIGINS:
        return True
    if not settings.SOCKET_ORIGIN_BY_HOST:
        return False
    hosts = _header(scope, b"host")
    try:
        page, own = urlsplit(origins[0]), urlsplit(f"//{hosts[0]}" if len(hosts) == 1 else "")
    except ValueError:
        return False
    return page.scheme in {"http", "https"} and page.hostname is not None and page.hostname == own.hostname


def address_of(scope: Mapping[str, Any]) -> str:
    """The address limits count by; see `core.http.client_address`."""
    peer = str((scope.get("client") or ("",))[0])
    proxies: int = settings.TRUSTED_PROXIES
    if proxies:
        hops = [hop.strip() for hop in ",".join(_header(scope, b"x-forwarded-for")).split(",")]
        if len(hops) >= proxies and hops[-proxies]:
            peer = hops[-proxies]
    return network_of(peer)


def session_key_of(scope: Mapping[str, Any]) -> str:
    """The session cookie, or "" where there is none."""
    cookies = parse_cookie("; ".join(_header(scope, b"cookie")))
    return str(cookies.get(settings.SESSION_COOKIE_NAME, ""))
