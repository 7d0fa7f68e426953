"""Coverage hour by hour: gaps named by skill with their cheapest fix, and the night the clocks go back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from rosters import ability, coverage
from rosters.ability import Facts
from rosters.availability import Calendar, State
from rosters.matching import Gap, Seat
from rosters.models import Brigade, ShiftState
from rosters.recurrence import Interval
from tests.factories.accounts import client_for
from tests.factories.rosters import make_brigade, make_crew_rule, make_member, make_shift, seat

START = datetime(2026, 10, 22, 15, tzinfo=UTC)
EVENING = Interval(START, START + timedelta(hours=4))
SEATS = [Seat("1", "driver"), Seat("2")]
ALWAYS = (Interval(ability.BEGINNING, ability.END),)


def person(number: int, *skills: str, state: State = State.AVAILABLE, leave: Interval | None = None) -> Facts:
    return Facts(
        user_id=UUID(int=number),
        name=f"person {number}",
        brigade_ids=frozenset(),
        travel_minutes=5,
        standings=ALWAYS,
        gates=dict.fromkeys(ability.GATES, ALWAYS),
        grants=dict.fromkeys(skills, ALWAYS),
        calendar=Calendar(leave=(leave,) if leave else (), default=state),
    )


def test_it_says_who_can_not_drive_when_and_whom_to_ask() -> None:
    away = Interval(START + timedelta(hours=1, minutes=30), START + timedelta(hours=3))
    roll = [
        person(1, "driver", leave=away),
        person(2),
        person(3, "driver", state=State.UNKNOWN),
        person(4, "driver", state=State.AWAY),
    ]
    [shortage] = coverage.survey(roll, EVENING, SEATS, {}).shortages
    assert shortage.interval == Interval(START + timedelta(hours=1), START + timedelta(hours=3))
    assert shortage.gaps == (Gap(1, frozenset({"driver"})),)
    assert [(fix.name, fix.obstacles) for fix in shortage.fixes] == [
        ("person 3", ("unknown",)),
        ("person 1", ("away",)),
        ("person 4", ("away",)),
    ]


def test_the_heat_map_counts_the_ready_and_the_unknown_apart() -> None:
    hours = coverage.survey([person(1, "driver"), person(2, state=State.UNKNOWN)], EVENING, SEATS, {}).hours
    assert [(hour.present, hour.unknown, hour.crew.viable) for hour in hours] == [(1, 1, False)] * 4


def test_a_day_has_twenty_five_hours_when_the_clocks_go_back() -> None:
    midnight = datetime(2026, 10, 24, 21, tzinfo=UTC)
    day = Interval(midnight, datetime(2026, 10, 25, 22, tzinfo=UTC))
    assert len(list(coverage.hours(day))) == 25


def test_what_lapses_within_an_hour_does_not_count_for_that_hour() -> None:
    lapsing = person(1, "driver")
    half_past = Interval(ability.BEGINNING, START + timedelta(hours=2, minutes=30))
    lapsing = Facts(
        **{**{f: getattr(lapsing, f) for f in Facts.__slots__}, "grants": {"driver": (half_past,)}}
    )
    viable = [hour.crew.viable for hour in coverage.survey([lapsing, person(2)], EVENING, SEATS, {}).hours]
    assert viable == [True, True, False, False]


def told(brigade: Brigade) -> dict[str, Any]:
    """The coverage of the hour before a night's duty and of its first two hours, as its chief reads it."""
    window = {"start": "2026-11-24T17:00:00Z", "end": "2026-11-24T20:00:00Z"}
    chief = make_member(brigade, chief=True, available=False)
    answer = client_for(chief).get(f"/api/v1/brigades/{brigade.pk}/coverage", window)
    assert answer.status_code == 200, answer.content
    found: dict[str, Any] = answer.json()
    return found


@pytest.mark.django_db
@pytest.mark.time_machine(datetime(2026, 11, 22, 12, tzinfo=UTC), tick=False)
@pytest.mark.parametrize(
    ("available", "state", "elsewhere", "viable"),
    [
        (True, ShiftState.PUBLISHED, False, [True, True, True]),
        (True, ShiftState.DRAFT, False, [True, True, True]),
        (False, ShiftState.PUBLISHED, False, [False, True, True]),
        (False, ShiftState.DRAFT, False, [False, False, False]),
        (True, ShiftState.PUBLISHED, True, [True, False, False]),
        (True, ShiftState.DRAFT, True, [True, True, True]),
    ],
)
def test_who_is_on_duty_here_is_there_and_elsewhere_not_and_a_draft_binds_nobody(
    available: bool, state: str, elsewhere: bool, viable: list[bool]
) -> None:
    brigade, other = make_brigade(), make_brigade("Інша")
    make_crew_rule(brigade, "driver")
    driver = make_member(brigade, "driver", name="Ада", available=available)
    make_member(other, user=driver)
    seat(make_shift(other if elsewhere else brigade, "driver", state=state), driver)
    found = told(brigade)
    assert [hour["viable"] for hour in found["hours"]] == viable
    assert [hour["present"] for hour in found["hours"]] == [int(there) for there in viable]
    fixes = [fix["obstacles"] for shortage in found["shortages"] for fix in shortage["fixes"]]
    assert fixes == ([] if all(viable) else [["on_duty_elsewhere" if elsewhere else "unknown"]])


@pytest.mark.django_db
@pytest.mark.time_machine(datetime(2026, 11, 22, 12, tzinfo=UTC), tick=False)
def test_a_cleared_week_and_one_that_has_not_begun_leave_it_open_whether_somebody_can_come() -> None:
    brigade = make_brigade()
    make_crew_rule(brigade, "driver")
    driver = make_member(brigade, "driver", name="Ада")
    whole_week = {"starts": "00:00:00", "ends": "00:00:00", "weekdays": list(range(7))}
    known = []
    for first, pieces in (("2026-11-22", []), ("2026-11-25", [whole_week])):
        week = {"time_zone": "Europe/Kyiv", "first": first, "pieces": pieces}
        own = client_for(driver).put("/api/v1/me/time/week", week, content_type="application/json").json()
        known.append([(piece["end"][:10], piece["state"], piece["source"]) for piece in own["pieces"]])
        found = told(brigade)
        assert [fix["obstacles"] for s in found["shortages"] for fix in s["fixes"]] == [["unknown"]]
    assert known == [
        [("2026-12-20", "unknown", "default")],
        [("2026-11-24", "unknown", "default"), ("2026-12-20", "available", "pattern")],
    ]
