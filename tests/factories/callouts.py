"""Call-outs over a brigade with its people, made by the product's own verbs."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from accounts.models import User
from accounts.queries import actor_of
from dispatch.actions import callout_answers, callout_starts
from dispatch.models import CallOut
from dispatch.turnout import Reply
from rosters.models import Brigade
from tests.factories import geo
from tests.factories import rosters as brigades

FIRE = "fire.building"


@dataclass
class Crew:
    """A brigade that needs a driver, a mask and one more, with a chief, a driver, a mask and two helpers."""

    brigade: Brigade
    chief: User
    ira: User
    petro: User
    olha: User
    taras: User

    @property
    def everybody(self) -> list[User]:
        return [self.chief, self.ira, self.petro, self.olha, self.taras]


def make_crew(area_ids: list[object] | None = None, **fields: Any) -> Crew:
    """All of them able and available."""
    brigade = brigades.make_brigade(area_ids=area_ids, **fields)
    brigades.make_crew_rule(brigade, "driver", "mask", None, reply_seconds=120)
    return Crew(
        brigade=brigade,
        chief=brigades.make_member(brigade, "leader", name="Начальник", chief=True),
        ira=brigades.make_member(brigade, "driver", name="Іра"),
        petro=brigades.make_member(brigade, "mask", name="Петро"),
        olha=brigades.make_member(brigade, name="Ольга"),
        taras=brigades.make_member(brigade, name="Тарас"),
    )


def start(crew: Crew, by: User | None = None, **fields: Any) -> CallOut:
    """A building on fire in the middle of Vinnytsia."""
    fields.setdefault("callout_id", uuid.uuid4())
    return callout_starts.start_callout(
        actor_of(by or crew.chief),
        **{
            "brigade_id": crew.brigade.pk,
            "category": FIRE,
            "place": "Соборна 12",
            "point": geo.point(),
            **fields,
        },
    )


def say(user: User, callout: CallOut, reply: Reply = Reply.STATION, minutes: int = 6) -> CallOut:
    """An answer with an id of its own."""
    return callout_answers.answer(
        actor_of(user), callout_id=callout.pk, answer_id=uuid.uuid4(), reply=reply, minutes=minutes
    )
