"""The shell scripts on real files, ports, clusters: one clear sentence when something is wrong."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def checkout(tmp_path):
    """A second checkout, as far as the scripts need one; its clusters end with the test."""
    place = tmp_path / "checkout"
    shutil.copytree(ROOT / "ops", place / "ops")
    os.chmod(tmp_path, 0o755)  # the cluster's owner has to get through
    for parent in tmp_path.parents[:3]:
        if parent.owner() == Path.home().owner() and parent.name.startswith(("pytest-", "popen-")):
            os.chmod(parent, 0o755)
    yield place
    for kind in ("run", "test"):
        subprocess.run([place / "ops" / "cluster.sh", "remove", kind], capture_output=True, check=False)


def ran(script: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [script, *arguments],
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def cluster(place: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return ran(place / "ops" / "cluster.sh", *arguments)


def _setting(place: Path, kind: str, name: str) -> str:
    import psycopg

    with psycopg.connect(cluster(place, "url", kind).stdout.strip()) as connection:
        row = connection.execute(f"SHOW {name}").fetchone()
        assert row
        return str(row[0])


def test_a_cluster_starts_twice_is_durable_and_stops(checkout):
    assert cluster(checkout, "start").returncode == 0
    assert cluster(checkout, "start").returncode == 0
    assert cluster(checkout, "status").stdout == "running\n"
    for name in ("fsync", "full_page_writes", "synchronous_commit", "data_checksums"):
        assert _setting(checkout, "run", name) == "on"
    assert _setting(checkout, "run", "listen_addresses") == ""
    for name in ("log_parameter_max_length", "log_parameter_max_length_on_error"):
        assert _setting(checkout, "run", name) == "0", "bound values stay out of the log"
    folder = Path(cluster(checkout, "url").stdout.strip().partition("host=")[2])
    assert folder.stat().st_mode & 0o077 == 0
    assert cluster(checkout, "stop").returncode == 0
    assert cluster(checkout, "status").stdout == "stopped\n"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root's cluster belongs to somebody else")
def test_data_stand_beside_where_their_owner_cannot_reach_the_folder(checkout):
    os.chmod(checkout.parent, 0o700)
    assert cluster(checkout, "start").returncode == 0
    place = _setting(checkout, "run", "data_directory")
    assert place.startswith("/var/lib/postgresql/varta-")
    assert cluster(checkout, "remove").returncode == 0
    assert not Path(place).exists()


def test_a_pid_file_that_names_somebody_else_is_no_hindrance(checkout):
    cluster(checkout, "start")
    cluster(checkout, "stop")
    pid_file = checkout / ".local" / "pg" / "postmaster.pid"
    pid_file.write_text(f"{os.getpid()}\n{checkout}/.local/pg\n")
    assert cluster(checkout, "status").stdout == "stopped\n"
    started = cluster(checkout, "start")
    assert started.returncode == 0, started.stderr
    assert pid_file.read_text().splitlines()[0] != str(os.getpid())


def test_data_of_a_version_that_is_not_installed(checkout):
    data = checkout / ".local" / "pg"
    data.mkdir(parents=True)
    (data / "PG_VERSION").write_text("9\n")
    refused = cluster(checkout, "start")
    assert refused.returncode == 1
    assert "were made by PostgreSQL 9, which is not installed" in refused.stderr
    assert "Install postgresql-9-postgis-3, or move that folder away" in refused.stderr
    assert (data / "PG_VERSION").read_text() == "9\n"


def test_a_cluster_that_does_not_start_shows_its_log(checkout):
    cluster(checkout, "start")
    cluster(checkout, "stop")
    with (checkout / ".local" / "pg" / "postgresql.auto.conf").open("a") as file:
        file.write("no_such_setting = 1\n")
    refused = cluster(checkout, "start")
    assert refused.returncode == 1
    assert "no_such_setting" in refused.stderr
    assert "The database did not start" in refused.stderr


def test_a_full_disk_is_named_before_anything_is_written(checkout, tmp_path):
    bin_dir = tmp_path / "bin"
    bin_dir.mkdir()
    fake = bin_dir / "df"
    fake.write_text("#!/bin/sh\necho head\necho '/dev/x 100 60 40 60% /'\n")
    fake.chmod(0o755)
    refused = ran(checkout / "ops" / "cluster.sh", "start", PATH=f"{bin_dir}:{os.environ['PATH']}")
    assert refused.returncode == 1
    assert "The disk is nearly full: 40 MB free" in refused.stderr
    assert not (checkout / ".local" / "pg" / "PG_VERSION").exists()


@pytest.mark.parametrize("name", ["VARTA_PORT", "VARTA_SOCKET_PORT"])
def test_a_busy_port_is_named_with_the_way_out(name, checkout):
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = listener.getsockname()[1]
        other = "VARTA_SOCKET_PORT" if name == "VARTA_PORT" else "VARTA_PORT"
        refused = ran(checkout / "ops" / "run.sh", **{name: str(port), other: "1"})
    assert refused.returncode == 1
    assert f"Port {port} is in use by another program." in refused.stderr
    assert f"{name}={port + 100} make run" in refused.stderr


def test_help_lists_every_target():
    shown = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for target in ("run", "test", "check", "test-all", "chaos", "bench", "lock", "api-types", "clean"):
        assert f"make {target} " in shown


def test_scripts_are_valid_shell():
    for script in sorted((ROOT / "ops").glob("*.sh")):
        assert ran(Path("/bin/bash"), "-n", str(script)).returncode == 0, script
        assert script.name == "lib.sh" or os.access(script, os.X_OK), script


def test_continuous_integration_runs_the_developers_commands():
    assert (ROOT / ".ci" / "run").read_text().splitlines()[-2:] == ["make check", "make test"]
