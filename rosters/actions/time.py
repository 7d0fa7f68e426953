"""What a person says about their own time: one tap, an evening, a holiday, the usual week."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actor import Actor
from core import audit, ids
from core.decisions import require
from core.errors import Conflict, Invalid, NotFound, NotSignedIn
from notifications import actions as notifications
from rosters import policies, projections
from rosters.models import AvailabilityException, Leave, Member, WeeklyPattern
from rosters.queries import brigades, people
from rosters.queries.roll import range_of
from rosters.recurrence import Interval
from rosters.wording import people as wording

LONGEST = timedelta(days=366)
LONGEST_KEPT = timedelta(days=7)
"""A phone is not without a network for longer; nor is a word said as long ago as somebody may claim."""


@transaction.atomic
def say(
    actor: Actor,
    *,
    available: bool,
    until: datetime,
    start: datetime | None = None,
    note: str = "",
    word_id: UUID | None = None,
    ago: timedelta = timedelta(0),
) -> AvailabilityException:
    """*I can* or *I can't* from `start` (the moment it was said) until `until`; of two words the one said
    later counts, whichever comes first.

    A word that was kept on a phone comes with the id it was given there, so that sent again it is one word,
    and with how long `ago` it was said: the phone's clock may be wrong, the time it has counted is not.

    Raises: NotSignedIn, Invalid, Conflict (somebody else's word has this id).
    """
    user_id = _own(actor)
    said_at = timezone.now() - min(max(ago, timedelta(0)), LONGEST_KEPT)
    during = _stretch(start or said_at, until)
    row, made = AvailabilityException.objects.get_or_create(
        id=word_id or ids.uuid7(),
        defaults={
            "user_id": user_id,
            "during": range_of(during),
            "available": available,
            "said_at": said_at,
            "note": note[:160],
        },
    )
    if row.user_id != user_id:
        raise Conflict("rosters.word_taken", _("Say it again: this was not kept."))
    if not made:
        return row
    audit.record(actor, "availability.said", "user", user_id, {"available": available})
    if not available and not _spoken_over(row):
        _warn(actor, user_id, during)
    _tell(user_id)
    return row


@transaction.atomic
def take_back(actor: Actor, *, word_id: UUID) -> AvailabilityException:
    """Let it be as if the word had not been said; twice is once. Raises: NotSignedIn, NotFound."""
    user_id = _own(actor)
    row = AvailabilityException.objects.select_for_update().filter(pk=word_id, user_id=user_id).first()
    if row is None:
        raise NotFound
    if row.taken_back_at is not None:
        return row
    row.taken_back_at = timezone.now()
    row.save(update_fields=["taken_back_at", "updated_at"])
    audit.record(actor, "availability.taken_back", "user", user_id)
    _tell(user_id)
    return row


@transaction.atomic
def take_leave(actor: Actor, *, start: datetime, until: datetime, reason: str = "") -> Leave:
    """Be away on leave. Raises: NotSignedIn, Invalid."""
    user_id = _own(actor)
    during = _stretch(start, until)
    row = Leave.objects.create(user_id=user_id, during=range_of(during), reason=reason[:160])
    audit.record(actor, "availability.leave", "user", user_id)
    _warn(actor, user_id, during)
    _tell(user_id)
    return row


@transaction.atomic
def end_leave(actor: Actor, *, leave_id: UUID) -> Leave:
    """Be back earlier, or not go at all. Raises: NotSignedIn, NotFound."""
    user_id = _own(actor)
    row = Leave.objects.select_for_update().filter(pk=leave_id, user_id=user_id, ended_at=None).first()
    if row is None:
        raise NotFound
    row.ended_at = timezone.now()
    row.save(update_fields=["ended_at", "updated_at"])
    audit.record(actor, "availability.leave_ended", "user", user_id)
    _tell(user_id)
    return row


@transaction.atomic
def set_week(
    actor: Actor,
    *,
    time_zone: str,
    first: date,
    pieces: Collection[tuple[time, time, frozenset[int]]],
) -> list[WeeklyPattern]:
    """Replace the usual week from `first` on: pieces of (start, end, weekdays with 0 for Monday).

    The past keeps the pattern it had. Raises: NotSignedIn, Invalid.
    """
    user_id = _own(actor)
    check_zone(time_zone)
    for _start, _end, weekdays in pieces:
        if not weekdays or not all(0 <= day <= 6 for day in weekdays):
            raise Invalid.field("pieces", _("Choose at least one day of the week."))
    mine = WeeklyPattern.objects.filter(user_id=user_id)
    mine.filter(first__gte=first).delete()
    mine.filter(last__isnull=True).update(last=first - timedelta(days=1))
    mine.filter(last__gte=first).update(last=first - timedelta(days=1))
    rows = WeeklyPattern.objects.bulk_create(
        WeeklyPattern(
            user_id=user_id,
            time_zone=time_zone,
            starts=starts,
            ends=ends,
            weekdays=sorted(weekdays),
            first=first,
        )
        for starts, ends, weekdays in pieces
    )
    audit.record(actor, "availability.week_set", "user", user_id, {"pieces": len(rows)})
    _tell(user_id)
    return rows


def _own(actor: Actor) -> UUID:
    if actor.user_id is None:
        raise NotSignedIn
    require(policies.can_say_availability(actor, actor.user_id))
    return actor.user_id


def _stretch(start: datetime, until: datetime) -> Interval:
    if until <= start:
        raise Invalid.field("until", _("The end has to be after the beginning."))
    if until - start > LONGEST:
        raise Invalid.field("until", _("That is more than a year."))
    return Interval(start, until)


def check_zone(name: str) -> None:
    """Raise Invalid where there is no such IANA zone."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise Invalid.field("time_zone", _("There is no such time zone.")) from error


def _spoken_over(word: AvailabilityException) -> bool:
    """Whether something said later, of the same time, was here first."""
    others = AvailabilityException.objects.filter(user_id=word.user_id, taken_back_at=None)
    return others.filter(said_at__gt=word.said_at, during__overlap=word.during).exists()


def _warn(actor: Actor, user_id: UUID, during: Interval) -> None:
    """Tell the chiefs of the published duties that this person holds and now cannot serve: the duty stays
    theirs until somebody takes it or the rota is planned anew. Once a day for each duty.
    """
    today = timezone.localdate().isoformat()
    for duty in people.duties_within(user_id, during):
        words = wording.absent(
            actor.label,
            duty.shift.name,
            duty.shift.day.isoformat(),
            duty.shift.brigade_id,
            dedupe=f"absent:{duty.pk}:{today}",
        )
        notifications.notify(brigades.chief_ids(duty.shift.brigade_id), words)


def _tell(user_id: UUID) -> None:
    """Show every brigade the person serves what is known now."""
    tell_people(people.serving_memberships(user_id))


def tell_people(members: Sequence[Member]) -> None:
    """Show each member's brigade what is known of them now, and note when that changes by itself.

    Of two changes at once the later one tells, counts on from the first and knows of both: the rows are
    locked before anything is read. Call it in a transaction, after all its locks on shifts and people.
    """
    events = []
    revs = people.hold_members(member.pk for member in members)
    for member in members:
        known = people.now_of(member.brigade_id, [member.user_id])[member.user_id]
        member.rev = revs[member.pk] + 1
        member.known_until = known.until
        member.save(update_fields=["rev", "known_until", "updated_at"])
        events.append(projections.person_event(member, known))
    notifications.record_events(events)


@transaction.atomic
def tell_what_time_changed() -> int:
    """Tell of those whose availability has changed by the clock alone; how many. A job's, every minute."""
    due = people.members_due(timezone.now())
    tell_people(due)
    return len(due)
