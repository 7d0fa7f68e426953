"""The coverage of the weeks to come, and the solver's runs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from accounts.actor import Actor
from core.decisions import require
from core.errors import NotFound
from rosters import coverage, policies
from rosters.coverage import Coverage
from rosters.matching import Seat
from rosters.models import Brigade, RotaRun, RunState
from rosters.queries.roll import inclusions, roll_of
from rosters.recurrence import Interval

FRESH = timedelta(hours=24)
"""An older answer has been overtaken by what people said and signed up for since."""


def coverage_of(brigade: Brigade, window: Interval, seats: Sequence[Seat]) -> Coverage:
    """Hour by hour: would those who are ready fill these seats, and what would mend the hours that lack
    somebody?
    """
    return coverage.survey(roll_of([brigade.pk], window), window, seats, inclusions())


def latest_run(actor: Actor, brigade: Brigade) -> RotaRun | None:
    """The run a chief comes back to: the last of the brigade, under way or with an answer of today that
    nobody has used.

    Raises Refused.
    """
    require(policies.can_command(actor, brigade))
    run = RotaRun.objects.select_related("brigade").filter(brigade=brigade).order_by("-created_at").first()
    if run is None or run.state in (RunState.PUBLISHED, RunState.FAILED):
        return None
    return run if run.finished_at is None or run.finished_at > timezone.now() - FRESH else None


def run_for(actor: Actor, run_id: UUID, *, lock: bool = False) -> RotaRun:
    """A solver run, if the actor commands its brigade. Raises NotFound, Refused."""
    rows = RotaRun.objects.select_related("brigade")
    run = (rows.select_for_update(of=("self",)) if lock else rows).filter(pk=run_id).first()
    if run is None:
        raise NotFound
    require(policies.can_command(actor, run.brigade))
    return run
