"""Duties that somebody held and can no longer fill: shown to the brigade and told to its chiefs at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from accounts import queries as accounts_queries
from notifications import actions as notifications
from rosters import matching
from rosters.actions import seats, time
from rosters.matching import Gap, Person
from rosters.models import Assignment, AssignmentState, Member, Shift, ShiftState
from rosters.queries import brigades, people, shifts
from rosters.wording import people as wording

Picture = dict[UUID, tuple[list[Person], tuple[Gap, ...]]]
"""Of each shift: who counts, and what is lacking."""


def hold(user_ids: Iterable[UUID], *, since: datetime | None = None) -> None:
    """Lock the shifts of all these people that end after `since` (now), and then the people, each in the
    order of their ids.

    Before a change of several people's papers in one transaction: taken person by person, these locks and
    those of a sign-up, which holds a shift and waits for a person, would close a circle.
    """
    ids = sorted(set(user_ids))
    ahead = Assignment.objects.filter(
        user_id__in=ids, state=AssignmentState.CONFIRMED, during__endswith__gt=since or timezone.now()
    )
    rows = Shift.objects.filter(pk__in=ahead.values("shift_id"))
    list(rows.select_for_update(no_key=True).order_by("pk").values_list("pk"))
    for user_id in ids:
        accounts_queries.person_locked(user_id)


def hold_before(member: Member) -> None:
    """Lock the brigade, and then as `hold` does, before a membership is locked to be ended: telling of a
    paper holds the shifts and waits for the membership.
    """
    brigades.hold_brigade(member.brigade_id)
    hold([member.user_id])


@contextmanager
def telling_holes(user_id: UUID) -> Iterator[None]:
    """Around a change of what a person may do: shows the shifts ahead it alters, and warns of new gaps.

    Locks those shifts and then the person, in the order in which sign-up does. Call it in a transaction.
    """
    _lock(user_id)
    before = _picture(_ahead(user_id))
    yield
    held = _ahead(user_id)
    after = _picture(held)
    name = accounts_queries.names_of([user_id]).get(user_id, "")
    for shift in held:
        if after[shift.pk] == before.get(shift.pk):
            continue
        seats.tell(shift)
        if _missing(after[shift.pk][1]) > _missing(before.get(shift.pk, ([], ()))[1]):
            warn(shift, name)
    time.tell_people(people.serving_memberships(user_id))


def warn(shift: Shift, name: str) -> None:
    """Tell the brigade's chiefs of a gap that has opened. Drafts are still in their hands."""
    if shift.state == ShiftState.PUBLISHED:
        words = wording.hole(name, shift.name, shift.day.isoformat(), shift.brigade_id)
        notifications.notify(brigades.chief_ids(shift.brigade_id), words)


def release_all(member: Member, reason: str) -> None:
    """Take a member off every duty ahead in this brigade, and warn of each."""
    held = Assignment.objects.filter(
        shift__brigade_id=member.brigade_id,
        user_id=member.user_id,
        state=AssignmentState.CONFIRMED,
        during__endswith__gt=timezone.now(),
    )
    for assignment in held.order_by("shift_id"):
        shift = shifts.whole_shifts().select_for_update(of=("self",), no_key=True).get(pk=assignment.shift_id)
        seats.release_seat(assignment, reason)
        seats.tell(shift)
        warn(shift, member.user.get_full_name())


def _lock(user_id: UUID) -> None:
    ids = [shift.pk for shift in _ahead(user_id)]
    list(Shift.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk").values_list("pk"))
    accounts_queries.person_locked(user_id)


def _ahead(user_id: UUID) -> list[Shift]:
    """Shifts not yet over in which the person holds a seat, in any brigade."""
    held = Assignment.objects.filter(
        user_id=user_id, state=AssignmentState.CONFIRMED, during__endswith__gt=timezone.now()
    )
    rows = shifts.whole_shifts().filter(pk__in=held.values("shift_id")).exclude(state=ShiftState.CANCELLED)
    return list(rows.order_by("during", "pk"))


def _picture(held: list[Shift]) -> Picture:
    by_brigade: dict[UUID, list[Shift]] = defaultdict(list)
    for shift in held:
        by_brigade[shift.brigade_id].append(shift)
    found: Picture = {}
    for mine in by_brigade.values():
        crews = shifts.crews_of(mine)
        for shift in mine:
            crew = crews[shift.pk]
            found[shift.pk] = (crew, matching.match(crew, shifts.seats_of(shift)).gaps)
    return found


def _missing(gaps: tuple[Gap, ...]) -> int:
    return sum(gap.count for gap in gaps)
