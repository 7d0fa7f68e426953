"""`manage.py serve`: prepare the database, then run web, socket and workers until told to stop."""

from __future__ import annotations

import os
import subprocess
import time
import urllib.error
import urllib.request
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.utils import OperationalError

from config import preparation, processes
from config.addresses import own_addresses, port_is_free
from config.env import BASE_DIR, LOCAL_DIR, env
from config.supervisor import Supervisor


class Command(BaseCommand):
    """Runs a whole installation on one machine."""

    help = "Migrates, loads what belongs in the database, and runs web, socket and workers."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """Ports come from the environment; only the demo city is a choice of the command line."""
        parser.add_argument("--demo", action="store_true", help="load the demo city and show its sign-ins")

    def handle(self, *args: Any, demo: bool, **options: Any) -> None:
        """Prepare, supervise, and stop the private cluster when it was started for this run."""
        try:
            self._require_ports()
            sign_ins = self._prepare(demo=demo)
            self._supervise(sign_ins)
        finally:
            stop_own_cluster()

    def _require_ports(self) -> None:
        for port, name in ((env.port, "VARTA_PORT"), (env.socket_port, "VARTA_SOCKET_PORT")):
            if not port_is_free(port):
                raise CommandError(
                    f"Port {port} is in use by another program. "
                    f"Stop it, or choose another: {name}={port + 100} make run"
                )

    def _prepare(self, *, demo: bool) -> str:
        try:
            sign_ins = preparation.prepare(demo=demo)
        except OperationalError as error:
            raise CommandError(f"The database does not answer: {str(error).splitlines()[0]}") from error
        preparation.release_connections()
        return sign_ins

    def _supervise(self, sign_ins: str) -> None:
        announcement = Announcement(self, sign_ins)
        Supervisor(
            children=processes.children(
                web_port=env.port, socket_port=env.socket_port, logs=LOCAL_DIR / "log"
            ),
            environment=processes.environment(settings.SETTINGS_MODULE, processes.empty_metrics_dir("all")),
            tell=self._say,
            on_tick=announcement.make,
        ).run()
        self._say("Stopped")

    def _say(self, sentence: str) -> None:
        self.stdout.write(f"· {sentence}")
        self.stdout.flush()


class Announcement:
    """Says once, when everything answers, where the product is and how to sign in."""

    def __init__(self, command: Command, sign_ins: str) -> None:
        self._command = command
        self._sign_ins = sign_ins.strip()
        self._made = False
        self._began = float(os.environ.get("VARTA_BEGAN_AT") or time.time())

    def make(self) -> None:
        """Print the addresses when the readiness probe says yes; else wait for the next call."""
        if self._made or not is_ready(env.port):
            return
        self._made = True
        lines = [f"Varta is ready after {time.time() - self._began:.0f} s", ""]
        lines.append(f"  on this machine   http://localhost:{env.port}/")
        lines += [f"  from a phone      http://{address}:{env.port}/" for address in own_addresses()]
        if self._sign_ins:
            lines += ["", "  Demo sign-ins:", *(f"    {line}" for line in self._sign_ins.splitlines())]
        lines += ["", "  Logs are in .local/log, mails in .local/mail. Ctrl-C stops everything.", ""]
        self._command.stdout.write("\n".join(["", *lines]))
        self._command.stdout.flush()


def is_ready(port: int) -> bool:
    """Whether the web process answers its readiness probe with yes."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def stop_own_cluster() -> None:
    """Stop the private cluster if `make run` started it; one started by hand stays."""
    marker = LOCAL_DIR / "cluster-for"
    if marker.exists() and marker.read_text().strip() == "run":
        subprocess.run([BASE_DIR / "ops" / "cluster.sh", "stop"], check=False)
