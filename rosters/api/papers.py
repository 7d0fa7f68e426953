"""HTTP doors to what is printed and exported: certificates, lists."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from ninja import File, Form, Router
from ninja.files import UploadedFile

from accounts.auth import ActorRequest
from core.downloads import CSV, PDF, Language, attachment, language_of
from core.errors import TooLarge
from rosters import documents
from rosters.actions import carrying
from rosters.queries import certificates, hours, members
from rosters.schemas import member as schemas

router = Router()
MOST_BYTES = 2 * 1024 * 1024


@router.get("/members/{member_id}/certificate.pdf", response={200: bytes})
def service(request: ActorRequest, member_id: UUID, language: Language | None = None) -> HttpResponse:
    """A certificate of service, for the person and the chief."""
    member = members.member_for(request.auth, member_id)
    data = documents.service_pdf(certificates.service_of(member), language_of(language))
    return attachment(data, PDF, "service.pdf")


@router.get("/hours/{entry_id}/certificate.pdf", response={200: bytes})
def engagement(request: ActorRequest, entry_id: UUID, language: Language | None = None) -> HttpResponse:
    """A certificate of one engagement, for the person and the chief."""
    entry = hours.entry_for(request.auth, entry_id)
    data = documents.engagement_pdf(certificates.engagement_of(entry), language_of(language))
    return attachment(data, PDF, "engagement.pdf")


@router.get("/brigades/{brigade_id}/members.csv", response={200: str})
def members_csv(request: ActorRequest, brigade_id: UUID) -> HttpResponse:
    """Members, their qualifications and gates, as they can be taken over again. The look is recorded."""
    return attachment(carrying.export_members(request.auth, brigade_id=brigade_id), CSV, "members.csv")


@router.post("/brigades/{brigade_id}/members/import", response=schemas.CarriedOut)
def import_members(
    request: ActorRequest,
    brigade_id: UUID,
    file: File[UploadedFile],
    dry_run: Form[bool] = False,  # noqa: FBT002 - a form field
) -> Any:
    """Take over members and their papers from a table: all lines or none; a dry run only tells."""
    data = file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise TooLarge
    done = carrying.import_members(request.auth, brigade_id=brigade_id, data=data, dry_run=dry_run)
    counts = {"members": done.members, "grants": done.grants, "gates": done.gates, "same": done.same}
    return counts | {"lines": done.lines, "faults": carrying.told(done.faults)}
