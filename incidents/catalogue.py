"""The shipped category tree: typed, checked and free of any database.

The words live in `catalogue.toml`; `manage.py sync_categories` writes them to the table.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

SOURCE = Path(__file__).with_name("catalogue.toml")
_WORDS = ("uk", "en", "hint_uk", "hint_en", "response_uk", "response_en")
_GROUP_KEYS = frozenset({*_WORDS, "icon"})
_LEAF_KEYS = _GROUP_KEYS | {"severity", "audience", "emergency", "delay", "rounding", "days", "people"}


class Severity(StrEnum):
    """How urgent a report of this kind is before anybody has read it."""

    INFO = "info"
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"

    @property
    def rank(self) -> int:
        """0 for info to 4 for critical, for ordering and thresholds."""
        return list(Severity).index(self)


class Audience(StrEnum):
    """Who may learn of a report besides its reporter; each includes the ones before it."""

    POLICE = "police"
    GROUP = "group"
    PUBLIC = "public"


class EmergencyLine(StrEnum):
    """Keys of the configured emergency numbers."""

    GENERAL = "general"
    FIRE = "fire"
    POLICE = "police"
    AMBULANCE = "ambulance"


@dataclass(frozen=True, slots=True)
class Entry:
    """One category. Groups (no parent) only gather leaves; reports are made on leaves."""

    code: str
    parent: str | None
    order: int
    name_uk: str
    name_en: str
    hint_uk: str
    hint_en: str
    response_uk: str
    response_en: str
    icon: str
    severity: Severity = Severity.LOW
    audience: Audience = Audience.PUBLIC
    emergency: tuple[EmergencyLine, ...] = ()
    publication_delay_minutes: int = 0
    time_rounding_minutes: int = 60
    public_days: int = 30
    describes_people: bool = False


@cache
def entries() -> tuple[Entry, ...]:
    """The whole tree, each group before its leaves, in the order shown.

    Raises ValueError naming the category when the file holds an unknown key or lacks a word.
    """
    tree: dict[str, dict[str, Any]] = tomllib.loads(SOURCE.read_text(encoding="utf-8"))
    made: list[Entry] = []
    for group_code, table in tree.items():
        words = {key: value for key, value in table.items() if not isinstance(value, dict)}
        made.append(_entry(group_code, None, len(made), words, _GROUP_KEYS))
        for leaf_code, leaf in table.items():
            if isinstance(leaf, dict):
                inherited = {key: words[key] for key in ("response_uk", "response_en", "icon")}
                code = f"{group_code}.{leaf_code}"
                made.append(_entry(code, group_code, len(made), inherited | leaf, _LEAF_KEYS))
    return tuple(made)


def _entry(
    code: str, parent: str | None, order: int, table: dict[str, Any], allowed: frozenset[str]
) -> Entry:
    """One checked entry; raises ValueError that names what is wrong."""
    unknown = table.keys() - allowed
    lacking = [word for word in (*_WORDS, "icon") if not str(table.get(word, "")).strip()]
    if unknown or lacking:
        raise ValueError(f"category {code}: unknown {sorted(unknown)}, lacking {lacking}")
    return Entry(
        code=code,
        parent=parent,
        order=order,
        name_uk=table["uk"],
        name_en=table["en"],
        hint_uk=table["hint_uk"],
        hint_en=table["hint_en"],
        response_uk=table["response_uk"],
        response_en=table["response_en"],
        icon=table["icon"],
        severity=Severity(table.get("severity", "low")),
        audience=Audience(table.get("audience", "public")),
        emergency=tuple(EmergencyLine(key) for key in table.get("emergency", ())),
        publication_delay_minutes=table.get("delay", 0),
        time_rounding_minutes=table.get("rounding", 60),
        public_days=table.get("days", 30),
        describes_people=table.get("people", False),
    )
