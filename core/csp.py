"""The Content-Security-Policy: what the browser may load, decided once for every answer."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

API = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
"""For data: a browser that is tricked into showing it as a page may load nothing."""


def page_policy(*, script_hashes: Iterable[str], socket_url: str, map_hosts: Iterable[str]) -> str:
    """For the front end's pages: itself, its own inline bootstrap by hash, the socket, the map's hosts.

    MapLibre makes its worker and its images from blobs. Nothing is ever allowed inline.
    """
    hosts = sorted(map_hosts)
    directives = {
        "default-src": ["'none'"],
        "script-src": ["'self'", *script_hashes],
        "style-src": ["'self'"],
        "img-src": ["'self'", "blob:", "data:", *hosts],
        "connect-src": ["'self'", *([origin_of(socket_url)] if socket_url else []), *hosts],
        "worker-src": ["'self'", "blob:"],
        "font-src": ["'self'"],
        "manifest-src": ["'self'"],
        "media-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
    return "; ".join(f"{name} {' '.join(sources)}" for name, sources in directives.items())


def origin_of(url: str) -> str:
    """Scheme and host of an address, as a source expression."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
