"""What all ways to run have in common."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from config import pages
from config.database import database_settings
from config.env import BASE_DIR, LOCAL_DIR, env
from core.csp import origin_of

DEBUG = False
SECRET_KEY = env.secret_key.get_secret_value()
ALLOWED_HOSTS = env.allowed_hosts
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
ASGI_APPLICATION = "config.asgi.application"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.contrib.gis",
    "django.contrib.postgres",
    "channels",
    "procrastinate.contrib.django",
    "core",
    "accounts",
    "allauth",
    "allauth.account",
    "allauth.headless",
    "geo",
    "notifications",
    "watch",
    "rosters",
    "incidents",
    "dispatch",
    "config",
]

MIDDLEWARE = [
    "config.inside.InsideAddresses",
    "core.middleware.RequestContext",
    "core.middleware.SecurityHeaders",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "accounts.sessions.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "config.errors.ApiShape",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.auth.ActorMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    }
]


def _database_url() -> str:
    """The configured database, or the private cluster of this checkout."""
    written = LOCAL_DIR / "database-url"
    if env.database_url:
        return env.database_url
    if written.exists():
        return written.read_text().strip()
    return "postgresql:///varta"


DATABASES = {"default": database_settings(_database_url(), pool_max=env.db_pool_max)}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]

AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("name", "email")},
    },
]
HEADLESS_ONLY = True
HEADLESS_CLIENTS = ("browser",)
HEADLESS_FRONTEND_URLS = {
    "account_reset_password": f"{env.public_url}/sign-in?forgotten=1",
    "account_reset_password_from_key": f"{env.public_url}/sign-in?reset={{key}}",
    "account_signup": f"{env.public_url}/sign-in?new=1",
    "account_confirm_email": f"{env.public_url}/sign-in?verify={{key}}",
}
HEADLESS_ADAPTER = "accounts.adapter.HeadlessAdapter"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
ACCOUNT_DEFAULT_HTTP_PROTOCOL = env.public_url.partition(":")[0]
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = True
CSRF_FAILURE_VIEW = "config.errors.csrf_failed"
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 30 * 24 * 3600
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "core_cache",
        "OPTIONS": {"MAX_ENTRIES": 1_000_000},
    },
}
"""In the database because sign-in limits must hold over all processes. So large that no flood of addresses
pushes a limit out; what has run out is deleted each hour (`core.sweep`)."""

LANGUAGE_CODE = env.language
LANGUAGES = [("uk", "Українська"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "config" / "locale"]
TIME_ZONE = env.time_zone
USE_TZ = True
USE_I18N = True

SOCKET_URL = env.socket_url
"""Where pages find the live socket; `{host}` in it is the host the page came from. Empty: its own origin."""
PUBLIC_URL = env.public_url.rstrip("/")
SOCKET_ORIGINS = frozenset({env.public_url.rstrip("/"), *env.allowed_origins})
SOCKET_ORIGIN_BY_HOST = False
METRICS_NETWORKS = env.metrics_networks
METRICS_TOKEN = env.metrics_token.get_secret_value()
CITY_NAME = env.city_name
EMERGENCY_NUMBERS = env.emergency_numbers
RECEIPT_KEY = env.receipt_key.get_secret_value()
REPORT_LIMITS = env.report_limits
PUBLICATION_SPREAD_SECONDS = 300
"""Added to a category's delay by lot, for each report: who watches the public stream cannot reckon back."""
DEMO = env.demo
BASEMAP_STYLE_URL = env.basemap_style_url
BASEMAP_PMTILES = env.basemap_pmtiles
AREA_CREDIT = env.area_credit
MAP_HOSTS = sorted({*env.map_hosts, *([origin_of(env.basemap_style_url)] if env.basemap_style_url else [])})
"""Origins the map may load its ground from, for the Content-Security-Policy."""
TRUSTED_PROXIES = env.trusted_proxies

STATIC_URL = "/static/"
STATIC_ROOT = None
FRONTEND_DIR = env.frontend_dir
WHITENOISE_ROOT = FRONTEND_DIR if FRONTEND_DIR.is_dir() else None
WHITENOISE_USE_FINDERS = False
WHITENOISE_ALLOW_ALL_ORIGINS = False
WHITENOISE_IMMUTABLE_FILE_TEST = pages.is_immutable
WHITENOISE_ADD_HEADERS_FUNCTION = pages.file_headers
MEDIA_ROOT = Path(env.media_dir)

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_TRUSTED_ORIGINS = sorted({env.public_url.rstrip("/"), *env.allowed_origins})
X_FRAME_OPTIONS = "DENY"
SILENCED_SYSTEM_CHECKS = ["security.W002"]
"""X-Frame-Options comes with the other headers from core.middleware, not from Django's own middleware."""
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "no-referrer"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"

CALENDAR_DOMAIN = urlsplit(env.public_url).hostname or "localhost"
DEFAULT_FROM_EMAIL = env.email_from
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"no_requests": {"()": "core.logs.NoRequests"}},
    "formatters": {"json": {"()": "core.logs.JsonFormatter"}},
    "handlers": {
        "out": {"class": "logging.StreamHandler", "formatter": "json", "filters": ["no_requests"]},
    },
    "root": {"handlers": ["out"], "level": "WARNING"},
    "loggers": {
        "varta": {"level": env.log_level},
        "django.request": {"level": "ERROR"},
        "django": {"handlers": ["out"], "level": "WARNING", "propagate": False},
    },
}
