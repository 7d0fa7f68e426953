"""What people are told about vehicles, kit and papers that lapse."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.utils.translation import gettext_noop as _

from notifications.messages import Message


def _vehicles(brigade_id: UUID) -> str:
    return f"/brigade/{brigade_id}/vehicles"


def defect(brigade_id: UUID, call_sign: str, what: str, *, off_run: bool) -> Message:
    """To chiefs: something is broken."""
    title = _("Off the run") if off_run else _("A defect was reported")
    return Message(
        "rosters.defect",
        title,
        _("%(call_sign)s: %(what)s"),
        {"call_sign": call_sign, "what": what},
        _vehicles(brigade_id),
        severity="high" if off_run else "medium",
    )


def kit_due(brigade_id: UUID, label: str, day: str, *, overdue: bool) -> Message:
    """To chiefs: a test is due soon, or overdue."""
    title = _("A test is overdue") if overdue else _("A test is due")
    return Message(
        "rosters.kit_due",
        title,
        _("%(label)s: the test is due on %(day)s."),
        {"label": label, "day": day},
        f"{_vehicles(brigade_id)}?view=kit",
        severity="high" if overdue else "medium",
    )


def lapsing(paper: Mapping[str, str], day: str) -> Message:
    """To a person: a paper ends soon."""
    return Message(
        "rosters.lapsing",
        _("A paper of yours ends soon"),
        _("%(paper)s ends on %(day)s. Please see to its renewal."),
        {"paper": paper, "day": day},
        "/duty/papers",
        severity="medium",
    )


def lapsed(paper: Mapping[str, str], day: str) -> Message:
    """To a person: a paper has ended."""
    return Message(
        "rosters.lapsed",
        _("A paper of yours has ended"),
        _("%(paper)s ended on %(day)s. Until it is renewed you do not count for it."),
        {"paper": paper, "day": day},
        "/duty/papers",
        severity="high",
    )


def lapsed_of(person: str, paper: Mapping[str, str], day: str) -> Message:
    """To chiefs: a member's paper has ended."""
    return Message(
        "rosters.lapsed_of",
        _("A member's paper has ended"),
        _("%(person)s: %(paper)s ended on %(day)s."),
        {"person": person, "paper": paper, "day": day},
        "/brigade",
        severity="high",
    )


GATES: Mapping[str, Mapping[str, str]] = {
    "adult": {"uk": "Повноліття", "en": "Full age"},
    "medical": {"uk": "Медичний огляд", "en": "Medical"},
    "insurance": {"uk": "Страхування", "en": "Insurance"},
    "basic_training": {"uk": "Базова підготовка", "en": "Basic training"},
}
"""What each gate is called, in both languages."""
