"""A durable PostgreSQL cluster that may be killed: made in a folder of its own, gone with it."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

import psycopg

SETTINGS = {
    "fsync": "on",
    "full_page_writes": "on",
    "synchronous_commit": "on",
    "data_checksums": "on",
}
"""Without these, surviving kill -9 would prove nothing."""


def programs() -> Path:
    """Where the server's programs are. Raises RuntimeError."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    if not found:
        raise RuntimeError("PostgreSQL is not installed: run ops/system.sh run")
    return found[-1]


class Cluster:
    """One server. `kill` ends it and every process of it at once, without a word."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="varta-chaos-", dir="/var/tmp"))  # not a memory disk
        self.data = self.folder / "data"
        self.url = f"postgresql://varta@/varta?host={self.folder}"
        self.bin = programs()
        if os.geteuid() == 0:
            shutil.chown(self.folder, "postgres")

    def _run(self, *command: str) -> None:
        owner = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        subprocess.run([*owner, *command], check=True, capture_output=True, cwd="/")

    def create(self) -> None:
        """Make it, start it and check that it is durable. Raises RuntimeError."""
        init = ["-U", "varta", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--data-checksums"]
        self._run(str(self.bin / "initdb"), "-D", str(self.data), *init)
        self.start()
        with psycopg.connect(f"postgresql://varta@/postgres?host={self.folder}", autocommit=True) as link:
            link.execute("CREATE DATABASE varta")
            for name, wanted in SETTINGS.items():
                row = link.execute(f"SHOW {name}").fetchone()
                if row is None or row[0] != wanted:
                    raise RuntimeError(f"{name} is not {wanted}")

    def start(self) -> None:
        """Start and wait until it answers (after a kill: until recovery is through)."""
        options = f"-c listen_addresses='' -c unix_socket_directories={self.folder} -c max_connections=200"
        log = str(self.folder / "data" / "server.log")
        self._run(
            str(self.bin / "pg_ctl"),
            "-D",
            str(self.data),
            "-l",
            log,
            "-w",
            "-t",
            "60",
            "-o",
            options,
            "start",
        )

    def processes(self) -> list[int]:
        """The postmaster and all its children."""
        first = int((self.data / "postmaster.pid").read_text().splitlines()[0])
        found = [first]
        for stat in Path("/proc").glob("[0-9]*/stat"):
            with contextlib.suppress(OSError, ValueError):
                if int(stat.read_text().rsplit(")", 1)[1].split()[1]) == first:
                    found.append(int(stat.parent.name))
        return found

    def kill(self) -> None:
        """kill -9 to all of it, and wait until the last process is really gone."""
        victims = self.processes()
        for pid in victims:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        while any(Path(f"/proc/{pid}").exists() for pid in victims):
            time.sleep(0.02)

    def remove(self) -> None:
        """Stop it and delete its folder."""
        with contextlib.suppress(subprocess.CalledProcessError, OSError):
            self._run(str(self.bin / "pg_ctl"), "-D", str(self.data), "-m", "immediate", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)
