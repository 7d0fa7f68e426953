"""Members, their qualifications and gates: taken over from a table whole or not at all, and given out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts import queries as accounts_queries
from accounts.actor import Actor
from core import audit
from core.decisions import require
from core.errors import Conflict, Invalid
from rosters import policies, standings, tables
from rosters.actions import holes, papers, standing
from rosters.models import (
    Brigade,
    EligibilityGate,
    GateKind,
    Member,
    MemberKind,
    MemberState,
    Qualification,
    QualificationGrant,
)
from rosters.queries import brigades, export
from rosters.tables import Fault, Line


@dataclass(frozen=True, slots=True)
class Understood:
    """A line that can come over, and what it brings."""

    line: int
    email: str
    qualification: str
    gate: str
    joins: bool
    """The person becomes a member with it."""
    paper: str
    """`new`, `same` (it stood there already), or nothing where the line names none."""


@dataclass(slots=True)
class Carried:
    """What came over, or would."""

    lines: list[Understood] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    @property
    def members(self) -> int:
        """People who become members."""
        return sum(line.joins for line in self.lines)

    @property
    def grants(self) -> int:
        """Qualifications that were not known."""
        return sum(line.paper == "new" and not line.gate for line in self.lines)

    @property
    def gates(self) -> int:
        """Gates that were not known."""
        return sum(line.paper == "new" and bool(line.gate) for line in self.lines)

    @property
    def same(self) -> int:
        """Papers that stood there already."""
        return sum(line.paper == "same" for line in self.lines)


def import_members(actor: Actor, *, brigade_id: UUID, data: bytes, dry_run: bool = False) -> Carried:
    """Take over a table as `members.csv` gives it; the same table again changes nothing.

    People must have applied, which is their consent to be kept here: applicants become members with it; who
    is a member already keeps standing and kind. Whether an address is known otherwise is not told. A day
    counts whole in the brigade's zone. With `dry_run` nothing is kept, and faulty lines are
    told and not raised.

    Raises: NotFound, Refused, Invalid (no such table; faulty lines, which stand in `data["rows"]`; nothing
    is taken over then).
    """
    try:
        lines = list(tables.read(data))
    except tables.Unreadable as error:
        raise Invalid.field("file", _unreadable(error)) from error
    with transaction.atomic():
        brigade = brigades.brigade_for(actor, brigade_id, lock=True)
        require(policies.can_command(actor, brigade))
        done = _carry(actor, brigade, lines)
        if dry_run:
            transaction.set_rollback(True)
            return done
        if done.faults:
            raise _refusal(done.faults)
        counts = {"members": done.members, "grants": done.grants, "gates": done.gates}
        audit.record(actor, "brigade.members_imported", "brigade", brigade.pk, counts)
    return done


@transaction.atomic
def export_members(actor: Actor, *, brigade_id: UUID) -> bytes:
    """The brigade's people and papers as such a table; who took it out stands in the audit trail.

    Raises: NotFound, Refused.
    """
    brigade = brigades.brigade_for(actor, brigade_id)
    require(policies.can_command(actor, brigade))
    rows = export.members_table(brigade)
    audit.record(actor, "brigade.members_exported", "brigade", brigade.pk, {"lines": len(rows)})
    return tables.write(rows)


def _carry(actor: Actor, brigade: Brigade, lines: Iterable[Line | Fault]) -> Carried:
    done = Carried()
    known = {row.code: row for row in Qualification.objects.all()}
    lines = list(lines)
    emails = {line.email for line in lines if isinstance(line, Line) and line.email}
    holes.hold(filter(None, map(accounts_queries.id_of, emails)))
    for line in lines:
        found = line if isinstance(line, Fault) else _line(actor, brigade, line, known)
        if isinstance(found, Fault):
            done.faults.append(found)
        else:
            done.lines.append(found)
    return done


def _line(actor: Actor, brigade: Brigade, line: Line, known: dict[str, Qualification]) -> Understood | Fault:
    user_id = accounts_queries.id_of(line.email) if line.email else None
    if user_id is None:
        return Fault(line.line, "email", "person")
    member = brigades.member_of(user_id, brigade.pk)
    if member is None or member.state in policies.ENDED:
        return Fault(line.line, "email", "person")
    joins = member.state not in standings.BELONGING
    if joins:
        _enrol(actor, member, line)
    if line.qualification and line.qualification not in known:
        return Fault(line.line, "qualification", "qualification")
    paper: str | Fault = ""
    if line.qualification:
        paper = _grant(actor, user_id, line, known[line.qualification], brigade.time_zone)
    elif line.gate:
        paper = _gate(actor, user_id, line, GateKind(line.gate), brigade.time_zone)
    if isinstance(paper, Fault):
        return paper
    return Understood(line.line, line.email, line.qualification, line.gate, joins, paper)


def _enrol(actor: Actor, member: Member, line: Line) -> None:
    member.kind = MemberKind(line.kind or MemberKind.FIREFIGHTER)
    member.phone, member.languages = line.phone[:32], [one[:8] for one in line.languages][:10]
    member.travel_minutes = member.travel_minutes if line.travel_minutes is None else line.travel_minutes
    member.save(update_fields=["kind", "phone", "languages", "travel_minutes", "updated_at"])
    standing.set_state(actor, member, MemberState(line.state or MemberState.PROBATION), "import")


def _valid(line: Line, zone: str) -> DateTimeTZRange:
    assert line.valid_from is not None  # noqa: S101 - the reader has seen to it
    end = _midnight(line.valid_until + timedelta(days=1), zone) if line.valid_until else None
    return DateTimeTZRange(_midnight(line.valid_from, zone), end)


def _gate(actor: Actor, user_id: UUID, line: Line, kind: GateKind, zone: str) -> str | Fault:
    valid = _valid(line, zone)
    open_now = EligibilityGate.objects.filter(user_id=user_id, kind=kind, revoked_at=None)
    if _same_days(open_now, valid, zone):
        return "same"
    try:
        papers.write_gate(actor, user_id, kind, valid)
    except Conflict:
        return Fault(line.line, "valid_from", "overlap")
    return "new"


def _grant(actor: Actor, user_id: UUID, line: Line, qualification: Qualification, zone: str) -> str | Fault:
    valid = _valid(line, zone)
    held = QualificationGrant.objects.filter(user_id=user_id, qualification=qualification, revoked_at=None)
    if _same_days(held, valid, zone):
        return "same"
    try:
        papers.write_qualification(
            actor, user_id, qualification, valid, number=line.number, issuer=line.issuer
        )
    except Conflict:
        return Fault(line.line, "valid_from", "overlap")
    return "new"


def _same_days(
    rows: QuerySet[QualificationGrant] | QuerySet[EligibilityGate], valid: DateTimeTZRange, zone: str
) -> bool:
    """Whether a paper of these very days stands there: one that began in an evening is given out as a day."""
    days = export.days_of(valid, ZoneInfo(zone))
    return any(export.days_of(held, ZoneInfo(zone)) == days for held in rows.values_list("valid", flat=True))


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time.min, tzinfo=ZoneInfo(zone))


def _unreadable(error: tables.Unreadable) -> str:
    if error.columns:
        return _("These columns are missing: %(columns)s.") % {"columns": ", ".join(error.columns)}
    return _("The file cannot be read as a table (CSV, UTF-8).")


def told(faults: Iterable[Fault]) -> list[dict[str, object]]:
    """Faults in words, by line and column."""
    words = {
        "person": _("Nobody with this address belongs to this brigade or has applied to it."),
        "choice": _("This is not one of the choices."),
        "date": _("This is not a date (2026-12-31)."),
        "minutes": _("This is not a number of minutes."),
        "qualification": _("There is no such qualification."),
        "end": _("The end has to be after the beginning."),
        "two": _("A line names a qualification or a gate, not both."),
        "overlap": _("There is an entry for part of this time already. Revoke it, or begin where it ends."),
    }
    return [{"line": f.line, "column": f.column, "code": f.code, "message": words[f.code]} for f in faults]


def _refusal(faults: list[Fault]) -> Invalid:
    message = _("Nothing was taken over. Mend these lines and send the file again.")
    return Invalid("rosters.lines", message, data={"rows": told(faults)})
