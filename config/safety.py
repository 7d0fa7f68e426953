"""What makes an installation unsafe to show to a city. Pure: environment in, sentences out."""

from __future__ import annotations

from email.utils import parseaddr
from urllib.parse import urlsplit

from config.env import Env

SHORTEST_KEY = 50


def faults(env: Env) -> list[str]:
    """Why production must not start with this environment; empty when it may."""
    return [*_secret_faults(env), *_address_faults(env), *_service_faults(env)]


def _secret_faults(env: Env) -> list[str]:
    key = env.secret_key.get_secret_value()
    if not key:
        return ["VARTA_SECRET_KEY is not set. Make one with: openssl rand -base64 60"]
    if _is_guessable(key):
        return [f"VARTA_SECRET_KEY is guessable: it needs {SHORTEST_KEY} random characters."]
    receipts = env.receipt_key.get_secret_value()
    if not receipts:
        return ["VARTA_RECEIPT_KEY is not set. Make one of its own with: openssl rand -base64 60"]
    if _is_guessable(receipts) or receipts == key:
        return [f"VARTA_RECEIPT_KEY needs {SHORTEST_KEY} random characters of its own."]
    return []


def _is_guessable(key: str) -> bool:
    return len(key) < SHORTEST_KEY or len(set(key)) < 10 or key.startswith("change-me")


def _address_faults(env: Env) -> list[str]:
    found = []
    public = urlsplit(env.public_url)
    if public.scheme != "https" or not public.hostname or public.hostname == "localhost":
        found.append("VARTA_PUBLIC_URL must be the installation's https address.")
    local = {"localhost", "127.0.0.1", "[::1]"}
    if not env.allowed_hosts or "*" in env.allowed_hosts or set(env.allowed_hosts) <= local:
        found.append("VARTA_ALLOWED_HOSTS must name the hosts people use, and never be '*'.")
    elif public.hostname and public.hostname not in {host.lstrip(".") for host in env.allowed_hosts}:
        found.append("VARTA_ALLOWED_HOSTS must contain the host of VARTA_PUBLIC_URL.")
    found += [
        f"VARTA_ALLOWED_ORIGINS: {origin} must be a full https origin without '*'."
        for origin in env.allowed_origins
        if urlsplit(origin).scheme != "https" or "*" in origin
    ]
    if env.socket_url and urlsplit(env.socket_url).scheme != "wss":
        found.append("VARTA_SOCKET_URL must begin with wss://, or be empty for the page's own origin.")
    return found


def _service_faults(env: Env) -> list[str]:
    found = []
    if env.demo:
        found.append("VARTA_DEMO shows sign-ins to everybody and must be off.")
    if env.email_url == "file":
        found.append("VARTA_EMAIL_URL must name a mail server: sign-in codes and alerts go by e-mail.")
    if parseaddr(env.email_from)[1].rpartition("@")[2] in {"", "localhost"}:
        found.append("VARTA_EMAIL_FROM must name the sender of the letters: others are taken for spam.")
    if not env.database_url:
        found.append("DATABASE_URL is not set: the private cluster of a checkout is not for production.")
    if env.trusted_proxies < 1:
        found.append(
            "VARTA_TRUSTED_PROXIES must count the proxies in front (the compose file has 1): "
            "limits go by address."
        )
    return found
