"""Telling a reporter beside the report's own stream: the unread mark, and the inbox of those signed in."""

from __future__ import annotations

from incidents.models import Incident, StatusChange
from incidents.workflow import Verb

_OWN = frozenset({Verb.WITHDRAW})
"""Steps the reporter takes: no news to the reporter."""


def about_step(incident: Incident, step: StatusChange) -> None:
    """One step in the incident's life."""
    if Verb(step.verb) not in _OWN:
        incident.reporter_unread += 1


def about_message(incident: Incident) -> None:
    """The police have written."""
    incident.reporter_unread += 1
