"""*I can* and *I can't*, said with one tap: sent twice it is one word, a word that comes late does not speak
over a later one, and a word taken back was not said.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from core.models import AuditEntry
from notifications.models import InboxItem
from rosters.models import AvailabilityException
from tests.factories.accounts import client_for
from tests.factories.rosters import make_brigade, make_member, make_shift, seat
from tests.verified import verifies
from tests.verify import View, verify_action

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(NOW, tick=False)]
HOUR = 3600
WINDOW = "start=2026-11-20T00:00:00Z&end=2026-12-20T00:00:00Z"


class One:
    """Дарина, who can always come by her usual week."""

    def __init__(self) -> None:
        self.brigade = make_brigade()
        self.person = make_member(self.brigade, "driver", name="Дарина")

    def post(self, path: str, user: Any = None, **body: Any) -> Any:
        return client_for(user or self.person).post(
            f"/api/v1/me/time/{path}", data=body, content_type="application/json"
        )

    def say(self, *, can: bool, hours: float = 6, user: Any = None, **body: Any) -> Any:
        until = (NOW + timedelta(hours=hours)).isoformat()
        return self.post("say", user, available=can, until=until, **body)

    def now(self) -> tuple[str, str]:
        piece = client_for(self.person).get("/api/v1/me/time").json()["pieces"][0]
        return piece["state"], piece["source"]


@pytest.fixture
def one() -> One:
    return One()


def test_the_same_word_sent_twice_is_one(one: One) -> None:
    word = str(uuid4())
    first, second = (one.say(can=False, id=word) for _ in range(2))
    assert (first.status_code, second.json()) == (200, first.json())
    assert str(AvailabilityException.objects.get().pk) == word
    assert AuditEntry.objects.filter(verb="availability.said").count() == 1
    assert one.now() == ("away", "exception")


@pytest.mark.parametrize("late", [True, False])
def test_of_two_words_the_one_said_later_counts_whichever_comes_first(one: One, late: bool) -> None:
    """*I can't* was said two hours ago without a network, *I can* an hour ago."""
    words = [{"can": False, "ago_s": 2 * HOUR}, {"can": True, "ago_s": HOUR}]
    for word in reversed(words) if late else words:
        assert one.say(**word).status_code == 200
    assert one.now() == ("available", "exception")
    said = dict(AvailabilityException.objects.values_list("available", "said_at"))
    assert said == {False: NOW - timedelta(hours=2), True: NOW - timedelta(hours=1)}


def test_chiefs_are_not_told_of_an_absence_that_was_spoken_over(one: One) -> None:
    chief = make_member(one.brigade, chief=True)
    seat(make_shift(one.brigade, day=date(2026, 11, 22)), one.person)
    one.say(can=True, hours=48, ago_s=HOUR)
    one.say(can=False, hours=48, ago_s=2 * HOUR)
    assert not InboxItem.objects.filter(user=chief).exists()
    one.say(can=False, hours=48)
    assert InboxItem.objects.get(user=chief).kind == "rosters.absent"


def test_a_word_holds_from_when_it_was_said_and_no_phone_keeps_one_for_a_month(one: One) -> None:
    one.say(can=False, ago_s=2 * HOUR)
    assert AvailabilityException.objects.get().during.lower == NOW - timedelta(hours=2)
    AvailabilityException.objects.all().delete()
    one.say(can=False, ago_s=30 * 24 * HOUR)
    assert AvailabilityException.objects.get().said_at == NOW - timedelta(days=7)


def test_a_word_whose_end_has_passed_on_the_way_changes_nothing_now(one: One) -> None:
    assert one.say(can=False, hours=-1, ago_s=3 * HOUR).status_code == 200
    assert one.now() == ("available", "pattern")


@verifies("rosters.take_back")
def test_a_word_taken_back_was_not_said_and_every_screen_learns_it(one: One) -> None:
    word = str(uuid4())
    one.say(can=False, id=word)
    screen = View(
        client_for(make_member(one.brigade)), f"/api/v1/brigades/{one.brigade.pk}/rota?{WINDOW}", ("person:",)
    )
    answer = verify_action(lambda: one.post(f"say/{word}/take-back"), screen)
    assert (answer.status_code, answer.json()["pieces"][0]["state"]) == (200, "available")
    assert one.now() == ("available", "pattern")
    assert one.post(f"say/{word}/take-back").status_code == 200
    assert AuditEntry.objects.filter(verb="availability.taken_back").count() == 1, "twice is once"
    assert one.say(can=False, id=word).status_code == 200
    assert one.now() == ("available", "pattern"), "sent again after it was taken back it stays so"


def test_what_was_said_before_holds_again(one: One) -> None:
    before, word = str(uuid4()), str(uuid4())
    one.say(can=False, ago_s=HOUR, id=before)
    stands = one.say(can=True, id=word).json()["word"]
    assert stands == {"id": word, "available": True, "until": "2026-11-22T18:00:00+00:00"}
    answer = one.post(f"say/{word}/take-back").json()
    assert (answer["word"]["id"], one.now()) == (before, ("away", "exception"))
    assert one.post(f"say/{before}/take-back").json()["word"] is None


def test_nobody_takes_back_or_overwrites_the_word_of_another(one: One) -> None:
    word = str(uuid4())
    one.say(can=False, id=word)
    other = make_member(one.brigade)
    hidden, missing = one.post(f"say/{word}/take-back", other), one.post(f"say/{uuid4()}/take-back", other)
    assert (hidden.status_code, hidden.json()) == (404, missing.json())
    taken = one.say(can=True, id=word, user=other)
    assert (taken.status_code, taken.json()["code"]) == (409, "rosters.word_taken")
    row = AvailabilityException.objects.get()
    assert (row.user_id, row.available, row.taken_back_at) == (one.person.pk, False, None)
    assert AuditEntry.objects.filter(actor_id=str(other.pk)).count() == 0
