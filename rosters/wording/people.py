"""What people are told about joining, serving and leaving."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext_noop as _

from notifications.messages import Message

MINE = "/brigade"


def applied(brigade_id: UUID, brigade: str, person: str) -> Message:
    """To chiefs: somebody wants to join."""
    return Message(
        "rosters.applied",
        _("Somebody applies to the brigade"),
        _("%(person)s applies to “%(brigade)s”."),
        {"person": person, "brigade": brigade},
        f"/brigade/{brigade_id}/members",
    )


_MOVED = {
    "interview": (_("You are invited to an interview"), _("“%(brigade)s” will get in touch with you.")),
    "probation": (_("Welcome to the brigade"), _("You are on probation in “%(brigade)s”.")),
    "active": (_("You are in active service"), _("You serve in “%(brigade)s”.")),
    "leave": (_("You are on leave from the brigade"), _("“%(brigade)s” does not count on you meanwhile.")),
    "left": (_("Your membership has ended"), _("You are no longer a member of “%(brigade)s”.")),
    "declined": (_("Your application was declined"), _("“%(brigade)s” could not take you.")),
}


def moved(state: str, brigade: str) -> Message:
    """To the person: where they stand with the brigade now."""
    title, body = _MOVED[state]
    return Message(f"rosters.{state}", title, body, {"brigade": brigade}, MINE, severity="medium")


def left(brigade_id: UUID, brigade: str, person: str) -> Message:
    """To chiefs: somebody has left, or withdrawn an application."""
    return Message(
        "rosters.member_left",
        _("A member has left"),
        _("%(person)s has left “%(brigade)s”."),
        {"person": person, "brigade": brigade},
        f"/brigade/{brigade_id}/members",
    )


def made_chief(brigade_id: UUID, brigade: str) -> Message:
    """To a person the city appoints."""
    return Message(
        "rosters.made_chief",
        _("You are chief of a brigade"),
        _("You now lead “%(brigade)s”."),
        {"brigade": brigade},
        f"/brigade/{brigade_id}",
        severity="high",
    )


def chief_ended(brigade: str) -> Message:
    """To a person who leads no more."""
    return Message(
        "rosters.chief_ended",
        _("You are not chief any more"),
        _("You serve in “%(brigade)s” as a firefighter."),
        {"brigade": brigade},
        MINE,
        severity="high",
    )


def absent(person: str, shift: str, day: str, brigade_id: UUID, *, dedupe: str) -> Message:
    """To chiefs: somebody cannot come to a duty that is still theirs."""
    return Message(
        "rosters.absent",
        _("Somebody cannot come to a duty"),
        _("%(person)s says to be away during %(shift)s on %(day)s, and still holds it. Plan anew?"),
        {"person": person, "shift": shift, "day": day},
        f"/brigade/{brigade_id}/rota",
        severity="high",
        dedupe=dedupe,
    )


def hole(person: str, shift: str, day: str, brigade_id: UUID) -> Message:
    """To chiefs: a duty that was covered is not covered any more."""
    return Message(
        "rosters.hole",
        _("A covered shift has a gap"),
        _("%(person)s can no longer fill %(shift)s on %(day)s."),
        {"person": person, "shift": shift, "day": day},
        f"/brigade/{brigade_id}/rota",
        severity="high",
    )
