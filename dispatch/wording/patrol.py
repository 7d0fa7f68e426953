"""What people are told about alerts, orders and reports in their zones."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.utils.translation import gettext_noop as _

from notifications.messages import Message

Words = Mapping[str, str]
"""One text for each language."""


def _police(
    kind: str, title: str, body: str, incident_id: UUID, severity: str, **words: str | Words
) -> Message:
    return Message(
        kind=kind, title=title, body=body, words=words, link=f"/patrol/{incident_id}", severity=severity
    )


def alert(incident_id: UUID, severity: str, category: Words, place: str) -> Message:
    """To officers on duty: a report that must be answered."""
    title, body = _("New: %(category)s"), _("%(place)s. Nobody has answered yet.")
    return _police("dispatch.alert", title, body, incident_id, severity, category=category, place=place)


def unanswered(incident_id: UUID, severity: str, category: Words, place: str) -> Message:
    """To those who are asked next."""
    title, body = _("Unanswered: %(category)s"), _("%(place)s. Those asked first have not answered.")
    return _police("dispatch.escalated", title, body, incident_id, severity, category=category, place=place)


def nobody_on_duty(incident_id: UUID, severity: str, category: Words, place: str) -> Message:
    """To everybody with authority over the place: nobody is on duty there."""
    title, body = _("Nobody on duty: %(category)s"), _("%(place)s. No officer on duty could be reached.")
    return _police("dispatch.nobody", title, body, incident_id, severity, category=category, place=place)


def alarm(severity: str, place: str) -> Message:
    """To administrators, who see no reports: the alerting itself has failed."""
    return Message(
        kind="dispatch.alarm",
        title=_("Alarm: a report is unanswered"),
        body=_("A serious report in %(place)s has reached no officer who answered."),
        words={"place": place},
        link="/admin",
        severity=severity,
    )


def sent_out(incident_id: UUID, severity: str, category: Words, place: str) -> Message:
    """To the crew a dispatcher sends."""
    title, body = _("You are sent: %(category)s"), _("%(place)s.")
    return _police("dispatch.sent", title, body, incident_id, severity, category=category, place=place)


def near_you(incident_id: UUID, group_id: UUID, severity: str, category: Words, area: str) -> Message:
    """To a watch group, masked: kind and neighbourhood, never the place."""
    return Message(
        kind="watch.incident",
        title=_("In your watch: %(category)s"),
        body=_("Reported in %(area)s. The police know. Do not intervene; in danger call 112."),
        words={"category": category, "area": area},
        link=f"/watch/{group_id}",
        severity=severity,
        dedupe=f"near:{incident_id}",
    )
