"""Computing a rota: asked by the chief, solved by the worker, put into effect by the chief."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import queries as accounts_queries
from accounts.actor import Actor
from core import audit, jobs
from core.decisions import require
from core.errors import AppError, Conflict, NotFound
from notifications import actions as notifications
from notifications import streams
from notifications.streams import StreamEvent
from rosters import policies, wording
from rosters.actions.seats import hold_seat, tell
from rosters.models import AssignmentSource, RotaRun, RunState, Shift, ShiftState
from rosters.queries import brigades, rota
from rosters.queries import shifts as queries
from rosters.queries.roll import interval_of, range_of
from rosters.recurrence import Interval
from rosters.solving.problem import Infeasible, Solution
from rosters.solving.solve import Progress, solve

SECONDS = 30.0
TELL_EVERY = 1.0


@transaction.atomic
def ask_for_rota(actor: Actor, *, brigade_id: UUID, start: datetime, end: datetime) -> RotaRun:
    """Have the open seats of a window filled. One run of a brigade at a time.

    Raises: NotFound, Refused, Conflict (one is under way).
    """
    brigade = brigades.brigade_for(actor, brigade_id, lock=True)
    require(policies.can_command(actor, brigade))
    under_way = RotaRun.objects.filter(brigade=brigade, state__in=[RunState.WAITING, RunState.SOLVING])
    if under_way.exists():
        raise Conflict("rosters.solving", _("A rota is being computed already."))
    run = RotaRun.objects.create(
        brigade=brigade, during=range_of(Interval(start, end)), asked_by=actor.label[:160]
    )
    audit.record(actor, "rota.asked", "brigade", brigade.pk, {"run": str(run.pk)})
    jobs.enqueue("rosters.solve_rota", run_id=str(run.pk))
    _tell(run)
    return run


@transaction.atomic
def cancel_rota(actor: Actor, *, run_id: UUID) -> RotaRun:
    """Stop computing; what was found so far is kept as a proposal. Raises: NotFound, Refused, Conflict."""
    run = rota.run_for(actor, run_id, lock=True)
    if run.state not in (RunState.WAITING, RunState.SOLVING):
        raise Conflict("rosters.not_solving", _("This rota is not being computed any more."))
    run.cancel_asked = True
    run.save(update_fields=["cancel_asked", "updated_at"])
    audit.record(actor, "rota.cancel_asked", "brigade", run.brigade_id, {"run": str(run.pk)})
    return run


def solve_rota(run_id: UUID) -> RotaRun:
    """Compute a run's proposal. Safe to run twice: a run that is done is left alone."""
    with transaction.atomic():
        run = RotaRun.objects.select_for_update().select_related("brigade").get(pk=run_id)
        if run.state not in (RunState.WAITING, RunState.SOLVING):
            return run
        run.state = RunState.SOLVING
        run.save(update_fields=["state", "updated_at"])
        problem = rota.problem_of(run.brigade, interval_of(run.during))
    stop = threading.Event()
    try:
        solution = solve(problem, seconds=SECONDS, tell=_Teller(run, stop), stop=stop)
    except Infeasible as error:
        return _finish(run, RunState.INFEASIBLE, {"conflicts": [asdict(c) for c in error.conflicts]})
    state = RunState.CANCELLED if stop.is_set() else RunState.DONE
    return _finish(run, state, _result(solution, {(p.person, p.duty) for p in problem.pins}))


@transaction.atomic
def use_rota(actor: Actor, *, run_id: UUID) -> dict[str, Any]:
    """Put a proposal into its seats, each checked as by hand; what no longer holds is left open and named.

    Raises: NotFound, Refused, Conflict (no proposal).
    """
    run = rota.run_for(actor, run_id, lock=True)
    if run.state not in (RunState.DONE, RunState.CANCELLED):
        raise Conflict("rosters.no_proposal", _("There is no finished proposal to use."))
    proposed = run.result.get("assignments", [])
    _hold_all(proposed)
    left: list[dict[str, str]] = []
    touched: dict[str, Shift] = {}
    for item in proposed:
        try:
            with transaction.atomic():
                shift = queries.shift_for(actor, UUID(item["shift_id"]))
                _seat(shift, item)
        except AppError as error:
            left.append({"shift_id": item["shift_id"], "user_id": item["user_id"], "code": error.code})
            continue
        touched[item["shift_id"]] = shift
    for shift in touched.values():
        tell(shift)
    run.state = RunState.PUBLISHED
    run.save(update_fields=["state", "updated_at"])
    audit.record(actor, "rota.used", "brigade", run.brigade_id, {"run": str(run.pk), "left": len(left)})
    _tell(run)
    return {"seated": len(proposed) - len(left), "left": left}


def _hold_all(proposed: Sequence[Mapping[str, Any]]) -> None:
    """Lock every shift and then every person of a proposal, each in the order of their ids: other ways onto
    a duty lock a shift and then a person, and would wait in a circle with locks taken one by one.
    """
    ids = {UUID(item["shift_id"]) for item in proposed}
    list(Shift.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk").values_list("pk"))
    for user_id in sorted({UUID(item["user_id"]) for item in proposed}):
        with suppress(NotFound):  # who is gone is found out and named at their seat
            accounts_queries.person_locked(user_id)


def _seat(shift: Shift, item: Mapping[str, Any]) -> None:
    """Seat a person as proposed; of a shift that binds already they are told."""
    if shift.state == ShiftState.CANCELLED:
        raise Conflict("rosters.cancelled", _("This shift is cancelled."))
    user_id = UUID(item["user_id"])
    hold_seat(shift, user_id, AssignmentSource.SOLVER, refuse_away=True, why=item["why"])
    if shift.state == ShiftState.PUBLISHED:
        notifications.notify([user_id], wording.assigned(shift.name, shift.day.isoformat()))


class _Teller:
    """Writes progress at most once a second, and stops the search when the chief asks."""

    def __init__(self, run: RotaRun, stop: threading.Event) -> None:
        self.run, self.stop, self.last = run, stop, 0.0

    def __call__(self, progress: Progress) -> None:
        if time.monotonic() - self.last < TELL_EVERY:
            return
        self.last = time.monotonic()
        self.run.progress = asdict(progress)
        with transaction.atomic():
            self.run.save(update_fields=["progress", "updated_at"])
            _tell(self.run)
        self.run.refresh_from_db(fields=["cancel_asked"])
        if self.run.cancel_asked:
            self.stop.set()


@transaction.atomic
def _finish(run: RotaRun, state: RunState, result: dict[str, Any]) -> RotaRun:
    run.state, run.result, run.finished_at = state, result, timezone.now()
    run.save(update_fields=["state", "result", "finished_at", "updated_at"])
    _tell(run)
    return run


def _result(solution: Solution, pinned: set[tuple[str, str]]) -> dict[str, Any]:
    load: dict[str, int] = {}
    for a in solution.assignments:
        load[a.person] = load.get(a.person, 0) + 1
    return {
        "proof": solution.proof,
        "coverage_gap": solution.coverage_gap,
        "fairness_gap": solution.fairness_gap,
        "seconds": round(solution.seconds, 2),
        "assignments": [
            {
                "user_id": a.person,
                "shift_id": a.duty,
                "needs": a.needs,
                "why": {"needs": a.needs, "duties_in_window": load[a.person]},
            }
            for a in solution.assignments
            if (a.person, a.duty) not in pinned
        ],
        "gaps": {
            duty: [{"count": g.count, "skills": sorted(g.skills, key=str)} for g in gaps]
            for duty, gaps in solution.gaps.items()
        },
    }


def _tell(run: RotaRun) -> None:
    item = {
        "id": str(run.pk),
        "rev": time.time_ns() // 1_000_000,
        "state": run.state,
        "start": run.during.lower.isoformat(),
        "end": run.during.upper.isoformat(),
        "progress": run.progress,
    }
    key = streams.brigade(run.brigade_id)
    notifications.record_events([StreamEvent(key, "rota.run", f"rota_run:{run.pk}", item)])
