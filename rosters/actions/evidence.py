"""The scan behind a paper: uploaded by the person or the chief, read by these two alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Protocol, TypeVar
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actor import Actor
from core import audit, limits, pictures
from core.decisions import require
from core.errors import Busy, Invalid, NotFound, TooLarge
from rosters import media, policies
from rosters.models import EligibilityGate, Member, QualificationGrant
from rosters.queries import papers

AN_HOUR = 60
Paper = TypeVar("Paper", EligibilityGate, QualificationGrant)


class Upload(Protocol):
    """A file being uploaded, as far as it matters here."""

    def read(self, size: int = ..., /) -> bytes:
        """Up to so many bytes."""
        ...


def add_to_gate(actor: Actor, *, gate_id: UUID, upload: Upload) -> EligibilityGate:
    """Keep the scan of a gate's paper; a new one takes the place of the old.

    Raises: NotFound, TooMany, Busy, TooLarge (10 MB), Invalid (`evidence.kind`: neither PDF nor picture;
    `photo.*`).
    """
    name = _stored(actor, papers.gate_for(actor, gate_id)[1], upload)
    return _kept(actor, name, lambda: papers.gate_for(actor, gate_id, lock=True))


def add_to_grant(actor: Actor, *, grant_id: UUID, upload: Upload) -> QualificationGrant:
    """Keep the scan of a qualification's paper; a new one takes the place of the old.

    Raises as `add_to_gate`.
    """
    name = _stored(actor, papers.grant_for(actor, grant_id)[1], upload)
    return _kept(actor, name, lambda: papers.grant_for(actor, grant_id, lock=True))


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


def _stored(actor: Actor, member: Member, upload: Upload) -> str:
    """The name of the file on the disk. Pictures are decoded before a row is locked: it may take seconds."""
    require(policies.can_see_member(actor, member))
    bucket = f"rosters.evidence:{actor.id}"
    limits.draw(bucket, capacity=AN_HOUR, per_seconds=3600)
    data = upload.read(media.MAX_BYTES + 1)
    if len(data) > media.MAX_BYTES:
        raise TooLarge
    try:
        return media.store(data, Path(settings.MEDIA_ROOT))
    except pictures.PicturesBusy as fault:
        limits.give_back(bucket, capacity=AN_HOUR)
        raise Busy("photo.busy", retry_after=pictures.RETRY_SECONDS) from fault
    except pictures.PictureError as fault:
        if fault.code != "photo.unreadable":
            raise Invalid.field("file", pictures.words(fault.code), code=fault.code) from fault
        message = _("Please send a PDF, or a picture: JPEG, PNG, WebP or HEIC.")
        raise Invalid.field("file", message, code="evidence.kind") from fault


def _kept(actor: Actor, name: str, find: Callable[[], tuple[Paper, Member]]) -> Paper:
    """Put the file's name into the row. Where that is refused now, the file goes; so does the one before."""
    root = Path(settings.MEDIA_ROOT)
    try:
        with transaction.atomic():
            row, member = find()
            require(policies.can_see_member(actor, member))
            before, row.evidence = row.evidence, name
            row.save(update_fields=["evidence", "updated_at"])
            told = {"paper": str(row.pk), "kind": name.rpartition(".")[2]}
            audit.record(actor, "member.evidence_added", "member", member.pk, told)
            transaction.on_commit(lambda: media.remove(root, before))
    except BaseException:
        media.remove(root, name)
        raise
    return row


def _open(actor: Actor, row: EligibilityGate | QualificationGrant, member: Member) -> tuple[Path, str]:
    require(policies.can_see_member(actor, member))
    path = media.path_of(Path(settings.MEDIA_ROOT), row.evidence)
    if not row.evidence or not path.is_file():
        raise NotFound
    audit.record(actor, "member.evidence_read", "member", member.pk, {"paper": str(row.pk)})
    return path, media.content_type(row.evidence)
