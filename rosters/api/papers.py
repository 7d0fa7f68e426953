"""HTTP doors to what is printed and exported: certificates, reports, lists."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Literal
from uuid import UUID

from django.http import HttpResponse
from django.utils import translation
from ninja import Query, Router
from pydantic import AwareDatetime

from accounts.auth import ActorRequest
from core.decisions import require
from rosters import documents, policies
from rosters.queries import brigades, certificates, hours, members
from rosters.recurrence import Interval

router = Router()
Language = Literal["uk", "en"]


@router.get("/members/{member_id}/certificate.pdf", response={200: bytes})
def service(request: ActorRequest, member_id: UUID, language: Language | None = None) -> HttpResponse:
    """A certificate of service, for the person and the chief."""
    member = members.member_for(request.auth, member_id)
    data = documents.service_pdf(certificates.service_of(member), _language(language))
    return _file(data, "application/pdf", "service.pdf")


@router.get("/hours/{entry_id}/certificate.pdf", response={200: bytes})
def engagement(request: ActorRequest, entry_id: UUID, language: Language | None = None) -> HttpResponse:
    """A certificate of one engagement, for the person and the chief."""
    entry = hours.entry_for(request.auth, entry_id)
    data = documents.engagement_pdf(certificates.engagement_of(entry), _language(language))
    return _file(data, "application/pdf", "engagement.pdf")


@router.get("/brigades/{brigade_id}/report.pdf", response={200: bytes})
def report(
    request: ActorRequest,
    brigade_id: UUID,
    start: Query[AwareDatetime],
    end: Query[AwareDatetime],
    language: Language | None = None,
) -> HttpResponse:
    """The brigade's report of a period, to print."""
    brigade = brigades.brigade_for(request.auth, brigade_id)
    require(policies.can_command(request.auth, brigade))
    facts = certificates.report_of(brigade, Interval(start, end))
    return _file(documents.report_pdf(facts, _language(language)), "application/pdf", "report.pdf")


@router.get("/brigades/{brigade_id}/report.csv", response={200: str})
def report_csv(
    request: ActorRequest, brigade_id: UUID, start: Query[AwareDatetime], end: Query[AwareDatetime]
) -> HttpResponse:
    """The brigade's report of a period, in minutes, for a spreadsheet."""
    brigade = brigades.brigade_for(request.auth, brigade_id)
    require(policies.can_command(request.auth, brigade))
    facts = certificates.report_of(brigade, Interval(start, end))
    head = ("name", "duty", "call_out", "training", "duty_times", "call_out_times", "training_times")
    rows = [(name, *minutes, *times) for name, minutes, times in facts.people]
    return _file(_csv(head, rows), "text/csv; charset=utf-8", "report.csv")


def _language(asked: Language | None) -> str:
    return asked or ("en" if translation.get_language() == "en" else "uk")


def _csv(head: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """With a byte order mark, so that spreadsheets read Ukrainian; cells cannot be formulas."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(head)
    writer.writerows([plain(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def plain(cell: object) -> object:
    """A cell that no spreadsheet runs: what begins like a formula gets an apostrophe before it."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in "=+-@\t\r" and cell else cell


def _file(data: bytes, content_type: str, name: str) -> HttpResponse:
    answer = HttpResponse(data, content_type=content_type)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer
