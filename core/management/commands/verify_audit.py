"""Prove that no line of the audit trail was altered, deleted, swapped or cut off."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core import sealing


class Command(BaseCommand):
    """`manage.py verify_audit [--head NUMBER:HASH]`: exit status 1 and the first broken line, or the head."""

    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        """One option."""
        parser.add_argument("--head", help="a head noted earlier, as this command prints it: NUMBER:HASH")

    def handle(self, *args: Any, **options: Any) -> None:
        """Walk the chain."""
        answer = sealing.verify(noted=_parse(options["head"]) if options["head"] else None)
        if isinstance(answer, sealing.Break):
            place = f"seal {answer.number}, entry {answer.entry_id}"
            raise CommandError(f"The audit trail is broken at {place}: {answer.fault}.")
        self.stdout.write(
            f"{answer.number} lines as they were sealed. Head: {answer.number}:{answer.hash.hex()}"
        )


def _parse(text: str) -> sealing.Head:
    number, _, digest = text.partition(":")
    try:
        return sealing.Head(int(number), bytes.fromhex(digest))
    except ValueError as error:
        raise CommandError("--head must look like 1234:9f86d081…") from error
