"""Everything the server says exists in Ukrainian."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext, ngettext

APPS = ["core", "accounts", "geo", "notifications", "watch", "rosters", "incidents", "dispatch", "config"]
MARKS = {"_", "gettext", "gettext_lazy", "gettext_noop", "N_"}
IN_TEMPLATES = re.compile(r'{% translate "(.+?)" %}')


def words_in_code(path: Path) -> Iterator[str]:
    """Texts given as literals to a translation function."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in MARKS and node.args:
            text = getattr(node.args[0], "value", None)
            if isinstance(text, str):
                yield text


def needs_words(text: str) -> bool:
    """Whether anything is left of a text without its placeholders."""
    return any(letter.isalpha() for letter in re.sub(r"%\(\w+\)[sd]", "", text))


def all_words() -> list[str]:
    found: set[str] = set()
    for app in APPS:
        for path in (settings.BASE_DIR / app).rglob("*.py"):
            found.update(words_in_code(path))
        for path in (settings.BASE_DIR / app).rglob("templates/**/*.txt"):
            found.update(IN_TEMPLATES.findall(path.read_text(encoding="utf-8")))
    return sorted(found)


def test_every_text_of_the_server_is_there_in_ukrainian():
    words = all_words()
    assert len(words) > 50
    with translation.override("uk"):
        assert [text for text in words if needs_words(text) and gettext(text) == text] == []


@pytest.mark.parametrize(
    ("n", "words"),
    [(1, "1 хвилину"), (2, "2 хвилини"), (5, "5 хвилин"), (11, "11 хвилин"), (22, "22 хвилини")],
)
def test_ukrainian_counts_as_ukrainians_do(n, words):
    one = "Too many requests. Please wait %(n)d minute and try again."
    many = "Too many requests. Please wait %(n)d minutes and try again."
    with translation.override("uk"):
        assert words in ngettext(one, many, n) % {"n": n}
