"""Putting a computed rota into effect, each seat checked as by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actor import Actor
from core import audit
from core.errors import AppError, Conflict, NotFound
from notifications import actions as notifications
from rosters import wording
from rosters.actions.rota import tell_run
from rosters.actions.seats import hold_people, hold_seat, release_seat, tell
from rosters.models import Assignment, AssignmentSource, RunMode, RunState, Shift, ShiftState
from rosters.queries import rota
from rosters.queries import shifts as queries

Item = Mapping[str, Any]
Left = list[dict[str, str]]


@transaction.atomic
def use_rota(actor: Actor, *, run_id: UUID) -> dict[str, Any]:
    """Put a proposal into its seats. Of filled seats, what no longer holds is left open and named; a re-plan
    takes duties away as well, so that all of it holds or nothing is done.

    Raises: NotFound, Refused, Conflict (no proposal; a re-plan that no longer holds).
    """
    run = rota.run_for(actor, run_id, lock=True)
    if run.state not in (RunState.DONE, RunState.CANCELLED):
        raise Conflict("rosters.no_proposal", _("There is no finished proposal to use."))
    proposed, ended = run.result.get("assignments", []), run.result.get("ended", [])
    _hold_all([*proposed, *ended])
    shifts = {item["shift_id"]: _shift(actor, item) for item in [*proposed, *ended]}
    left = [*_release_all(ended), *_seat_all(shifts, proposed)]
    if left and run.mode == RunMode.REPLAN:
        raise Conflict(
            "rosters.stale_proposal",
            _("The rota has changed since this was computed. Have it computed again."),
            data={"left": left},
        )
    lost = {(item["shift_id"], item["user_id"]) for item in left}
    for shift_id, shift in shifts.items():
        mine = [i for i in (*proposed, *ended) if (i["shift_id"], i["user_id"]) not in lost]
        if shift is not None and any(item["shift_id"] == shift_id for item in mine):
            tell(shift)
    run.state = RunState.PUBLISHED
    run.save(update_fields=["state", "updated_at"])
    audit.record(actor, "rota.used", "brigade", run.brigade_id, {"run": str(run.pk), "left": len(left)})
    tell_run(run)
    return {"seated": len(proposed) - len(left), "ended": len(ended), "left": left}


def _hold_all(items: Sequence[Item]) -> None:
    """Lock every shift and then every person of a proposal, each in the order of their ids: other ways onto
    a duty lock a shift and then a person, and would wait in a circle with locks taken one by one.
    """
    queries.hold_shifts(UUID(item["shift_id"]) for item in items)
    hold_people(UUID(item["user_id"]) for item in items)


def _shift(actor: Actor, item: Item) -> Shift | None:
    """The shift of an item; None where there is none any more."""
    with suppress(NotFound):
        return queries.shift_for(actor, UUID(item["shift_id"]))
    return None


def _release_all(ended: Sequence[Item]) -> Left:
    """Take people off the duties a re-plan takes from them; who is not on one any more is named."""
    left: Left = []
    for item in ended:
        row = Assignment.objects.select_related("shift").get(pk=item["assignment_id"])
        try:
            release_seat(row, _("The rota was planned anew."))
        except Conflict as error:
            left.append(_left(item, error))
            continue
        if row.shift.state == ShiftState.PUBLISHED:
            told = wording.unassigned(row.shift.name, row.shift.day.isoformat())
            notifications.notify([row.user_id], told)
    return left


def _seat_all(shifts: Mapping[str, Shift | None], proposed: Sequence[Item]) -> Left:
    left: Left = []
    for item in proposed:
        try:
            with transaction.atomic():
                _seat(shifts[item["shift_id"]], item)
        except AppError as error:
            left.append(_left(item, error))
    return left


def _left(item: Item, error: AppError) -> dict[str, str]:
    return {"shift_id": item["shift_id"], "user_id": item["user_id"], "code": error.code}


def _seat(shift: Shift | None, item: Item) -> None:
    """Seat a person as proposed; of a shift that binds already they are told."""
    if shift is None:
        raise NotFound
    user_id = UUID(item["user_id"])
    fresh = queries.whole_shifts().get(pk=shift.pk)
    hold_seat(fresh, user_id, AssignmentSource.SOLVER, refuse_away=True, why=item["why"])
    if shift.state == ShiftState.PUBLISHED:
        notifications.notify([user_id], wording.assigned(shift.name, shift.day.isoformat()))
