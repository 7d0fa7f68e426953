"""The turnout board as screens are told of it: computed from the log alone (C9).

Subjects on `callout:<id>`: `callout:<id>` (the head), `turnout:<user id>` (one person), `mark:<id>` (one
line). `rev` is the number of the log's line that last changed the subject. The brigade's own stream has a
summary without the place.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dispatch import calling, forecast
from dispatch.models import CallOut, CallOutMark, CallOutState
from dispatch.queries.callouts import Log
from dispatch.turnout import CHANNELS, Answered, Board, Paged, Reply
from incidents import queries as incident_queries
from notifications import streams
from notifications.streams import StreamEvent
from rosters.matching import Gap

Items = dict[str, dict[str, Any]]

BLANK: dict[str, Any] = {
    "state": None,
    "started_at": None,
    "started_by": None,
    "level": 0,
    "step": None,
    "wave": 0,
    "deadline_at": None,
    "exhausted": False,
    "air_raid": None,
    "roll_call": None,
    "out_at": None,
    "on_scene_at": None,
    "back_at": None,
    "ended_at": None,
}
"""What lines of the log may change of the head."""


def callout_items(log: Log) -> Items:
    """Every subject of the board at the end of this log."""
    board = log.board
    items = {f"callout:{log.callout.pk}": head_item(log, board)}
    items |= {f"turnout:{page.user_id}": item for page, item in _people(log, board)}
    items |= {f"mark:{mark.pk}": mark_item(mark) for mark in log.marks}
    return items


def changes(log: Log, kind: str) -> list[StreamEvent]:
    """Events for what the last line of the log changed, on the call-out's stream."""
    stream, number = streams.callout(log.callout.pk), log.number
    changed = {subject: item for subject, item in callout_items(log).items() if item["rev"] == number}
    return [StreamEvent(stream, kind, subject, item) for subject, item in changed.items()]


def head_item(log: Log, board: Board) -> dict[str, Any]:
    """The head: state, crew, gaps, when the crew stands, how likely it is."""
    callout, changed = log.callout, dict(BLANK)
    for mark in log.marks:
        changed |= mark.data.get("head", {})
    return {
        "id": str(callout.pk),
        "rev": log.number,
        **changed,
        "plan": [plan_item(step) for step in callout.plan],
        "brigade": _brigade(callout),
        "incident_id": str(callout.incident_id) if callout.incident_id else None,
        "category": callout.category,
        "category_name": category_words(callout.category),
        "place": callout.place,
        "lon": round(callout.point.x, 6) if callout.point else None,
        "lat": round(callout.point.y, 6) if callout.point else None,
        "seats": [seat | {"holder": board.crew.seats.get(seat["id"])} for seat in callout.seats],
        "gaps": [gap_item(gap) for gap in board.crew.gaps],
        "viable": bool(board.coming) and board.crew.viable,
        "ready_at": board.ready_at.isoformat() if board.ready_at else None,
        "counts": {"coming": len(board.coming), "cannot": len(board.cannot), "silent": len(board.silent)},
        "chance": _chance(log, board),
    }


def plan_item(step: Mapping[str, Any]) -> dict[str, Any]:
    """One step of the frozen plan: what it does, whose neighbours it asks, by what, how long it waits."""
    return {
        "kind": step["kind"],
        "name": step.get("name", ""),
        "wait_seconds": step["wait_seconds"],
        "channels": list(step.get("channels", CHANNELS)),
    }


def _chance(log: Log, board: Board) -> int | None:
    """Per cent; None before anybody is paged."""
    if not log.pages:
        return None
    shares = {str(page.user_id): page.share for page in log.pages}
    return forecast.chance_of_crew(
        board, shares, calling.seats_of(log.callout.seats), seed=str(log.callout.pk)
    )


def _brigade(callout: CallOut) -> dict[str, Any]:
    brigade = callout.brigade
    return {
        "id": str(brigade.pk),
        "name": brigade.name,
        "time_zone": brigade.time_zone,
        "lon": round(brigade.station.x, 6),
        "lat": round(brigade.station.y, 6),
    }


def category_words(code: str) -> dict[str, str]:
    """A category's name in each language; its code where the catalogue no longer has it."""
    found = incident_queries.categories().get(code)
    return {"uk": found.name_uk, "en": found.name_en} if found else {"uk": code, "en": code}


def gap_item(gap: Gap) -> dict[str, Any]:
    """How many are missing, and which skills would do (null: anybody)."""
    return {"count": gap.count, "skills": sorted(gap.skills, key=lambda skill: skill or "")}


def _people(log: Log, board: Board) -> list[tuple[Paged, dict[str, Any]]]:
    answers = {page.user_id: answer for page, answer in board.coming}
    everybody = [page for page, _ in board.coming] + list(board.cannot) + list(board.silent)
    cannot = {page.user_id for page in board.cannot}
    return [(page, _person(log, page, answers.get(page.user_id), cannot)) for page in everybody]


def _person(log: Log, page: Paged, answer: Answered | None, cannot: set[str]) -> dict[str, Any]:
    mine = [row for row in log.pages if str(row.user_id) == page.user_id]
    said = [row for row in log.answers if str(row.user_id) == page.user_id]
    down = [mark for mark in log.marks if page.user_id in mark.data.get("reached", ())]
    last = mine[-1]
    stood_down = bool(down) and down[-1].number >= last.number
    return {
        "user_id": page.user_id,
        "rev": max(row.number for rows in (mine, said, down) for row in rows),
        "name": page.name,
        "brigade_id": page.brigade_id,
        "skills": sorted(page.skills),
        "travel_minutes": last.travel_minutes,
        "waves": [row.wave for row in mine],
        "paged_at": last.at.isoformat(),
        "state": "coming" if answer else "cannot" if page.user_id in cannot else "silent",
        "stood_down": stood_down,
        "reply": said[-1].reply if said else None,
        "minutes": said[-1].minutes if said else None,
        "answered_at": said[-1].at.isoformat() if said else None,
        "arrives_at": answer.arrives.isoformat() if answer else None,
        "to_scene": answer is not None and answer.reply is Reply.SCENE,
    }


def mark_item(mark: CallOutMark) -> dict[str, Any]:
    """One line of the log, without its explanation (who was passed over is read apart)."""
    return {
        "id": str(mark.pk),
        "rev": mark.number,
        "kind": mark.kind,
        "at": mark.at.isoformat(),
        "by": mark.by,
        "text": mark.text,
        "paged": mark.data.get("paged"),
        "step": mark.data.get("step"),
    }


def summary_item(log: Log, board: Board) -> dict[str, Any]:
    """The call-out on its brigade's stream: that it runs and whether there is a crew, not where."""
    callout = log.callout
    return {
        "id": str(callout.pk),
        "rev": log.number,
        "brigade_id": str(callout.brigade_id),
        "category": callout.category,
        "category_name": category_words(callout.category),
        "state": callout.state,
        "started_at": callout.started_at.isoformat() if callout.started_at else None,
        "viable": bool(board.coming) and board.crew.viable,
        "ready_at": board.ready_at.isoformat() if board.ready_at else None,
        "coming": len(board.coming),
        "gaps": [gap_item(gap) for gap in board.crew.gaps],
    }


def summary_event(log: Log, kind: str) -> StreamEvent:
    """Put it on the brigade's screens; drop it when it has ended."""
    callout = log.callout
    shown = callout.state in {CallOutState.PROPOSED, CallOutState.RUNNING}
    return StreamEvent(
        streams.brigade(callout.brigade_id),
        kind,
        f"callout:{callout.pk}",
        summary_item(log, log.board) if shown else None,
    )
