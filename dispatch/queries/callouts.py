"""Call-outs and their logs, loaded whole: three statements whatever their length."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib.gis.db.models.functions import Distance
from django.contrib.gis.geos import Point
from django.contrib.gis.measure import D
from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.actor import Actor
from accounts.models import User
from core.errors import NotFound, NotSignedIn
from dispatch import calling, turnout
from dispatch.models import (
    OPEN_CALLOUTS,
    AirRaid,
    Answer,
    CallOut,
    CallOutMark,
    CallOutState,
    Page,
)
from dispatch.policies import callouts as policies
from dispatch.turnout import COMING, Answered, Board, Paged, Reply
from geo.models import Area


@dataclass(frozen=True, slots=True)
class Log:
    """Everything that happened to one call-out, in order. Pure from here on: the board follows from it."""

    callout: CallOut
    pages: tuple[Page, ...]
    answers: tuple[Answer, ...]
    marks: tuple[CallOutMark, ...]

    def until(self, number: int) -> Log:
        """The log as it was when the line of that number had been written."""
        return Log(
            self.callout,
            tuple(page for page in self.pages if page.number <= number),
            tuple(answer for answer in self.answers if answer.number <= number),
            tuple(mark for mark in self.marks if mark.number <= number),
        )

    @property
    def board(self) -> Board:
        """Who comes, and whether that is a crew."""
        return turnout.board(
            [paged_of(page) for page in self.pages],
            [answered_of(answer) for answer in self.answers],
            calling.seats_of(self.callout.seats),
        )

    @property
    def number(self) -> int:
        """Of its last line."""
        return max((row.number for rows in (self.pages, self.answers, self.marks) for row in rows), default=0)


def paged_of(page: Page) -> Paged:
    """A page as the board knows it."""
    return Paged(
        str(page.user_id), page.name, frozenset(page.skills), str(page.brigade_id), page.wave, page.at
    )


def answered_of(answer: Answer) -> Answered:
    """An answer as the board knows it."""
    return Answered(str(answer.user_id), Reply(answer.reply), answer.minutes, answer.at, answer.number)


def log_of(callout: CallOut) -> Log:
    """The whole log. Three statements."""
    return Log(
        callout,
        tuple(Page.objects.filter(callout=callout).order_by("number", "user_id")),
        tuple(Answer.objects.filter(callout=callout).order_by("number")),
        tuple(CallOutMark.objects.filter(callout=callout).order_by("number", "ordinal")),
    )


def _rows(*, lock: bool) -> QuerySet[CallOut]:
    rows = CallOut.objects.select_related("brigade")
    return rows.select_for_update(of=("self",)) if lock else rows


def callout_for(actor: Actor, callout_id: UUID, *, lock: bool = False) -> CallOut:
    """One visible call-out; with `lock` its row is held to the end of the transaction.

    Raises: NotSignedIn, NotFound (missing or hidden).
    """
    if not actor.is_person:
        raise NotSignedIn
    found = _rows(lock=lock).filter(policies.visible_callouts(actor), pk=callout_id).first()
    if found is None:
        raise NotFound
    return found


def callout_locked(callout_id: UUID, *, skip_locked: bool = False) -> CallOut | None:
    """The call-out for a job or a link; None where it is missing or, with `skip_locked`, held by somebody."""
    rows = CallOut.objects.select_related("brigade").select_for_update(of=("self",), skip_locked=skip_locked)
    return rows.filter(pk=callout_id).first()


def callout_of_page(callout_id: UUID, user_id: UUID) -> CallOut | None:
    """The call-out, if that person was paged for it."""
    rows = _rows(lock=False).filter(pk=callout_id, pages__user_id=user_id, pages__user__is_active=True)
    return rows.first()


def open_callout(incident_id: UUID, brigade_id: UUID) -> CallOut | None:
    """The call-out of this brigade to this incident that is proposed or running."""
    rows = CallOut.objects.filter(incident_id=incident_id, brigade_id=brigade_id, state__in=OPEN_CALLOUTS)
    return rows.select_related("brigade").first()


def open_of_brigade(brigade_id: UUID) -> list[CallOut]:
    """Its own call-outs that are proposed or running, oldest first."""
    rows = CallOut.objects.filter(brigade_id=brigade_id, state__in=OPEN_CALLOUTS).select_related("brigade")
    return list(rows.order_by("created_at", "id"))


def running_near(brigade_id: UUID, point: Point, now: datetime) -> CallOut | None:
    """The brigade's running call-out that may be to the same fire as this point: the nearest."""
    rows = CallOut.objects.filter(brigade_id=brigade_id, state=CallOutState.RUNNING)
    rows = rows.filter(started_at__gte=now - calling.SAME_FIRE_WITHIN)
    near = rows.filter(point__dwithin=(point, D(m=calling.SAME_FIRE_METRES)))
    return near.order_by(Distance("point", point), "id").first()


def past_of_brigade(brigade_id: UUID, *, limit: int = 50) -> list[CallOut]:
    """Its own call-outs that have ended, newest first."""
    rows = CallOut.objects.filter(brigade_id=brigade_id).exclude(state__in=OPEN_CALLOUTS)
    return list(rows.select_related("brigade").order_by("-created_at", "-id")[:limit])


def running_for(user_id: UUID) -> list[CallOut]:
    """Running call-outs the person was paged for, newest first."""
    paged = Page.objects.filter(user_id=user_id).values("callout_id")
    rows = CallOut.objects.filter(state=CallOutState.RUNNING, pk__in=paged).select_related("brigade")
    return list(rows.order_by("-created_at", "-id"))


def coming_to(user_id: UUID, *, but: UUID) -> list[UUID]:
    """Running call-outs that count on the person, but for this one, by id.

    Not where they were stood down, nor where the crew is back: nobody is awaited there.
    """
    rows = Answer.objects.filter(user_id=user_id, callout__state=CallOutState.RUNNING)
    last = rows.exclude(callout_id=but).order_by("callout_id", "-number").distinct("callout_id")
    said = [pk for pk, reply in last.values_list("callout_id", "reply") if reply in COMING]
    back = CallOutMark.objects.filter(callout_id__in=said, kind="back").values("callout_id")
    pages = Page.objects.filter(callout_id__in=said, user_id=user_id, stood_down_at__isnull=True)
    return sorted(set(pages.exclude(callout_id__in=back).values_list("callout_id", flat=True)))


def callouts_due(now: datetime, *, limit: int = 100) -> list[UUID]:
    """Call-outs that need a look, most overdue first."""
    due = Q(state__in=OPEN_CALLOUTS, deadline_at__lte=now) | Q(
        state=CallOutState.RUNNING, roll_call_at__lte=now
    )
    due |= Q(state=CallOutState.RUNNING, alarm_at__lte=now)
    return list(
        CallOut.objects.filter(due).order_by("deadline_at", "id").values_list("id", flat=True)[:limit]
    )


def raid_over(area_ids: Collection[UUID], now: datetime) -> AirRaid | None:
    """The longest-standing air-raid alert over one of these areas at that moment."""
    rows = AirRaid.objects.filter(area_id__in=list(area_ids), since__lte=now).select_related("area")
    return rows.filter(Q(until__isnull=True) | Q(until__gt=now)).order_by("since", "id").first()


def raids_over(area_ids: Collection[UUID]) -> list[AirRaid]:
    """Alerts that stand now over these areas."""
    rows = AirRaid.objects.filter(area_id__in=list(area_ids), until__isnull=True)
    return list(rows.select_related("area").order_by("since", "id"))


def raids_now() -> list[AirRaid]:
    """Alerts that stand now."""
    return list(AirRaid.objects.filter(until__isnull=True).select_related("area").order_by("since", "id"))


def areas_named(names: Collection[str]) -> dict[tuple[str, str], UUID]:
    """Areas valid now by kind and official name."""
    rows = Area.objects.filter(name__in=list(names), valid__contains=timezone.now())
    return {(kind, name): pk for pk, kind, name in rows.values_list("pk", "kind", "name")}


def names_of(user_ids: Collection[str]) -> dict[str, str]:
    """People's names by id."""
    return {str(user.pk): user.get_full_name() for user in User.objects.filter(pk__in=list(user_ids))}
