"""`verify_action`: a snapshot, plus the events after it, must be the next snapshot.

The one test every action passes: it finds the event that was forgotten, the projection that differs from
what the snapshot says, and the audience that was left out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import connection
from django.test import Client

Answer = TypeVar("Answer")
State = dict[str, Any]


under_way: list[bool] = []
"""One entry, whether it is to be silent, while `verify_action` runs an action."""


@dataclass(frozen=True)
class View:
    """One reader's screen: who reads, and the address of the snapshot."""

    client: Client
    url: str
    subjects: tuple[str, ...] = ("",)
    """Beginnings of the subjects this screen keeps, where its streams carry other screens' as well."""

    def snapshot(self) -> Mapping[str, Any]:
        """`{positions, items}` as the reader gets it now."""
        response = self.client.get(self.url)
        assert response.status_code == 200, (self.url, response.status_code, response.content)
        return response.json()

    def events(self, stream: str, position: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Everything the reader is sent on a stream after a position, read through the same authority."""
        found: list[dict[str, Any]] = []
        after = position["off"]
        while True:
            page = self.client.get(
                "/api/v1/events", {"stream": stream, "epoch": position["epoch"], "after": after}
            )
            assert page.status_code == 200, (stream, page.status_code, page.content)
            body = page.json()
            assert not body["reset"], f"{stream}: position {position} cannot be continued: {body}"
            found += body["events"]
            after = found[-1]["off"] if body["events"] else after
            if after >= body["top"]:
                return found


def flush_events() -> None:
    """Number what this test's own open transaction has recorded, as its commit would."""
    if connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS event_log_number IMMEDIATE")
            cursor.execute("SET CONSTRAINTS event_log_number DEFERRED")


def state_of(snapshot: Mapping[str, Any]) -> State:
    """A snapshot as the client keeps it: subject to projection."""
    return {item["subject"]: item["data"] for item in snapshot["items"]}


def apply_event(state: State, event: Mapping[str, Any]) -> None:
    """The reducer of every client: put or drop, and an older `rev` never overwrites a newer one."""
    subject, data = event["subject"], event["data"]
    if data is None:
        state.pop(subject, None)
        return
    known = state.get(subject)
    if known is None or known.get("rev", 0) <= data.get("rev", 0):
        state[subject] = data


def verify_action(action: Callable[[], Answer], *views: View, silent: bool = False) -> Answer:
    """Run an action and check, for every view, that snapshot(p) + events == snapshot(q).

    Unless `silent`, at least one of the views must have been sent something: an action nobody hears of
    is tested with `silent=True`, which in turn fails where anything is sent. Works with the `db` fixture
    and with `transactional_db`.
    """
    assert views, "somebody has to look"
    flush_events()
    before = [view.snapshot() for view in views]
    under_way.append(silent)
    try:
        answer = action()
    finally:
        under_way.pop()
    flush_events()
    sent = 0
    for view, first in zip(views, before, strict=True):
        sent += _verify_view(view, first)
    if silent:
        assert sent == 0, f"{sent} events were sent by an action that should be silent"
    else:
        assert sent > 0, "the action told nobody: no view was sent an event"
    return answer


def _verify_view(view: View, first: Mapping[str, Any]) -> int:
    state = state_of(first)
    events = {stream: view.events(stream, position) for stream, position in first["positions"].items()}
    for event in sorted((e for es in events.values() for e in es), key=lambda e: e["at"]):
        if event["subject"].startswith(view.subjects):
            apply_event(state, event)
    last = view.snapshot()
    for stream, position in first["positions"].items():
        moved = last["positions"][stream]
        assert moved == {"epoch": position["epoch"], "off": position["off"] + len(events[stream])}, (
            f"{view.url}: {stream} moved from {position} to {moved} with {len(events[stream])} events"
        )
    _compare(view.url, state, state_of(last))
    return sum(map(len, events.values()))


def _compare(url: str, applied: State, fetched: State) -> None:
    faults = [
        f"  {subject}: {_difference(applied.get(subject), fetched.get(subject))}"
        for subject in sorted(applied.keys() | fetched.keys())
        if applied.get(subject) != fetched.get(subject)
    ]
    assert not faults, f"{url}: the events do not lead to the new snapshot\n" + "\n".join(faults)


def _difference(applied: Any, fetched: Any) -> str:
    if applied is None:
        return f"is in the snapshot, but no event put it: {fetched}"
    if fetched is None:
        return f"is gone from the snapshot, but no event dropped it: {applied}"
    names = sorted(n for n in applied.keys() | fetched.keys() if applied.get(n) != fetched.get(n))
    return "; ".join(f"{n}: events say {applied.get(n)!r}, snapshot says {fetched.get(n)!r}" for n in names)
