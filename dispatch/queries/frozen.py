"""What a call-out freezes when it starts: plan, seats and audience, as the rosters have them now (C8)."""

from __future__ import annotations

from dispatch import calling
from dispatch.models import CallOut
from rosters.queries import crews


def freeze(callout: CallOut) -> None:
    """Fill plan, seats and audience of a call-out that is about to start, or is only thought of."""
    brigade = callout.brigade
    neighbours = crews.neighbours_of(brigade)
    names = {str(other.pk): other.name for other in neighbours}
    rule = crews.crew_for(brigade, callout.category) or crews.CalledCrew([], calling.PLAIN_REPLY_SECONDS)
    seats = rule.seats
    if not any(seat.hard for seat in seats):
        seats = calling.plain_seats()
    plan = calling.plan_for(str(brigade.pk), list(names), rule.reply_seconds, in_turn=rule.in_turn)
    callout.plan = [row | {"name": names.get(row["brigade_id"], "")} for row in calling.plan_to_json(plan)]
    callout.seats = calling.seats_to_json(seats)
    callout.audience = crews.serving_ids([brigade.pk, *(other.pk for other in neighbours)])
