"""What people are told about their duties."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext_noop as _

from notifications.messages import Message

DUTY = "/duty"
"""The reader's own duties."""


def _message(kind: str, title: str, body: str, **words: str) -> Message:
    return Message(kind=kind, title=title, body=body, words=words, link=DUTY)


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


def soon(assignment_id: UUID, shift: str, day: str, starts: str, hours: int) -> Message:
    """To the holder of a duty: it begins within so many hours. Mailed also to those who want little mail."""
    return Message(
        kind="rosters.soon",
        title=_("You are on duty in an hour") if hours == 1 else _("You are on duty within a day"),
        body=_("%(shift)s on %(day)s, from %(starts)s. If you cannot come, offer the duty to others now."),
        words={"shift": shift, "day": day, "starts": starts},
        link=DUTY,
        severity="high",
        dedupe=f"duty:{assignment_id}:{hours}",
    )
