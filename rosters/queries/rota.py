"""The coverage of the weeks to come, and the solver's runs."""

from __future__ import annotations

from uuid import UUID

from accounts.actor import Actor
from core.decisions import require
from core.errors import NotFound
from rosters import coverage, policies
from rosters.coverage import Hour, Shortage
from rosters.models import Brigade, RotaRun
from rosters.queries.crew import crew_seats
from rosters.queries.roll import inclusions, roll_of
from rosters.recurrence import Interval


def heat_map(brigade: Brigade, window: Interval) -> list[Hour]:
    """Hour by hour: would those who are ready make the brigade's general crew?"""
    return coverage.heat_map(roll_of([brigade.pk], window), window, crew_seats(brigade), inclusions())


def shortages(brigade: Brigade, window: Interval) -> list[Shortage]:
    """The hours without a crew, by missing skill, with the cheapest fixes."""
    return coverage.shortages(roll_of([brigade.pk], window), window, crew_seats(brigade), inclusions())


def run_for(actor: Actor, run_id: UUID, *, lock: bool = False) -> RotaRun:
    """A solver run, if the actor commands its brigade. Raises NotFound, Refused."""
    rows = RotaRun.objects.select_related("brigade")
    run = (rows.select_for_update(of=("self",)) if lock else rows).filter(pk=run_id).first()
    if run is None:
        raise NotFound
    require(policies.can_command(actor, run.brigade))
    return run
