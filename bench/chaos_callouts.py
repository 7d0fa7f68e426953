"""Call-outs under `make chaos` (C1-C10): started, answered and stood down over HTTP while processes die.

What was acknowledged is remembered and compared with the rows afterwards: no page twice or without its
deliveries, no wave left out, no answer lost or doubled, no call-out stuck.
"""

from __future__ import annotations

import http.client
import json
import random
import secrets
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from bench.callout_town import Town

PEOPLE = 24
REPLY_SECONDS = 4
"""So short that escalations happen between the kills."""
ANSWERS = 6
REPLIES = ("station", "scene", "cannot")
HOLD_SECONDS = (6.0, 14.0)
SETTLE_SECONDS = 90

Rows = Callable[..., list[tuple[Any, ...]]]


@dataclass
class Said:
    """What the server has acknowledged."""

    callouts: set[str] = field(default_factory=set)
    answers: set[str] = field(default_factory=set)
    ended: set[str] = field(default_factory=set)
    refused: int = 0


def caller(port: int, town: Town, said: Said, stop: threading.Event) -> None:
    """One call-out after another: start, some answers by link, a while of silence, stand down."""
    from dispatch import answer_links

    chief = _signed_in(town.cookies[0])
    while not stop.is_set():
        callout_id = str(uuid4())
        body = {"id": callout_id, "brigade_id": str(town.brigade_id), "category": "fire.building"}
        if _send(port, "/callouts", body | {"place": "chaos"}, chief, said) != 201:
            continue
        said.callouts.add(callout_id)
        for person in random.sample(town.people[1:], random.randrange(ANSWERS)):
            answer = {
                "id": str(uuid4()),
                "reply": random.choice(["station", "scene", "cannot"]),
                "minutes": 5,
            }
            token = answer_links.token(UUID(callout_id), person)
            if _send(port, f"/answers/{token}", answer, {}, said) == 200:
                said.answers.add(answer["id"])
            time.sleep(random.uniform(0.1, 0.8))
        time.sleep(random.uniform(*HOLD_SECONDS))
        if _send(port, f"/callouts/{callout_id}/stand-down", {}, chief, said) == 200:
            said.ended.add(callout_id)


def _signed_in(cookie: str) -> dict[str, str]:
    token = secrets.token_hex(16)
    return {"Cookie": f"{cookie}; csrftoken={token}", "X-CSRFToken": token}


def _send(port: int, path: str, body: dict[str, Any], headers: dict[str, str], said: Said) -> int:
    """Send until it is answered, the same each time: an id makes it count once."""
    while True:
        try:
            link = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
            known = {"Content-Type": "application/json", **headers}
            link.request("POST", f"/api/v1{path}", json.dumps(body), known)
            status = link.getresponse().status
            link.close()
        except (OSError, http.client.HTTPException):
            status = 0
        if 200 <= status < 500 and status != 429:
            said.refused += status >= 400
            return status
        time.sleep(0.3)


def settle(rows: Rows) -> None:
    """Wait until every page's e-mail has been taken, or nothing moves any more."""
    left, moved = -1, time.monotonic()
    while left and time.monotonic() - moved < SETTLE_SECONDS:
        now = int(rows(_UNMAILED)[0][0])
        if now != left:
            left, moved = now, time.monotonic()
        time.sleep(0.5)


_KEY = "'callout:' || p.callout_id"
_UNMAILED = f"""SELECT count(*) FROM dispatch_page p JOIN notifications_delivery d
    ON d.alert_key = {_KEY} AND d.recipient_id = p.user_id AND d.wave = p.wave AND d.channel = 'email'
    JOIN notifications_inboxitem i ON i.id = d.item_id WHERE i.mailed_at IS NULL
    AND d.state <> 'superseded'"""
_DOUBLED = """SELECT count(*) FROM (SELECT 1 FROM dispatch_page GROUP BY callout_id, user_id, wave
    HAVING count(*) > 1) twice"""
_UNDELIVERED = f"""SELECT count(*) FROM dispatch_page p WHERE 2 <>
    (SELECT count(*) FROM notifications_delivery d
     WHERE d.alert_key = {_KEY} AND d.recipient_id = p.user_id AND d.wave = p.wave)"""
_UNPAGED = """SELECT count(*) FROM notifications_delivery d WHERE d.alert_key ~ '^callout:[0-9a-f-]{36}$'
    AND NOT EXISTS (SELECT 1 FROM dispatch_page p WHERE 'callout:' || p.callout_id = d.alert_key
    AND p.user_id = d.recipient_id AND p.wave = d.wave)"""
_WAVES = """SELECT count(*) FROM dispatch_callout c WHERE c.wave <> (SELECT count(DISTINCT p.wave)
    FROM dispatch_page p WHERE p.callout_id = c.id) OR c.wave <> (SELECT count(*) FROM dispatch_calloutmark m
    WHERE m.callout_id = c.id AND m.kind = 'wave')"""
_OPEN = """SELECT count(*) FROM dispatch_page p JOIN dispatch_callout c ON c.id = p.callout_id
    WHERE p.state = 'open' AND c.state <> 'running'"""
_STUCK = """SELECT count(*) FROM dispatch_callout WHERE state IN ('running', 'proposed')
    AND deadline_at < now() - interval '60 seconds'"""


def unsent(rows: Rows) -> list[tuple[Any, ...]]:
    """Where the e-mail jobs stand that have not been done, for whoever looks for the fault."""
    return rows(
        """SELECT status::text, count(*), max(attempts) FROM procrastinate_jobs
           WHERE task_name = 'notifications.send_mail' AND status <> 'succeeded' GROUP BY 1"""
    )


def verdict(rows: Rows, said: Said) -> dict[str, int]:
    """Counts of what was done, then of what must not be."""
    stored = {str(row[0]) for row in rows("SELECT id FROM dispatch_callout")}
    answers = {str(row[0]) for row in rows("SELECT id FROM dispatch_answer")}
    ended = {str(row[0]) for row in rows("SELECT id FROM dispatch_callout WHERE state = 'stood_down'")}
    return {
        "started": len(said.callouts),
        "answered": len(said.answers),
        "pages": int(rows("SELECT count(*) FROM dispatch_page")[0][0]),
        "escalated": int(rows("SELECT count(*) FROM dispatch_callout WHERE wave > 1")[0][0]),
        "refused": said.refused,
        "callouts_lost": len(said.callouts - stored),
        "answers_lost": len(said.answers - answers),
        "ends_lost": len(said.ended - ended),
        **{
            name: int(rows(sql)[0][0])
            for name, sql in (
                ("pages_doubled", _DOUBLED),
                ("pages_undelivered", _UNDELIVERED),
                ("pages_unmailed", _UNMAILED),
                ("deliveries_without_page", _UNPAGED),
                ("waves_wrong", _WAVES),
                ("pages_left_open", _OPEN),
                ("stuck", _STUCK),
            )
        },
    }


FAULTS: Sequence[str] = (
    "callouts_lost",
    "answers_lost",
    "ends_lost",
    "pages_doubled",
    "pages_undelivered",
    "pages_unmailed",
    "deliveries_without_page",
    "waves_wrong",
    "pages_left_open",
    "stuck",
)
