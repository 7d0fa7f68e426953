"""Computing a rota: asked for by the chief, solved by the worker; `proposals` puts it into effect."""

from __future__ import annotations

import threading
import time
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actor import Actor
from core import audit, jobs
from core.decisions import require
from core.errors import Conflict
from notifications import actions as notifications
from notifications import streams
from notifications.streams import StreamEvent
from rosters import policies, proposal
from rosters.models import RotaRun, RunMode, RunState
from rosters.queries import brigades, rota
from rosters.queries.posing import pose
from rosters.queries.roll import interval_of, range_of
from rosters.recurrence import Interval
from rosters.solving.problem import Infeasible
from rosters.solving.solve import Progress, solve

SECONDS = 30.0
TELL_EVERY = 1.0


@transaction.atomic
def ask_for_rota(
    actor: Actor,
    *,
    brigade_id: UUID,
    start: datetime,
    end: datetime,
    mode: RunMode = RunMode.FILL,
    exceptions: bool = False,
) -> RotaRun:
    """Have the open seats of a window filled, or its rota changed as little as can be. One run of a brigade
    at a time. With `exceptions`, published duties that contradict the limits stand as they are.

    Raises: NotFound, Refused, Conflict (one is under way).
    """
    brigade = brigades.brigade_for(actor, brigade_id, lock=True)
    require(policies.can_command(actor, brigade))
    under_way = RotaRun.objects.filter(brigade=brigade, state__in=[RunState.WAITING, RunState.SOLVING])
    if under_way.exists():
        raise Conflict("rosters.solving", _("A rota is being computed already."))
    run = RotaRun.objects.create(
        brigade=brigade,
        during=range_of(Interval(start, end)),
        mode=mode,
        exceptions=exceptions,
        asked_by=actor.label[:160],
    )
    audit.record(actor, "rota.asked", "brigade", brigade.pk, {"run": str(run.pk), "mode": mode})
    jobs.enqueue("rosters.solve_rota", run_id=str(run.pk))
    tell_run(run)
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
        mode = RunMode(run.mode)
        posed = pose(run.brigade, interval_of(run.during), mode, exceptions=run.exceptions)
    stop = threading.Event()
    try:
        solution = solve(
            posed.problem, seconds=SECONDS, tell=_Teller(run, stop), stop=stop, before=posed.before
        )
    except Infeasible as error:
        return _finish(run, RunState.INFEASIBLE, proposal.contradiction(posed, error.conflicts))
    state = RunState.CANCELLED if stop.is_set() else RunState.DONE
    return _finish(run, state, proposal.proposal(posed, solution))


@transaction.atomic
def fail_rota(run_id: UUID) -> RotaRun:
    """The computation broke off: the run ends without a proposal. One that has ended stays as it is."""
    run = RotaRun.objects.select_for_update().get(pk=run_id)
    return _finish(run, RunState.FAILED, {}) if run.state in (RunState.WAITING, RunState.SOLVING) else run


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
            tell_run(self.run)
        self.run.refresh_from_db(fields=["cancel_asked"])
        if self.run.cancel_asked:
            self.stop.set()


@transaction.atomic
def _finish(run: RotaRun, state: RunState, result: dict[str, Any]) -> RotaRun:
    run.state, run.result, run.finished_at = state, result, timezone.now()
    run.save(update_fields=["state", "result", "finished_at", "updated_at"])
    tell_run(run)
    return run


def tell_run(run: RotaRun) -> None:
    """Show how far the run is to those who command."""
    item = {
        "id": str(run.pk),
        "rev": time.time_ns() // 1_000_000,
        "state": run.state,
        "start": run.during.lower.isoformat(),
        "end": run.during.upper.isoformat(),
        "progress": run.progress,
    }
    key = streams.desk(run.brigade_id)
    notifications.record_events([StreamEvent(key, "rota.run", f"rota_run:{run.pk}", item)])
