"""Names as people type them: case, apostrophes, street words and Latin letters aside. Pure."""

from __future__ import annotations

import re
import unicodedata

_APOSTROPHES = dict.fromkeys(map(ord, "'’ʼ‘`´ʹ′\u201b\"«»“”„"))
_STREET_WORDS = {
    "вул": ("вул", "вулиця", "ул", "улица", "street", "str", "st", "vul", "vulytsia"),
    "просп": ("просп", "проспект", "пр-т", "пр-кт", "prospekt", "prosp", "avenue", "ave"),
    "пров": ("пров", "провулок", "пер", "переулок", "lane", "provulok", "prov"),
    "бульв": ("бульв", "бульвар", "б-р", "boulevard", "blvd", "bulvar", "bulv"),
    "пл": ("пл", "площа", "площадь", "square", "sq", "ploshcha", "pl"),
    "шосе": ("шосе", "шоссе", "highway", "hwy", "shose"),
    "наб": ("наб", "набережна", "набережная", "embankment", "naberezhna", "nab"),
    "узвіз": ("узвіз", "спуск", "uzviz"),
    "проїзд": ("проїзд", "проезд", "passage", "proizd"),
    "тупик": ("тупик", "туп", "tupyk"),
}
_CANONICAL = {word: short for short, words in _STREET_WORDS.items() for word in words}
_NOT_WORD = re.compile(r"[^\w-]+|_")
_LATIN = {letter: "abvhgdezyiiklmnoprstuf"[n] for n, letter in enumerate("абвгґдезиійклмнопрстуф")} | {
    "є": "ie", "ж": "zh", "ї": "i", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ь": "",
    "ю": "iu", "я": "ia",
}  # fmt: skip
_LATIN_AT_START = {"є": "ye", "ї": "yi", "й": "y", "ю": "yu", "я": "ya"}


def words_of(text: str) -> list[str]:
    """The words of a name: lower case, without apostrophes, street words in one short form."""
    plain = unicodedata.normalize("NFKC", text).translate(_APOSTROPHES).casefold()
    words = (word.strip("-") for word in _NOT_WORD.split(plain))
    return [_CANONICAL.get(word, word) for word in words if word]


def without_street_words(words: list[str]) -> list[str]:
    """The words that name, without those that only say street or square; all of them if nothing is left."""
    return [word for word in words if word not in _STREET_WORDS] or words


def latin(word: str) -> str:
    """A word in Latin letters after the Ukrainian table of 2010 (Cabinet decision 55)."""
    word = word.replace("зг", "zgh")
    first = _LATIN_AT_START.get(word[:1], _LATIN.get(word[:1], word[:1]))
    return first + "".join(_LATIN.get(letter, letter) for letter in word[1:])


def search_text(*names: str) -> str:
    """What a search meets: all words in both alphabets, each with a space before and after."""
    words = [word for name in names for word in words_of(name)]
    both = dict.fromkeys([*words, *map(latin, words)])
    return f" {' '.join(both)} "
