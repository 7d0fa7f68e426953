"""HTTP doors to a brigade's period: the report to print, its tables, and its call-outs' intervals."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from ninja import Query, Router
from pydantic import AwareDatetime

from accounts.auth import ActorRequest
from core.downloads import CSV, PDF, Language, attachment, language_of
from dispatch.projections import reports
from dispatch.queries.intervals import STEPS
from dispatch.schemas import callouts as schemas
from rosters import documents, tables
from rosters.recurrence import Interval

router = Router(tags=["call-outs"])


@router.get("/brigades/{brigade_id}/intervals", response=list[schemas.PastOut])
def intervals(
    request: ActorRequest, brigade_id: UUID, start: Query[AwareDatetime], end: Query[AwareDatetime]
) -> list[dict[str, Any]]:
    """Call-outs of a period: seconds from the call to page, answer, crew, out."""
    return reports.period(request.auth, brigade_id, Interval(start, end))


@router.get("/brigades/{brigade_id}/report.pdf", response={200: bytes})
def report(
    request: ActorRequest,
    brigade_id: UUID,
    start: Query[AwareDatetime],
    end: Query[AwareDatetime],
    language: Language | None = None,
) -> HttpResponse:
    """The brigade's report of a period, to print."""
    facts = reports.report(request.auth, brigade_id, Interval(start, end))
    return attachment(documents.report_pdf(facts, language_of(language)), PDF, "report.pdf")


@router.get("/brigades/{brigade_id}/report.csv", response={200: str})
def report_csv(
    request: ActorRequest, brigade_id: UUID, start: Query[AwareDatetime], end: Query[AwareDatetime]
) -> HttpResponse:
    """Who gave how much in a period, in minutes, for a spreadsheet; `total` counts each instant once."""
    facts = reports.report(request.auth, brigade_id, Interval(start, end))
    head = ("name", "duty", "call_out", "training", "duty_times", "call_out_times", "training_times", "total")
    rows = [(one.name, *one.minutes, *one.times, one.total) for one in facts.people]
    return attachment(tables.write(rows, head), CSV, "report.csv")


@router.get("/brigades/{brigade_id}/intervals.csv", response={200: str})
def intervals_csv(
    request: ActorRequest,
    brigade_id: UUID,
    start: Query[AwareDatetime],
    end: Query[AwareDatetime],
    language: Language | None = None,
) -> HttpResponse:
    """The call-outs of a period with their intervals in seconds, for a spreadsheet."""
    facts = reports.report(request.auth, brigade_id, Interval(start, end))
    head = ("start", "what", "place", *STEPS)
    rows = [
        (one.start.isoformat(), one.what[language_of(language)], one.place, *map(one.seconds.get, STEPS))
        for one in facts.turnouts
    ]
    return attachment(tables.write(rows, head), CSV, "intervals.csv")
