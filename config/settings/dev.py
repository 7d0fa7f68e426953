"""A private installation on one machine: `make run`."""

from config.addresses import own_hosts
from config.env import LOCAL_DIR, env
from config.settings.base import *  # noqa: F403
from config.settings.base import ALLOWED_HOSTS, SECRET_KEY, SILENCED_SYSTEM_CHECKS, SOCKET_URL

SECRET_KEY = SECRET_KEY or "only-for-a-private-machine-never-for-production"
ALLOWED_HOSTS = sorted({*ALLOWED_HOSTS, *own_hosts()})
SOCKET_URL = SOCKET_URL or f"ws://{{host}}:{env.socket_port}/ws/v1/live"
SOCKET_ORIGIN_BY_HOST = True
"""The page is on another port of the same host, at whatever address a phone has for this machine."""
SILENCED_SYSTEM_CHECKS = [*SILENCED_SYSTEM_CHECKS, "gis.W001"]
"""Debian 12 has no newer GDAL; the container image of a city's installation does."""
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = LOCAL_DIR / "mail"
