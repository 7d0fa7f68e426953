"""The repository as the house tests see it: its tracked files and its Python modules."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APPS = ("core", "accounts", "geo", "notifications", "watch", "rosters", "incidents", "dispatch", "config")
FLOORS = {
    "core": 0,
    "accounts": 1,
    "geo": 1,
    "notifications": 2,
    "watch": 3,
    "rosters": 3,
    "incidents": 4,
    "dispatch": 5,
    "engagement": 5,
    "config": 6,
}


@cache
def tracked() -> tuple[Path, ...]:
    """Every file that belongs to the repository, new ones included."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
    ).stdout.decode()
    paths = (ROOT / name for name in listed.split("\0") if name)
    return tuple(path for path in paths if path.is_file())


def python_files(*, tests: bool = False) -> Iterator[Path]:
    """Python modules of the product; with `tests` also those that test and measure it. No migrations."""
    rooms = {*APPS, *(("tests", "bench") if tests else ())}
    for path in tracked():
        parts = path.relative_to(ROOT).parts
        if path.suffix == ".py" and parts[0] in rooms and "migrations" not in parts:
            yield path


@cache
def parsed(path: Path) -> ast.Module:
    """The module's syntax tree."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def short(path: Path) -> str:
    """A path as people say it."""
    return str(path.relative_to(ROOT))
