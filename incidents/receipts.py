"""Receipts: ten words by which a reporter without an account finds the report again.

A receipt is ten numbers below 7,776 (129 bits), derived from a server key, the report's id and a
secret of the client's, so that a repeated request gives the same words. Only a keyed hash is stored.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from uuid import UUID

WORDS = 10
SIZE = 7776
LANGUAGES = ("uk", "en")
_APOSTROPHES = re.compile("['’ʼ`‘]")
_NOT_LETTERS = re.compile(r"[^\w-]+")
_PREFIX = 4
"""Letters that tell any Ukrainian word of the list."""

Numbers = tuple[int, ...]


def derive(key: bytes, report_id: UUID, retry_secret: str) -> Numbers:
    """The ten numbers of a report. The remainder of 512 bits by 2^129 leaves no bias that matters."""
    text = b"varta receipt 1\0" + report_id.bytes + retry_secret.encode()
    value = int.from_bytes(hmac.digest(key, text, hashlib.sha512))
    numbers = []
    for _ in range(WORDS):
        value, number = divmod(value, SIZE)
        numbers.append(number)
    return tuple(numbers)


def digest(key: bytes, numbers: Numbers) -> bytes:
    """What is stored and looked up: 32 bytes that recognise the words and do not reveal them."""
    text = b"varta receipt look-up 1\0" + b"".join(number.to_bytes(2) for number in numbers)
    return hmac.digest(key, text, hashlib.sha256)


def words(numbers: Numbers, language: str) -> str:
    """The numbers as words of a language, separated by spaces; Ukrainian unless English is asked."""
    listed = _list("en" if language.startswith("en") else "uk")
    return " ".join(listed[number] for number in numbers)


def read(text: str) -> Numbers | None:
    """The numbers of ten words in either language, or None where they cannot be words of a receipt.

    Case, apostrophes, punctuation and line breaks do not matter; of a Ukrainian word the first four
    letters suffice, so a wrong ending does not lock anybody out.
    """
    plain = _APOSTROPHES.sub("", unicodedata.normalize("NFC", text).casefold())
    given = [word.strip("-_0123456789") for word in _NOT_LETTERS.split(plain)]
    numbers = tuple(_number(word) for word in given if word)
    if len(numbers) != WORDS or None in numbers:
        return None
    return tuple(number for number in numbers if number is not None)


def _number(word: str) -> int | None:
    """Place of a word in its list."""
    exact = _index("en").get(word, _index("uk").get(word))
    return exact if exact is not None else _beginnings().get(word[:_PREFIX])


@cache
def _list(language: str) -> tuple[str, ...]:
    """One list, checked for size."""
    path = Path(__file__).with_name("words") / f"{language}.txt"
    listed = tuple(path.read_text(encoding="utf-8").split())
    if len(set(listed)) != SIZE:
        raise ValueError(f"{path.name} must hold {SIZE} different words")
    return listed


@cache
def _index(language: str) -> dict[str, int]:
    return _places(_list(language))


@cache
def _beginnings() -> dict[str, int]:
    return _places(word[:_PREFIX] for word in _list("uk"))


def _places(listed: Iterable[str]) -> dict[str, int]:
    return {word: place for place, word in enumerate(listed)}
