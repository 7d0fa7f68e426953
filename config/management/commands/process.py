"""`manage.py process NAME`: become one of the processes, for whatever supervises them (compose, systemd)."""

from __future__ import annotations

import os
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from config import processes
from config.env import env


class Command(BaseCommand):
    """Replaces itself by the program that serves this part."""

    help = "Runs web, socket or one of the workers in the foreground."

    def add_arguments(self, parser: CommandParser) -> None:
        """The names are those of the supervisor's children."""
        parser.add_argument("name", choices=sorted(processes.commands(web_port=0, socket_port=0)))

    def handle(self, *args: Any, name: str, **options: Any) -> None:
        """Execute the command in place of this one."""
        command = processes.commands(web_port=env.port, socket_port=env.socket_port)[name]
        environment = processes.environment(settings.SETTINGS_MODULE, processes.empty_metrics_dir(name))
        os.execve(command[0], command, environment)  # noqa: S606 - becoming the process is the point
