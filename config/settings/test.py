"""The test suite: fast hasher, mail in memory, no pool (each test process has one connection)."""

from config.env import LOCAL_DIR
from config.settings.base import *  # noqa: F403
from config.settings.base import DATABASES, SILENCED_SYSTEM_CHECKS

SECRET_KEY = "test-only"  # noqa: S105
PUBLICATION_SPREAD_SECONDS = 0
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
DATABASES["default"]["OPTIONS"].pop("pool", None)
DATABASES["default"]["TEST"] = {"NAME": "test_varta"}
ALLOWED_HOSTS = ["*"]
SILENCED_SYSTEM_CHECKS = [*SILENCED_SYSTEM_CHECKS, "gis.W001"]
"""Debian 12 has no newer GDAL; the container image of a city's installation does."""
MEDIA_ROOT = LOCAL_DIR / "test-media"
