"""Is there a crew? People against seats, each person in at most one seat, each seat with one person.

The same question serves coverage, sign-up, turnout and escalation: never "how many said yes", always "do
the people who are there fill the seats that must be filled". Bipartite matching by augmenting paths (Kuhn
1955), deterministic and independent of the order in which people and seats are given.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Seat:
    """One place in a crew. `needs` None: anybody may sit there. A soft seat is filled only when people are
    left.
    """

    id: str
    needs: str | None = None
    hard: bool = True


@dataclass(frozen=True, slots=True, order=True)
class Person:
    """Somebody with every qualification they hold **including** those that a held one includes."""

    id: str
    skills: frozenset[str] = frozenset()

    def fits(self, seat: Seat) -> bool:
        """Whether this person may sit in that seat."""
        return seat.needs is None or seat.needs in self.skills


@dataclass(frozen=True, slots=True)
class Gap:
    """`count` more people are needed, each with one of `skills` (None in it: anybody will do)."""

    count: int
    skills: frozenset[str | None]


@dataclass(frozen=True, slots=True)
class Crew:
    """Who sits where, and what is short."""

    seats: Mapping[str, str]
    """Seat id to person id."""
    gaps: tuple[Gap, ...]
    spare: frozenset[str]
    """People who are there and not needed for a seat."""

    @property
    def viable(self) -> bool:
        """Every hard seat is filled."""
        return not self.gaps

    @property
    def short(self) -> int:
        """How many more people are needed at least."""
        return sum(gap.count for gap in self.gaps)


def closure(held: Iterable[str], includes: Mapping[str, Iterable[str]]) -> frozenset[str]:
    """All qualifications that come with the held ones: a platoon leader is a group leader too. Cycles are
    harmless.
    """
    found: set[str] = set()
    todo = list(held)
    while todo:
        skill = todo.pop()
        if skill not in found:
            found.add(skill)
            todo.extend(includes.get(skill, ()))
    return frozenset(found)


def match(people: Iterable[Person], seats: Iterable[Seat]) -> Crew:
    """The fullest crew: hard seats before soft ones; the least skilled fitting person first, so that no
    officer is used up on a plain seat. The number of filled hard seats is the most possible.
    """
    persons = {person.id: person for person in people}
    ordered_people = sorted(persons.values(), key=lambda person: (len(person.skills), person.id))
    ordered_seats = _by_scarcity(set(seats), ordered_people)
    fits = {seat: [p.id for p in ordered_people if p.fits(seat)] for seat in ordered_seats}
    holder: dict[str, Seat] = {}
    empty = [seat for seat in ordered_seats if not _augment(seat, fits, holder, set())]
    return Crew(
        seats={seat.id: person for person, seat in sorted(holder.items(), key=lambda item: item[1].id)},
        gaps=_gaps([seat for seat in empty if seat.hard], fits, holder),
        spare=frozenset(persons) - frozenset(holder),
    )


def helps(person: Person, people: Iterable[Person], seats: Iterable[Seat]) -> bool:
    """Whether this further person fills a seat that the others cannot: the test of a sign-up."""
    there, places = list(people), list(seats)
    if any(other.id == person.id for other in there):
        return False
    return len(match([*there, person], places).seats) > len(match(there, places).seats)


def extend(
    held: Mapping[str, str],
    people: Iterable[Person],
    seats: Iterable[Seat],
    newcomer: Person,
    *,
    at: str | None = None,
) -> list[tuple[str, Seat]] | None:
    """How the newcomer joins people who hold seats already: moves `(person, seat)` in the order to make them.

    `held` maps seat id to person id. The first move goes to a free seat and each further one into the seat
    just left, so that no seat has two holders in between. Hard seats are tried before soft ones; the fewest
    people move. `at` is the id of the one seat the newcomer is to have. None where the newcomer cannot be
    seated.
    """
    by_id = {person.id: person for person in people} | {newcomer.id: newcomer}
    for hard_only in (True, False):
        places = sorted(seat for seat in seats if seat.hard or not hard_only)
        path = _path_to_free(held, by_id, places, newcomer, at)
        if path:
            return path
    return None


def _path_to_free(
    held: Mapping[str, str], by_id: Mapping[str, Person], places: list[Seat], newcomer: Person, at: str | None
) -> list[tuple[str, Seat]] | None:
    """The shortest chain of moves that ends at a free seat, last move first; breadth first."""
    came: dict[str, tuple[str, Seat]] = {}
    queue = [newcomer.id]
    for person in queue:
        for seat in places:
            if seat.id in came or not by_id[person].fits(seat) or held.get(seat.id) == person:
                continue
            if person == newcomer.id and at not in (None, seat.id):
                continue
            came[seat.id] = (person, seat)
            if seat.id not in held:
                return _unwind(came, held, seat)
            if held[seat.id] in by_id:
                queue.append(held[seat.id])
    return None


def _unwind(
    came: Mapping[str, tuple[str, Seat]], held: Mapping[str, str], free: Seat
) -> list[tuple[str, Seat]]:
    seat_of = {person: seat for seat, person in held.items()}
    moves = [came[free.id]]
    while moves[-1][0] in seat_of:
        moves.append(came[seat_of[moves[-1][0]]])
    return moves


def _by_scarcity(seats: set[Seat], people: list[Person]) -> list[Seat]:
    """Hard seats first, then those that the fewest people fit."""
    fitting = Counter({seat: sum(person.fits(seat) for person in people) for seat in seats})
    return sorted(seats, key=lambda seat: (not seat.hard, fitting[seat], seat.id))


def _augment(seat: Seat, fits: Mapping[Seat, list[str]], holder: dict[str, Seat], seen: set[str]) -> bool:
    """Seat somebody here, moving others along an alternating path where that is needed."""
    for person in fits[seat]:
        if person in seen:
            continue
        seen.add(person)
        if person not in holder or _augment(holder[person], fits, holder, seen):
            holder[person] = seat
            return True
    return False


def _gaps(empty: list[Seat], fits: Mapping[Seat, list[str]], holder: Mapping[str, Seat]) -> tuple[Gap, ...]:
    """What must come, per set of seats that could be swapped into the hole.

    From an empty seat alternating paths reach the seats whose holders could move over; a newcomer helps if
    and only if they fit one of these (Dulmage and Mendelsohn 1958).
    """
    needs = Counter(
        _wanted({seat.needs for seat in _reachable(seat, fits, holder) if seat.hard}) for seat in empty
    )
    return tuple(
        Gap(count, skills)
        for skills, count in sorted(needs.items(), key=lambda item: sorted(str(skill) for skill in item[0]))
    )


def _wanted(skills: set[str | None]) -> frozenset[str | None]:
    """Where anybody will do, no skill need be named."""
    return frozenset({None}) if None in skills else frozenset(skills)


def _reachable(seat: Seat, fits: Mapping[Seat, list[str]], holder: Mapping[str, Seat]) -> set[Seat]:
    found = {seat}
    todo = [seat]
    while todo:
        for person in fits[todo.pop()]:
            other = holder.get(person)
            if other is not None and other not in found:
                found.add(other)
                todo.append(other)
    return found
