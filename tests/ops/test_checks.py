"""`check --deploy` names every unsafe setting and every gap, once each, and is silent where all is well."""

from __future__ import annotations

import os
import re
import time
from pathlib import Path
from typing import Any

import pytest
from django.core.checks import CheckMessage, Error
from django.core.management import CommandError, call_command

from accounts.actor import system_actor
from accounts.models import User
from config import checks
from config.env import LOCAL_DIR, Env
from geo import actions as geo
from tests.factories.accounts import make_user
from tests.factories.geo import make_area, make_city, square

ROOT = Path(__file__).resolve().parents[2]
WISE = {
    "DATABASE_URL": "postgresql://varta:pw@db.example.org/varta?sslmode=verify-full",
    "VARTA_EMAIL_URL": "smtp://varta:pw@mail.example.org:587",
    "VARTA_AREA_CREDIT": "© OpenStreetMap contributors",
    "VARTA_CITY_NAME": "Вінниця",
    "VARTA_EMERGENCY_NUMBERS": '{"general": "112", "fire": "101", "police": "102", "ambulance": "103"}',
    "VARTA_BASEMAP_STYLE_URL": "https://maps.example.org/style.json",
}


@pytest.fixture
def installation(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> Any:
    """Checks run against an environment where all is well but for what is changed; gives the ids found."""
    settings.MEDIA_ROOT = tmp_path
    settings.METRICS_TOKEN = "long-and-secret"
    (tmp_path / "20260302T030000Z").mkdir()

    def ids(**changes: str) -> list[str]:
        for name, value in {**WISE, "VARTA_BACKUP_DIR": str(tmp_path), **changes}.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr(checks.settings, "env", Env(_env_file=None))
        found = [*checks.settings.values_are_wise(), *checks.settings.what_is_left_out()]
        return [str(message.id).removeprefix("varta.") for message in found]

    return ids


def test_nothing_is_said_where_everything_is_set(installation: Any) -> None:
    assert installation() == []


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"DATABASE_URL": "postgresql://varta:pw@db.example.org/varta"}, "W002"),
        ({"DATABASE_URL": "postgresql://varta:pw@db.example.org/varta?sslmode=prefer"}, "W002"),
        ({"VARTA_EMAIL_URL": "smtp://mail.example.org:25?tls=0"}, "W003"),
        ({"VARTA_REPORT_LIMITS": '{"address": 0, "device": 12, "city": 4000}'}, "W004"),
        ({"VARTA_REPORT_LIMITS": '{"address": 300, "city": 4000}'}, "W004"),
        ({"VARTA_METRICS_NETWORKS": '["10.0.0.0/8", "0.0.0.0/0"]'}, "W005"),
        ({"VARTA_METRICS_NETWORKS": '["::/0"]'}, "W005"),
        ({"VARTA_EMERGENCY_NUMBERS": '{"general": "112", "police": "102", "ambulance": "103"}'}, "W006"),
        (
            {"VARTA_EMERGENCY_NUMBERS": '{"general": " ", "fire": "1", "police": "2", "ambulance": "3"}'},
            "W006",
        ),
        ({"VARTA_BASEMAP_STYLE_URL": ""}, "I003"),
        ({"VARTA_AREA_CREDIT": ""}, "I010"),
    ],
    ids=lambda value: str(value)[:60],
)
def test_each_unwise_value_is_named_alone(installation: Any, changes: dict[str, str], found: str) -> None:
    assert installation(**changes) == [found]


def test_a_database_beside_us_needs_no_encryption(installation: Any) -> None:
    for host in ("database", "localhost", ""):
        assert installation(DATABASE_URL=f"postgresql://varta:pw@{host}/varta") == []


@pytest.mark.parametrize(
    ("name", "found"),
    [("VARTA_EMERGENCY_NUMBERS", "I011"), ("VARTA_CITY_NAME", "I012"), ("VARTA_BACKUP_DIR", "I013")],
)
def test_what_was_left_as_shipped_is_said(
    installation: Any, monkeypatch: pytest.MonkeyPatch, name: str, found: str
) -> None:
    installation()
    monkeypatch.delenv(name)
    monkeypatch.setattr(checks.settings, "env", Env(_env_file=None))
    ids = [message.id for message in checks.settings.what_is_left_out()]
    assert ids == [f"varta.{found}"]


def test_figures_for_loopback_alone_are_said(installation: Any, settings: Any) -> None:
    settings.METRICS_TOKEN = ""
    assert installation() == ["I002"]


def test_photographs_in_the_programs_own_folder_or_nowhere_are_named(
    installation: Any, settings: Any, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = LOCAL_DIR / "media"
    assert installation() == ["W007"]
    settings.MEDIA_ROOT = tmp_path / "is not there"
    assert installation() == ["W008"]


def test_an_old_backup_is_named_and_a_young_one_is_not(installation: Any, tmp_path: Path) -> None:
    backup = tmp_path / "20260302T030000Z"
    old = time.time() - 26 * 3600 - 60
    os.utime(backup, (old, old))
    assert installation() == ["W009"]
    os.utime(backup, (old + 120, old + 120))
    assert installation() == []
    backup.rmdir()
    assert installation() == ["W009"]


def safe(settings: Any) -> list[tuple[str | None, bool]]:
    """What is found unsafe in the settings."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.SOCKET_ORIGINS = frozenset({"https://varta.example.org"})
    settings.RECEIPT_KEY = "a key of its own"
    return [(message.id, isinstance(message, Error)) for message in checks.settings.settings_are_safe()]


@pytest.mark.parametrize(
    ("name", "value", "found"),
    [
        ("DEBUG", True, ["varta.E002"]),
        ("SOCKET_ORIGIN_BY_HOST", True, ["varta.E003"]),
        ("DEMO", True, ["varta.E006"]),
        ("SESSION_ENGINE", "django.contrib.sessions.backends.signed_cookies", ["varta.E004"]),
        ("CACHES", {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}, ["varta.E004"]),
        ("TIME_ZONE", "Europe/Kyiv", []),
    ],
)
def test_unsafe_settings_are_errors(settings: Any, name: str, value: object, found: list[str]) -> None:
    settings.DEBUG = settings.SOCKET_ORIGIN_BY_HOST = settings.DEMO = False
    setattr(settings, name, value)
    assert safe(settings) == [(id_, True) for id_ in found]


def test_receipts_without_a_key_of_their_own_are_an_error(settings: Any) -> None:
    settings.DEBUG = settings.SOCKET_ORIGIN_BY_HOST = settings.DEMO = False
    safe(settings)
    settings.RECEIPT_KEY = ""
    assert [message.id for message in checks.settings.settings_are_safe()] == ["varta.E005"]


def test_a_front_end_that_is_not_built_is_named(settings: Any, tmp_path: Path) -> None:
    settings.FRONTEND_DIR = tmp_path
    assert [message.id for message in checks.settings.front_end_is_built()] == ["varta.W001"]
    (tmp_path / "index.html").touch()
    assert checks.settings.front_end_is_built() == []


def test_the_gaps_of_this_version_are_said_until_they_are_filled(monkeypatch: pytest.MonkeyPatch) -> None:
    gaps = [f"varta.I{number:03}" for number in range(4, 10)]
    assert [message.id for message in checks.version.what_is_missing()] == ["varta.I001", *gaps]
    monkeypatch.setattr(checks.version.apps, "is_installed", "allauth.mfa".__eq__)
    assert [message.id for message in checks.version.what_is_missing()] == gaps
    assert all(message.hint for message in checks.version.what_is_missing())


def of_database(check: Any) -> dict[str | None, CheckMessage]:
    return {message.id: message for message in check(databases=["default"])}


@pytest.mark.django_db
def test_a_database_that_may_lose_what_it_confirmed_is_an_error() -> None:
    # The cluster of the tests trades durability for speed, as no city may.
    found = of_database(checks.database.database_is_safe)
    assert "fsync, full_page_writes, synchronous_commit is off" in found["varta.E007"].msg
    assert isinstance(found["varta.E007"], Error)
    assert "superuser" in found["varta.I014"].msg
    assert checks.database.database_is_safe(databases=None) == []


@pytest.mark.django_db
def test_people_of_the_demo_who_can_sign_in_are_an_error() -> None:
    make_user("somebody@example.org")
    assert "varta.E008" not in of_database(checks.database.database_is_safe)
    person = make_user("officer@demo.varta")
    assert isinstance(of_database(checks.database.database_is_safe)["varta.E008"], Error)
    User.objects.filter(pk=person.pk).update(is_active=False)
    assert "varta.E008" not in of_database(checks.database.database_is_safe)


@pytest.mark.django_db
def test_an_empty_city_is_told_what_to_bring_in_until_it_is_there() -> None:
    assert set(of_database(checks.database.city_is_set_up)) == {"varta.W010", "varta.W012"}
    city = make_city()
    for number in range(6):
        make_area(f"Дільниця {number}", parent=city, boundary=square(28.44 + number * 0.01, side_m=400))
    found = of_database(checks.database.city_is_set_up)
    assert set(found) == {"varta.W011", "varta.W012"}
    assert found["varta.W011"].msg.endswith(
        "at one place: Вінниця, Дільниця 0, Дільниця 1, Дільниця 2, Дільниця 3 and 2 more."
    )
    geo.build_snap_points(system_actor("tests"), city.pk)
    admin = make_user("admin@example.org", grants=[("city_admin", "area", city.pk)])
    assert of_database(checks.database.city_is_set_up) == {}
    User.objects.filter(pk=admin.pk).update(is_active=False)
    assert set(of_database(checks.database.city_is_set_up)) == {"varta.W012"}
    assert checks.database.city_is_set_up(databases=None) == []


@pytest.mark.django_db
def test_the_command_asks_the_database_when_it_is_told_to(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(CommandError, match=r"varta\.E007"):
        call_command("check", deploy=True, databases=["default"], tags=["database"])
    call_command("check", tags=["database"], databases=["default"])  # as `migrate` does: says nothing


def test_every_id_stands_once_in_the_sources_and_in_the_operations_guide() -> None:
    source = "".join(path.read_text() for path in sorted((ROOT / "config" / "checks").glob("*.py")))
    ids = re.findall(r'id="varta\.([EWI]\d{3})"', source) + re.findall(r'^\s+"(I\d{3})",$', source, re.M)
    ids += re.findall(r'yield "(I\d{3})"', source)
    guide = re.findall(r"^\| `varta\.([EWI]\d{3})` \|", (ROOT / "docs" / "operations.md").read_text(), re.M)
    assert len(guide) == len(set(guide)) == 34
    assert sorted(set(ids)) == sorted(guide)
