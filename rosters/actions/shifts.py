"""Shift rules, the shifts they yield, publishing and cancelling.

Editing a rule changes what it will yield; shifts that are past or published stay as they are (R6).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actor import Actor
from core import audit, ids
from core.decisions import require
from core.errors import Conflict, Invalid, NotFound
from notifications import actions as notifications
from rosters import policies, projections, wording
from rosters.actions.seats import tell, void_offers
from rosters.models import (
    Assignment,
    AssignmentState,
    Brigade,
    Qualification,
    Shift,
    ShiftRule,
    ShiftRuleSeat,
    ShiftSeat,
    ShiftState,
)
from rosters.queries import brigades, roll
from rosters.queries import shifts as queries
from rosters.recurrence import Interval, Occurrence, Rule, expand

AHEAD = timedelta(weeks=10)
"""Shifts are made this far ahead, so that gaps show weeks before."""


@dataclass(frozen=True, slots=True)
class SeatDraft:
    """One seat a shift needs; `needs` is a qualification's code, None where anybody will do."""

    needs: str | None
    hard: bool = True


@dataclass(frozen=True, slots=True)
class RuleDraft:
    """A shift rule as the chief writes it."""

    name: str
    starts: time
    ends: time
    anchor: date
    cycle_days: int
    offsets: frozenset[int]
    first: date
    last: date | None
    skipped: frozenset[date]
    seats: Sequence[SeatDraft]


@transaction.atomic
def write_rule(actor: Actor, *, brigade_id: UUID, draft: RuleDraft, rule_id: UUID | None = None) -> ShiftRule:
    """Make or change a rule, and its drafts with it. Raises: NotFound, Refused, Invalid."""
    brigade = brigades.brigade_for(actor, brigade_id)
    require(policies.can_command(actor, brigade))
    _check(draft, brigade.time_zone)
    needs = _qualifications(draft.seats)
    fields = {
        "name": draft.name.strip()[:80],
        "time_zone": brigade.time_zone,
        "starts": draft.starts,
        "ends": draft.ends,
        "anchor": draft.anchor,
        "cycle_days": draft.cycle_days,
        "offsets": sorted(draft.offsets),
        "first": draft.first,
        "last": draft.last,
        "skipped": sorted(draft.skipped),
    }
    rule = _rule_of(brigade, rule_id) if rule_id else ShiftRule(brigade=brigade)
    for name, value in fields.items():
        setattr(rule, name, value)
    rule.save()
    rule.seats.all().delete()
    ShiftRuleSeat.objects.bulk_create(
        ShiftRuleSeat(rule=rule, needs=needs.get(seat.needs or ""), hard=seat.hard, order=order)
        for order, seat in enumerate(draft.seats)
    )
    audit.record(actor, "rota.rule_written", "brigade", brigade.pk, {"rule": str(rule.pk)})
    _drop_drafts(rule)
    make_shifts(rule, until=timezone.now() + AHEAD)
    return rule


@transaction.atomic
def end_rule(actor: Actor, *, brigade_id: UUID, rule_id: UUID, last: date) -> ShiftRule:
    """Let a rule yield nothing after `last`; its later drafts go. Raises: NotFound, Refused."""
    brigade = brigades.brigade_for(actor, brigade_id)
    require(policies.can_command(actor, brigade))
    rule = _rule_of(brigade, rule_id)
    rule.last = last
    rule.save(update_fields=["last", "updated_at"])
    audit.record(actor, "rota.rule_ended", "brigade", brigade.pk, {"rule": str(rule.pk)})
    _drop_drafts(rule)
    make_shifts(rule, until=timezone.now() + AHEAD)
    return rule


def make_shifts(rule: ShiftRule, *, until: datetime) -> int:
    """Write the drafts that the rule yields from now to `until` and that are not there; how many were made.

    Safe to run twice and at once: a shift is unique by rule and local day.
    """
    found = list(expand(pure_rule(rule), timezone.now(), until))
    known = set(rule.shifts.filter(day__in=[o.day for o in found]).values_list("day", flat=True))
    fresh = [o for o in found if o.day not in known]
    shifts = Shift.objects.bulk_create([_shift(rule, o) for o in fresh], ignore_conflicts=True)
    written = set(Shift.objects.filter(pk__in=[s.pk for s in shifts]).values_list("pk", flat=True))
    ShiftSeat.objects.bulk_create(
        ShiftSeat(shift_id=shift.pk, needs_id=seat.needs_id, hard=seat.hard, order=seat.order)
        for shift in shifts
        if shift.pk in written
        for seat in rule.seats.all()
    )
    drafts = list(queries.whole_shifts().filter(pk__in=written).order_by("during", "pk"))
    notifications.record_events([projections.shift_event(draft, "shift.drafted", []) for draft in drafts])
    return len(written)


@transaction.atomic
def keep_ahead() -> int:
    """Write the drafts that the passing of time has brought within reach; how many. A job's."""
    now = timezone.now()
    rules = ShiftRule.objects.select_for_update(of=("self",), no_key=True).filter(brigade__active=True)
    living = rules.exclude(last__lt=timezone.localdate(now) - timedelta(days=2)).order_by("pk")
    return sum(make_shifts(rule, until=now + AHEAD) for rule in living)


@transaction.atomic
def publish(actor: Actor, *, brigade_id: UUID, start: datetime, end: datetime) -> list[Shift]:
    """Make the drafts of a window that are not over binding, and tell everybody on them.

    Raises: NotFound, Refused.
    """
    brigade = brigades.brigade_for(actor, brigade_id)
    require(policies.can_command(actor, brigade))
    window = Interval(start, end)
    drafts = list(
        Shift.objects.select_for_update(of=("self",), no_key=True)
        .filter(brigade=brigade, during__overlap=roll.range_of(window), state=ShiftState.DRAFT)
        .filter(during__endswith__gt=timezone.now())
        .order_by("pk")
    )
    for shift in drafts:
        shift.state = ShiftState.PUBLISHED
        shift.save(update_fields=["state", "updated_at"])
        tell(shift, "shift.published")
    _tell_holders(drafts)
    audit.record(actor, "rota.published", "brigade", brigade.pk, {"shifts": len(drafts)})
    return drafts


@transaction.atomic
def cancel_shift(actor: Actor, *, shift_id: UUID, reason: str) -> Shift:
    """Call a shift off; everybody on it is told and free. Raises: NotFound, Refused, Conflict (begun)."""
    shift = queries.shift_for(actor, shift_id, lock=True)
    require(policies.can_command(actor, shift.brigade))
    if shift.during.lower <= timezone.now():
        raise Conflict("rosters.begun", _("This shift has begun already."))
    held = queries.held_of(shift)
    Assignment.objects.filter(pk__in=[a.pk for a in held]).update(
        state=AssignmentState.ENDED, ended_reason=reason[:160]
    )
    void_offers(held)
    was_public = shift.state == ShiftState.PUBLISHED
    shift.state = ShiftState.CANCELLED
    shift.save(update_fields=["state", "updated_at"])
    if was_public:
        told = wording.unassigned(shift.name, shift.day.isoformat())
        notifications.notify([a.user_id for a in held], told)
    audit.record(actor, "rota.cancelled", "shift", shift.pk)
    tell(shift, "shift.cancelled")
    return shift


def pure_rule(rule: ShiftRule) -> Rule:
    """The row as the pure rule that gives its meaning."""
    return Rule(
        zone=rule.time_zone,
        starts=rule.starts,
        ends=rule.ends,
        anchor=rule.anchor,
        cycle_days=rule.cycle_days,
        offsets=frozenset(rule.offsets),
        first=rule.first,
        last=rule.last,
        skipped=frozenset(rule.skipped),
    )


def _shift(rule: ShiftRule, occurrence: Occurrence) -> Shift:
    return Shift(
        id=ids.uuid7(),
        brigade_id=rule.brigade_id,
        rule=rule,
        name=rule.name,
        day=occurrence.day,
        during=roll.range_of(occurrence.interval),
        starts_label=rule.starts,
        ends_label=rule.ends,
    )


def _check(draft: RuleDraft, zone: str) -> None:
    if not draft.name.strip():
        raise Invalid.field("name", _("Give the shift a name."))
    if not draft.seats:
        raise Invalid.field("seats", _("A shift needs at least one seat."))
    try:
        Rule(
            zone,
            draft.starts,
            draft.ends,
            draft.anchor,
            draft.cycle_days,
            draft.offsets,
            draft.first,
            draft.last,
        )
    except ValueError as error:
        raise Invalid.field("offsets", str(error)) from error


def _qualifications(seats: Sequence[SeatDraft]) -> dict[str, Qualification]:
    wanted = {seat.needs for seat in seats if seat.needs}
    found = {q.code: q for q in Qualification.objects.filter(code__in=wanted)}
    missing = sorted(wanted - found.keys())
    if missing:
        raise Invalid.field("seats", _("There is no such qualification: %s.") % ", ".join(missing))
    return found


def _rule_of(brigade: Brigade, rule_id: UUID) -> ShiftRule:
    rule = ShiftRule.objects.select_for_update(no_key=True).filter(brigade=brigade, pk=rule_id).first()
    if rule is None:
        raise NotFound
    return rule


def _drop_drafts(rule: ShiftRule) -> None:
    """Drafts that nobody holds yet, from now on; the rest has become somebody's plan and stays."""
    drafts = Shift.objects.select_for_update(of=("self",), no_key=True).filter(
        rule=rule, state=ShiftState.DRAFT, during__startswith__gte=timezone.now()
    )
    locked = list(drafts.order_by("pk").values_list("pk", flat=True))
    free = Shift.objects.filter(pk__in=locked, assignments__isnull=True)
    gone = list(free.values_list("pk", flat=True))
    Shift.objects.filter(pk__in=gone).delete()
    notifications.record_events([projections.draft_dropped(rule.brigade_id, shift_id) for shift_id in gone])


def _tell_holders(shifts: Sequence[Shift]) -> None:
    confirmed = Assignment.objects.filter(shift__in=shifts, state=AssignmentState.CONFIRMED)
    for assignment in confirmed.select_related("shift"):
        told = wording.assigned(assignment.shift.name, assignment.shift.day.isoformat())
        notifications.notify([assignment.user_id], told)
