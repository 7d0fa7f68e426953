"""`manage.py serve` whole: becomes ready, survives a killed part, stops everything."""

from __future__ import annotations

import json
import os
import random
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from config.addresses import port_is_free

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.slow


def _free_port() -> int:
    """A port below those that outgoing connections take, free now."""
    return next(port for port in random.sample(range(20000, 32000), 100) if port_is_free(port))


def _readiness(port: int) -> tuple[int, list[str]]:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=2) as answer:
            return answer.status, json.load(answer)["faults"]
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)["faults"]
    except OSError:
        return 0, []


def _await(condition, seconds: float = 60.0):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.2)


def _descendants(pid: int) -> dict[int, str]:
    found: dict[int, str] = {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            if parent == pid:
                found[int(entry.name)] = (entry / "cmdline").read_text().replace("\0", " ")
        except (FileNotFoundError, ProcessLookupError):
            continue
    return found


@pytest.fixture
def served(tmp_path):
    port, live = _free_port(), _free_port()
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings.dev",
        "VARTA_LOCAL_DIR": str(tmp_path),
        "VARTA_PORT": str(port),
        "VARTA_SOCKET_PORT": str(live),
    }
    said = tmp_path / "said"
    with said.open("w") as out:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "serve"], cwd=ROOT, env=environment, stdout=out
        )
    yield process, port, live, said
    process.kill()
    process.wait()


def test_serve_is_ready_survives_and_stops(served):
    process, port, live, said = served
    _await(lambda: f"http://localhost:{port}/" in said.read_text())
    assert _readiness(port) == (200, [])
    with socket.create_connection(("127.0.0.1", live), timeout=5):
        pass
    children = _descendants(process.pid)
    assert len(children) == 5, "web, socket, and a worker for each queue"
    web = next(pid for pid, command in children.items() if "granian" in command)
    os.kill(web, signal.SIGKILL)
    _await(lambda: web not in _descendants(process.pid) and _readiness(port)[0] == 200)
    children = _descendants(process.pid)
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=30) == 0
    assert "web ended with status -9" in said.read_text()
    assert said.read_text().endswith("Stopped\n")
    assert not any(Path(f"/proc/{pid}").exists() for pid in children)
    assert _readiness(port) == (0, [])
