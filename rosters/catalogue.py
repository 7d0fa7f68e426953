"""The qualifications every brigade starts with, and which one comes with another. Pure.

After the functions of the operational-rescue service of Ukraine; a brigade's papers name its own courses.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Entry:
    """One qualification and those that come with it directly."""

    code: str
    uk: str
    en: str
    includes: tuple[str, ...] = ()


CATALOGUE = (
    Entry("firefighter", "Пожежний-рятувальник", "Firefighter", ("first-aid",)),
    Entry("breathing-apparatus", "Апарат захисту дихання", "Breathing apparatus", ("firefighter",)),
    Entry("group-leader", "Командир відділення", "Group leader", ("firefighter", "radio")),
    Entry("platoon-leader", "Командир взводу", "Platoon leader", ("group-leader",)),
    Entry("driver-c", "Водій категорії C", "Driver, category C"),
    Entry("driver-ce", "Водій категорії CE", "Driver, category CE", ("driver-c",)),
    Entry("pump-operator", "Оператор насоса", "Pump operator"),
    Entry("first-aid", "Домедична допомога", "First aid"),
    Entry("paramedic", "Парамедик", "Paramedic", ("first-aid",)),
    Entry("chainsaw", "Бензопила", "Chainsaw"),
    Entry("rescue-tools", "Гідравлічний інструмент", "Hydraulic rescue tools"),
    Entry("heights", "Роботи на висоті", "Work at heights"),
    Entry("water-rescue", "Рятування на воді", "Water rescue"),
    Entry("radio", "Радіозв’язок", "Radio"),
    Entry("drone", "Оператор дрона", "Drone pilot"),
)


def circle(includes: Mapping[str, Iterable[str]]) -> list[str]:
    """The codes of one circle, in order, its first again at the end; empty where there is none."""
    done: set[str] = set()
    for start in sorted(includes):
        found = _walk(start, includes, [], done)
        if found:
            return found
    return []


def _walk(code: str, includes: Mapping[str, Iterable[str]], path: list[str], done: set[str]) -> list[str]:
    if code in path:
        return [*path[path.index(code) :], code]
    if code in done:
        return []
    for included in sorted(includes.get(code, ())):
        found = _walk(included, includes, [*path, code], done)
        if found:
            return found
    done.add(code)
    return []
