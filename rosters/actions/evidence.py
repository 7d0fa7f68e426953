"""The scan behind a paper: uploaded by the person or the chief, read by these two alone."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actor import Actor
from core import audit, limits
from core.decisions import require
from core.errors import Invalid, NotFound, TooLarge
from rosters import media, policies
from rosters.models import EligibilityGate, Member, QualificationGrant
from rosters.queries import papers


class Upload(Protocol):
    """A file being uploaded, as far as it matters here."""

    def read(self, size: int = ..., /) -> bytes:
        """Up to so many bytes."""
        ...


def add_to_gate(actor: Actor, *, gate_id: UUID, upload: Upload) -> EligibilityGate:
    """Keep the scan of a gate's paper; a new one takes the place of the old.

    Raises: NotFound, TooMany, TooLarge (10 MB), Invalid (`evidence.kind`: neither PDF, JPEG nor PNG).
    """
    _draw(actor)
    with transaction.atomic():
        gate, member = papers.gate_for(actor, gate_id, lock=True)
        _keep(actor, gate, member, upload)
    return gate


def add_to_grant(actor: Actor, *, grant_id: UUID, upload: Upload) -> QualificationGrant:
    """Keep the scan of a qualification's paper; a new one takes the place of the old.

    Raises: NotFound, TooMany, TooLarge (10 MB), Invalid (`evidence.kind`: neither PDF, JPEG nor PNG).
    """
    _draw(actor)
    with transaction.atomic():
        grant, member = papers.grant_for(actor, grant_id, lock=True)
        _keep(actor, grant, member, upload)
    return grant


@transaction.atomic
def read_gate(actor: Actor, *, gate_id: UUID) -> tuple[Path, str]:
    """Path and content type of a gate's scan; the look is recorded. Raises NotFound."""
    gate, member = papers.gate_for(actor, gate_id)
    return _open(actor, gate, member)


@transaction.atomic
def read_grant(actor: Actor, *, grant_id: UUID) -> tuple[Path, str]:
    """Path and content type of a qualification's scan; the look is recorded. Raises NotFound."""
    grant, member = papers.grant_for(actor, grant_id)
    return _open(actor, grant, member)


def _draw(actor: Actor) -> None:
    limits.draw(f"rosters.evidence:{actor.id}", capacity=60, per_seconds=3600)


def _keep(actor: Actor, row: EligibilityGate | QualificationGrant, member: Member, upload: Upload) -> None:
    require(policies.can_see_member(actor, member))
    data = upload.read(media.MAX_BYTES + 1)
    if len(data) > media.MAX_BYTES:
        raise TooLarge
    kind = media.kind_of(data)
    if kind is None:
        raise Invalid.field("file", _("Please send a PDF, JPEG or PNG file."), code="evidence.kind")
    row.evidence = media.store(data, kind, Path(settings.MEDIA_ROOT))
    row.save(update_fields=["evidence", "updated_at"])
    audit.record(actor, "member.evidence_added", "member", member.pk, {"paper": str(row.pk), "kind": kind})


def _open(actor: Actor, row: EligibilityGate | QualificationGrant, member: Member) -> tuple[Path, str]:
    require(policies.can_see_member(actor, member))
    path = media.path_of(Path(settings.MEDIA_ROOT), row.evidence)
    if not row.evidence or not path.is_file():
        raise NotFound
    audit.record(actor, "member.evidence_read", "member", member.pk, {"paper": str(row.pk)})
    return path, media.content_type(row.evidence)
