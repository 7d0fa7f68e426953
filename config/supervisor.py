"""Starts, watches and stops the processes of one installation. Knows processes, not Django."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

STOP_SIGNALS = frozenset({signal.SIGINT, signal.SIGTERM, signal.SIGHUP})
FIRST_DELAY_S = 0.5
LONGEST_DELAY_S = 30.0
STEADY_AFTER_S = 60.0
"""A child that lived this long is taken for healthy: its next crash starts from the first delay again."""
GRACE_S = 10.0
"""How long a child may take to stop by itself before it is killed."""
LOG_LIMIT_BYTES = 20 * 1024 * 1024
_PR_SET_PDEATHSIG = 1


@dataclass
class Child:
    """One program that shall run as long as the supervisor does."""

    name: str
    command: Sequence[str]
    log: Path
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    crashes: int = 0
    due_at: float = 0.0
    """When to start it (again), on the monotonic clock."""


def _own_session() -> None:
    """In the new process: take signals again, and go when the supervisor goes, even by kill -9."""
    signal.pthread_sigmask(signal.SIG_SETMASK, set())
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def open_log(path: Path) -> int:
    """Open a log to append to; a long one is put aside as `.1` first."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists() and path.stat().st_size > LOG_LIMIT_BYTES:
        path.replace(path.with_suffix(path.suffix + ".1"))
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o640)


def last_lines(path: Path, count: int = 8) -> str:
    """The end of a log, indented, for showing beside a crash."""
    if not path.exists():
        return ""
    lines = path.read_text(errors="replace").splitlines()[-count:]
    return "\n".join(f"    {line[:240]}" for line in lines)


def delay_after(crashes: int) -> float:
    """Seconds to wait before the next start after this many crashes in a row: doubles, up to a ceiling."""
    return float(min(FIRST_DELAY_S * 2 ** max(0, crashes - 1), LONGEST_DELAY_S))


@dataclass
class Supervisor:
    """Keeps its children running until told to stop, then stops them all."""

    children: list[Child]
    environment: Mapping[str, str]
    tell: Callable[[str], None]
    on_tick: Callable[[], None] = lambda: None
    """Called about once a second while all is well."""

    def run(self) -> None:
        """Run until SIGINT, SIGTERM or SIGHUP; returns when every child has ended."""
        watched = STOP_SIGNALS | {signal.SIGCHLD}
        signal.pthread_sigmask(signal.SIG_BLOCK, watched)
        try:
            while True:
                self._start_due()
                received = signal.sigtimedwait(watched, self._patience())
                if received is not None and received.si_signo in STOP_SIGNALS:
                    return
                self._look_after()
                if received is None:
                    self.on_tick()
        finally:
            self.stop()
            signal.pthread_sigmask(signal.SIG_UNBLOCK, watched)

    def stop(self) -> None:
        """Ask every child to stop; kill what has not stopped within the grace period."""
        for child in self.children:
            self._signal(child, signal.SIGTERM)
        deadline = time.monotonic() + GRACE_S
        for child in self.children:
            if child.process is None:
                continue
            try:
                child.process.wait(timeout=max(0.0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                self.tell(f"{child.name} did not stop within {GRACE_S:.0f} s: killed")
            self._signal(child, signal.SIGKILL)
            child.process.wait()
            child.process = None

    def _patience(self) -> float:
        waiting = [child.due_at for child in self.children if child.process is None]
        return max(0.02, min(1.0, min(waiting, default=float("inf")) - time.monotonic()))

    def _start_due(self) -> None:
        for child in self.children:
            if child.process is None and child.due_at <= time.monotonic():
                self._start(child)

    def _start(self, child: Child) -> None:
        log = open_log(child.log)
        try:
            child.process = subprocess.Popen(
                child.command,
                env=dict(self.environment),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=_own_session,
            )
        finally:
            os.close(log)
        child.started_at = time.monotonic()

    def _look_after(self) -> None:
        for child in self.children:
            if child.process is None or child.process.poll() is None:
                continue
            lived = time.monotonic() - child.started_at
            child.crashes = 1 if lived > STEADY_AFTER_S else child.crashes + 1
            delay = delay_after(child.crashes)
            self._signal(child, signal.SIGKILL)
            self.tell(
                f"{child.name} ended with status {child.process.returncode}; starting again in {delay:g} s. "
                f"The end of {child.log}:\n{last_lines(child.log)}"
            )
            child.process = None
            child.due_at = time.monotonic() + delay

    @staticmethod
    def _signal(child: Child, number: signal.Signals) -> None:
        """Signal the child's whole session; what it left behind too, when it has ended itself."""
        if child.process is None:
            return
        try:
            os.killpg(child.process.pid, number)
        except ProcessLookupError:
            return
