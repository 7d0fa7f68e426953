"""Call-outs as they are read: boards, lists, replay, and one person's own part."""

from __future__ import annotations

from collections import Counter
from typing import Any
from uuid import UUID

from django.utils import timezone

from accounts.actor import Actor
from dispatch.models import CallOut, CallOutMark
from dispatch.policies import callouts as policies
from dispatch.projections import callouts as projections
from dispatch.projections.raids import raid_item
from dispatch.projections.reports import past_out
from dispatch.queries import callouts as queries
from dispatch.queries import intervals
from dispatch.queries.callouts import Log
from notifications import queries as notifications
from notifications import streams
from rosters.queries import brigades, water

NOT_ELIGIBLE = frozenset({"support", "standing", "inactive"})
BUSY = frozenset({"on_duty_elsewhere", "on_call_out"})
WATER = 8
WATER_WITHIN_M = 3_000


def board_snapshot(actor: Actor, callout_id: UUID) -> dict[str, Any]:
    """The whole board and the stream position it is valid at. Raises NotFound."""
    with notifications.snapshot():
        callout = queries.callout_for(actor, callout_id)
        log = queries.log_of(callout)
        return {
            "positions": notifications.positions([streams.callout(callout.pk)]),
            "items": _listed(projections.callout_items(log)),
            "at": timezone.now(),
            "water": water_near(callout),
            **own_part(actor, log),
        }


def water_near(callout: CallOut) -> list[dict[str, Any]]:
    """The nearest water to the place, nearest first; nothing where only words say where it is."""
    if callout.point is None:
        return []
    found = water.near(callout.point.x, callout.point.y, limit=WATER, metres=WATER_WITHIN_M)
    return [
        {
            "id": source.pk,
            "kind": source.kind,
            "label": source.label,
            "condition": source.condition,
            "flow_l_min": source.flow_l_min,
            "volume_m3": source.volume_m3,
            "lon": source.point.x,
            "lat": source.point.y,
            "metres": round(source.away.m),  # type: ignore[attr-defined]
        }
        for source in found
    ]


def own_part(actor: Actor, log: Log) -> dict[str, Any]:
    """What the reader may do, and how they stand."""
    mine = own_state(log, actor.user_id)
    coming = {page.user_id for page, _answer in log.board.coming}
    actions = policies.callout_actions(
        actor, log.callout, paged=mine["paged"], coming=str(actor.user_id) in coming
    )
    return {"allowed_actions": actions, "mine": mine}


def own_state(log: Log, user_id: UUID | None) -> dict[str, Any]:
    """One person's pages and last answer."""
    pages = [page for page in log.pages if page.user_id == user_id]
    said = [answer for answer in log.answers if answer.user_id == user_id]
    return {
        "paged": bool(pages),
        "reply": said[-1].reply if said else None,
        "minutes": said[-1].minutes if said else None,
        "answered_at": said[-1].at if said else None,
        "stood_down": bool(pages) and all(page.stood_down_at is not None for page in pages),
    }


def brigade_snapshot(actor: Actor, brigade_id: UUID) -> dict[str, Any]:
    """Open call-outs of a brigade, without their places, and the air-raid alerts over its station.

    Raises NotFound.
    """
    with notifications.snapshot():
        brigade = brigades.brigade_for(actor, brigade_id)
        items = {f"raid:{raid.area_id}": raid_item(raid) for raid in queries.raids_over(brigade.area_ids)}
        for callout in queries.open_of_brigade(brigade.pk):
            log = queries.log_of(callout)
            items[f"callout:{callout.pk}"] = projections.summary_item(log, log.board)
        return {
            "positions": notifications.positions([streams.brigade(brigade.pk)]),
            "items": _listed(items),
            "at": timezone.now(),
        }


def past(actor: Actor, brigade_id: UUID) -> list[dict[str, Any]]:
    """The brigade's last call-outs that have ended, those the reader may see. Raises NotFound."""
    brigade = brigades.brigade_for(actor, brigade_id)
    seen = [
        callout for callout in queries.past_of_brigade(brigade.pk) if policies.can_see_callout(actor, callout)
    ]
    seconds = intervals.seconds_to(seen)
    return [past_out(callout, seconds[callout.pk]) for callout in seen]


def replay(actor: Actor, callout_id: UUID, number: int) -> dict[str, Any]:
    """The board as it was after that line of the log, computed from the lines up to it. Raises NotFound."""
    log = queries.log_of(queries.callout_for(actor, callout_id))
    wanted = min(max(number, 1), log.number)
    return {
        "number": wanted,
        "last": log.number,
        "items": _listed(projections.callout_items(log.until(wanted))),
    }


def explained(actor: Actor, callout_id: UUID) -> dict[str, Any]:
    """Every line, the intervals, and the names in it. Raises NotFound.

    Who was passed over and why is for those who lead the person's own brigade; whoever else commands is told
    how many, and roughly why: a lapsed medical is no dispatcher's and no neighbour's affair.
    """
    log = queries.log_of(queries.callout_for(actor, callout_id))
    lines = [_line(mark) | {"data": _told(actor, log.callout, mark)} for mark in log.marks]
    passed = {user_id for line in lines for user_id in line["data"].get("passed_over", ())}
    names = {str(page.user_id): page.name for page in log.pages}
    return {
        "lines": lines,
        "last": log.number,
        "seconds_to": intervals.seconds_to([log.callout])[log.callout.pk],
        "names": queries.names_of(passed - set(names)) | names,
    }


def _line(mark: CallOutMark) -> dict[str, Any]:
    return {
        "number": mark.number,
        "kind": mark.kind,
        "at": mark.at,
        "by": mark.by,
        "text": mark.text,
    }


def _told(actor: Actor, callout: CallOut, mark: CallOutMark) -> dict[str, Any]:
    """A line's explanation without what the reader may not know of those it passed over."""
    kept = {key: value for key, value in mark.data.items() if key != "passed_over"}
    passed: dict[str, list[str]] = mark.data.get("passed_over") or {}
    if not passed:
        return kept
    led = {
        user_id
        for brigade_id, members in callout.audience.items()
        if policies.can_read_reasons(actor, UUID(brigade_id))
        for user_id in members
    }
    named = {user_id: reasons for user_id, reasons in passed.items() if user_id in led}
    if named:
        kept["passed_over"] = named
    if len(named) < len(passed) and policies.can_command_callout(actor, callout):
        others = Counter(_roughly(reasons) for user_id, reasons in passed.items() if user_id not in led)
        kept["passed_counts"] = dict(sorted(others.items()))
    return kept


def _roughly(reasons: list[str]) -> str:
    """The reason for those who may not know which: the one that lasts longest speaks for all."""
    if any(reason in NOT_ELIGIBLE or reason.startswith("gate.") for reason in reasons):
        return "not_eligible"
    return "busy" if not BUSY.isdisjoint(reasons) else "away"


def _listed(items: projections.Items) -> list[dict[str, Any]]:
    return [{"subject": subject, "data": data} for subject, data in items.items()]


def link_view(callout: CallOut, user_id: UUID) -> dict[str, Any]:
    """What somebody who was paged sees of it without the board."""
    return {
        "id": callout.pk,
        "category_name": projections.category_words(callout.category),
        "brigade_name": callout.brigade.name,
        "time_zone": callout.brigade.time_zone,
        "place": callout.place,
        "state": callout.state,
        "started_at": callout.started_at,
        "air_raid_since": callout.air_raid_since,
        "mine": own_state(queries.log_of(callout), user_id),
    }
