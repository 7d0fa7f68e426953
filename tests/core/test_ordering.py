"""Names stand by the Ukrainian alphabet in lists that the database sorts and in those it does not."""

from __future__ import annotations

import pytest

from core.ordering import by_alphabet
from tests.factories.accounts import client_for
from tests.factories.rosters import make_brigade, make_member

ALPHABET = [
    "Андрій",
    "Ганна",
    "Ґедзь",
    "Еней",
    "Євген",
    "Жанна",
    "Зоя",
    "Инна",
    "Іван",
    "Їжак",
    "Йосип",
    "Яна",
]


@pytest.mark.django_db
def test_people_of_a_brigade_stand_by_the_ukrainian_alphabet() -> None:
    brigade = make_brigade()
    *others, chief_name = reversed(ALPHABET)
    chief = make_member(brigade, chief=True, name=chief_name)
    for name in others:
        make_member(brigade, name=name)
    answer = client_for(chief).get(f"/api/v1/brigades/{brigade.pk}/members")
    assert answer.status_code == 200, answer.content
    assert [row["name"] for row in answer.json()] == ALPHABET
    assert sorted([chief_name, *others], key=by_alphabet) == ALPHABET
