"""Receipts as words: derived, shown, read back."""

from __future__ import annotations

from uuid import UUID

import pytest

from incidents import receipts

KEY = b"k" * 32
REPORT = UUID("018f3c1e-0000-7000-8000-000000000001")
SECRET = "q0Jr7p6mQwWbq4b8dQx0TA"


def test_ten_words_of_7776_are_more_than_128_bits():
    assert receipts.SIZE**receipts.WORDS > 2**129


def test_the_same_secret_gives_the_same_words_and_another_gives_others():
    first = receipts.derive(KEY, REPORT, SECRET)
    assert receipts.derive(KEY, REPORT, SECRET) == first
    assert receipts.derive(KEY, REPORT, SECRET + "x") != first
    assert receipts.derive(b"j" * 32, REPORT, SECRET) != first
    assert receipts.derive(KEY, UUID(int=1), SECRET) != first


@pytest.mark.parametrize("language", ["uk", "en"])
def test_words_are_read_back_in_either_language(language: str):
    numbers = receipts.derive(KEY, REPORT, SECRET)
    text = receipts.words(numbers, language)
    assert len(text.split()) == 10
    assert receipts.read(text) == numbers
    assert receipts.read(text.upper().replace(" ", ",\n  ")) == numbers
    assert receipts.read("".join(f"{n}. {word}\n" for n, word in enumerate(text.split(), 1))) == numbers


def test_a_wrong_ending_of_a_ukrainian_word_does_no_harm():
    numbers = receipts.derive(KEY, REPORT, SECRET)
    words = receipts.words(numbers, "uk").split()
    bent = " ".join(word[:4] + "ами" for word in words)
    assert receipts.read(bent) == numbers


@pytest.mark.parametrize("text", ["", "слово", "word " * 10 + "more", "zzz " * 10, "\x00" * 40, "🙂 " * 10])
def test_anything_else_is_not_a_receipt(text: str):
    assert receipts.read(text) is None


def test_four_letters_tell_every_ukrainian_word():
    assert len({word[:4] for word in receipts._list("uk")}) == receipts.SIZE


def test_numbers_spread_evenly():
    seen = [0] * 8
    for n in range(4000):
        for number in receipts.derive(KEY, UUID(int=n), SECRET):
            seen[number * 8 // receipts.SIZE] += 1
    assert all(4700 < count < 5300 for count in seen)


def test_the_digest_depends_on_key_and_order():
    numbers = receipts.derive(KEY, REPORT, SECRET)
    assert len(receipts.digest(KEY, numbers)) == 32
    assert receipts.digest(KEY, numbers) != receipts.digest(b"j" * 32, numbers)
    assert receipts.digest(KEY, numbers) != receipts.digest(KEY, numbers[::-1])
