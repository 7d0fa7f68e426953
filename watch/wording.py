"""What people are told about their groups."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext_noop as _

from notifications.messages import Message


def _message(kind: str, title: str, body: str, group_id: UUID, **words: str) -> Message:
    return Message(kind=kind, title=title, body=body, words=words, link=f"/watch/{group_id}")


def request_received(group_id: UUID, group: str, person: str) -> Message:
    """To coordinators: somebody wants to belong."""
    title = _("A neighbour asks to join")
    return _message(
        "watch.request",
        title,
        _("%(person)s asks to join “%(group)s”."),
        group_id,
        person=person,
        group=group,
    )


def request_approved(group_id: UUID, group: str) -> Message:
    """To the person who asked."""
    return _message(
        "watch.approved",
        _("Welcome to the watch"),
        _("You are now a member of “%(group)s”."),
        group_id,
        group=group,
    )


def request_declined(group_id: UUID, group: str, reason: str) -> Message:
    """To the person who asked, with the coordinator's reason where one was given."""
    title = _("Your request was declined")
    if not reason:
        body = _("The coordinators of “%(group)s” have declined your request.")
        return _message("watch.declined", title, body, group_id, group=group)
    body = _("The coordinators of “%(group)s” have declined your request: %(reason)s")
    return _message("watch.declined", title, body, group_id, group=group, reason=reason)


def removed(group_id: UUID, group: str, reason: str) -> Message:
    """To the person whose membership was ended."""
    title = _("Your membership has ended")
    if not reason:
        return _message(
            "watch.removed", title, _("You no longer belong to “%(group)s”."), group_id, group=group
        )
    body = _("You no longer belong to “%(group)s”: %(reason)s")
    return _message("watch.removed", title, body, group_id, group=group, reason=reason)


def made_coordinator(group_id: UUID, group: str) -> Message:
    """To the new coordinator."""
    body = _("You now coordinate “%(group)s”: its zones and its members are in your hands.")
    return _message("watch.coordinator", _("You are a coordinator"), body, group_id, group=group)


def archived(group_id: UUID, group: str) -> Message:
    """To everyone who belonged."""
    body = _("The watch group “%(group)s” has been ended. Its history stays readable for its members.")
    return _message("watch.archived", _("Watch group ended"), body, group_id, group=group)
