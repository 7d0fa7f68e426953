"""The web process as `make run` starts it, and wrk in front of it."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bench import harness

UNITS = {"us": 1e-3, "ms": 1.0, "s": 1e3, "m": 6e4}
START_SECONDS = 60
_served: dict[str, int] = {}
LIMITS = {"address": 10**6, "device": 10**6, "city": 10**9}
"""So high that no limit refuses, while every bucket is still drawn from."""


@dataclass(frozen=True)
class Load:
    """What wrk saw: answers a second, latency at two shares of them in ms, what was neither 2xx nor 3xx."""

    rate: float
    p50: float
    p99: float
    bad: int
    requests: int
    cpu_ms: float
    """Of the web processes, for each answer."""


@contextlib.contextmanager
def serving(port: int) -> Iterator[str]:
    """The product's web processes on this port over the present database; yields their address."""
    from config import processes

    metrics = tempfile.mkdtemp(prefix="varta-bench-")
    environment = {
        **os.environ,
        "VARTA_REPORT_LIMITS": json.dumps(LIMITS),
        "VARTA_TRUSTED_PROXIES": "1",  # each request may then come from a home of its own
        "VARTA_LOG_LEVEL": "INFO",
        "PROMETHEUS_MULTIPROC_DIR": metrics,
    }
    environment.pop("VARTA_DB_POOL_MAX", None)
    workers = max(1, min(4, os.cpu_count() or 1))
    log = harness.ROOT / ".local" / "log" / "bench-web.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("w") as out:
        process = subprocess.Popen(
            processes.web_command(port, workers),
            cwd=harness.ROOT, env=environment, stdout=out, stderr=out, start_new_session=True,
        )  # fmt: skip
        _served["group"] = process.pid
        try:
            base = f"http://127.0.0.1:{port}"
            _wait(f"{base}/healthz", process)
            yield base
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)
            process.wait(20)
            shutil.rmtree(metrics, ignore_errors=True)


def _wait(url: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(OSError), urllib.request.urlopen(url, timeout=5) as answer:
            if answer.status == 200:
                return
        time.sleep(0.2)
    raise RuntimeError("the web process did not start; see .local/log/bench-web.log")


def cpu_seconds() -> float:
    """Processor seconds so far of the web processes served last and of all that they started."""
    ticks, spent = os.sysconf("SC_CLK_TCK"), 0.0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            fields = stat.read_text().rpartition(")")[2].split()
            if int(fields[2]) == _served.get("group"):
                spent += (int(fields[11]) + int(fields[12])) / ticks
    return spent


def wrk(url: str, *, seconds: float, clients: int, script: str = "") -> Load:
    """Load an address from so many kept-open connections; `script` is Lua for wrk."""
    with tempfile.NamedTemporaryFile("w", suffix=".lua", encoding="utf-8") as file:
        file.write(script)
        file.flush()
        command = [
            "wrk",
            "-t1",
            f"-c{clients}",
            f"-d{max(1, round(seconds))}s",
            "--latency",
            "-s",
            file.name,
            url,
        ]
        before = cpu_seconds()
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    spent = cpu_seconds() - before
    found = dict(re.findall(r"^\s+(50|99)%\s+(\S+) *$", done.stdout, re.MULTILINE))
    rate = re.search(r"Requests/sec:\s+([\d.]+)", done.stdout)
    count = re.search(r"(\d+) requests in", done.stdout)
    bad = re.search(r"Non-2xx or 3xx responses: (\d+)", done.stdout)
    if rate is None or count is None:
        raise RuntimeError(done.stdout + done.stderr)
    return Load(
        rate=float(rate[1]),
        p50=_milliseconds(found["50"]),
        p99=_milliseconds(found["99"]),
        bad=int(bad[1]) if bad else 0,
        requests=int(count[1]),
        cpu_ms=spent * 1000 / max(1, int(count[1])),
    )


def _milliseconds(text: str) -> float:
    match = re.fullmatch(r"([\d.]+)(us|ms|s|m)", text)
    if match is None:
        raise ValueError(text)
    return float(match[1]) * UNITS[match[2]]
