"""`make chaos` (P1, P2, P12, P15, C1-C10): kill -9 of web, socket, worker, database under load; what is lost.

Its own durable cluster, one web process, two socket processes, three workers; reporters over the real HTTP
route; a chief who calls out; officers on live sockets. Prints counts, writes `.local/chaos.json`, ends with
1 on any loss.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from typing import Any

from bench import callout_town, chaos_callouts, chaos_stall, wire
from bench.chaos_cluster import Cluster
from bench.chaos_load import Ledger, Reader, reporter
from bench.harness import ROOT

OUT = ROOT / ".local" / "chaos.json"
STALL = ROOT / ".local" / "chaos_stall.txt"
LOGS = ROOT / ".local" / "log"
TURN = ("socket", "worker", "web", "database", "socket", "worker")
REPORTERS = 6
SETTLE_SECONDS = 120
"""Patience with readers and jobs that make no progress."""
STALLED_SECONDS = 20
"""Without progress for so long, what everything is doing is written down."""


class Processes:
    """The product's processes; one that was killed is started again at once."""

    def __init__(self, cluster: Cluster) -> None:
        from config.processes import WORKERS  # it reads the environment, which names the cluster by now

        self.cluster = cluster
        ports = [wire.free_port(18160 + 10 * n) for n in range(3)]
        self.web_port, self.socket_ports = ports[0], ports[1:]
        self.commands: dict[str, list[str]] = {
            "web": self._web(),
            **{f"socket-{n}": self._socket(port) for n, port in enumerate(self.socket_ports)},
            **{f"worker-{queue}": self._worker(queue, at_once) for queue, at_once in WORKERS.items()},
        }
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.kills = dict.fromkeys(("web", "socket", "worker", "database"), 0)
        self.back: list[float] = []
        LOGS.mkdir(parents=True, exist_ok=True)
        for log in LOGS.glob("chaos-*.log"):
            log.unlink()

    def _web(self) -> list[str]:
        return [
            *("-m", "granian", "--interface", "wsgi", "--no-ws", "--host", "127.0.0.1"),
            *("--port", str(self.web_port), "--blocking-threads", "4", "--respawn-failed-workers"),
            *("--log-level", "error", "config.wsgi:application"),
        ]

    def _socket(self, port: int) -> list[str]:
        return [part.format(port=port, app="config.asgi:application") for part in wire.SERVERS["daphne"]]

    def _worker(self, queue: str, at_once: int) -> list[str]:
        return [
            *("manage.py", "procrastinate", "worker", "--queues", queue),
            *("--concurrency", str(at_once)),
        ]

    def start(self, name: str) -> None:
        """Start one, in a process group of its own."""
        with (LOGS / f"chaos-{name}.log").open("ab") as log:
            self.running[name] = subprocess.Popen(
                [sys.executable, *self.commands[name]],
                cwd=ROOT,
                env=wire.environment(),
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def kill(self, kind: str) -> None:
        """kill -9 to one of this kind and everything it started; then start it again."""
        self.kills[kind] += 1
        if kind == "database":
            began = time.monotonic()
            self.cluster.kill()
            self.cluster.start()
            self.back.append(time.monotonic() - began)
            return
        name = random.choice([name for name in self.running if name.startswith(kind)])
        self._end(name, signal.SIGKILL)
        self.start(name)

    def _end(self, name: str, how: signal.Signals) -> None:
        process = self.running[name]
        try:
            os.killpg(process.pid, how)
            process.wait(10)
        except (ProcessLookupError, subprocess.TimeoutExpired):
            process.kill()

    def restart_dead(self) -> None:
        """What a supervisor does: whoever ended by itself is started again."""
        for name, process in list(self.running.items()):
            if process.poll() is not None:
                self.start(name)

    def stop(self) -> None:
        """End all."""
        for name in self.running:
            self._end(name, signal.SIGKILL)


def prepare() -> tuple[str, list[tuple[str, str]], list[str], int]:
    """Schema, categories, a served beat, its officers: stream, (cookie, own stream) each, category codes."""
    import django

    django.setup()
    from django.core.management import call_command

    from bench import live_city
    from incidents.models import Category

    call_command("migrate", verbosity=0)
    call_command("sync_categories", verbosity=0)
    stream = live_city.beat_stream()
    codes = list(Category.objects.filter(parent__isnull=False, active=True).values_list("code", flat=True))
    return stream, live_city.officers(45), codes, 0


async def watch(readers: Sequence[Reader], until: threading.Event) -> None:
    """Run the readers until the event is set, then let them go."""
    tasks = [asyncio.create_task(reader.run()) for reader in readers]
    while not until.is_set():
        await asyncio.sleep(0.2)
    for reader in readers:
        reader.stopping = True
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def rows(sql: str, arguments: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """Ask the cluster, whatever was killed meanwhile."""
    import psycopg

    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as link:
        return link.execute(sql, arguments).fetchall()  # type: ignore[arg-type]


def settle(processes: Processes, readers: Sequence[Reader], stream: str) -> float:
    """Wait until every reader has come to the top and no job is left, or nothing moves any more.

    Returns the seconds it took the jobs to be done.
    """
    began = moved = time.monotonic()
    before: tuple[int, int] | None = None
    STALL.unlink(missing_ok=True)
    while time.monotonic() - moved < SETTLE_SECONDS:
        top = rows("SELECT coalesce(max(top), 0) FROM notifications_stream WHERE key = %s", [stream])[0][0]
        left = sum(reader.off != top for reader in readers), unfinished()
        if left == (0, 0):
            break
        if before is None or left[0] < before[0] or left[1] < before[1]:
            before, moved = left, time.monotonic()
        elif time.monotonic() - moved > STALLED_SECONDS and not STALL.exists():
            told = chaos_stall.picture(
                rows, processes.running, ((one.port, top - (one.off or 0)) for one in readers)
            )
            STALL.write_text(told, encoding="utf-8")
            print(f"nothing moves: see {STALL}", flush=True)
        time.sleep(0.5)
        processes.restart_dead()
    return time.monotonic() - began


def unfinished() -> int:
    """Jobs of reports that have not been run to their end."""
    sql = """SELECT count(*) FROM procrastinate_jobs
             WHERE status IN ('todo', 'doing') AND task_name = 'dispatch.consider'"""
    return int(rows(sql)[0][0])


def verdict(ledger: Ledger, readers: Sequence[Reader], stream: str) -> dict[str, Any]:
    """Compare what was promised, what is stored and what was seen."""
    stored = {str(row[0]) for row in rows("SELECT id FROM incidents_incident")}
    log = rows("SELECT off, kind, subject FROM notifications_event WHERE stream = %s ORDER BY off", [stream])
    reported = [subject.partition(":")[2] for _, kind, subject in log if kind == "incident.reported"]
    gaps = [off for off, *_ in log] != list(range(1, len(log) + 1))
    kept = [f"{kind} {subject}" for _, kind, subject in log]
    unseen = sum(len(kept) - (reader.first or 0) - len(reader.subjects) for reader in readers)
    wrong = sum(reader.subjects != kept[reader.first or 0 :][: len(reader.subjects)] for reader in readers)
    return {
        "acknowledged": len(ledger.acknowledged),
        "lost": len(ledger.acknowledged - stored) + len(ledger.acknowledged - set(reported)) + gaps,
        "missed": sum(reader.missed for reader in readers) + unseen,
        "duplicated": sum(reader.duplicated for reader in readers) + len(reported) - len(set(reported)),
        "reordered": sum(reader.reordered for reader in readers) + wrong,
        "resets": sum(reader.resets for reader in readers),
        "returns": sum(reader.returns for reader in readers),
        "unknown": len(ledger.unknown),
        "refused": dict(ledger.refused),
        "jobs_unfinished": unfinished(),
    }


def run(seconds: int, every: float, sockets: int, per_second: float) -> dict[str, Any]:
    """One campaign. Returns its figures."""
    cluster = Cluster()
    processes: Processes | None = None
    began = time.monotonic()
    try:
        cluster.create()
        os.environ |= {"DATABASE_URL": cluster.url, "DJANGO_SETTINGS_MODULE": "config.settings.dev"}
        os.environ |= {
            "VARTA_TRUSTED_PROXIES": "1",
            "VARTA_REPORT_LIMITS": '{"address":600,"device":0,"city":0}',
        }
        stream, people, codes, _ = prepare()
        processes = Processes(cluster)
        for name in processes.commands:
            processes.start(name)
        ledger, stop, done = Ledger(), threading.Event(), threading.Event()
        ports = processes.socket_ports
        readers = [Reader(n, ports, stream, people[n % len(people)][0]) for n in range(sockets)]
        watching = threading.Thread(target=lambda: asyncio.run(watch(readers, done)), daemon=True)
        watching.start()
        wait_for(lambda: all(reader.epoch for reader in readers), 90)
        share = per_second / REPORTERS
        work = (processes.web_port, ledger, stop, share, codes)
        crowd = [threading.Thread(target=reporter, args=work, daemon=True) for _ in range(REPORTERS)]
        town = callout_town.town(chaos_callouts.PEOPLE, reply_seconds=chaos_callouts.REPLY_SECONDS)
        said = chaos_callouts.Said()
        calls = (processes.web_port, town, said, stop)
        crowd.append(threading.Thread(target=chaos_callouts.caller, args=calls, daemon=True))
        for thread in crowd:
            thread.start()
        torment(processes, seconds, every)
        stop.set()
        for thread in crowd:
            thread.join()
        settled = settle(processes, readers, stream)
        done.set()
        watching.join()
        chaos_callouts.settle(rows)
        print("e-mail jobs left:", chaos_callouts.unsent(rows), flush=True)
        figures = verdict(ledger, readers, stream) | {"callouts": chaos_callouts.verdict(rows, said)}
        longest = max(processes.back, default=0.0)
        times = {"settled_s": round(settled), "database_back_s": round(longest, 1), "seconds": seconds}
        return {**figures, "kills": processes.kills, **times}
    finally:
        if processes is not None:
            processes.stop()
        cluster.remove()
        print(f"(took {time.monotonic() - began:.0f} s)", flush=True)


def torment(processes: Processes, seconds: int, every: float) -> None:
    """Kill in turn; the last stretch is left for coming back."""
    deadline, turn = time.monotonic() + seconds, 0
    time.sleep(min(every, 3))
    while time.monotonic() < deadline:
        kind = TURN[turn % len(TURN)]
        print(f"kill -9 {kind}", flush=True)
        processes.kill(kind)
        turn += 1
        resting = time.monotonic() + every
        while time.monotonic() < min(resting, deadline):
            time.sleep(0.5)
            processes.restart_dead()


def wait_for(true: Any, seconds: float) -> None:
    """Until it is true. Raises RuntimeError."""
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() > deadline:
            raise RuntimeError("the processes did not come up")
        time.sleep(0.2)


def main() -> int:
    """Parse, run, print, write; 1 on any loss."""
    parser = argparse.ArgumentParser(prog="make chaos")
    parser.add_argument("--seconds", type=int, default=60, help="60 is a smoke test; a campaign takes 900")
    parser.add_argument("--every", type=float, default=7.0, help="seconds between kills")
    parser.add_argument("--sockets", type=int, default=200)
    parser.add_argument("--rate", type=float, default=20.0, help="reports a second")
    given = parser.parse_args()
    figures = run(given.seconds, given.every, given.sockets, given.rate)
    OUT.parent.mkdir(exist_ok=True)
    OUT.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    for name, value in figures.items():
        print(f"{name:<18}{value}")
    faults = ("lost", "missed", "duplicated", "reordered", "jobs_unfinished")
    idle = figures["acknowledged"] == 0 or figures["callouts"]["started"] == 0
    called = any(figures["callouts"][name] for name in chaos_callouts.FAULTS)
    return int(any(figures[name] for name in faults) or called or idle)


if __name__ == "__main__":
    sys.exit(main())
