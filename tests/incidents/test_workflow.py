"""Every cell of the transition table."""

from __future__ import annotations

import itertools

import pytest

from incidents.workflow import CONTESTABLE, ENDED, MOVES, NEVER_PUBLIC, OPEN, Party, State, Verb, move_between
from incidents.workflow import verbs_from as verbs_from_state

# One line for each state from, one letter for each state to, in the order of `State`:
# n t a e o r c d x w = new triaged assigned en_route on_scene resolved closed duplicate rejected withdrawn
TABLE = {
    State.NEW: {
        "t": "acknowledge",
        "a": "assign",
        "c": "close",
        "d": "duplicate",
        "x": "reject",
        "w": "withdraw",
    },
    State.TRIAGED: {
        "a": "assign",
        "r": "resolve",
        "c": "close",
        "d": "duplicate",
        "x": "reject",
        "w": "withdraw",
    },
    State.ASSIGNED: {"t": "hand_back", "a": "reassign", "e": "set_out", "o": "arrive", "r": "resolve"},
    State.EN_ROUTE: {"t": "hand_back", "a": "reassign", "o": "arrive", "r": "resolve"},
    State.ON_SCENE: {"t": "hand_back", "a": "reassign", "r": "resolve"},
    State.RESOLVED: {"t": "reopen", "c": "close"},
    State.CLOSED: {"t": "reopen"},
    State.DUPLICATE: {"t": "reopen"},
    State.REJECTED: {"t": "reopen"},
    State.WITHDRAWN: {"t": "reopen"},
}
LETTERS = dict(zip("ntaeorcdxw", State, strict=True))
EXPECTED = {(start, LETTERS[to]): verb for start, row in TABLE.items() for to, verb in row.items()}


@pytest.mark.parametrize(("start", "to"), list(itertools.product(State, State)))
def test_cell(start: State, to: State):
    move = move_between(start, to)
    assert (move.verb.value if move else None) == EXPECTED.get((start, to))


def test_a_verb_leads_from_a_state_to_one_state_only():
    for state in State:
        verbs = [move.verb for (start, _), move in MOVES.items() if start is state]
        assert len(verbs) == len(set(verbs))


def test_every_end_has_a_reason_or_a_target():
    for (_, to), move in MOVES.items():
        if to in ENDED:
            assert move.reasons or move.needs_target


def test_every_ended_state_can_be_reopened_and_every_open_one_can_end():
    for state in ENDED:
        assert move_between(state, State.TRIAGED).verb is Verb.REOPEN
    for state in OPEN:
        assert any(start is state and to in ENDED for start, to in MOVES)


def test_the_reporter_only_withdraws_and_only_before_a_unit_is_bound():
    by_reporter = {cell: move.verb for cell, move in MOVES.items() if move.by is Party.REPORTER}
    assert by_reporter == {
        (State.NEW, State.WITHDRAWN): Verb.WITHDRAW,
        (State.TRIAGED, State.WITHDRAWN): Verb.WITHDRAW,
    }


def test_verbs_offered():
    assert verbs_from_state(State.ON_SCENE, Party.POLICE) == {Verb.HAND_BACK, Verb.REASSIGN, Verb.RESOLVE}
    assert verbs_from_state(State.ON_SCENE, Party.REPORTER) == frozenset()


def test_sets_of_states():
    assert frozenset(State) == OPEN | ENDED
    assert NEVER_PUBLIC < ENDED
    assert State.WITHDRAWN not in CONTESTABLE
