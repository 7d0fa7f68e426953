"""Production refuses to start when unsafe, and starts clean when it is not."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import SecretStr

from config.email import email_settings
from config.env import Env
from config.safety import faults

ROOT = Path(__file__).resolve().parents[2]
GOOD = {
    "DATABASE_URL": "postgresql://varta:pw@db.example.org/varta?sslmode=require",
    "VARTA_SECRET_KEY": "x7Qp2mN9sLk4vBw8zRt6yHc3fGd5jAe1uIo0TqWnXbMrZpVhKsYl",
    "VARTA_RECEIPT_KEY": "Rk4nWz8tYb2mQs6vXh9pLc3jFd7gAe5uIo1TyBnKwMqZrVxHsPlD",
    "VARTA_PUBLIC_URL": "https://varta.example.org",
    "VARTA_ALLOWED_HOSTS": '["varta.example.org"]',
    "VARTA_EMAIL_URL": "smtp://varta:pw@mail.example.org:587",
    "VARTA_EMAIL_FROM": "varta@example.org",
    "VARTA_TRUSTED_PROXIES": "1",
    "VARTA_METRICS_TOKEN": "long-and-secret",
}
BAD = [
    ({"VARTA_SECRET_KEY": ""}, "VARTA_SECRET_KEY is not set"),
    ({"VARTA_SECRET_KEY": "a" * 60}, "guessable"),
    ({"VARTA_SECRET_KEY": "change-me-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFG"}, "guessable"),
    ({"VARTA_RECEIPT_KEY": ""}, "VARTA_RECEIPT_KEY is not set"),
    ({"VARTA_RECEIPT_KEY": GOOD["VARTA_SECRET_KEY"]}, "of its own"),
    ({"VARTA_PUBLIC_URL": "http://varta.example.org"}, "https address"),
    ({"VARTA_ALLOWED_HOSTS": '["*"]'}, "never be '*'"),
    ({"VARTA_ALLOWED_HOSTS": '["localhost"]'}, "must name the hosts"),
    ({"VARTA_ALLOWED_HOSTS": '["other.example.org"]'}, "must contain the host"),
    ({"VARTA_ALLOWED_ORIGINS": '["http://varta.example.org"]'}, "full https origin"),
    ({"VARTA_ALLOWED_ORIGINS": '["https://*.example.org"]'}, "without '*'"),
    ({"VARTA_SOCKET_URL": "ws://varta.example.org/ws/v1/live"}, "wss://"),
    ({"VARTA_DEMO": "1"}, "VARTA_DEMO"),
    ({"VARTA_EMAIL_URL": "file"}, "VARTA_EMAIL_URL"),
    ({"VARTA_EMAIL_FROM": ""}, "VARTA_EMAIL_FROM"),
    ({"VARTA_EMAIL_FROM": "Varta <varta@localhost>"}, "VARTA_EMAIL_FROM"),
    ({"DATABASE_URL": ""}, "DATABASE_URL"),
    ({"VARTA_TRUSTED_PROXIES": "0"}, "VARTA_TRUSTED_PROXIES"),
]


def _env(monkeypatch, changes: dict[str, str] | None = None) -> Env:
    for name, value in {**GOOD, **(changes or {})}.items():
        monkeypatch.setenv(name, value)
    return Env(_env_file=None)


def test_a_good_environment_has_no_faults(monkeypatch):
    assert faults(_env(monkeypatch)) == []


@pytest.mark.parametrize(("changes", "words"), BAD, ids=lambda value: str(value)[:40])
def test_each_fault_is_named_alone(monkeypatch, changes, words):
    found = faults(_env(monkeypatch, changes))
    assert len(found) == 1
    assert words in found[0]


def _manage(*arguments: str, **changes: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": os.environ["PATH"], **GOOD, **changes}
    environment["DJANGO_SETTINGS_MODULE"] = "config.settings.production"
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_check_deploy_is_clean_with_a_good_environment(tmp_path):
    (tmp_path / "index.html").write_text("<html></html>")
    folders = {"VARTA_FRONTEND_DIR": str(tmp_path), "VARTA_MEDIA_DIR": str(tmp_path)}
    ran = _manage("check", "--deploy", "--fail-level", "ERROR", **folders)
    said = ran.stdout + ran.stderr
    assert ran.returncode == 0, said
    warnings = [line for line in said.splitlines() if line.startswith("?:") and "varta.I" not in line]
    assert [line for line in warnings if "gis.W001" not in line] == []
    named = {line.split("(")[1].split(")")[0] for line in said.splitlines() if line.startswith("?: (varta.")}
    assert named == {f"varta.I0{n:02}" for n in (1, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13)}


def test_production_does_not_start_and_says_everything_that_is_wrong():
    ran = _manage("check", "--deploy", VARTA_SECRET_KEY="", VARTA_DEMO="1", VARTA_PUBLIC_URL="http://x.org")
    assert ran.returncode != 0
    assert "VARTA_SECRET_KEY is not set" in ran.stderr
    assert "VARTA_DEMO" in ran.stderr
    assert "https address" in ran.stderr
    assert "Traceback" not in ran.stderr


def test_mail_addresses():
    plain = email_settings("smtp://u%40x:p%2Fw@mail.example.org")
    assert (plain["EMAIL_HOST_USER"], plain["EMAIL_HOST_PASSWORD"]) == ("u@x", "p/w")
    assert (plain["EMAIL_PORT"], plain["EMAIL_USE_TLS"], plain["EMAIL_USE_SSL"]) == (587, True, False)
    wrapped = email_settings("smtps://mail.example.org")
    assert (wrapped["EMAIL_PORT"], wrapped["EMAIL_USE_TLS"], wrapped["EMAIL_USE_SSL"]) == (465, False, True)
    with pytest.raises(ValueError, match="VARTA_EMAIL_URL"):
        email_settings("imap://mail.example.org")


def test_a_secret_is_not_shown_by_its_text(monkeypatch):
    assert isinstance(_env(monkeypatch).secret_key, SecretStr)
    assert GOOD["VARTA_SECRET_KEY"] not in repr(_env(monkeypatch))


def test_without_a_public_address_links_lead_to_this_machine_at_its_port(monkeypatch):
    assert (
        _env(monkeypatch, {"VARTA_PUBLIC_URL": "", "VARTA_PORT": "8010"}).public_url
        == "http://localhost:8010"
    )
