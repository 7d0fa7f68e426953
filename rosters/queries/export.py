"""Members, their qualifications and gates as the lines of a table."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from core.ordering import alphabetical
from rosters import standings
from rosters.models import Brigade, EligibilityGate, Member, QualificationGrant
from rosters.queries import papers


def members_table(brigade: Brigade) -> list[list[object]]:
    """One line for each gate and qualification that is not revoked; one for a member without any."""
    zone = ZoneInfo(brigade.time_zone)
    rows = Member.objects.select_related("user").filter(brigade=brigade, state__in=standings.BELONGING)
    people = list(rows.order_by(alphabetical("user__name"), "pk"))
    users = [member.user_id for member in people]
    held: dict[UUID, list[list[object]]] = defaultdict(list)
    for gate in papers.gates_of(users):
        if gate.revoked_at is None:
            held[gate.user_id].append(_gate(gate, zone))
    for grant in papers.grants_of(users):
        if grant.revoked_at is None:
            held[grant.user_id].append(_grant(grant, zone))
    return [
        _person(member) + paper
        for member in people
        for paper in held[member.user_id] or [["", "", "", "", "", ""]]
    ]


def days_of(valid: DateTimeTZRange, zone: ZoneInfo) -> tuple[str, str]:
    """The first and the last day of a paper, each counted whole; empty where it has none."""
    first = _day(valid.lower, zone) if valid.lower else ""
    return first, _day(valid.upper - timedelta(microseconds=1), zone) if valid.upper else ""


def _person(member: Member) -> list[object]:
    languages = " ".join(member.languages)
    kind = "" if member.kind == "chief" else member.kind
    state = member.state if member.state != "leave" else ""
    name = member.user.get_full_name()
    return [member.user.email, name, kind, state, member.phone, member.travel_minutes, languages]


def _gate(gate: EligibilityGate, zone: ZoneInfo) -> list[object]:
    return ["", gate.kind, *days_of(gate.valid, zone), "", ""]


def _grant(grant: QualificationGrant, zone: ZoneInfo) -> list[object]:
    return [grant.qualification.code, "", *days_of(grant.valid, zone), grant.number, grant.issuer]


def _day(moment: datetime, zone: ZoneInfo) -> str:
    return moment.astimezone(zone).date().isoformat()
