"""Compose file and image: pinned, without default secrets, with health checks, volumes and backups."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
FILLED = {
    "POSTGRES_PASSWORD": "pw",
    "VARTA_SECRET_KEY": "k" * 60,
    "VARTA_RECEIPT_KEY": "r" * 60,
    "VARTA_PUBLIC_URL": "https://varta.example.org",
    "VARTA_ALLOWED_HOSTS": '["varta.example.org"]',
    "VARTA_EMAIL_URL": "smtp://mail.example.org",
    "VARTA_EMAIL_FROM": "varta@example.org",
    "ACME_EMAIL": "admin@example.org",
}
SUBSTITUTION = re.compile(r"\$\{(\w+)(:?[-?])?([^}]*)\}")


@pytest.fixture(scope="module")
def text() -> str:
    return (ROOT / "docker-compose.yml").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def compose(text):
    return yaml.safe_load(text)


def _environment(service) -> dict[str, str]:
    return {name: str(value) for name, value in service.get("environment", {}).items()}


def test_every_part_of_the_house_is_there(compose):
    assert set(compose["services"]) == {
        "database",
        "migrate",
        "web",
        "socket",
        "worker-urgent",
        "worker-mail",
        "worker-default",
        "proxy",
        "backup",
    }


def test_images_are_pinned_to_a_version(compose):
    for name, service in compose["services"].items():
        image = service["image"]
        assert "latest" not in image, name
        assert re.search(r":[\w.]*\d|\$\{VARTA_VERSION", image), name
    for base in re.findall(r"^ARG \w+_IMAGE=(.+)$", (ROOT / "Dockerfile").read_text(), re.MULTILINE):
        assert re.fullmatch(r"[\w/]+:\d+\.\d+\.\d+-[\w-]+", base)


def test_every_lasting_service_has_a_health_check_restarts_and_bounded_logs(compose):
    for name, service in compose["services"].items():
        if name == "migrate":
            continue
        assert service["healthcheck"]["test"], name
        assert service["restart"] == "unless-stopped", name
        assert service.get("logging", {}).get("options", {}).get("max-size"), name


def test_no_secret_has_a_default(text, compose):
    for name, operator, default in SUBSTITUTION.findall(text):
        if re.search(r"PASSWORD|SECRET|TOKEN|EMAIL_URL", name):
            assert operator == ":?" or default == "", name
    for service in compose["services"].values():
        for name, value in _environment(service).items():
            if re.search(r"PASSWORD|SECRET", name):
                assert value.startswith("${"), name


def test_only_the_proxy_is_open_to_the_outside(compose):
    assert [name for name, service in compose["services"].items() if "ports" in service] == ["proxy"]


def test_data_live_in_named_volumes(compose):
    named = set(compose["volumes"])
    assert {"database", "media", "backups", "certificates"} <= named
    mounted = {
        volume.split(":")[0]
        for service in compose["services"].values()
        for volume in service.get("volumes", [])
    }
    assert {source for source in mounted if not source.startswith("./")} == named


def test_the_application_runs_without_rights_it_does_not_need(compose):
    for name in ("web", "socket", "worker-urgent", "worker-mail", "worker-default"):
        service = compose["services"][name]
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert service["depends_on"]["migrate"]["condition"] == "service_completed_successfully"
    assert re.search(r"^USER varta$", (ROOT / "Dockerfile").read_text(), re.MULTILINE)


def test_the_commands_exist(compose):
    from config.processes import commands

    known = commands(web_port=8000, socket_port=8001)
    for name in known:
        assert compose["services"][name]["command"] == ["python", "manage.py", "process", name]


def test_the_image_holds_every_app():
    copied = set(re.findall(r"^COPY (\w+) \./\1$", (ROOT / "Dockerfile").read_text(), re.MULTILINE))
    apps = {path.parent.name for path in ROOT.glob("*/apps.py")}
    assert apps <= copied
    allowed = set((ROOT / ".dockerignore").read_text().split())
    assert {f"!{app}" for app in apps} <= allowed


def test_the_proxy_sends_sockets_to_the_socket_process_and_hides_figures():
    caddy = (ROOT / "ops" / "docker" / "Caddyfile").read_text()
    assert re.search(r"@live path /ws/\*\s+handle @live \{\s+reverse_proxy socket:8001", caddy)
    assert re.search(r"@inside path /metrics /readyz\s+handle @inside \{\s+respond 404", caddy)


def test_the_proxy_compresses_only_what_is_public():
    """The length of a compressed private answer would tell of the secrets in it."""
    caddy = (ROOT / "ops" / "docker" / "Caddyfile").read_text()
    [how] = re.findall(r"^\tencode [^\n]*\{\n\t\tmatch \{\n(.*?)\n\t\t\}", caddy, re.MULTILINE | re.DOTALL)
    assert "header Cache-Control *public*" in how
    assert len(re.findall(r"^\s*encode\b", caddy, re.MULTILINE)) == 1


def test_the_example_names_everything_that_must_be_set(text):
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    required = {name for name, operator, _ in SUBSTITUTION.findall(text) if operator == ":?"}
    assert required == set(FILLED)
    assert {name for name in required if re.search(rf"^{name}=$", example, re.MULTILINE)} == required


def test_whatever_the_example_offers_reaches_the_application(compose):
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    offered = set(re.findall(r"^#?(VARTA_\w+)=", example, re.MULTILINE))
    assert offered <= set(compose["services"]["web"]["environment"])


def _compose_plugin() -> bool:
    if shutil.which("docker") is None:
        return False
    return subprocess.run(["docker", "compose", "version"], capture_output=True, check=False).returncode == 0


@pytest.mark.skipif(not _compose_plugin(), reason="this machine's docker client has no compose plugin")
def test_compose_accepts_the_file_and_names_what_is_missing():
    def config(**environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["docker", "compose", "--env-file", "/dev/null", "config", "--quiet"],
            cwd=ROOT,
            env={"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/tmp"), **environment},
            capture_output=True,
            text=True,
            check=False,
        )

    assert config(**FILLED).returncode == 0
    for name in FILLED:
        refused = config(**{key: value for key, value in FILLED.items() if key != name})
        assert refused.returncode != 0
        assert f"set {name} in .env" in refused.stderr
