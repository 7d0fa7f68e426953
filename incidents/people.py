"""Descriptions of people: behaviour before appearance, and never origin alone.

The rules of the form, free of any database. The lexicon is small, public and on purpose incomplete:
it makes a person think again, it judges nobody. `docs/incidents.md` lists what it knows.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

DESCRIPTORS = ("clothing", "height", "build", "hair", "age", "other")
"""Fields that describe a person besides origin."""
FIELDS = ("behaviour", *DESCRIPTORS, "origin")
MIN_DESCRIPTORS = 2
"""How many descriptors must stand beside an origin."""
MIN_BEHAVIOUR_LETTERS = 8


class Objection(StrEnum):
    """What the form answers; codes are stable."""

    BEHAVIOUR_FIRST = "people.behaviour_first"
    ORIGIN_ALONE = "people.origin_alone"
    TEXT_PROFILING = "people.text_profiling"


@dataclass(frozen=True, slots=True)
class Finding:
    """One objection and the field it is about (`people.0.behaviour`, `description`)."""

    objection: Objection
    field: str


_UK_ORIGIN = (
    "ром(?:и|ів|ам|ами|ка|ки|ок)?",
    "циган(?:и|ів|ка|ки|ськ\\w*)?",
    "кавказ\\w*",
    "азіат\\w*",
    "азійськ\\w*",
    "африкан\\w*",
    "темношкір\\w*",
    "чорношкір\\w*",
    "негр\\w*",
    "араб(?:и|ів|ка|ки|ськ\\w*)?",
    "мусульман\\w*",
    "євре(?:й|ї|їв|йка|йськ\\w*)",
    "жид\\w*",
    "індус\\w*",
    "китай(?:ц\\w*|ськ\\w*)",
    "узбе(?:к|ки|ків|цьк\\w*)",
    "росіян\\w*",
    "переселен(?:ець|ці|ців|ка|ки)",
    "іноземц\\w*",
    "неслов'янськ\\w*",
)
_EN_ORIGIN = (
    "roma(?:ni)?",
    "gyps(?:y|ies)",
    "blacks?",
    "africans?",
    "asians?",
    "arabs?",
    "muslims?",
    "jew(?:s|ish)?",
    "indians?",
    "chinese",
    "caucasus",
    "dark[- ]skinned",
    "foreigners?",
    "immigrants?",
    "refugees?",
    "russians?",
)
_ORIGIN = re.compile(r"\b(?:" + "|".join((*_UK_ORIGIN, *_EN_ORIGIN)) + r")\b")
# "Black car", "чорний колір": colours of things are not origins.
_BLACK_THING = re.compile(
    r"\bblack\s+(?:\w+\s+){0,1}"
    r"(?:car|van|suv|bmw|audi|jacket|coat|hoodie|bag|cap|hat|dog|cat|bike|trousers|jeans|mask|smoke|ice)s?\b"
)
_BEHAVIOUR = re.compile(
    r"\b(?:смик|дерг|лама|злам|розби|б'?є|бив|бил|вдар|крад|вкра|тягн|тіка|біг|біж|ліз|перелі|"
    r"загляда|зазира|стеж|пересліду|погрож|крич|кида|стріл|підпал|прода|хова|фотограф|зніма|стука|"
    r"дзвон|просит|вимага|штовх|чіпля|блука|ходит|ходив|ходил|стоїт|стояв|стоял|сидит|сидів|сиділ|п'?є|пив|"
    r"пил|малю|спал|їзд|їде|їхав|їхал|зачин|відчин|відкри|заблук|загуб|зник|пішл|пішов|вийшл|вийшов|"
    r"try|tried|trying|break|broke|smash|hit|kick|steal|stole|took|taking|run|ran|climb|look|watch|follow|"
    r"threat|shout|throw|threw|shoot|shot|sell|hid|film|photo|knock|ring|ask|demand|push|walk|stand|stood|"
    r"sit|sat|drink|drank|paint|burn|driv|drove|open|clos|left|lost|went|gone|pull|cut|fight|fought)"
)


def check_person(person: Mapping[str, str], place: str) -> Finding | None:
    """The objection to one described person, or None. `place` names the item (`people.0`)."""
    behaviour = sum(letter.isalpha() for letter in person.get("behaviour", ""))
    if behaviour < MIN_BEHAVIOUR_LETTERS:
        return Finding(Objection.BEHAVIOUR_FIRST, f"{place}.behaviour")
    given = [name for name in DESCRIPTORS if len(person.get(name, "").strip()) > 1]
    described = [name for name in given if not _only_origin(person[name])]
    origin = bool(person.get("origin", "").strip()) or any(
        mentions_origin(person.get(name, "")) for name in ("behaviour", *DESCRIPTORS)
    )
    if origin and len(described) < MIN_DESCRIPTORS:
        return Finding(Objection.ORIGIN_ALONE, f"{place}.origin")
    return None


def check_people(people: Sequence[Mapping[str, str]]) -> Finding | None:
    """The first objection to a list of described people, or None."""
    findings = (check_person(person, f"people.{n}") for n, person in enumerate(people))
    return next((finding for finding in findings if finding), None)


def check_text(text: str) -> Finding | None:
    """Objects when free text names an origin and no act: the words to think about again."""
    if mentions_origin(text) and not _BEHAVIOUR.search(_plain(text)):
        return Finding(Objection.TEXT_PROFILING, "description")
    return None


def mentions_origin(text: str) -> bool:
    """Whether the text names an ethnic or national origin or a faith, as far as the lexicon knows."""
    plain = _BLACK_THING.sub(" ", _plain(text))
    return bool(_ORIGIN.search(plain))


def _only_origin(text: str) -> bool:
    """Whether nothing of substance is left of the text once origins are taken out."""
    plain = _plain(text)
    return mentions_origin(plain) and sum(letter.isalpha() for letter in _ORIGIN.sub(" ", plain)) < 4


def _plain(text: str) -> str:
    """Lower case, one kind of apostrophe."""
    folded = unicodedata.normalize("NFC", text).casefold()
    return folded.replace("’", "'").replace("ʼ", "'").replace("`", "'")
