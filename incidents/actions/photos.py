"""Adding photographs to a report."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actor import Actor
from core import audit, limits, pictures
from core.decisions import require
from core.errors import Busy, Conflict, Invalid, TooLarge
from core.pictures import Upload
from incidents import media, policies, queries
from incidents.actions import telling
from incidents.actions.telling import Seen
from incidents.media import Stored
from incidents.models import Incident, Photo

PHOTOS_AN_HOUR = 20


def add_photo(actor: Actor, incident_id: UUID, *, photo_id: UUID, upload: Upload, size: int) -> Photo:
    """Add a picture to one's own report; the same `photo_id` again is the same photo.

    The picture is re-encoded before the row is locked, so that decoding holds up nobody. Raises NotFound,
    Conflict (withdrawn, id of another photo), TooLarge, TooMany, Busy and Invalid (`photo.*`).
    """
    known = _known(actor, incident_id, photo_id)
    if known is not None:
        return known
    if size > pictures.MAX_BYTES:
        message = _("This photo is over %(n)d megabytes.") % {"n": pictures.MAX_BYTES >> 20}
        raise TooLarge("photo.too_large", message)
    root = Path(settings.MEDIA_ROOT)
    stored = _stored(incident_id, upload, root)
    try:
        photo = _keep(actor, incident_id, photo_id, stored)
    except BaseException:
        media.remove(root, stored.name)
        raise
    if photo.name != stored.name:  # the same upload won a race
        media.remove(root, stored.name)
    return photo


def _stored(incident_id: UUID, upload: Upload, root: Path) -> Stored:
    """The picture on the disk. What was not even looked at is not counted against the report's hour."""
    bucket = f"report-photo:{incident_id}"
    limits.draw(bucket, capacity=PHOTOS_AN_HOUR, per_seconds=3600)
    try:
        return media.store(upload, root)
    except pictures.PicturesBusy as fault:
        limits.give_back(bucket, capacity=PHOTOS_AN_HOUR)
        raise Busy("photo.busy", retry_after=pictures.RETRY_SECONDS) from fault
    except pictures.PictureError as fault:
        raise Invalid.field("photo", pictures.words(fault.code), code=fault.code) from fault


def _known(actor: Actor, incident_id: UUID, photo_id: UUID) -> Photo | None:
    """The photo of an earlier try, after every check that needs no picture."""
    incident = queries.own_report(actor, incident_id)
    require(policies.can_talk(actor, incident))
    photo = Photo.objects.filter(pk=photo_id).first()
    if photo is not None and photo.incident_id != incident.pk:
        raise Conflict("photo.id")
    if photo is None and incident.photo_count >= media.MAX_PHOTOS:
        raise _full()
    return photo


@transaction.atomic
def _keep(actor: Actor, incident_id: UUID, photo_id: UUID, stored: Stored) -> Photo:
    incident = queries.own_report(actor, incident_id, lock=True)
    require(policies.can_talk(actor, incident))
    known = Photo.objects.filter(pk=photo_id, incident=incident).first()
    if known is not None:
        return known
    if incident.photo_count >= media.MAX_PHOTOS:
        raise _full()
    now = timezone.now()
    was = Seen.now(incident)
    photo = _made(incident, photo_id, stored, now)
    incident.photo_count += 1
    telling.write(incident, "incident.photo_added", was, now)
    audit.record(actor, "incident.photo_added", "incident", incident.pk, {"photo": str(photo_id)})
    return photo


def _made(incident: Incident, photo_id: UUID, stored: Stored, now: datetime) -> Photo:
    """The photo's row. Raises Conflict where another report took the id after it was looked for."""
    picture = {name: getattr(stored, name) for name in ("name", "width", "height", "size", "digest")}
    try:
        with transaction.atomic():
            return Photo.objects.create(id=photo_id, incident=incident, at=now, **picture)
    except IntegrityError as fault:
        raise Conflict("photo.id") from fault


def _full() -> Conflict:
    return Conflict("photo.full", _("A report can have %(n)d photos at most.") % {"n": media.MAX_PHOTOS})
