"""Doors of the resident: categories, reporting, receipts, the report's page, photos."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils import timezone, translation
from django.views.decorators.gzip import gzip_page
from ninja import File, Form, Router, Status
from ninja.decorators import decorate_view
from ninja.files import UploadedFile

from accounts.auth import RECEIPTS_KEY, ActorRequest
from core.errors import NotFound
from core.http import client_address
from geo import shapes
from incidents import actions, media, policies, projections, queries, wording
from incidents.actions import Contact, Draft, Filed, Source
from incidents.catalogue import Severity
from incidents.models import Category, Incident, Photo
from incidents.schemas import report as schemas
from notifications import queries as notifications_queries
from notifications import streams

router = Router()
MAX_OPEN_RECEIPTS = 20


def emergency(keys: list[str]) -> list[dict[str, str]]:
    """The configured emergency numbers of these keys, in order."""
    numbers: dict[str, str] = settings.EMERGENCY_NUMBERS
    return [{"key": key, "number": numbers[key]} for key in keys if key in numbers]


@router.get("/categories", response=schemas.CategoriesOut, auth=None)
@decorate_view(gzip_page)
def categories(request: HttpRequest, response: HttpResponse) -> Any:
    """The category tree in both languages. Cached by its ETag."""
    # Compressed, as private answers are not: nothing in it is a secret whose length could tell of it.
    items = [_category(row) for row in queries.categories().values() if row.active]
    tag = f'"{hashlib.sha256(repr(items).encode()).hexdigest()[:24]}"'
    if request.headers.get("If-None-Match", "").removeprefix("W/") == tag:
        return HttpResponseNotModified(headers={"ETag": tag})
    response["ETag"] = tag
    response["Cache-Control"] = "public, max-age=60"
    return {"items": items}


@router.post("/reports", response={200: schemas.FiledOut, 201: schemas.FiledOut})
def report(request: ActorRequest, payload: schemas.ReportIn) -> Status[dict[str, Any]]:
    """Report a concern, with or without an account. The same report sent again is answered again (200)."""
    body: dict[str, Any] = payload.dict(exclude={"lon", "lat", "contact", "people", "device"})
    draft = Draft(
        point=shapes.point(payload.lon, payload.lat),
        contact=Contact(**payload.contact.dict()),
        people=[person.dict(exclude_defaults=True) for person in payload.people],
        **body,
    )
    source = Source(address=client_address(request), device=payload.device)
    filed = actions.report_incident(request.auth, draft, source=source)
    return Status(200 if filed.repeated else 201, _filed(filed))


@router.get("/reports/similar", response=list[schemas.SimilarOut])
def similar(request: ActorRequest, category: str, lon: float, lat: float) -> list[dict[str, Any]]:
    """Open public reports of the same kind near by, to confirm instead of repeating."""
    now = timezone.now()
    found = queries.similar(category, shapes.point(lon, lat))
    return [
        {
            "id": row.public_id,
            "category": row.category_id,
            "state_label": wording.public_key(row.state),
            "minutes_ago": (now - projections.public_time(row)) // timedelta(minutes=1),
            "distance_m": round(metres, -1),
        }
        for row, metres in found
    ]


@router.post("/reports/{public_id}/confirm", response=schemas.ConfirmedOut)
def confirm(request: ActorRequest, public_id: UUID) -> dict[str, int]:
    """Say "I see it too" of a publicly shown report. The id is the public one."""
    incident = actions.confirm(request.auth, public_id, source=client_address(request))
    return {"confirmations": incident.confirmation_count}


@router.get("/reports/mine", response=schemas.SnapshotOut)
def mine(request: ActorRequest) -> dict[str, Any]:
    """My reports, by account and by open receipts, with the positions of their streams."""
    with notifications_queries.snapshot():
        rows = list(queries.own_reports(request.auth))
        positions = notifications_queries.positions([streams.report(row.pk) for row in rows])
    items = [{"subject": projections.report_subject(row), "data": _projection(row)} for row in rows]
    return {"items": items, "positions": positions, "at": timezone.now()}


@router.get("/reports/{report_id}", response=schemas.ReportOut, by_alias=True)
def one(request: ActorRequest, report_id: UUID) -> dict[str, Any]:
    """My report with all its steps, messages and photos."""
    with notifications_queries.snapshot():
        incident = queries.own_report(request.auth, report_id)
        positions = notifications_queries.positions([streams.report(report_id)])
        return _report(request, incident) | {"positions": positions}


@router.post("/reports/{report_id}/read", response={204: None})
def read(request: ActorRequest, report_id: UUID) -> Status[None]:
    """I have read what the police wrote."""
    actions.mark_read(request.auth, report_id)
    return Status(204, None)


@router.post("/reports/{report_id}/messages", response={201: schemas.MessageOut}, by_alias=True)
def add_message(request: ActorRequest, report_id: UUID, payload: schemas.MessageIn) -> Status[dict[str, Any]]:
    """Write to the police about my report. The same id again is the same message."""
    message = actions.answer(request.auth, report_id, message_id=payload.id, text=payload.text)
    return Status(201, projections.message_item(message))


@router.post("/reports/{report_id}/withdraw", response=schemas.ReportOut, by_alias=True)
def withdraw(request: ActorRequest, report_id: UUID, payload: schemas.WithdrawIn) -> dict[str, Any]:
    """Take my report back, as long as no patrol is bound."""
    return _whole(request, actions.withdraw(request.auth, report_id, reason=payload.reason))


@router.post("/reports/{report_id}/contest", response=schemas.ReportOut, by_alias=True)
def contest(request: ActorRequest, report_id: UUID, payload: schemas.ContestIn) -> dict[str, Any]:
    """Say that my ended report is not settled."""
    return _whole(request, actions.contest(request.auth, report_id, text=payload.text))


@router.post("/reports/{report_id}/photos", response={201: schemas.PhotoOut})
def add_photo(
    request: ActorRequest, report_id: UUID, payload: Form[schemas.PhotoIn], photo: File[UploadedFile]
) -> Status[dict[str, Any]]:
    """Add a photo (JPEG, PNG, WebP, HEIC; 12 MB) to my report. The same photo_id again is the same photo.

    Whoever sent an anonymous report may add to it by its `retry_secret`, without opening its receipt.
    """
    reporter = actions.reporter_of(request.auth, report_id, payload.retry_secret)
    added = actions.add_photo(
        reporter, report_id, photo_id=payload.photo_id, upload=photo, size=photo.size or 0
    )
    return Status(201, photo_out(added))


@router.get("/photos/{photo_id}/{size}.jpg", response={200: bytes})
def photo_file(request: ActorRequest, photo_id: UUID, size: str) -> FileResponse:
    """A photo, to its reporter and the police of its area: `full` or `thumb`."""
    photo = queries.photo_for(request.auth, photo_id)
    find = {"full": media.full_path, "thumb": media.thumb_path}.get(size)
    path = find(Path(settings.MEDIA_ROOT), photo.name) if find else None
    if path is None or not path.is_file():
        raise NotFound
    answer = FileResponse(path.open("rb"), content_type="image/jpeg", filename=f"{photo_id}.jpg")
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


@router.post("/receipts/open", response=schemas.OpenedOut)
def open_receipt(request: ActorRequest, payload: schemas.WordsIn) -> dict[str, UUID]:
    """Open a report with the ten words of its receipt; it stays open in this session."""
    report_id = actions.open_receipt(payload.words, source=client_address(request))
    opened: list[str] = request.session.get(RECEIPTS_KEY, [])
    if str(report_id) not in opened:
        request.session.cycle_key()
        request.session[RECEIPTS_KEY] = [*opened, str(report_id)][-MAX_OPEN_RECEIPTS:]
    return {"report_id": report_id}


@router.post("/receipts/close", response={204: None})
def close_receipts(request: ActorRequest) -> Status[None]:
    """Close all receipts of this session; open screens lose them at once."""
    if request.session.pop(RECEIPTS_KEY, None):
        actions.forget_receipts(request.session.session_key)
    return Status(204, None)


def photo_out(photo: Photo) -> dict[str, Any]:
    """A photo on the wire."""
    base = f"/api/v1/photos/{photo.pk}"
    return {
        "id": photo.pk,
        "width": photo.width,
        "height": photo.height,
        "full": f"{base}/full.jpg",
        "thumb": f"{base}/thumb.jpg",
    }


def _category(row: Category) -> dict[str, Any]:
    fields = [name for name in schemas.CategoryOut.model_fields if name not in {"parent", "emergency"}]
    values = {name: getattr(row, name) for name in fields}
    return values | {"parent": row.parent_id, "emergency": emergency(row.emergency)}


def _filed(filed: Filed) -> dict[str, Any]:
    incident, category = filed.incident, filed.category
    language = translation.get_language() or "uk"
    response = category.response_en if language.startswith("en") else category.response_uk
    urgent = Severity(incident.severity).rank >= Severity.HIGH.rank
    return {
        "id": incident.pk,
        "reference": incident.reference,
        "receipt": filed.words,
        "state": wording.public_key(incident.state),
        "public_label": wording.label(incident.state, language),
        "next_step": wording.next_step(response, urgent=urgent),
        "emergency": emergency(category.emergency or ["police", "general"]),
        "photos_left": media.MAX_PHOTOS - incident.photo_count,
    }


def _projection(incident: Incident) -> dict[str, Any]:
    return projections.report(incident, list(incident.steps.all()), list(incident.messages.all()))


def _whole(request: ActorRequest, incident: Incident) -> dict[str, Any]:
    positions = notifications_queries.positions([streams.report(incident.pk)])
    return _report(request, incident) | {"positions": positions}


def _report(request: ActorRequest, incident: Incident) -> dict[str, Any]:
    photos = list(incident.photos.order_by("at"))
    left = media.MAX_PHOTOS - len(photos)
    steps = [projections.step_item(incident, step) for step in incident.steps.order_by("id")]
    return {
        **projections.report(incident, [], []),
        "description": incident.description,
        "message": steps[-1]["text"] if steps else "",
        "steps": steps,
        "messages": [projections.message_item(m) for m in incident.messages.order_by("at", "id")],
        "photos": [photo_out(photo) for photo in photos],
        "photos_left": left,
        "can": policies.reporter_can(request.auth, incident, photos_left=left),
        "place_label": incident.address or incident.place_label,
        "lon": incident.point.x,
        "lat": incident.point.y,
    }
