"""HTTP doors to shifts, seats, offers and the solver."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from ninja import Query, Router, Status
from pydantic import AwareDatetime

from accounts.auth import ActorRequest
from core.decisions import require
from core.errors import Invalid
from rosters import policies, projections
from rosters.actions import moves, proposals, rota, seats, shifts, swaps, wishes
from rosters.coverage import Hour, Shortage
from rosters.models import ApartPair, RotaRun, Shift, ShiftRule, Swap
from rosters.queries import brigades
from rosters.queries import rota as rota_queries
from rosters.queries import shifts as shift_queries
from rosters.queries import wishes as wish_queries
from rosters.queries.crew import crew_seats
from rosters.recurrence import Interval
from rosters.schemas import rota as schemas

router = Router()
LONGEST_DAYS = 100


@router.get("/brigades/{brigade_id}/rota", response=schemas.RotaSnapshotOut)
def rota_of(
    request: ActorRequest, brigade_id: UUID, start: Query[AwareDatetime], end: Query[AwareDatetime]
) -> dict[str, Any]:
    """The brigade's shifts and people, with the stream position they are valid at."""
    return projections.rota_snapshot(request.auth, brigade_id, _window(start, end))


@router.get("/brigades/{brigade_id}/coverage", response=schemas.CoverageOut)
def coverage_of(
    request: ActorRequest, brigade_id: UUID, start: Query[AwareDatetime], end: Query[AwareDatetime]
) -> dict[str, Any]:
    """Hour by hour: would those who can come make a crew, and what would mend the hours that lack one?"""
    brigade = brigades.brigade_for(request.auth, brigade_id)
    require(policies.can_command(request.auth, brigade))
    seats_asked = crew_seats(brigade)
    found = rota_queries.coverage_of(brigade, _window(start, end), seats_asked)
    return {
        "seats": Counter(seat.needs for seat in seats_asked if seat.needs),
        "hours": [_hour(hour) for hour in found.hours],
        "shortages": [_shortage(one) for one in found.shortages],
    }


@router.get("/brigades/{brigade_id}/shift-rules", response=list[schemas.RuleOut])
def rules_of(request: ActorRequest, brigade_id: UUID) -> list[dict[str, Any]]:
    """The recurring shifts of the brigade."""
    brigade = brigades.brigade_for(request.auth, brigade_id)
    require(policies.can_command(request.auth, brigade))
    return [_rule(rule) for rule in shift_queries.rules_of(brigade)]


@router.post("/brigades/{brigade_id}/shift-rules", response={201: schemas.RuleOut})
def make_rule(request: ActorRequest, brigade_id: UUID, payload: schemas.RuleIn) -> Status[dict[str, Any]]:
    """Make a recurring shift."""
    return Status(201, _rule(shifts.write_rule(request.auth, brigade_id=brigade_id, draft=_draft(payload))))


@router.put("/brigades/{brigade_id}/shift-rules/{rule_id}", response=schemas.RuleOut)
def change_rule(
    request: ActorRequest, brigade_id: UUID, rule_id: UUID, payload: schemas.RuleIn
) -> dict[str, Any]:
    """Change a recurring shift; past and published shifts stay."""
    rule = shifts.write_rule(request.auth, brigade_id=brigade_id, draft=_draft(payload), rule_id=rule_id)
    return _rule(rule)


@router.post("/brigades/{brigade_id}/shift-rules/{rule_id}/end", response=schemas.RuleOut)
def end_rule(
    request: ActorRequest, brigade_id: UUID, rule_id: UUID, payload: schemas.EndRuleIn
) -> dict[str, Any]:
    """Let a recurring shift stop after a day."""
    rule = shifts.end_rule(request.auth, brigade_id=brigade_id, rule_id=rule_id, last=payload.last)
    return _rule(rule)


@router.post("/brigades/{brigade_id}/rota/publish", response=dict[str, int])
def publish(request: ActorRequest, brigade_id: UUID, payload: schemas.WindowIn) -> dict[str, int]:
    """Make the drafts of a window binding."""
    window = _window(payload.start, payload.end)
    done = shifts.publish(request.auth, brigade_id=brigade_id, start=window.start, end=window.end)
    return {"published": len(done)}


@router.post("/brigades/{brigade_id}/rota/runs", response={202: schemas.RunOut})
def ask_for_rota(
    request: ActorRequest, brigade_id: UUID, payload: schemas.RotaAskIn
) -> Status[dict[str, Any]]:
    """Have the open seats of a window filled by the solver, or its rota changed as little as can be."""
    window = _window(payload.start, payload.end)
    run = rota.ask_for_rota(
        request.auth,
        brigade_id=brigade_id,
        start=window.start,
        end=window.end,
        mode=payload.mode,
        exceptions=payload.exceptions,
    )
    return Status(202, _run(run))


@router.get("/brigades/{brigade_id}/rota/runs/latest", response=schemas.RunOut | None)
def latest_run(request: ActorRequest, brigade_id: UUID) -> dict[str, Any] | None:
    """The run to come back to after leaving the page: under way, or with a proposal nobody has used."""
    run = rota_queries.latest_run(request.auth, brigades.brigade_for(request.auth, brigade_id))
    return None if run is None else _run(run)


@router.get("/rota/runs/{run_id}", response=schemas.RunOut)
def rota_run(request: ActorRequest, run_id: UUID) -> dict[str, Any]:
    """How far a run is, and what it proposes."""
    return _run(rota_queries.run_for(request.auth, run_id))


@router.post("/rota/runs/{run_id}/cancel", response=schemas.RunOut)
def cancel_rota(request: ActorRequest, run_id: UUID) -> dict[str, Any]:
    """Stop computing; what was found so far stays as a proposal."""
    return _run(rota.cancel_rota(request.auth, run_id=run_id))


@router.post("/rota/runs/{run_id}/use", response=schemas.UsedOut)
def use_rota(request: ActorRequest, run_id: UUID) -> dict[str, Any]:
    """Put a proposal into its seats."""
    return proposals.use_rota(request.auth, run_id=run_id)


@router.get("/brigades/{brigade_id}/apart", response=list[schemas.PairOut])
def pairs_of(request: ActorRequest, brigade_id: UUID) -> list[dict[str, Any]]:
    """Who is never on duty at once with whom."""
    brigade = brigades.brigade_for(request.auth, brigade_id)
    require(policies.can_command(request.auth, brigade))
    return [_pair(pair) for pair in wish_queries.pairs_of(brigade)]


@router.post("/brigades/{brigade_id}/apart", response={201: list[schemas.PairOut]})
def keep_apart(
    request: ActorRequest, brigade_id: UUID, payload: schemas.PairIn
) -> Status[list[dict[str, Any]]]:
    """Never have these two on duty at once."""
    wishes.keep_apart(request.auth, brigade_id=brigade_id, user_ids=payload.user_ids)
    return Status(201, pairs_of(request, brigade_id))


@router.post("/apart/{pair_id}/end", response=list[schemas.PairOut])
def end_apart(request: ActorRequest, pair_id: UUID) -> list[dict[str, Any]]:
    """These two may be on duty at once again."""
    pair = wishes.end_apart(request.auth, pair_id=pair_id)
    return pairs_of(request, pair.brigade_id)


@router.post("/shifts/{shift_id}/sign-up", response=schemas.ShiftOut)
def sign_up(request: ActorRequest, shift_id: UUID) -> dict[str, Any]:
    """Take an open seat."""
    seats.sign_up(request.auth, shift_id=shift_id)
    return _shift(request, shift_id)


@router.post("/shifts/{shift_id}/assign", response=schemas.ShiftOut)
def assign(request: ActorRequest, shift_id: UUID, payload: schemas.DutyAssignIn) -> dict[str, Any]:
    """Put somebody on duty."""
    seats.assign(request.auth, shift_id=shift_id, **payload.dict())
    return _shift(request, shift_id)


@router.post("/shifts/{shift_id}/cancel", response=schemas.ShiftOut)
def cancel_shift(request: ActorRequest, shift_id: UUID, payload: schemas.RotaReasonIn) -> dict[str, Any]:
    """Call a shift off."""
    shifts.cancel_shift(request.auth, shift_id=shift_id, reason=payload.reason)
    return _shift(request, shift_id)


@router.post("/assignments/{assignment_id}/end", response=schemas.ShiftOut)
def unassign(request: ActorRequest, assignment_id: UUID, payload: schemas.RotaReasonIn) -> dict[str, Any]:
    """Take somebody off a duty."""
    shift = seats.unassign(request.auth, assignment_id=assignment_id, reason=payload.reason)
    return _shift(request, shift.pk)


@router.post("/assignments/{assignment_id}/move", response=schemas.ShiftOut)
def move_duty(request: ActorRequest, assignment_id: UUID, payload: schemas.DutyMoveIn) -> dict[str, Any]:
    """Move the holder of a duty to another shift, in one step; the shift moved to."""
    taken = moves.move_duty(request.auth, assignment_id=assignment_id, **payload.dict())
    return _shift(request, taken.shift_id)


@router.post("/assignments/{assignment_id}/offer", response=schemas.SwapOut)
def offer(request: ActorRequest, assignment_id: UUID, payload: schemas.OfferIn) -> Swap:
    """Offer my duty to others; it stays mine until somebody takes it."""
    return swaps.offer(request.auth, assignment_id=assignment_id, **payload.dict())


@router.post("/swaps/{swap_id}/withdraw", response=schemas.SwapOut)
def withdraw_offer(request: ActorRequest, swap_id: UUID) -> Swap:
    """Keep my duty after all."""
    return swaps.withdraw_offer(request.auth, swap_id=swap_id)


@router.post("/swaps/{swap_id}/take", response=schemas.ShiftOut)
def take(request: ActorRequest, swap_id: UUID, payload: schemas.TakeIn) -> dict[str, Any]:
    """Take an offered duty over, now; with what is asked for in return, both change hands at once."""
    assignment = swaps.take(request.auth, swap_id=swap_id, in_return=payload.in_return)
    return _shift(request, assignment.shift_id)


def _window(start: datetime, end: datetime) -> Interval:
    if not start < end:
        raise Invalid.field("end", _("The end has to be after the beginning."))
    if (end - start).days > LONGEST_DAYS:
        raise Invalid.field("end", _("That is too long a stretch at once."))
    return Interval(start, end)


def _shift(request: ActorRequest, shift_id: UUID) -> dict[str, Any]:
    shift: Shift = shift_queries.shift_for(request.auth, shift_id)
    return projections.shift_item(shift, shift_queries.crew_of(shift))


def _draft(payload: schemas.RuleIn) -> shifts.RuleDraft:
    return shifts.RuleDraft(
        name=payload.name,
        starts=payload.starts,
        ends=payload.ends,
        anchor=payload.anchor,
        cycle_days=payload.cycle_days,
        offsets=frozenset(payload.offsets),
        first=payload.first,
        last=payload.last,
        skipped=frozenset(payload.skipped),
        seats=[shifts.SeatDraft(seat.needs, seat.hard) for seat in payload.seats],
    )


def _rule(rule: ShiftRule) -> dict[str, Any]:
    needs = [
        (seat.needs.code if seat.needs else None, seat.hard) for seat in rule.seats.select_related("needs")
    ]
    names = ("id", "name", "starts", "ends", "anchor", "cycle_days", "offsets", "first", "last", "skipped")
    return {
        **{name: getattr(rule, name) for name in names},
        "seats": [{"needs": code, "hard": hard} for code, hard in needs],
    }


def _run(run: RotaRun) -> dict[str, Any]:
    return {
        "id": run.pk,
        "state": run.state,
        "mode": run.mode,
        "exceptions": run.exceptions,
        "start": run.during.lower,
        "end": run.during.upper,
        "progress": run.progress,
        "result": run.result,
    }


def _hour(hour: Hour) -> dict[str, Any]:
    return {
        "start": hour.interval.start,
        "viable": hour.crew.viable,
        "short": hour.crew.short,
        "present": hour.present,
        "unknown": hour.unknown,
        "able": dict(hour.able),
    }


def _pair(pair: ApartPair) -> dict[str, Any]:
    return {
        "id": pair.pk,
        "user_ids": (pair.one_id, pair.two_id),
        "names": (pair.one.get_full_name(), pair.two.get_full_name()),
    }


def _shortage(found: Shortage) -> dict[str, Any]:
    return {
        "start": found.interval.start,
        "end": found.interval.end,
        "gaps": [projections.gap_item(gap) for gap in found.gaps],
        "fixes": [
            {
                "user_id": fix.user_id,
                "name": fix.name,
                "skills": sorted(fix.skills, key=str),
                "obstacles": list(fix.obstacles),
            }
            for fix in found.fixes
        ],
    }
