"""A backup set can be put back, a damaged one changes nothing, old ones go."""

from __future__ import annotations

import os
import shutil
import time
from pathlib import Path

import psycopg
import pytest
from django.conf import settings

from tests.ops.test_scripts import ROOT, ran


def _programs() -> Path:
    return sorted(Path("/usr/lib/postgresql").glob("*/bin"))[-1]


@pytest.fixture
def world(tmp_path):
    """A small database and a media folder beside the suite's own, and the environment of the scripts."""
    host, user = settings.DATABASES["default"]["HOST"], settings.DATABASES["default"]["USER"]
    name = f"backup_{os.getpid()}"
    admin = psycopg.connect(f"postgresql://{user}@/postgres?host={host}", autocommit=True)
    admin.execute(f"DROP DATABASE IF EXISTS {name}")
    admin.execute(f"CREATE DATABASE {name}")
    url = f"postgresql://{user}@/{name}?host={host}"
    media = tmp_path / "media"
    media.mkdir()
    (media / "photo.jpg").write_bytes(b"photo")
    with psycopg.connect(url) as connection:
        connection.execute("CREATE EXTENSION postgis")
        connection.execute("CREATE TABLE spots (id int PRIMARY KEY, place geography(Point, 4326))")
        connection.execute("INSERT INTO spots VALUES (1, 'POINT(28.47 49.23)')")
    recorder = tmp_path / "python"
    recorder.write_text(f'#!/bin/sh\necho "$@" >> {tmp_path}/called\n')
    recorder.chmod(0o755)
    yield {
        "DATABASE_URL": url,
        "MEDIA_DIR": str(media),
        "BACKUP_DIR": str(tmp_path / "backups"),
        "PYTHON": str(recorder),
        "PATH": f"{_programs()}:{os.environ['PATH']}",
    }
    admin.execute(f"DROP DATABASE {name} WITH (FORCE)")
    admin.close()


def _backup(world) -> Path:
    (Path(world["BACKUP_DIR"])).mkdir(exist_ok=True)
    made = ran(ROOT / "ops" / "backup.sh", "once", **world)
    assert made.returncode == 0, made.stderr
    return max(Path(world["BACKUP_DIR"]).glob("20*Z"))


def _spots(world) -> list[tuple[int, str]]:
    with psycopg.connect(world["DATABASE_URL"]) as connection:
        return connection.execute("SELECT id, ST_AsText(place) FROM spots ORDER BY id").fetchall()


def test_what_was_lost_comes_back(world, tmp_path):
    kept = _backup(world)
    with psycopg.connect(world["DATABASE_URL"]) as connection:
        connection.execute("DELETE FROM spots")
        connection.execute("INSERT INTO spots VALUES (2, 'POINT(0 0)')")
    shutil.rmtree(world["MEDIA_DIR"])
    restored = ran(ROOT / "ops" / "restore.sh", str(kept), **world)
    assert restored.returncode == 0, restored.stderr
    assert _spots(world) == [(1, "POINT(28.47 49.23)")]
    assert (Path(world["MEDIA_DIR"]) / "photo.jpg").read_bytes() == b"photo"
    assert (tmp_path / "called").read_text() == "manage.py prepare\nmanage.py rotate_epochs\n"


def test_a_damaged_set_changes_nothing(world):
    kept = _backup(world)
    with (kept / "database.dump").open("ab") as file:
        file.write(b"x")
    with psycopg.connect(world["DATABASE_URL"]) as connection:
        connection.execute("INSERT INTO spots VALUES (2, 'POINT(0 0)')")
    refused = ran(ROOT / "ops" / "restore.sh", str(kept), **world)
    assert refused.returncode == 1
    assert "is damaged" in refused.stderr
    assert len(_spots(world)) == 2


def test_nothing_is_restored_under_a_running_program(world):
    kept = _backup(world)
    with psycopg.connect(world["DATABASE_URL"]):
        refused = ran(ROOT / "ops" / "restore.sh", str(kept), **world)
    assert refused.returncode == 1
    assert "1 programs are still connected" in refused.stderr


def test_old_sets_go_and_freshness_is_checked(world):
    old = Path(world["BACKUP_DIR"]) / "20200101T000000Z"
    old.mkdir(parents=True)
    long_ago = time.time() - 40 * 86400
    os.utime(old, (long_ago, long_ago))
    assert ran(ROOT / "ops" / "backup.sh", "check", **world).returncode == 1
    kept = _backup(world)
    assert ran(ROOT / "ops" / "backup.sh", "check", **world).returncode == 0
    assert [path.name for path in Path(world["BACKUP_DIR"]).iterdir()] == [kept.name]


def test_a_backup_that_fails_leaves_nothing_behind(world):
    broken = {**world, "DATABASE_URL": "postgresql://nobody@/nothing?host=/nowhere"}
    Path(world["BACKUP_DIR"]).mkdir()
    assert ran(ROOT / "ops" / "backup.sh", "once", **broken).returncode != 0
    assert list(Path(world["BACKUP_DIR"]).iterdir()) == []
