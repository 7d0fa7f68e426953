"""What the printed papers state, gathered from standings and the ledger."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from rosters import standings
from rosters.documents import Engagement, Given, Report, Service
from rosters.models import Brigade, HoursEntry, HoursKind, Member
from rosters.queries import hours, members
from rosters.recurrence import Interval


def service_of(member: Member) -> Service:
    """Everything of one membership: when it stood how, and what was given."""
    zone = ZoneInfo(member.brigade.time_zone)
    given = hours.totals(member.user_id, member.brigade_id)
    periods = [
        (
            row.state,
            row.during.lower.astimezone(zone).date(),
            row.during.upper.astimezone(zone).date() if row.during.upper else None,
        )
        for row in members.standings_of(member)
        if row.state in standings.BELONGING
    ]
    return Service(
        person=member.user.get_full_name(),
        brigade=member.brigade.name,
        founder=member.brigade.founder_name,
        place=member.brigade.station_name,
        periods=periods,
        minutes=list(given.minutes.items()),
        twice=given.twice,
        issued=_today(member.brigade),
    )


def engagement_of(entry: HoursEntry) -> Engagement:
    """One entry of the ledger, corrections counted."""
    zone = ZoneInfo(entry.brigade.time_zone)
    return Engagement(
        person=entry.user.get_full_name(),
        brigade=entry.brigade.name,
        founder=entry.brigade.founder_name,
        kind=entry.kind,
        start=entry.during.lower.astimezone(zone),
        end=entry.during.upper.astimezone(zone),
        minutes=hours.counted(entry),
        note=entry.note,
        issued=_today(entry.brigade),
    )


def report_of(brigade: Brigade, window: Interval) -> Report:
    """The brigade's period, by person."""
    zone = ZoneInfo(brigade.time_zone)
    order = [kind.value for kind in HoursKind]
    return Report(
        brigade=brigade.name,
        founder=brigade.founder_name,
        first=window.start.astimezone(zone).date(),
        last=(window.end - timedelta(microseconds=1)).astimezone(zone).date(),
        people=[
            Given(
                person.name,
                [person.minutes[k] for k in order],
                [person.times[k] for k in order],
                person.total,
            )
            for person in hours.report_of(brigade, window)
        ],
        issued=_today(brigade),
    )


def _today(brigade: Brigade) -> date:
    return timezone.now().astimezone(ZoneInfo(brigade.time_zone)).date()
