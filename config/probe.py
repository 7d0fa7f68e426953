"""`python -m config.probe URL`: health checks of containers, without starting Django or needing curl."""

from __future__ import annotations

import socket
import sys
import urllib.error
import urllib.request
from urllib.parse import urlsplit


def answers(url: str, *, timeout_s: float = 3.0) -> bool:
    """Whether `http://…` answers with 2xx, or `tcp://host:port` takes a connection."""
    parts = urlsplit(url)
    try:
        if parts.scheme == "tcp":
            with socket.create_connection((parts.hostname or "", parts.port or 0), timeout=timeout_s):
                return True
        with urllib.request.urlopen(url, timeout=timeout_s) as answer:  # noqa: S310 - our own health check
            return 200 <= int(answer.status) < 300
    except (urllib.error.URLError, OSError):
        return False


if __name__ == "__main__":
    sys.exit(0 if answers(sys.argv[1]) else 1)
