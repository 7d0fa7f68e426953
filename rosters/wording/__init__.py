"""What people are told about their duties."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from notifications.messages import Message

ROTA = "/brigade/rota"


def _message(kind: str, title: str, body: str, **words: str) -> Message:
    return Message(kind=kind, title=title, body=body, words=words, link=ROTA)


def assigned(shift: str, day: str) -> Message:
    """To a person the chief or the solver put on duty."""
    return _message(
        "rosters.assigned", _("You are on duty"), _("%(shift)s on %(day)s."), shift=shift, day=day
    )


def unassigned(shift: str, day: str) -> Message:
    """To a person taken off a duty."""
    return _message(
        "rosters.unassigned", _("You are off this duty"), _("%(shift)s on %(day)s."), shift=shift, day=day
    )


def offered(shift: str, day: str, person: str) -> Message:
    """To those who could take a duty over."""
    return _message(
        "rosters.offered",
        _("Can you take this duty?"),
        _("%(person)s offers %(shift)s on %(day)s."),
        shift=shift,
        day=day,
        person=person,
    )


def taken(shift: str, day: str, person: str) -> Message:
    """To the giver: from now on it is somebody else's."""
    return _message(
        "rosters.taken",
        _("Your duty is taken over"),
        _("%(person)s has taken %(shift)s on %(day)s."),
        shift=shift,
        day=day,
        person=person,
    )
