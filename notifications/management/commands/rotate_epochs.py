"""After a restore: make every position that clients hold void, so that they take a snapshot."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from notifications import actions


class Command(BaseCommand):
    """`manage.py rotate_epochs`."""

    help = __doc__ or ""

    def handle(self, *args: Any, **options: Any) -> None:
        """Rotate, and say how many streams had events."""
        del args, options
        self.stdout.write(f"New epochs for {actions.rotate_epochs()} streams.")
