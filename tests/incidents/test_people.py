"""Behaviour before appearance; never origin alone."""

from __future__ import annotations

import pytest

from incidents.people import Objection, check_people, check_text, mentions_origin

ACT = "смикає дверцята авто одне за одним"


@pytest.mark.parametrize(
    ("_case", "person", "objection"),
    [
        ("looks without an act", {"clothing": "чорна куртка", "hair": "лисий"}, Objection.BEHAVIOUR_FIRST),
        ("an act too short to be one", {"behaviour": "був", "clothing": "куртка"}, Objection.BEHAVIOUR_FIRST),
        ("dots are no act", {"behaviour": "..........", "clothing": "куртка"}, Objection.BEHAVIOUR_FIRST),
        ("an act alone", {"behaviour": ACT}, None),
        ("act and looks", {"behaviour": ACT, "clothing": "сіра куртка", "hair": "коротке"}, None),
        ("origin alone", {"behaviour": ACT, "origin": "ром"}, Objection.ORIGIN_ALONE),
        (
            "origin and one more",
            {"behaviour": ACT, "origin": "ром", "height": "високий"},
            Objection.ORIGIN_ALONE,
        ),
        (
            "origin and two more",
            {"behaviour": ACT, "origin": "ром", "height": "високий", "clothing": "сіра куртка"},
            None,
        ),
        (
            "origin written into two other fields counts as neither",
            {"behaviour": ACT, "other": "циган", "build": "кавказець"},
            Objection.ORIGIN_ALONE,
        ),
        ("origin hidden in the act", {"behaviour": "темношкірий ходить двором"}, Objection.ORIGIN_ALONE),
    ],
)
def test_person(_case: str, person: dict[str, str], objection: Objection | None):
    finding = check_people([person])
    assert (finding.objection if finding else None) is objection


def test_the_field_is_named():
    finding = check_people([{"behaviour": ACT}, {"behaviour": ACT, "origin": "x"}])
    assert finding.field == "people.1.origin"


@pytest.mark.parametrize(
    "text",
    [
        "Якісь роми у дворі",
        "Цигани біля магазину",
        "Two black men in our street",
        "Підозрілий азіат",
        "A muslim, be careful",
    ],
)
def test_origin_without_an_act_is_stopped(text: str):
    assert check_text(text).objection is Objection.TEXT_PROFILING


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Чорний автомобіль стоїть на тротуарі",
        "A black car tried to hit the gate",
        "Black van parked on the crossing",
        "Двоє чоловіків, один темношкірий, розбили вікно магазину",
        "Велосипед викрали з під'їзду",
        "Романтична вечірка заважає спати, хлопець Роман кричить",
        "Громада прибрала парк",
        "Ром розлили на сходах, стукають пляшками",
    ],
)
def test_acts_and_things_pass(text: str):
    assert check_text(text) is None


def test_slurs_are_known_in_every_case_and_apostrophe():
    assert mentions_origin("НЕСЛОВ’ЯНСЬКОЇ зовнішності")
    assert not mentions_origin("Романівка, вулиця Ромена Роллана")
