"""What must not stand in the tree: unfinished business, one machine's paths, addresses in locks, signals."""

from __future__ import annotations

import ast
import json
import re

import pytest

from tests.house.tree import APPS, ROOT, parsed, python_files, short, tracked

UNFINISHED = re.compile(r"\b(TOD[O]|FIXM[E]|HAC[K]|NotImplementedErro[r])\b")
ONE_MACHINE = re.compile(r"(?:^|[\s\"'(=])/(?:home|root|Users|work)/\w+")
TEXT = {".py", ".ts", ".svelte", ".sh", ".md", ".yml", ".yaml", ".toml", ".html", ".css", ".js", ".in"}


def _texts():
    for path in tracked():
        if path.suffix in TEXT or path.name in {"Makefile", "Dockerfile", ".env.example"}:
            yield path, path.read_text(encoding="utf-8")


@pytest.mark.parametrize("pattern", [UNFINISHED, ONE_MACHINE], ids=["unfinished", "one machine's paths"])
def test_no_file_has(pattern):
    found = {short(path): match.group() for path, text in _texts() if (match := pattern.search(text))}
    assert found == {}


def test_the_patterns_find_what_they_are_for():
    assert UNFINISHED.search("# TOD" + "O: later")
    assert ONE_MACHINE.search("path = '/ho" + "me/olena/varta'")


def test_python_locks_name_hashes_and_no_addresses():
    for lock in sorted((ROOT / "requirements").glob("*.txt")):
        text = lock.read_text()
        pinned = re.findall(r"^[a-zA-Z0-9_.-]+==", text, re.MULTILINE)
        assert pinned
        assert text.count("--hash=sha256:") >= len(pinned)
        assert not re.search(r"https?://|--(extra-)?index-url|--find-links", text)


def test_the_front_ends_lock_names_no_registry():
    lock = json.loads((ROOT / "frontend" / "package-lock.json").read_text())
    carrying = [name for name, package in lock["packages"].items() if "resolved" in package]
    assert carrying == []
    assert all("integrity" in package for name, package in lock["packages"].items() if name)


def test_every_app_opens_with_one_line_on_what_it_is_for():
    for app in APPS:
        said = ast.get_docstring(parsed(ROOT / app / "__init__.py"))
        assert said, app
        assert len(said.splitlines()) == 1


def test_every_module_says_what_it_is():
    silent = [
        short(path)
        for path in python_files()
        if path.name != "__init__.py" and not ast.get_docstring(parsed(path))
    ]
    assert silent == []


def test_no_django_signals():
    listening = {
        short(path)
        for path in python_files()
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.ImportFrom)
        and ((node.module or "").startswith("django.dispatch") or (node.module or "").endswith(".signals"))
    }
    assert listening == set()
