"""C5, C6, C9: the board follows from the log, the last answer counts, escalation asks for a crew."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from dispatch import turnout
from dispatch.turnout import Answered, Paged, Reply, Step, StepKind
from rosters import matching
from rosters.matching import Gap, Person, Seat

NOW = datetime(2026, 11, 22, 21, tzinfo=UTC)
SEATS = [Seat("1", "driver"), Seat("2", "mask"), Seat("3")]


def paged(who: str, *skills: str, wave: int = 1) -> Paged:
    return Paged(who, who, frozenset(skills), "b", wave, NOW)


def says(who: str, reply: Reply = Reply.STATION, minutes: int = 6, *, number: int = 0) -> Answered:
    return Answered(who, reply, minutes, NOW + timedelta(seconds=number), number)


def test_it_says_when_the_crew_stands() -> None:
    crew = [paged("ira", "driver"), paged("petro", "mask"), paged("olha"), paged("taras")]
    found = turnout.board(
        crew, [says("ira", minutes=9), says("petro", minutes=4), says("olha", minutes=6)], SEATS
    )
    assert found.crew.viable
    assert found.ready_at == NOW + timedelta(minutes=9)
    assert [page.user_id for page in found.silent] == ["taras"]


def test_many_who_can_not_drive_are_no_crew() -> None:
    crew = [paged(str(n), "mask") for n in range(8)]
    found = turnout.board(crew, [says(str(n)) for n in range(8)], SEATS)
    assert found.ready_at is None
    assert found.crew.gaps == (Gap(1, frozenset({"driver"})),)


def test_the_last_answer_counts_and_a_withdrawal_reopens() -> None:
    log = [says("ira", number=1), says("ira", Reply.CANNOT, number=2)]
    assert [p.user_id for p in turnout.board([paged("ira")], log, [Seat("1")]).cannot] == ["ira"]
    log.append(says("ira", Reply.WITHDRAWN, number=3))
    assert [p.user_id for p in turnout.board([paged("ira")], log, [Seat("1")]).silent] == ["ira"]


def test_the_last_answer_is_that_of_the_greatest_number_whatever_the_clock_said() -> None:
    early = Answered("ira", Reply.CANNOT, 0, NOW - timedelta(seconds=30), 2)
    found = turnout.board([paged("ira")], [says("ira", number=1), early], [Seat("1")])
    assert ([p.user_id for p in found.cannot], found.coming) == (["ira"], ())


names = st.sampled_from("abcde")
pages = st.lists(
    st.builds(paged, names, st.sampled_from(["driver", "mask", "leader"]), wave=st.integers(1, 3)), max_size=8
)
answers = st.lists(
    st.builds(says, names, st.sampled_from(Reply), st.integers(0, 20), number=st.integers(0, 50)),
    max_size=12,
    unique_by=lambda a: a.number,
)


@given(pages, answers, st.randoms(use_true_random=False))
def test_the_same_lines_in_any_order_give_the_same_board(log_pages, log_answers, random) -> None:
    expected = turnout.board(log_pages, log_answers, SEATS)
    random.shuffle(log_answers)
    assert turnout.board(log_pages, log_answers, SEATS) == expected


@given(pages, answers)
def test_at_the_named_minute_and_not_before_there_is_a_crew(log_pages, log_answers) -> None:
    found = turnout.board(log_pages, log_answers, SEATS)
    assert (found.ready_at is not None) == (found.crew.viable and bool(found.coming))
    if found.ready_at:
        there = [Person(p.user_id, p.skills) for p, a in found.coming if a.arrives <= found.ready_at]
        before = [Person(p.user_id, p.skills) for p, a in found.coming if a.arrives < found.ready_at]
        assert matching.match(there, SEATS).viable
        assert not matching.match(before, SEATS).viable


def test_it_escalates_only_after_the_deadline_and_only_without_a_crew() -> None:
    plan = [Step(StepKind.AVAILABLE, "b", 120), Step(StepKind.NEIGHBOUR, "c", 120)]
    short = matching.match([], SEATS)
    full = matching.match([Person("1", frozenset({"driver"}))], [Seat("1", "driver")])
    late = NOW + timedelta(seconds=1)
    assert turnout.escalate(plan, 0, late, NOW, short).level is None
    assert turnout.escalate(plan, 0, NOW, NOW, full).level is None
    assert turnout.escalate(plan, 0, NOW, NOW, short).level == 1
    assert turnout.escalate(plan, 1, NOW, NOW, short) == turnout.Decision(None, exhausted=True)
