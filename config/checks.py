"""System checks: what makes these settings unsafe, and what an installation still lacks."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Error, Info, Tags, register

from config.env import env
from config.safety import faults

PER_PROCESS = (
    "locmem",
    "dummy",
    "InMemory",
    "filebased.EmailBackend",
    "console.EmailBackend",
    "signed_cookies",
)
"""Back ends that hold for one process only, or that nobody can take back."""


@register(Tags.security, deploy=True)
def environment_is_safe(app_configs: Any = None, **options: Any) -> list[CheckMessage]:
    """The environment's own faults, the same that stop the start in production."""
    return [Error(sentence, id="varta.E001") for sentence in faults(env)]


@register(Tags.security, deploy=True)
def settings_are_safe(app_configs: Any = None, **options: Any) -> list[CheckMessage]:
    """Settings that must hold however they came about."""
    found: list[CheckMessage] = []
    if settings.DEBUG:
        found.append(Error("DEBUG shows the program's inside to strangers.", id="varta.E002"))
    if settings.SOCKET_ORIGIN_BY_HOST or not settings.SOCKET_ORIGINS:
        found.append(Error("The live socket must know its pages' origins.", id="varta.E003"))
    found += [
        Error(f"{backend} does not hold over several processes.", id="varta.E004")
        for backend in _shared_backends()
        if any(word in backend for word in PER_PROCESS)
    ]
    return found


@register(Tags.compatibility, deploy=True)
def front_end_is_built(app_configs: Any = None, **options: Any) -> list[CheckMessage]:
    """Without its pages an installation is an API alone."""
    if (Path(settings.FRONTEND_DIR) / "index.html").exists():
        return []
    return [checks.Warning("The front end is not built.", hint="ops/frontend.sh build", id="varta.W001")]


@register(Tags.security, deploy=True)
def what_is_missing(app_configs: Any = None, **options: Any) -> list[CheckMessage]:
    """What this version does not give a city yet, so that nobody believes it does."""
    found: list[CheckMessage] = []
    if "allauth.mfa" not in settings.INSTALLED_APPS:
        found.append(
            Info(
                "Police and staff sign in with one factor: a second one is not enforced yet.",
                hint="Let them sign in from the service's own network only.",
                id="varta.I001",
            )
        )
    if not settings.METRICS_TOKEN:
        found.append(Info("No VARTA_METRICS_TOKEN: figures can be read from loopback only.", id="varta.I002"))
    if not (env.basemap_style_url or env.basemap_pmtiles):
        found.append(
            Info("No basemap is set: maps show areas and incidents on a plain ground.", id="varta.I003")
        )
    return found


def _shared_backends() -> Sequence[str]:
    caches = [cache["BACKEND"] for cache in settings.CACHES.values()]
    layers = [layer["BACKEND"] for layer in getattr(settings, "CHANNEL_LAYERS", {}).values()]
    return [*caches, *layers, settings.SESSION_ENGINE, settings.EMAIL_BACKEND]
