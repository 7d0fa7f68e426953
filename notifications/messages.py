"""What is told to a person: the words are message ids, put into each reader's language when shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils import translation
from django.utils.translation import gettext

IMPORTANT = frozenset({"high", "critical"})
"""Severities that are mailed by default."""

Words = Mapping[str, str | Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Message:
    """One thing to tell, the same to everybody.

    `title` and `body` are English message ids (mark them with `gettext_noop`) with `%(word)s` places.
    A word is a text, or a text for each language (`{"uk": …, "en": …}`). `link` is a path of our pages.
    `dedupe`: a person is told things of the same key once; empty means that every telling is new.
    """

    kind: str
    title: str
    body: str
    words: Words = field(default_factory=dict)
    link: str = ""
    severity: str = "info"
    dedupe: str = ""

    @property
    def is_important(self) -> bool:
        """Whether it is mailed to people who asked for important things only."""
        return self.severity in IMPORTANT


def render(msgid: str, words: Mapping[str, Any], language: str) -> str:
    """The text in this language. A word that is missing shows as the bare message, never as an error."""
    with translation.override(language):
        text = gettext(msgid) if msgid else ""
    chosen = {name: _in_language(word, language) for name, word in words.items()}
    try:
        return text % chosen if chosen else text
    except (KeyError, ValueError):
        return text


def _in_language(word: Any, language: str) -> str:
    if isinstance(word, Mapping):
        return str(word.get(language) or next(iter(word.values()), ""))
    return str(word)
