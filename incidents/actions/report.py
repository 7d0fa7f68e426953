"""Reporting a concern: the hot path. One transaction, few and large statements, one commit."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.actor import ANONYMOUS, Actor
from core import audit, jobs, limits
from core.errors import Conflict, Invalid, TooMany
from geo import queries as geo_queries
from geo.queries import Location
from incidents import cells, queries, receipts, spans
from incidents.actions import describing, inserting, telling
from incidents.actions.drafts import Draft, Filed, Source
from incidents.models import Category, HoldReason, Incident, Receipt, StatusChange
from incidents.workflow import State
from notifications import actions as notifications_actions
from notifications import streams
from notifications.streams import StreamEvent
from watch import queries as watch_queries

MAX_DESCRIPTION = 4000
FUTURE_TOLERANCE = timedelta(days=1)
"""A phone's clock may be this far ahead: such a time is taken as now, and the report is not refused."""
OLDEST = timedelta(days=365)
REFERENCE_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
REFERENCE_DRAWS = 5
GLOBAL_SHARDS = 16
"""The city-wide limit is drawn from one of so many buckets, so that reports do not queue behind one row."""


def report_incident(actor: Actor, draft: Draft, *, source: Source) -> Filed:
    """File a report, or answer again what was answered to the same report before.

    Whoever sends the same id with the same retry secret (or account) gets the same answer and makes no
    second report. Raises Invalid (`report.*`, `people.*`; `report.outside_area` with emergency numbers),
    Conflict for an id that is somebody else's, TooMany with emergency numbers.
    """
    category = queries.category(draft.category)
    _check(draft)
    describing.check(draft.people, draft.description, confirmed=draft.people_confirmed)
    named = actor.is_person and not draft.anonymous
    if not named and len(draft.retry_secret) < 16:
        message = _("This page has grown stale. Please reload it and try again.")
        raise Invalid.field("retry_secret", message, code="report.retry_secret")
    known = None if named else _known_report(actor)
    trusted = named or known is not None
    incident = _incident(actor, draft, category, *_place(draft), timezone.now(), named=named, trusted=trusted)
    buckets = _buckets(actor, source, known)
    try:
        return _file(actor, draft, category, buckets, incident, named=named)
    except TooMany as refusal:
        refusal.data["emergency"] = settings.EMERGENCY_NUMBERS
        raise


def _place(draft: Draft) -> tuple[Location, list[UUID]]:
    """What is known of the place, and the groups that watch it. Raises Invalid where nobody serves."""
    location = geo_queries.locate(draft.point)
    if location.beat_id is None:
        raise Invalid(
            "report.outside_area",
            _("Varta is not in use at this place yet. In danger call the emergency numbers."),
            data={"emergency": settings.EMERGENCY_NUMBERS},
        )
    return location, watch_queries.groups_covering(draft.point)


@transaction.atomic
def _file(
    actor: Actor,
    draft: Draft,
    category: Category,
    buckets: list[limits.Bucket],
    incident: Incident,
    *,
    named: bool,
) -> Filed:
    """One transaction: the report's own rows by one statement, all that follows from it by another."""
    numbers = None if named else receipts.derive(receipt_key(), draft.id, draft.retry_secret)
    digest = None if numbers is None else receipts.digest(receipt_key(), numbers)
    author = actor if named else ANONYMOUS
    if not _inserted(incident, digest, draft, author):
        return _repeat(actor, draft, category)
    if incident.reporter_id:
        notifications_actions.describe_stream(streams.report(incident.pk), user_id=incident.reporter_id)
    limits.draw_together(
        buckets,
        notifications_actions.recorded(_events(incident)),
        audit.line(author, "incident.reported", "incident", incident.pk, {"category": category.code}),
        jobs.deferred("dispatch.consider", [{"incident_id": str(incident.pk)}], queue=jobs.URGENT),
    )
    words = None if numbers is None else receipts.words(numbers, incident.language)
    return Filed(incident, category, words, repeated=False)


def _inserted(incident: Incident, digest: bytes | None, draft: Draft, author: Actor) -> bool:
    """Insert the report; False where its id is taken. A reference that is taken costs another draw only."""
    for _draw in range(REFERENCE_DRAWS):
        if inserting.insert_report(incident, digest, draft.contact, author):
            return True
        if Incident.objects.filter(pk=incident.pk).exists():
            return False
        incident.reference = new_reference()
    return False


def receipt_key() -> bytes:
    """The server's key under which receipts are derived and looked up."""
    key: str = settings.RECEIPT_KEY or settings.SECRET_KEY
    return key.encode()


def _incident(
    actor: Actor,
    draft: Draft,
    category: Category,
    location: Location,
    groups: list[UUID],
    now: datetime,
    *,
    named: bool,
    trusted: bool,
) -> Incident:
    """The row to insert, with who will see it already decided."""
    public = location.public_point
    due = now + timedelta(minutes=category.publication_delay_minutes) + _lot()
    assert location.beat_id is not None  # noqa: S101 the caller has refused other places
    incident = Incident(
        id=draft.id,
        public_id=uuid4(),
        reference=new_reference(),
        category=category,
        severity=category.severity,
        state=State.NEW,
        point=draft.point,
        accuracy_m=draft.accuracy_m,
        address=draft.address,
        place_label=location.label,
        area_name=queries.area_name(location.beat_id),
        area_ids=location.area_ids,
        group_ids=groups,
        beat_id=location.beat_id,
        public_point=public,
        public_radius_m=location.public_radius_m,
        cell=cells.cell_of(draft.point.x, draft.point.y),
        public_cell=cells.cell_of(public.x, public.y) if public else None,
        description=draft.description,
        people=list(draft.people),
        happened_from=min(draft.happened_at, now),
        happened_to=draft.happened_until and min(draft.happened_until, now),
        reported_at=now,
        updated_at=now,
        public_at=due if public else None,
        public_until=_last_step(due, category) + _lot() if public else None,
        hold_reason=HoldReason.FREE if trusted else HoldReason.FIRST_ANONYMOUS,
        reporter_id=actor.user_id if named else None,
        language=translation.get_language() or settings.LANGUAGE_CODE,
    )
    telling.settle(incident, now)
    # The public hears by the sweep alone, which also counts: one writer of counts, no queue behind a cell.
    incident.shown_publicly = False
    return incident


def _lot() -> timedelta:
    """What this report waits beyond its category's delay, even: its appearing does not tell when it came."""
    return timedelta(milliseconds=secrets.randbelow(settings.PUBLICATION_SPREAD_SECONDS * 1000 + 1))


def _last_step(due: datetime, category: Category) -> datetime:
    """The end of the category's days, on the first of its public time steps after them.

    Not so many days after the report came in: who sees it go would reckon back to the second. The caller
    draws a lot of its own for it, since the same lot twice would tell what it is.
    """
    step = timedelta(minutes=max(1, category.time_rounding_minutes))
    shown = spans.rounded(due, category.time_rounding_minutes)
    return shown + step + timedelta(days=category.public_days)


def _known_report(actor: Actor) -> UUID | None:
    """An earlier report of this browser that was read by the police and not rejected; its receipt is open."""
    if not actor.report_ids:
        return None
    earlier = Incident.objects.filter(pk__in=actor.report_ids, acknowledged_at__isnull=False)
    read = earlier.exclude(state__in=[State.REJECTED, State.WITHDRAWN])
    return read.order_by("pk").values_list("pk", flat=True).first()


def _events(incident: Incident) -> list[StreamEvent]:
    """What police, reporter and groups are told."""
    kind = "incident.reported"
    first = StatusChange(incident=incident, at=incident.reported_at, to_state=State.NEW, verb="report")
    groups = incident.group_ids if incident.shown_to_groups else []
    return [
        *telling.police_and_reporter(incident, kind, [first], []),
        *telling.to_groups(incident, kind, groups),
    ]


def _repeat(actor: Actor, draft: Draft, category: Category) -> Filed:
    """The first answer again, to the same reporter. Raises Conflict for anybody else."""
    known = Incident.objects.filter(pk=draft.id).first()
    receipt = Receipt.objects.filter(incident_id=draft.id).first()
    numbers = receipts.derive(receipt_key(), draft.id, draft.retry_secret)
    by_secret = receipt is not None and bytes(receipt.digest) == receipts.digest(receipt_key(), numbers)
    by_account = known is not None and actor.user_id is not None and known.reporter_id == actor.user_id
    if known is None or not (by_secret or by_account):
        raise Conflict("report.id", _("Please send this report again."))
    words = receipts.words(numbers, known.language) if by_secret else None
    return Filed(known, queries.categories().get(known.category_id, category), words, repeated=True)


def _buckets(actor: Actor, source: Source, known: UUID | None) -> list[limits.Bucket]:
    """What an hour's reports are drawn from: the city's bucket, and the sender's own or that of the address.

    Behind one address of a carrier may stand a whole village, so whoever the server itself knows, a person or
    the browser of a report that was read, draws on their own bucket alone. What a browser says of itself
    proves nothing: a named device narrows what its address may send and never widens it.
    """
    asked: dict[str, int] = settings.REPORT_LIMITS
    shard = secrets.randbelow(GLOBAL_SHARDS)
    buckets = [limits.Bucket(f"report-city:{shard}", -(-asked["city"] // GLOBAL_SHARDS), 3600)]
    if actor.is_person or known:
        own = actor.id if actor.is_person else f"report/{known}"
        buckets.append(limits.Bucket(f"report-sender:{own}", asked["device"], 3600))
    else:
        if source.address:
            buckets.append(limits.Bucket(f"report-address:{source.address}", asked["address"], 3600))
        if source.device:
            buckets.append(limits.Bucket(f"report-device:{source.device}", asked["device"], 3600))
    return [bucket for bucket in buckets if bucket.capacity > 0]


def new_reference() -> str:
    """A short name for the telephone, `K7M2-Q9D`: 35 random bits, no letters that look alike."""
    letters = [secrets.choice(REFERENCE_LETTERS) for _ in range(7)]
    return "".join(letters[:4]) + "-" + "".join(letters[4:])


def _check(draft: Draft) -> None:
    """Raise Invalid for words too long or a time that cannot be."""
    now = timezone.now()
    if len(draft.description) > MAX_DESCRIPTION:
        message = _("Please keep it under %(n)d characters.") % {"n": MAX_DESCRIPTION}
        raise Invalid.field("description", message, code="report.description")
    if "\x00" in draft.description:
        raise Invalid.field("description", _("This text holds a character that cannot be kept."))
    if draft.happened_at > now + FUTURE_TOLERANCE:
        raise Invalid.field("happened_at", _("This time is in the future."), code="report.future")
    if draft.happened_at < now - OLDEST:
        message = _("This was more than a year ago. Please go to the police directly.")
        raise Invalid.field("happened_at", message, code="report.too_old")
    if draft.happened_until is not None and draft.happened_until < draft.happened_at:
        message = _("The end is before the beginning.")
        raise Invalid.field("happened_until", message, code="report.until")
