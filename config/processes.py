"""The commands of the processes architecture asks for: web, socket and the two workers."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from config.supervisor import Child

EVERYWHERE = "0.0.0.0"  # noqa: S104 - a phone on the same network has to reach it


def web_command(port: int, workers: int) -> list[str]:
    """HTTP under WSGI: granian, a few threads a process, as many as the connection pool can feed."""
    return [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws"),
        *("--host", EVERYWHERE, "--port", str(port), "--workers", str(workers)),
        *("--blocking-threads", "8", "--backpressure", "256", "--respawn-failed-workers"),
        *("--workers-kill-timeout", "8", "--log-level", "warning", "config.wsgi:application"),
    ]


def socket_command(port: int) -> list[str]:
    """WebSocket under ASGI: daphne."""
    return [
        *(sys.executable, "-m", "daphne", "--no-server-name", "-v", "1"),
        *("-b", EVERYWHERE, "-p", str(port), "config.asgi:application"),
    ]


def worker_command(queue: str, concurrency: int) -> list[str]:
    """Jobs of one queue; life-safety jobs never wait behind the rest."""
    return [
        *(sys.executable, "manage.py", "procrastinate", "worker", "--queues", queue),
        *("--concurrency", str(concurrency), "--name", queue, "--delete-jobs", "successful"),
    ]


def children(*, web_port: int, socket_port: int, logs: Path) -> list[Child]:
    """Every process of a private installation."""
    commands = {
        "web": web_command(web_port, max(1, min(4, os.cpu_count() or 1))),
        "socket": socket_command(socket_port),
        "worker-urgent": worker_command("urgent", 8),
        "worker-default": worker_command("default", 4),
    }
    return [Child(name, command, logs / f"{name}.log") for name, command in commands.items()]


def environment(settings_module: str, metrics_dir: Path) -> Mapping[str, str]:
    """What the children inherit, and where they put their figures together."""
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": settings_module,
        "PROMETHEUS_MULTIPROC_DIR": str(metrics_dir),
        "PYTHONUNBUFFERED": "1",
    }
