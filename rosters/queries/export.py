"""Members and their qualifications as the lines of a table."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from core.ordering import alphabetical
from rosters import standings
from rosters.models import Brigade, Member, QualificationGrant
from rosters.queries import papers


def members_table(brigade: Brigade) -> list[list[object]]:
    """One line for each qualification that is not revoked; one for a member without any."""
    zone = ZoneInfo(brigade.time_zone)
    rows = Member.objects.select_related("user").filter(brigade=brigade, state__in=standings.BELONGING)
    people = list(rows.order_by(alphabetical("user__name"), "pk"))
    held: dict[object, list[QualificationGrant]] = {member.user_id: [] for member in people}
    for grant in papers.grants_of(member.user_id for member in people):
        if grant.revoked_at is None:
            held[grant.user_id].append(grant)
    found: list[list[object]] = []
    for member in people:
        papers_of = [_paper(grant, zone) for grant in held[member.user_id]] or [["", "", "", "", ""]]
        found += [_person(member) + paper for paper in papers_of]
    return found


def _person(member: Member) -> list[object]:
    languages = " ".join(member.languages)
    kind = "" if member.kind == "chief" else member.kind
    state = member.state if member.state != "leave" else ""
    name = member.user.get_full_name()
    return [member.user.email, name, kind, state, member.phone, member.travel_minutes, languages]


def _paper(grant: QualificationGrant, zone: ZoneInfo) -> list[object]:
    first = _day(grant.valid.lower, zone)
    last = _day(grant.valid.upper - timedelta(microseconds=1), zone) if grant.valid.upper else ""
    return [grant.qualification.code, first, last, grant.number, grant.issuer]


def _day(moment: datetime, zone: ZoneInfo) -> str:
    return moment.astimezone(zone).date().isoformat()
