"""A brigade of so many people for measurements of call-outs, moved by the product's own verbs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from uuid import UUID, uuid4, uuid5

SPACE = UUID("0192f0c1-0000-7000-8000-00000000f12e")
SKILL = "bench-driver"


@dataclass(frozen=True)
class Town:
    """The brigade, its chief first among its people, and how each comes in."""

    brigade_id: UUID
    people: list[UUID]
    cookies: list[str]
    streams: list[str]


def town(count: int, *, reply_seconds: int = 600) -> Town:
    """The brigade with so many able, available members: made when it is missing."""
    from django.core.management import call_command

    from bench import live_city
    from geo.models import Area

    call_command("sync_categories", verbosity=0)
    area = Area.objects.get(pk=live_city.beat_stream().partition(":")[2])
    brigade = _brigade(area, reply_seconds)
    known = live_city.officers(count)
    people = [uuid5(live_city.PEOPLE, str(number)) for number in range(count)]
    for number, user_id in enumerate(people):
        _enrol(brigade, user_id, area, chief=number == 0)
    return Town(brigade.pk, people, [cookie for cookie, _ in known], [stream for _, stream in known])


def _brigade(area, reply_seconds: int):  # type: ignore[no-untyped-def]
    from django.contrib.gis.geos import Point

    from notifications import actions as notifications
    from notifications import streams
    from rosters.models import Brigade, CrewRule, CrewRuleSeat, Qualification

    brigade, fresh = Brigade.objects.get_or_create(
        slug="bench-brigade",
        defaults={
            "name": "Bench",
            "founder_kind": "community",
            "founder_name": "Bench",
            "station_name": "Bench",
            "station": Point(28.45, 49.25, srid=4326),
            "area_ids": [area.pk],
        },
    )
    if fresh:
        skill, _ = Qualification.objects.get_or_create(
            code=SKILL, defaults={"name_uk": "Водій", "name_en": "Driver"}
        )
        rule = CrewRule.objects.create(brigade=brigade, category="", reply_seconds=reply_seconds)
        for needs in (skill, skill, None, None):
            CrewRuleSeat.objects.create(rule=rule, needs=needs)
        notifications.describe_stream(streams.brigade(brigade.pk), area_ids=[area.pk])
    return brigade


def _enrol(brigade, user_id: UUID, area, *, chief: bool) -> None:  # type: ignore[no-untyped-def]
    """Rows of an able member who can always come; every third drives."""
    from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

    from accounts.models import Grant
    from accounts.roles import Role, ScopeKind
    from rosters import ability
    from rosters.models import (
        EligibilityGate,
        Member,
        MemberKind,
        MemberState,
        Qualification,
        QualificationGrant,
        Standing,
        WeeklyPattern,
    )

    if Member.objects.filter(brigade=brigade, user_id=user_id).exists():
        return
    always = DateTimeTZRange(datetime(2020, 1, 1, tzinfo=UTC), None)
    kind = MemberKind.CHIEF if chief else MemberKind.FIREFIGHTER
    member = Member.objects.create(brigade=brigade, user_id=user_id, kind=kind, state=MemberState.ACTIVE)
    Standing.objects.create(member=member, state=MemberState.ACTIVE, during=always, changed_by="bench")
    for gate in ability.GATES:
        EligibilityGate.objects.create(user_id=user_id, kind=gate, valid=always, recorded_by="bench")
    if user_id.int % 3 == 0:
        skill = Qualification.objects.get(code=SKILL)
        QualificationGrant.objects.create(
            user_id=user_id, qualification=skill, valid=always, granted_by="bench"
        )
    WeeklyPattern.objects.create(
        user_id=user_id,
        time_zone="Europe/Kyiv",
        starts=time(0),
        ends=time(0),
        weekdays=list(range(7)),
        first=date(2020, 1, 6),
    )
    role = Role.BRIGADE_CHIEF if chief else Role.FIREFIGHTER
    Grant.objects.create(
        user_id=user_id,
        role=role,
        scope_kind=ScopeKind.BRIGADE,
        scope_id=str(brigade.pk),
        valid=always,
        granted_by="bench",
        area_ids=[str(area.pk)],
    )


def start(given: Town) -> str:
    """The chief calls the brigade out; the id."""
    from accounts.queries import actor_of
    from dispatch.actions import callout_starts
    from geo import shapes

    callout_id = uuid4()
    callout_starts.start_callout(
        actor_of(_person(given.people[0])),
        callout_id=callout_id,
        brigade_id=given.brigade_id,
        category="fire.building",
        place="Bench 1",
        point=shapes.point(28.45, 49.25),
    )
    return str(callout_id)


def answer(user_id: UUID, callout_id: str) -> None:
    """To the station in six minutes."""
    from accounts.queries import actor_of
    from dispatch.actions import callout_answers
    from dispatch.turnout import Reply

    callout_answers.answer(
        actor_of(_person(user_id)),
        callout_id=UUID(callout_id),
        answer_id=uuid4(),
        reply=Reply.STATION,
        minutes=6,
    )


def end(given: Town, callout_id: str) -> None:
    """Stand everybody down."""
    from accounts.queries import actor_of
    from dispatch.actions import callout_ends

    callout_ends.stand_down(actor_of(_person(given.people[0])), callout_id=UUID(callout_id))


def mailed_at(callout_id: str) -> list[datetime]:
    """When each page's e-mail was taken by the sender, of those that were."""
    from notifications.models import Channel, InboxItem

    rows = InboxItem.objects.filter(
        deliveries__alert_key=f"callout:{callout_id}",
        deliveries__channel=Channel.EMAIL,
        mailed_at__isnull=False,
    )
    return list(rows.values_list("mailed_at", flat=True))


def _person(user_id: UUID):  # type: ignore[no-untyped-def]
    from accounts.models import User

    return User.objects.get(pk=user_id)
