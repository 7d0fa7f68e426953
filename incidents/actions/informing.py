"""Telling a reporter beside the report's own stream: the unread mark, and the inbox of those signed in."""

from __future__ import annotations

from django.utils.translation import gettext_noop

from incidents import wording
from incidents.models import Incident, StatusChange
from incidents.workflow import ENDED, State, Verb
from notifications import actions as notifications_actions
from notifications.messages import Message

_OWN = frozenset({Verb.WITHDRAW})
"""Steps the reporter takes: no news to the reporter."""
STEP_TITLE = gettext_noop("Your report %(reference)s: %(label)s")
ASKED_TITLE = gettext_noop("The police write about your report %(reference)s")
ASKED_BODY = gettext_noop("Open your report to read it and to answer.")


def about_step(incident: Incident, step: StatusChange) -> None:
    """One step in the incident's life."""
    if Verb(step.verb) in _OWN:
        return
    incident.reporter_unread += 1
    words = {
        language: wording.message(step.to_state, step.verb, step.reason, language)
        for language in ("uk", "en")
    }
    labels = {language: wording.label(step.to_state, language) for language in ("uk", "en")}
    severity = "medium" if State(step.to_state) in ENDED else "info"
    _tell(
        incident,
        Message(
            kind="report.step",
            title=STEP_TITLE,
            body="%(text)s",
            words={"reference": incident.reference, "label": labels, "text": words},
            link=f"/receipt?id={incident.pk}",
            severity=severity,
        ),
    )


def about_message(incident: Incident) -> None:
    """The police have written. The words themselves stay on the report's page."""
    incident.reporter_unread += 1
    _tell(
        incident,
        Message(
            kind="report.asked",
            title=ASKED_TITLE,
            body=ASKED_BODY,
            words={"reference": incident.reference},
            link=f"/receipt?id={incident.pk}",
            severity="medium",
        ),
    )


def _tell(incident: Incident, message: Message) -> None:
    if incident.reporter_id is not None:
        notifications_actions.notify([incident.reporter_id], message)
