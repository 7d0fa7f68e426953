"""HTTP doors to what is printed and exported: certificates, reports, lists."""

from __future__ import annotations

from typing import Any, Literal
from uuid import UUID

from django.http import HttpResponse
from django.utils import translation
from ninja import File, Form, Query, Router
from ninja.files import UploadedFile
from pydantic import AwareDatetime

from accounts.auth import ActorRequest
from core.decisions import require
from core.errors import TooLarge
from rosters import documents, policies, tables
from rosters.actions import carrying
from rosters.queries import brigades, certificates, export, hours, members
from rosters.recurrence import Interval
from rosters.schemas import member as schemas

router = Router()
Language = Literal["uk", "en"]
MOST_BYTES = 2 * 1024 * 1024


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
    return _file(tables.write(rows, head), "text/csv; charset=utf-8", "report.csv")


@router.get("/brigades/{brigade_id}/members.csv", response={200: str})
def members_csv(request: ActorRequest, brigade_id: UUID) -> HttpResponse:
    """Members and their qualifications, as they can be taken over again."""
    brigade = brigades.brigade_for(request.auth, brigade_id)
    require(policies.can_command(request.auth, brigade))
    data = tables.write(export.members_table(brigade))
    return _file(data, "text/csv; charset=utf-8", "members.csv")


@router.post("/brigades/{brigade_id}/members/import", response=schemas.CarriedOut)
def import_members(
    request: ActorRequest,
    brigade_id: UUID,
    file: File[UploadedFile],
    dry_run: Form[bool] = False,  # noqa: FBT002 - a form field
) -> Any:
    """Take over members and qualifications from a table: all lines or none; a dry run only tells."""
    data = file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise TooLarge
    done = carrying.import_members(request.auth, brigade_id=brigade_id, data=data, dry_run=dry_run)
    counts = {"members": done.members, "grants": done.grants, "same": done.same}
    return counts | {"lines": done.lines, "faults": carrying.told(done.faults)}


def _language(asked: Language | None) -> str:
    return asked or ("en" if translation.get_language() == "en" else "uk")


def _file(data: bytes, content_type: str, name: str) -> HttpResponse:
    answer = HttpResponse(data, content_type=content_type)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer
