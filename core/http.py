"""What HTTP requests have in common: where they come from."""

from __future__ import annotations

import ipaddress
import re

from django.conf import settings
from django.http import HttpRequest

IPV6_PREFIX = 64
"""One home has a /64 at least, so limits count by that."""


def client_address(request: HttpRequest) -> str:
    """The address limits count by: IPv4 as it is, IPv6 by its /64 network; "" where there is none.

    Behind `TRUSTED_PROXIES` proxies it is the entry that many from the right of X-Forwarded-For: what a
    client writes in that header itself stands further left and counts for nothing.
    """
    peer = str(request.META.get("REMOTE_ADDR", ""))
    proxies: int = settings.TRUSTED_PROXIES
    if proxies:
        hops = [hop.strip() for hop in str(request.META.get("HTTP_X_FORWARDED_FOR", "")).split(",")]
        if len(hops) >= proxies and hops[-proxies]:
            peer = hops[-proxies]
    return network_of(peer)


def network_of(address: str) -> str:
    """The address itself, or the /64 network of an IPv6 one; "" for what is no address."""
    try:
        parsed = ipaddress.ip_address(address.strip("[]").partition("%")[0])
    except ValueError:
        return ""
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.ip_network((parsed, IPV6_PREFIX), strict=False))
    return str(parsed)


def socket_url(request: HttpRequest) -> str:
    """Where this request's page finds the live socket; "" for its own origin.

    The setting may hold `{host}`: the host name the page itself was asked for, without the port.
    """
    configured: str = settings.SOCKET_URL
    if "{host}" not in configured:
        return configured
    host = request.get_host()
    name = host.rpartition(":")[0] if re.search(r":\d+$", host) else host
    return configured.replace("{host}", name)
