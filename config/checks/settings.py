"""What stands in the environment and the settings: unsafe values, and those left as they were shipped."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from ipaddress import ip_network
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Error, Info, Tags, register

from config.env import LOCAL_DIR, Env, env
from config.safety import faults
from incidents import catalogue

PER_PROCESS = (
    "locmem",
    "dummy",
    "InMemory",
    "filebased.EmailBackend",
    "console.EmailBackend",
    "signed_cookies",
)
"""Back ends that hold for one process only, or that nobody can take back."""
BACKUP_HOURS = 26
"""A daily backup that took its time is no fault; the compose file's own check has the same patience."""


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
    if not settings.RECEIPT_KEY:
        found.append(
            Error(
                "Receipts have no key of their own: a new VARTA_SECRET_KEY would close all of them.",
                id="varta.E005",
            )
        )
    if settings.DEMO:
        found.append(Error("The sign-in page offers the demo's people to everybody.", id="varta.E006"))
    return found


@register(Tags.compatibility, deploy=True)
def front_end_is_built(app_configs: Any = None, **options: Any) -> list[CheckMessage]:
    """Without its pages an installation is an API alone."""
    if (Path(settings.FRONTEND_DIR) / "index.html").exists():
        return []
    return [checks.Warning("The front end is not built.", hint="ops/frontend.sh build", id="varta.W001")]


@register(Tags.security, deploy=True)
def values_are_wise(app_configs: Any = None, **options: Any) -> list[CheckMessage]:
    """Values that start, and weaken what is promised."""
    return [*_unwise(env), *_missing_numbers(env), *_unkept_media(), *_stale_backup(env)]


@register(Tags.compatibility, deploy=True)
def what_is_left_out(app_configs: Any = None, **options: Any) -> list[CheckMessage]:
    """What a city may set and this one has not, so that nobody believes it has."""
    return [
        Info(sentence, hint=hint or None, id=f"varta.{number}")
        for number, missing, sentence, hint in _unset(env)
        if missing
    ]


def _unwise(env: Env) -> Iterator[CheckMessage]:
    database, mail = urlsplit(env.database_url), urlsplit(env.email_url)
    if _is_far(database.hostname) and not _is_encrypted(database.query):
        yield checks.Warning(
            "The connection to the database on another machine may be unencrypted.",
            hint="Add ?sslmode=require (or verify-full) to DATABASE_URL.",
            id="varta.W002",
        )
    if parse_qs(mail.query).get("tls") == ["0"]:
        yield checks.Warning("Sign-in codes go to the mail server unencrypted (tls=0).", id="varta.W003")
    idle = sorted(key for key in ("address", "device", "city") if not env.report_limits.get(key))
    if idle:
        yield checks.Warning(
            f"VARTA_REPORT_LIMITS sets no limit for {', '.join(idle)}: one sender can flood the patrol.",
            id="varta.W004",
        )
    if any(network.prefixlen == 0 for network in map(ip_network, env.metrics_networks)):
        yield checks.Warning("VARTA_METRICS_NETWORKS lets the whole world read the figures.", id="varta.W005")


def _missing_numbers(env: Env) -> Iterator[CheckMessage]:
    """Categories name a number by its key: one that is not there is not shown, in danger too."""
    named = {key for row in catalogue.entries() for key in row.emergency} | {"general", "police"}
    if absent := sorted(named - {key for key, number in env.emergency_numbers.items() if number.strip()}):
        yield checks.Warning(
            f"VARTA_EMERGENCY_NUMBERS has no number for {', '.join(absent)}: forms show none there.",
            id="varta.W006",
        )


def _unkept_media() -> Iterator[CheckMessage]:
    folder = Path(settings.MEDIA_ROOT)
    if folder.is_relative_to(LOCAL_DIR):
        yield checks.Warning(
            "Photographs lie in the program's own folder, which no backup set covers.",
            hint="Set VARTA_MEDIA_DIR, and MEDIA_DIR of ops/backup.sh to the same.",
            id="varta.W007",
        )
    elif not os.access(folder, os.W_OK):
        yield checks.Warning(f"{folder} cannot be written to: no photograph is kept.", id="varta.W008")


def _stale_backup(env: Env) -> Iterator[CheckMessage]:
    if env.backup_dir is None:
        return
    youngest = max((one.stat().st_mtime for one in env.backup_dir.glob("20*Z")), default=0.0)
    if time.time() - youngest > BACKUP_HOURS * 3600:
        yield checks.Warning(
            f"There is no backup in {env.backup_dir} of the last {BACKUP_HOURS} hours.",
            hint="ops/backup.sh daily",
            id="varta.W009",
        )


def _unset(env: Env) -> Iterator[tuple[str, bool, str, str]]:
    """Id, whether it is missing, what that means, and what to do."""
    given = env.model_fields_set
    yield (
        "I002",
        not settings.METRICS_TOKEN,
        "No VARTA_METRICS_TOKEN: figures can be read from loopback only.",
        "",
    )
    yield (
        "I003",
        not (env.basemap_style_url or env.basemap_pmtiles),
        "No basemap is set: maps show areas and incidents on a plain ground.",
        "VARTA_BASEMAP_STYLE_URL or VARTA_BASEMAP_PMTILES",
    )
    yield (
        "I010",
        not env.area_credit,
        "No VARTA_AREA_CREDIT: the map names nobody for its boundaries.",
        "Data of OpenStreetMap must be credited: © OpenStreetMap contributors.",
    )
    yield (
        "I011",
        "emergency_numbers" not in given,
        "VARTA_EMERGENCY_NUMBERS is not set: forms show Ukraine's 112, 101, 102, 103.",
        "Set it even to these, once somebody has called them from a phone of the city.",
    )
    yield (
        "I012",
        "city_name" not in given,
        f"VARTA_CITY_NAME is not set: pages and letters name {env.city_name}.",
        "",
    )
    yield (
        "I013",
        env.backup_dir is None,
        "Nobody told this program where backups land, so it cannot say whether there are any.",
        "VARTA_BACKUP_DIR; under compose: docker compose ps backup",
    )


def _is_far(host: str | None) -> bool:
    """Another machine, as far as its name tells: not this one, and no service of the same compose network."""
    return bool(host) and host not in {"localhost", "127.0.0.1", "::1"} and "." in str(host)


def _is_encrypted(query: str) -> bool:
    return parse_qs(query).get("sslmode", [""])[0] in {"require", "verify-ca", "verify-full"}


def _shared_backends() -> Sequence[str]:
    caches = [cache["BACKEND"] for cache in settings.CACHES.values()]
    layers = [layer["BACKEND"] for layer in getattr(settings, "CHANNEL_LAYERS", {}).values()]
    return [*caches, *layers, settings.SESSION_ENGINE, settings.EMAIL_BACKEND]
