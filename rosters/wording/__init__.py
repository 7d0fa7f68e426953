"""What people are told about their duties."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext_noop as _

from notifications.messages import Message

DUTY = "/duty"
"""The reader's own duties."""

Duty = tuple[str, str]
"""A duty in words: the shift's name, its day."""


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


def moved(before: Duty, now: Duty) -> Message:
    """To a person the chief moved from one duty to another."""
    return _message(
        "rosters.moved",
        _("Your duty has been moved"),
        _("%(shift)s on %(day)s instead of %(other)s on %(other_day)s."),
        **_both(now, before),
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


def exchange_offered(given: Duty, wanted: Duty, person: str) -> Message:
    """To the holder of the duty that is asked for."""
    return _message(
        "rosters.offered",
        _("Will you exchange duties?"),
        _("%(person)s offers %(shift)s on %(day)s for your %(other)s on %(other_day)s."),
        **_both(given, wanted),
        person=person,
    )


def exchanged(given: Duty, wanted: Duty, person: str) -> Message:
    """To whoever offered the exchange: each has the other's duty now."""
    return _message(
        "rosters.taken",
        _("Your duties are exchanged"),
        _("%(person)s takes %(shift)s on %(day)s; you have %(other)s on %(other_day)s."),
        **_both(given, wanted),
        person=person,
    )


def exchange_void(given: Duty, wanted: Duty) -> Message:
    """To whoever offered an exchange: the duty asked for has ended or has another holder."""
    return _message(
        "rosters.exchange_void",
        _("The exchange cannot be made"),
        _("%(other)s on %(other_day)s is no longer to be had. %(shift)s on %(day)s stays yours."),
        **_both(given, wanted),
    )


def _both(given: Duty, wanted: Duty) -> dict[str, str]:
    return {"shift": given[0], "day": given[1], "other": wanted[0], "other_day": wanted[1]}


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
