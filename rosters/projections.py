"""What a brigade's own people see of its rota."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils import timezone

from accounts.actor import Actor
from notifications import queries as notifications
from notifications import streams
from notifications.streams import StreamEvent
from rosters import matching, policies
from rosters.matching import Gap, Person
from rosters.models import Assignment, Member, Shift, ShiftState, Swap
from rosters.queries import brigades, people
from rosters.queries import shifts as queries
from rosters.recurrence import Interval


def gap_item(gap: Gap) -> dict[str, Any]:
    """A gap as screens read it: how many, and which skills would do (null: anybody)."""
    return {"count": gap.count, "skills": sorted(gap.skills, key=lambda skill: skill or "")}


def shift_item(shift: Shift, crew: list[Person]) -> dict[str, Any]:
    """The projection of subject `shift:<id>` on the brigade's stream. `crew`: the holders who still count."""
    held = {assignment.seat_id: assignment for assignment in queries.held_of(shift)}
    filled = matching.match(crew, queries.seats_of(shift))
    return {
        "id": str(shift.pk),
        "rev": shift.sequence,
        "brigade_id": str(shift.brigade_id),
        "name": shift.name,
        "day": shift.day.isoformat(),
        "start": shift.during.lower.isoformat(),
        "end": shift.during.upper.isoformat(),
        "labels": [f"{shift.starts_label:%H:%M}", f"{shift.ends_label:%H:%M}"],
        "state": shift.state,
        "seats": [
            {
                "id": str(seat.pk),
                "needs": seat.needs.code if seat.needs else None,
                "hard": seat.hard,
                "holder": _holder(held[seat.pk]) if seat.pk in held else None,
            }
            for seat in shift.seats.all()
        ],
        "gaps": [gap_item(gap) for gap in filled.gaps],
    }


def _holder(assignment: Assignment) -> dict[str, Any]:
    offers: list[Swap] = getattr(assignment, "open_swaps", [])
    return {
        "assignment_id": str(assignment.pk),
        "user_id": str(assignment.user_id),
        "name": assignment.user.get_full_name(),
        "offer": _offer(offers[0]) if offers else None,
    }


def _offer(swap: Swap) -> dict[str, Any]:
    wanted = swap.for_assignment
    return {
        "id": str(swap.pk),
        "urgent": swap.urgent,
        "note": swap.note,
        "to": str(swap.to_user_id) if swap.to_user_id else None,
        "in_return": wanted
        and {
            "assignment_id": str(wanted.pk),
            "name": wanted.shift.name,
            "day": wanted.shift.day.isoformat(),
            "labels": [f"{wanted.shift.starts_label:%H:%M}", f"{wanted.shift.ends_label:%H:%M}"],
        },
    }


def shift_event(shift: Shift, kind: str, crew: list[Person]) -> StreamEvent:
    """`kind` (`shift.changed`, `shift.published`) with the shift's whole projection. Drafts are told to
    those who command alone.
    """
    audience = streams.desk if shift.state == ShiftState.DRAFT else streams.brigade
    return StreamEvent(audience(shift.brigade_id), kind, f"shift:{shift.pk}", shift_item(shift, crew))


def draft_dropped(brigade_id: UUID, shift_id: UUID) -> StreamEvent:
    """A draft is gone."""
    return StreamEvent(streams.desk(brigade_id), "shift.dropped", f"shift:{shift_id}", None)


def person_item(member: Member, known: people.Known) -> dict[str, Any]:
    """The projection of subject `person:<user id>` on a brigade's stream: can they come, able to what."""
    return {
        "user_id": str(member.user_id),
        "rev": member.rev,
        "name": member.user.get_full_name(),
        "kind": member.kind,
        "standing": member.state,
        "travel_minutes": member.travel_minutes,
        "state": known.answer.state,
        "source": known.answer.source,
        "until": known.until.isoformat() if known.until else None,
        "skills": sorted(known.skills),
    }


def person_event(member: Member, known: people.Known) -> StreamEvent:
    """One person on the brigade's stream."""
    stream = streams.brigade(member.brigade_id)
    return StreamEvent(stream, "person.changed", f"person:{member.user_id}", person_item(member, known))


def rota_snapshot(actor: Actor, brigade_id: UUID, window: Interval) -> dict[str, Any]:
    """Shifts of the window and everybody who serves, with the stream position they are valid at.

    Drafts are in it for the chief alone. Raises NotFound.
    """
    with notifications.snapshot():
        brigade = brigades.brigade_for(actor, brigade_id)
        states, keys = [ShiftState.PUBLISHED, ShiftState.CANCELLED], [streams.brigade(brigade.pk)]
        if policies.can_command(actor, brigade):
            states.append(ShiftState.DRAFT)
            keys.append(streams.desk(brigade.pk))
        shifts = list(queries.shifts_of(brigade, window, states))
        crews = queries.crews_of(shifts)
        members = people.serving_members(brigade)
        known = people.now_of(brigade.pk, [member.user_id for member in members])
        return {
            "positions": notifications.positions(keys),
            "items": [
                *({"subject": f"shift:{s.pk}", "data": shift_item(s, crews[s.pk])} for s in shifts),
                *(
                    {"subject": f"person:{m.user_id}", "data": person_item(m, known[m.user_id])}
                    for m in members
                ),
            ],
            "at": timezone.now(),
        }
