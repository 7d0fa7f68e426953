"""R3: covered if and only if distinct people fill the hard seats; checked against trying everything."""

from __future__ import annotations

from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from rosters import matching
from rosters.matching import Gap, Person, Seat

SKILLS = ["driver", "leader", "mask"]

people = st.lists(
    st.builds(Person, st.sampled_from("abcdef"), st.frozensets(st.sampled_from(SKILLS))),
    max_size=5,
    unique_by=lambda person: person.id,
)
seats = st.lists(
    st.builds(Seat, st.sampled_from("12345"), st.none() | st.sampled_from(SKILLS), st.booleans()),
    max_size=4,
    unique_by=lambda seat: seat.id,
)


def filled_by_trying(persons: list[Person], places: list[Seat]) -> int:
    """The most hard seats that any order of people fills."""
    hard = [seat for seat in places if seat.hard]
    padded = persons + [None] * len(hard)
    return max(
        sum(p is not None and p.fits(s) for p, s in zip(order, hard, strict=True))
        for order in permutations(padded, len(hard))
    )


@given(people, seats)
def test_it_fills_as_many_hard_seats_as_can_be_filled(persons: list[Person], places: list[Seat]) -> None:
    crew = matching.match(persons, places)
    by_id = {person.id: person for person in persons}
    hard = {seat.id for seat in places if seat.hard}
    assert len(hard & crew.seats.keys()) == filled_by_trying(persons, places)
    assert crew.short == len(hard) - filled_by_trying(persons, places)
    assert len(set(crew.seats.values())) == len(crew.seats)
    assert all(by_id[crew.seats[seat.id]].fits(seat) for seat in places if seat.id in crew.seats)


@given(people, seats, st.randoms(use_true_random=False))
def test_the_answer_does_not_depend_on_the_order(persons: list[Person], places: list[Seat], random) -> None:  # type: ignore[no-untyped-def]
    expected = matching.match(persons, places)
    random.shuffle(persons)
    random.shuffle(places)
    assert matching.match(persons, places) == expected


@given(people, seats, st.frozensets(st.sampled_from(SKILLS)))
def test_one_more_person_never_lowers_coverage_and_the_gap_says_who_helps(
    persons: list[Person], places: list[Seat], skills: frozenset[str]
) -> None:
    before = matching.match(persons, places)
    newcomer = Person("new", skills)
    after = matching.match([*persons, newcomer], places)
    wanted = any(None in gap.skills or gap.skills & skills for gap in before.gaps)
    assert after.short == before.short - (1 if wanted else 0)


def test_a_person_of_many_skills_is_counted_once() -> None:
    everything = Person("ivan", frozenset(SKILLS))
    crew = matching.match([everything], [Seat("driver", "driver"), Seat("leader", "leader")])
    assert not crew.viable
    assert crew.short == 1


def test_it_says_two_more_and_one_must_drive() -> None:
    crew = matching.match(
        [Person("olha", frozenset({"leader"}))],
        [Seat("1", "leader"), Seat("2", "driver"), Seat("3")],
    )
    assert crew.gaps == (Gap(1, frozenset({None})), Gap(1, frozenset({"driver"})))


def test_an_officer_is_not_used_up_on_a_plain_seat() -> None:
    crew = matching.match([Person("officer", frozenset({"leader"})), Person("petro")], [Seat("any")])
    assert crew.seats == {"any": "petro"}


def test_inclusion_is_followed_through_and_cycles_end() -> None:
    includes = {"platoon": ["group"], "group": ["trained"], "trained": ["platoon"]}
    assert matching.closure(["group"], includes) == {"group", "trained", "platoon"}


def test_a_sign_up_helps_only_where_it_extends_the_crew() -> None:
    places = [Seat("1", "driver"), Seat("2", "mask")]
    driver = Person("oleh", frozenset({"driver"}))
    assert not matching.helps(Person("iryna", frozenset({"driver"})), [driver], places)
    assert matching.helps(Person("iryna", frozenset({"driver", "mask"})), [driver], places)
    assert not matching.helps(driver, [driver], places)


@given(people, seats, st.frozensets(st.sampled_from(SKILLS)))
def test_a_newcomer_is_seated_by_moves_that_never_put_two_into_a_seat(
    persons: list[Person], places: list[Seat], skills: frozenset[str]
) -> None:
    newcomer = Person("new", skills)
    held = dict(matching.match(persons, places).seats)
    there = [person for person in persons if person.id in held.values()]
    moves = matching.extend(held, there, places, newcomer)
    assert (moves is not None) == matching.helps(newcomer, there, places)
    by_id = {person.id: person for person in [*there, newcomer]}
    for person, seat in moves or []:
        held = {s: p for s, p in held.items() if p != person}
        assert seat.id not in held
        assert by_id[person].fits(seat)
        held[seat.id] = person
    if moves:
        assert set(held.values()) == set(by_id)
