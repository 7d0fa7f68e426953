"""The plan of a call-out and the timers of its roll-calls: pure tables, no database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

from dispatch.turnout import CHANNELS, Step, StepKind
from rosters.matching import Seat

PLAIN_CREW = 3
"""Where a brigade has set no crew rule: so many people, whoever they are. Never a crew of nobody."""
PLAIN_REPLY_SECONDS = 120
PROMPT_SECONDS = 60
"""How long a proposed call-out waits before the prompt goes to more people; so often it is asked again."""
ALARM_AGAIN = timedelta(seconds=120)
"""How often an alarm is told until somebody acts: long enough to read it and make a telephone call."""
SAME_FIRE_METRES = 500
"""Two reports so near each other may be of one fire: people name where they stand and see the smoke from."""
SAME_FIRE_WITHIN = timedelta(minutes=60)
"""And so soon after the call: about as long as a first attack takes; later the crew knows what burns."""
ANSWER_LINK_HOURS = 12
LONGEST_MINUTES = 180

ROLL_CALL_EVERY = timedelta(minutes=20)
FIRST_MISS = timedelta(seconds=60)
SECOND_MISS = timedelta(seconds=120)


FIRE_GROUPS = ("fire", "rescue")
"""Groups of the catalogue whose reports concern the fire brigades."""


def is_fire(category: str) -> bool:
    """Whether a report of this category concerns the fire brigades."""
    return category.partition(".")[0] in FIRE_GROUPS


def plan_for(
    brigade_id: str, neighbours: Iterable[str], reply_seconds: int, *, in_turn: bool = False
) -> list[Step]:
    """Those who can come; the silent again; everybody able; then each neighbour in order.

    The first page goes by every channel at once. With `in_turn` it goes by the first alone, and each other
    channel is a step of its own for those who have not answered; from then on all are used at once.
    """
    first = CHANNELS[:1] if in_turn else CHANNELS
    others = [channel for channel in CHANNELS if channel not in first]
    own = [
        Step(StepKind.AVAILABLE, brigade_id, reply_seconds, first),
        *(Step(StepKind.OTHER_CHANNEL, brigade_id, reply_seconds, (channel,)) for channel in others),
        Step(StepKind.SILENT_AGAIN, brigade_id, reply_seconds),
        Step(StepKind.ALL_CALL, brigade_id, reply_seconds),
    ]
    return own + [Step(StepKind.NEIGHBOUR, other, reply_seconds) for other in neighbours]


def plan_to_json(plan: Sequence[Step]) -> list[dict[str, Any]]:
    """A plan as it is kept."""
    return [asdict(step) | {"channels": list(step.channels)} for step in plan]


def plan_of(kept: Iterable[Mapping[str, Any]]) -> list[Step]:
    """A kept plan. One kept before steps named their channels uses all at once."""
    return [
        Step(
            StepKind(row["kind"]),
            row["brigade_id"],
            row["wait_seconds"],
            tuple(row.get("channels", CHANNELS)),
        )
        for row in kept
    ]


def seats_to_json(seats: Sequence[Seat]) -> list[dict[str, Any]]:
    """Seats as they are kept."""
    return [asdict(seat) for seat in seats]


def seats_of(kept: Iterable[Mapping[str, Any]]) -> list[Seat]:
    """Kept seats."""
    return [Seat(row["id"], row["needs"], row["hard"]) for row in kept]


def plain_seats() -> list[Seat]:
    """The crew of a brigade that has set no rule."""
    return [Seat(f"plain/{number}") for number in range(PLAIN_CREW)]


@dataclass(frozen=True, slots=True)
class RollCall:
    """What a roll-call's timer does when it runs out: the line it writes, and when it looks again."""

    mark: str
    stage: int
    wait: timedelta | None


ROLL_CALL_STEPS = (
    RollCall("roll_call_asked", 1, FIRST_MISS),
    RollCall("roll_call_missed", 2, SECOND_MISS),
    RollCall("roll_call_alarm", 3, None),
)
"""By the stage the timer is in. After the alarm only a person's word starts it again."""
ROLL_CALL_ALARM = ROLL_CALL_STEPS[-1].stage
"""The stage of a roll-call that nobody answered."""
