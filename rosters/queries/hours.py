"""The ledger of hours, by person and by brigade, and training sessions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Exists, OuterRef, Sum
from django.utils import timezone

from accounts import queries as accounts_queries
from accounts.actor import Actor
from core.errors import NotFound, NotSignedIn
from core.ordering import alphabetical, by_alphabet
from rosters import policies, reckoning
from rosters.models import (
    Assignment,
    AssignmentState,
    Brigade,
    HoursEntry,
    HoursKind,
    Member,
    ShiftState,
    TrainingSession,
)
from rosters.queries import brigades
from rosters.queries.roll import interval_of, range_of
from rosters.reckoning import Given
from rosters.recurrence import Interval


def duties_to_record(*, limit: int = 500) -> Sequence[Assignment]:
    """Duties of published shifts that are over and that the ledger lacks, oldest first."""
    entered = HoursEntry.objects.filter(
        user_id=OuterRef("user_id"), kind=HoursKind.DUTY, source_id=OuterRef("pk"), corrects=None
    )
    rows = Assignment.objects.filter(
        state=AssignmentState.CONFIRMED,
        shift__state=ShiftState.PUBLISHED,
        during__endswith__lte=timezone.now(),
    )
    return list(rows.exclude(Exists(entered)).select_related("shift").order_by("during")[:limit])


def entry_for(actor: Actor, entry_id: UUID, *, lock: bool = False) -> HoursEntry:
    """An original entry: one's own, or of a brigade the actor commands. Raises NotFound, NotSignedIn."""
    rows = HoursEntry.objects.select_related("brigade", "user").filter(pk=entry_id, corrects=None)
    entry = (rows.select_for_update(of=("self",)) if lock else rows).first()
    if not actor.is_person:
        raise NotSignedIn
    if entry is None:
        raise NotFound
    if entry.user_id != actor.user_id and not policies.can_command(actor, entry.brigade):
        raise NotFound
    return entry


def counted(entry: HoursEntry) -> int:
    """The minutes an entry counts for, corrections included."""
    more = HoursEntry.objects.filter(corrects=entry).aggregate(total=Sum("minutes"))["total"] or 0
    return entry.minutes + int(more)


def own_lines(user_id: UUID, *, limit: int = 500) -> list[HoursEntry]:
    """A person's lines in all brigades, newest first."""
    rows = HoursEntry.objects.filter(user_id=user_id).select_related("brigade")
    return list(rows.order_by("-during", "pk")[:limit])


@dataclass(slots=True)
class Reckoned:
    """What ledger lines of one person come to: minutes and times by kind, and together."""

    minutes: dict[str, int] = field(default_factory=lambda: dict.fromkeys(HoursKind.values, 0))
    times: dict[str, int] = field(default_factory=lambda: dict.fromkeys(HoursKind.values, 0))
    twice: int = 0
    """Minutes that stand under two lines, since both were at that time."""

    @property
    def total(self) -> int:
        """All minutes, each instant once."""
        return sum(self.minutes.values()) - self.twice

    def add(self, lines: Iterable[HoursEntry]) -> None:
        """Count these, which are all of the person's."""
        given: dict[UUID, list[HoursEntry]] = defaultdict(list)
        for line in lines:
            self.minutes[line.kind] += line.minutes
            self.times[line.kind] += line.corrects_id is None
            given[line.corrects_id or line.pk].append(line)
        self.twice = reckoning.counted_twice(_given(mine) for mine in given.values())


@dataclass(slots=True)
class PersonHours(Reckoned):
    """What one person gave in a period."""

    user_id: UUID = field(kw_only=True)
    name: str = field(kw_only=True)


def _given(mine: Sequence[HoursEntry]) -> Given:
    """An entry and its corrections, as one."""
    original = next((line for line in mine if line.corrects_id is None), mine[0])
    return Given(interval_of(original.during), original.minutes, sum(line.minutes for line in mine))


def totals(user_id: UUID, brigade_id: UUID | None = None) -> Reckoned:
    """What a person has given to one brigade, or to all."""
    rows = HoursEntry.objects.filter(user_id=user_id)
    found = Reckoned()
    found.add(rows.filter(brigade_id=brigade_id) if brigade_id else rows)
    return found


def report_of(brigade: Brigade, window: Interval) -> list[PersonHours]:
    """Everybody who serves, those at zero included, and everybody who gave hours in the period, by name.

    An entry belongs to the period in which it began.
    """
    serving = Member.objects.filter(brigade=brigade, state__in=policies.SERVING)
    people = set(serving.values_list("user_id", flat=True))
    lines = HoursEntry.objects.filter(brigade=brigade, during__startswith__gte=window.start).filter(
        during__startswith__lt=window.end
    )
    by_user: dict[UUID, list[HoursEntry]] = defaultdict(list)
    for line in lines:
        by_user[line.user_id].append(line)
    names = accounts_queries.names_of(people | by_user.keys())
    found = [PersonHours(user_id=user_id, name=names.get(user_id, "")) for user_id in people | by_user.keys()]
    for person in found:
        person.add(by_user[person.user_id])
    return sorted(found, key=lambda person: (by_alphabet(person.name), str(person.user_id)))


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """An original entry with whose it is, what it counts for now, and how it came to that."""

    entry: HoursEntry
    name: str
    corrections: Sequence[HoursEntry]

    @property
    def counts(self) -> int:
        """Its minutes, corrections included."""
        return self.entry.minutes + sum(line.minutes for line in self.corrections)


def ledger_of(brigade: Brigade, window: Interval, user_id: UUID | None = None) -> list[LedgerLine]:
    """The brigade's entries that began in the window, newest first, of everybody or of one person."""
    rows = HoursEntry.objects.filter(
        brigade=brigade, during__startswith__gte=window.start, during__startswith__lt=window.end
    ).select_related("user")
    rows = rows.filter(user_id=user_id) if user_id else rows
    corrections: dict[UUID | None, list[HoursEntry]] = defaultdict(list)
    for line in rows.filter(corrects__isnull=False).order_by("created_at", "pk"):
        corrections[line.corrects_id].append(line)
    originals = rows.filter(corrects=None).order_by("-during", alphabetical("user__name"), "pk")
    return [LedgerLine(one, one.user.get_full_name(), corrections[one.pk]) for one in originals]


def session_for(actor: Actor, session_id: UUID, *, lock: bool = False) -> TrainingSession:
    """A training session of a brigade the actor may see. Raises NotFound."""
    rows = TrainingSession.objects.select_related("grants")
    session = (rows.select_for_update(of=("self",)) if lock else rows).filter(pk=session_id).first()
    if session is None:
        raise NotFound
    session.brigade = brigades.brigade_for(actor, session.brigade_id)
    return session


def sessions_of(brigade: Brigade, window: Interval) -> list[TrainingSession]:
    """The brigade's sessions that touch the window, in order, with who was there."""
    rows = TrainingSession.objects.filter(brigade=brigade, during__overlap=range_of(window))
    return list(rows.select_related("grants").prefetch_related("attendance__user").order_by("during"))
