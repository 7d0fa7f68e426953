"""The commands of the processes architecture asks for: web, socket and a worker for each queue."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

from config.env import LOCAL_DIR
from config.supervisor import Child

EVERYWHERE = "0.0.0.0"  # noqa: S104 - a phone on the same network has to reach it
WORKERS = {"urgent": 8, "mail": 8, "default": 4}
"""Queue → jobs at once."""


def web_command(port: int, workers: int) -> list[str]:
    """HTTP under WSGI: granian, a few threads in each of a few processes."""
    return [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws"),
        *("--host", EVERYWHERE, "--port", str(port), "--workers", str(workers)),
        *("--blocking-threads", "4", "--backpressure", "256", "--respawn-failed-workers"),
        *("--workers-kill-timeout", "8", "--log-level", "warning", "config.wsgi:application"),
    ]


def socket_command(port: int) -> list[str]:
    """WebSocket under ASGI: daphne. A peer that answers no ping is gone within 25 s."""
    return [
        *(sys.executable, "-m", "daphne", "--no-server-name", "-v", "1"),
        *("--ping-interval", "10", "--ping-timeout", "15", "--websocket-max-message-size", "65536"),
        *("--websocket-max-frame-size", "65536"),
        *("-b", EVERYWHERE, "-p", str(port), "config.asgi:application"),
    ]


def worker_command(queue: str, concurrency: int) -> list[str]:
    """Jobs of one queue; life-safety jobs never wait behind the rest, nor for a mail server."""
    return [
        *(sys.executable, "manage.py", "procrastinate", "worker", "--queues", queue),
        *("--concurrency", str(concurrency), "--name", queue, "--delete-jobs", "successful"),
    ]


def commands(*, web_port: int, socket_port: int) -> dict[str, list[str]]:
    """Every process of an installation by its name."""
    return {
        "web": web_command(web_port, max(1, min(4, os.cpu_count() or 1))),
        "socket": socket_command(socket_port),
        **{f"worker-{queue}": worker_command(queue, at_once) for queue, at_once in WORKERS.items()},
    }


def children(*, web_port: int, socket_port: int, logs: Path) -> list[Child]:
    """All of them, for the supervisor."""
    every = commands(web_port=web_port, socket_port=socket_port)
    return [Child(name, command, logs / f"{name}.log") for name, command in every.items()]


def empty_metrics_dir(name: str) -> Path:
    """A folder where the processes called `name` put their figures together, without an earlier run's."""
    folder = LOCAL_DIR / "metrics" / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def environment(settings_module: str, metrics_dir: Path) -> Mapping[str, str]:
    """What the children inherit, and where they put their figures together."""
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": settings_module,
        "PROMETHEUS_MULTIPROC_DIR": str(metrics_dir),
        "PYTHONUNBUFFERED": "1",
    }
