"""HTTP doors to the scans of papers."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from django.http import FileResponse
from ninja import File, Router, Status
from ninja.files import UploadedFile

from accounts.auth import ActorRequest
from rosters.actions import evidence

router = Router()


@router.post("/gates/{gate_id}/evidence", response={204: None})
def add_to_gate(request: ActorRequest, gate_id: UUID, file: File[UploadedFile]) -> Status[None]:
    """Add the scan of a gate's paper: a PDF or a picture, 10 MB at most."""
    evidence.add_to_gate(request.auth, gate_id=gate_id, upload=file)
    return Status(204, None)


@router.get("/gates/{gate_id}/evidence", response={200: bytes})
def gate_file(request: ActorRequest, gate_id: UUID) -> FileResponse:
    """The scan of a gate's paper, for the person and the chief."""
    return _file(*evidence.read_gate(request.auth, gate_id=gate_id))


@router.post("/qualification-grants/{grant_id}/evidence", response={204: None})
def add_to_grant(request: ActorRequest, grant_id: UUID, file: File[UploadedFile]) -> Status[None]:
    """Add the scan of a qualification's paper: a PDF or a picture, 10 MB at most."""
    evidence.add_to_grant(request.auth, grant_id=grant_id, upload=file)
    return Status(204, None)


@router.get("/qualification-grants/{grant_id}/evidence", response={200: bytes})
def grant_file(request: ActorRequest, grant_id: UUID) -> FileResponse:
    """The scan of a qualification's paper, for the person and the chief."""
    return _file(*evidence.read_grant(request.auth, grant_id=grant_id))


def _file(path: Path, content_type: str) -> FileResponse:
    answer = FileResponse(
        path.open("rb"), as_attachment=True, content_type=content_type, filename=f"evidence{path.suffix}"
    )
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer
