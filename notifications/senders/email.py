"""E-mail, through Django's configured back end."""

from __future__ import annotations

from django.core.mail import EmailMessage
from django.utils import translation
from django.utils.translation import gettext as _


def send(*, to: str, language: str, title: str, body: str, link: str) -> None:
    """Send one message. The subject stands on lock screens, so it says nothing of whom, what or where.

    Raises OSError when the server does not take it.
    """
    with translation.override(language):
        subject = _("Varta: you have a new message")
        footer = _("You choose in your inbox's settings what is sent to you by e-mail.")
    EmailMessage(subject, f"{title}\n\n{body}\n\n{link}\n\n--\n{footer}\n", to=[to]).send()
