"""The life of an incident: one table of moves, and who may make each.

Internal state, public label and message to the reporter are three things: the words are in `wording`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from uuid import UUID


class State(StrEnum):
    """Where an incident stands for the people who work it."""

    NEW = "new"
    TRIAGED = "triaged"
    ASSIGNED = "assigned"
    EN_ROUTE = "en_route"
    ON_SCENE = "on_scene"
    RESOLVED = "resolved"
    CLOSED = "closed"
    DUPLICATE = "duplicate"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class Verb(StrEnum):
    """What people do to an incident; the name of each move."""

    ACKNOWLEDGE = "acknowledge"
    ASSIGN = "assign"
    REASSIGN = "reassign"
    SET_OUT = "set_out"
    ARRIVE = "arrive"
    HAND_BACK = "hand_back"
    RESOLVE = "resolve"
    CLOSE = "close"
    MARK_DUPLICATE = "duplicate"
    REJECT = "reject"
    WITHDRAW = "withdraw"
    REOPEN = "reopen"


class Party(StrEnum):
    """Whose hand makes a move."""

    POLICE = "police"
    REPORTER = "reporter"


class ClosingReason(StrEnum):
    """Why a report is closed. Nothing is closed without one."""

    DONE = "done"
    NO_OFFENCE = "no_offence"
    NOT_TRACED = "not_traced"
    ADVICE_GIVEN = "advice_given"
    SETTLED = "settled"
    REFERRED = "referred"
    NOT_ENOUGH_INFORMATION = "not_enough_information"


class RejectionReason(StrEnum):
    """Why a report is not taken up at all."""

    NOT_FOR_POLICE = "not_for_police"
    FALSE_REPORT = "false_report"
    ABUSIVE = "abusive"
    PROFILING = "profiling"
    TEST = "test"


class HandBackReason(StrEnum):
    """Why a unit gives an incident back."""

    CALLED_AWAY = "called_away"
    NOT_OURS = "not_ours"
    NEEDS_OTHERS = "needs_others"
    END_OF_DUTY = "end_of_duty"
    VEHICLE = "vehicle"


class ReopeningReason(StrEnum):
    """Why an ended incident is taken up again."""

    CONTESTED = "contested"
    NEW_INFORMATION = "new_information"
    MISTAKE = "mistake"


class WithdrawalReason(StrEnum):
    """Why a reporter takes a report back."""

    NO_LONGER_NEEDED = "no_longer_needed"
    SENT_BY_MISTAKE = "sent_by_mistake"
    PREFER_NOT_TO_SAY = "prefer_not_to_say"


class Disposition(StrEnum):
    """What a unit found and did, given with `resolve`."""

    SETTLED_ON_SCENE = "settled_on_scene"
    WARNING_GIVEN = "warning_given"
    REPORT_DRAWN_UP = "report_drawn_up"
    PERSON_DETAINED = "person_detained"
    HELP_GIVEN = "help_given"
    PASSED_ON = "passed_on"
    NOTHING_FOUND = "nothing_found"


@dataclass(frozen=True, slots=True)
class Move:
    """One permitted move."""

    verb: Verb
    by: Party = Party.POLICE
    reasons: type[StrEnum] | None = None
    """Closed list from which a reason must be given."""
    needs_unit: bool = False
    needs_target: bool = False
    """Needs the incident this one duplicates."""


_ASSIGN = Move(Verb.ASSIGN, needs_unit=True)
_REASSIGN = Move(Verb.REASSIGN, needs_unit=True)
_SET_OUT = Move(Verb.SET_OUT)
_ARRIVE = Move(Verb.ARRIVE)
_HAND_BACK = Move(Verb.HAND_BACK, reasons=HandBackReason)
_RESOLVE = Move(Verb.RESOLVE, reasons=Disposition)
_CLOSE = Move(Verb.CLOSE, reasons=ClosingReason)
_DUPLICATE = Move(Verb.MARK_DUPLICATE, needs_target=True)
_REJECT = Move(Verb.REJECT, reasons=RejectionReason)
_WITHDRAW = Move(Verb.WITHDRAW, by=Party.REPORTER, reasons=WithdrawalReason)
_REOPEN = Move(Verb.REOPEN, reasons=ReopeningReason)

S = State
MOVES: MappingProxyType[tuple[State, State], Move] = MappingProxyType(
    {
        (S.NEW, S.TRIAGED): Move(Verb.ACKNOWLEDGE),
        (S.NEW, S.ASSIGNED): _ASSIGN,
        (S.NEW, S.CLOSED): _CLOSE,
        (S.NEW, S.DUPLICATE): _DUPLICATE,
        (S.NEW, S.REJECTED): _REJECT,
        (S.NEW, S.WITHDRAWN): _WITHDRAW,
        (S.TRIAGED, S.ASSIGNED): _ASSIGN,
        (S.TRIAGED, S.RESOLVED): _RESOLVE,
        (S.TRIAGED, S.CLOSED): _CLOSE,
        (S.TRIAGED, S.DUPLICATE): _DUPLICATE,
        (S.TRIAGED, S.REJECTED): _REJECT,
        (S.TRIAGED, S.WITHDRAWN): _WITHDRAW,
        (S.ASSIGNED, S.TRIAGED): _HAND_BACK,
        (S.ASSIGNED, S.ASSIGNED): _REASSIGN,
        (S.ASSIGNED, S.EN_ROUTE): _SET_OUT,
        # A unit may already stand in front of it when it presses the first button.
        (S.ASSIGNED, S.ON_SCENE): _ARRIVE,
        (S.ASSIGNED, S.RESOLVED): _RESOLVE,
        (S.EN_ROUTE, S.TRIAGED): _HAND_BACK,
        (S.EN_ROUTE, S.ASSIGNED): _REASSIGN,
        (S.EN_ROUTE, S.ON_SCENE): _ARRIVE,
        # Called off on the way: settled by telephone or by another unit.
        (S.EN_ROUTE, S.RESOLVED): _RESOLVE,
        (S.ON_SCENE, S.TRIAGED): _HAND_BACK,
        (S.ON_SCENE, S.ASSIGNED): _REASSIGN,
        (S.ON_SCENE, S.RESOLVED): _RESOLVE,
        (S.RESOLVED, S.CLOSED): _CLOSE,
        (S.RESOLVED, S.TRIAGED): _REOPEN,
        (S.CLOSED, S.TRIAGED): _REOPEN,
        (S.DUPLICATE, S.TRIAGED): _REOPEN,
        (S.REJECTED, S.TRIAGED): _REOPEN,
        # Withdrawn by a frightened reporter, yet the danger is real.
        (S.WITHDRAWN, S.TRIAGED): _REOPEN,
    }
)

OPEN = frozenset({S.NEW, S.TRIAGED, S.ASSIGNED, S.EN_ROUTE, S.ON_SCENE})
ENDED = frozenset(State) - OPEN
WITH_UNIT = frozenset({S.ASSIGNED, S.EN_ROUTE, S.ON_SCENE})
"""States in which an incident is some unit's."""
NEVER_PUBLIC = frozenset({S.DUPLICATE, S.REJECTED, S.WITHDRAWN})
"""States whose public and group projections are dropped."""
CONTESTABLE = frozenset({S.RESOLVED, S.CLOSED, S.DUPLICATE, S.REJECTED})
"""States in which the reporter may say that this is not right."""


def move_between(state: State, to: State) -> Move | None:
    """The move from one state to another, or None where there is none."""
    return MOVES.get((state, to))


def verbs_from(state: State, by: Party) -> frozenset[Verb]:
    """What that party may do to an incident in this state."""
    return frozenset(move.verb for (start, _), move in MOVES.items() if start is state and move.by is by)


@dataclass(frozen=True, slots=True)
class UnitRef:
    """The unit an incident is given to, as incidents remember it: its id and its call sign."""

    id: UUID
    label: str
