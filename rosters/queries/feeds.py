"""What a calendar feed shows: published shifts of a brigade, or one person's duties with those taken away."""

from __future__ import annotations

import hashlib
from datetime import timedelta

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.actor import Actor
from core.errors import NotFound, NotSignedIn
from rosters.calendar import Entry
from rosters.models import Assignment, AssignmentState, CalendarToken, Member, Shift, ShiftState
from rosters.policies import SERVING
from rosters.queries import shifts as shift_queries
from rosters.queries.roll import range_of
from rosters.recurrence import Interval

PAST, AHEAD = timedelta(days=60), timedelta(days=180)


def token_hash(token: str) -> bytes:
    """What is kept of a feed's secret: it has 256 random bits, so a plain hash is enough."""
    return hashlib.sha256(token.encode()).digest()


def feeds_of(actor: Actor) -> list[CalendarToken]:
    """The actor's feeds that stand, newest first. Raises NotSignedIn."""
    if actor.user_id is None:
        raise NotSignedIn
    rows = CalendarToken.objects.select_related("brigade").filter(user_id=actor.user_id, revoked_at=None)
    return list(rows.order_by("-created_at", "pk"))


def open_token(token: str) -> CalendarToken:
    """The live token of a feed's address. Raises NotFound for unknown, revoked and no longer entitled."""
    row = (
        CalendarToken.objects.select_related("user", "brigade")
        .filter(token_hash=token_hash(token), revoked_at=None, user__is_active=True)
        .first()
    )
    if row is None:
        raise NotFound
    serves = Member.objects.filter(user_id=row.user_id, state__in=SERVING)
    if row.brigade_id is not None and not serves.filter(brigade_id=row.brigade_id).exists():
        raise NotFound
    return row


def entries(token: CalendarToken) -> tuple[str, list[Entry]]:
    """The feed's name and events, in its reader's language."""
    with translation.override(token.user.language):
        if token.brigade is not None:
            shifts = shift_queries.shifts_of(
                token.brigade, _window(), [ShiftState.PUBLISHED, ShiftState.CANCELLED]
            )
            return token.brigade.name, [_of_shift(shift) for shift in shifts]
        return _("My duties"), [_of_assignment(a) for a in _own(token)]


def _window() -> Interval:
    now = timezone.now()
    return Interval(now - PAST, now + AHEAD)


def _own(token: CalendarToken) -> list[Assignment]:
    """The person's duties on published or cancelled shifts, the latest of each shift."""
    rows = (
        Assignment.objects.select_related("shift__brigade", "seat__needs")
        .filter(user=token.user, during__overlap=range_of(_window()))
        .exclude(shift__state=ShiftState.DRAFT)
        .order_by("shift_id", "-created_at", "-pk")
        .distinct("shift_id")
    )
    return sorted(rows, key=lambda a: a.during.lower)


def _of_shift(shift: Shift) -> Entry:
    held = shift_queries.held_of(shift)
    return _entry(
        shift,
        uid=f"shift-{shift.pk}",
        title=f"{shift.name} · {len(held)}/{len(shift.seats.all())}",
        details=", ".join(a.user.get_full_name() for a in held),
        cancelled=shift.state == ShiftState.CANCELLED,
    )


def _of_assignment(assignment: Assignment) -> Entry:
    shift = assignment.shift
    needs = assignment.seat.needs
    skill = "" if needs is None else needs.name_uk if translation.get_language() == "uk" else needs.name_en
    ended = assignment.state != AssignmentState.CONFIRMED or shift.state == ShiftState.CANCELLED
    return _entry(
        shift,
        uid=f"duty-{shift.pk}-{assignment.user_id}",
        title=f"{shift.name} · {shift.brigade.name}",
        details=skill,
        cancelled=ended,
    )


def _entry(shift: Shift, *, uid: str, title: str, details: str, cancelled: bool) -> Entry:
    return Entry(
        uid=f"{uid}@{settings.CALENDAR_DOMAIN}",
        sequence=shift.sequence,
        start=shift.during.lower,
        end=shift.during.upper,
        title=title,
        details=details,
        place=shift.brigade.station_name,
        changed=shift.updated_at,
        cancelled=cancelled,
    )
