"""What this version does not give a city yet, so that nobody believes it does."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.core.checks import CheckMessage, Info, Tags, register

MISSING = (
    (
        "I004",
        "There are no passkeys: people sign in with a password or a code by e-mail.",
        "Whoever reads an officer's mailbox can sign in as the officer: protect mailboxes twofold.",
    ),
    (
        "I005",
        "There are no tokens for programs: other systems read public data only.",
        "Give no program a person's password.",
    ),
    (
        "I006",
        "A person can neither take their data along nor have their account erased by themselves.",
        "Answer such requests by hand within a month: docs/data-inventory.md says what is kept where.",
    ),
    (
        "I007",
        "Private data are opened without asking for the password again or for a reason.",
        "Every look at a reporter's contact is in the audit trail: read it.",
    ),
    (
        "I008",
        "Alerts reach closed screens by e-mail only: there is no Web Push, SMS or voice.",
        "Keep a board open where somebody is awake.",
    ),
    (
        "I009",
        "There is no confidential desk: reports of domestic violence or trafficking have no sealed lane.",
        "Name the numbers of the specialised units on your own pages; do not invite such reports here.",
    ),
)
"""Number, what is missing, and what to do until it is there."""


@register(Tags.security, deploy=True)
def what_is_missing(app_configs: Any = None, **options: Any) -> list[CheckMessage]:
    """The gaps of this version."""
    found: list[CheckMessage] = []
    if not apps.is_installed("allauth.mfa"):
        found.append(
            Info(
                "Police and staff sign in with one factor: a second one is not enforced yet.",
                hint="Let them sign in from the service's own network only.",
                id="varta.I001",
            )
        )
    return found + [Info(sentence, hint=hint, id=f"varta.{number}") for number, sentence, hint in MISSING]
