"""What everything was doing when nothing moved any more: taken while `make chaos` still waits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from subprocess import Popen
from typing import Any

Rows = Callable[..., list[tuple[Any, ...]]]

_QUESTIONS = {
    "sessions": """SELECT pid, state, wait_event_type, wait_event, now() - xact_start AS open_for,
        pg_blocking_pids(pid) AS blocked_by, backend_type, left(regexp_replace(query, '\\s+', ' ', 'g'), 160)
        FROM pg_stat_activity WHERE pid <> pg_backend_pid() ORDER BY xact_start""",
    "jobs": """SELECT status, queue_name, task_name, count(*), min(scheduled_at), max(attempts)
        FROM procrastinate_jobs WHERE status IN ('todo', 'doing') GROUP BY 1, 2, 3 ORDER BY 1, 2, 3""",
    "workers": "SELECT id, now() - last_heartbeat FROM procrastinate_workers ORDER BY 2",
}


def picture(rows: Rows, running: Mapping[str, Popen[bytes]], behind: Iterable[tuple[int, int]]) -> str:
    """Sessions of the database with whom they wait for, waiting jobs, heartbeats, states of the processes.

    `behind`: for each reader its port and the frames it has not been handed.
    """
    frames: Counter[int] = Counter()
    for port, missing in behind:
        frames[port] += missing
    told = [f"frames not handed out, by port: {dict(frames)}"]
    told += [f"{name} {process.pid}: {_state(process)}" for name, process in running.items()]
    for title, question in _QUESTIONS.items():
        told += ["", title, *(" | ".join(map(str, row)) for row in rows(question))]
    return "\n".join(told) + "\n"


def _state(process: Popen[bytes]) -> str:
    """Alive and in which state of the kernel's, or ended with which code."""
    if process.poll() is not None:
        return f"ended with {process.returncode}"
    kept = ("State:", "Threads:", "VmRSS:")
    lines = Path(f"/proc/{process.pid}/status").read_text(encoding="utf-8").splitlines()
    return ", ".join(" ".join(line.split()) for line in lines if line.startswith(kept))
