"""Verbs run at once, each in a thread and on a connection of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from django.db import connection

from core.errors import AppError
from rosters.models import Assignment, AssignmentState, Shift


def raised(*verbs: Callable[[], Any]) -> list[BaseException]:
    """Run each in its own thread from one starting shot; what was raised."""
    shot, found = threading.Barrier(len(verbs)), list[BaseException]()

    def run(verb: Callable[[], Any]) -> None:
        try:
            shot.wait(30)
            verb()
        except BaseException as fault:  # noqa: BLE001 - shown by the caller
            found.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(verb,)) for verb in verbs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    return found


def at_once(*verbs: Callable[[], Any]) -> list[str]:
    """Run them as `raised` does; the codes of those refused. Anything else that is raised fails the test."""
    found = raised(*verbs)
    assert [one for one in found if not isinstance(one, AppError)] == []
    return sorted(one.code for one in found if isinstance(one, AppError))


class Sampler(threading.Thread):
    """Looks at who holds the seats of some shifts, again and again, from a connection of its own."""

    def __init__(self, *shifts: Shift) -> None:
        super().__init__()
        self.shifts, self.over, self.seen = shifts, threading.Event(), list[tuple[Any, ...]]()

    def run(self) -> None:
        rows = Assignment.objects.filter(shift__in=self.shifts, state=AssignmentState.CONFIRMED)
        while not self.over.is_set():
            self.seen.append(tuple(rows.order_by("during").values_list("user_id", flat=True)))
            self.over.wait(0.002)
        connection.close()

    def __enter__(self) -> Sampler:
        self.start()
        return self

    def __exit__(self, *_problem: object) -> None:
        self.over.set()
        self.join(30)


def holders(shift: Shift) -> list[Any]:
    """Who is confirmed on a shift."""
    rows = Assignment.objects.filter(shift=shift, state=AssignmentState.CONFIRMED)
    return list(rows.values_list("user_id", flat=True))
