"""A city's installation. Refuses to start when unsafe; `config.checks` says what is missing."""

from django.core.exceptions import ImproperlyConfigured

from config.email import email_settings
from config.env import env
from config.safety import faults
from config.settings.base import *  # noqa: F403

if _faults := faults(env):
    raise ImproperlyConfigured(
        "Varta does not start unsafely:\n" + "\n".join(f"  - {fault}" for fault in _faults)
    )

SECURE_SSL_REDIRECT = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-sessionid"
CSRF_COOKIE_NAME = "__Host-csrftoken"
globals().update(email_settings(env.email_url))
