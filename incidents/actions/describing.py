"""Asking for behaviour before appearance, and counting how often it had to be asked."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection
from django.utils import timezone

from core.errors import Invalid
from incidents import people, wording
from incidents.people import Finding, Objection

_COUNT = """
INSERT INTO incidents_intervention AS kept (day, code, count) VALUES (%s, %s, 1)
ON CONFLICT (day, code) DO UPDATE SET count = kept.count + 1
"""


def check(described: Sequence[dict[str, str]], text: str, *, confirmed: bool) -> None:
    """Raise Invalid (`people.*`) where a description of people cannot stand; each time is counted.

    Fields are refused; free text is a pause: who has read it may send the text again with `confirmed`.
    """
    finding = people.check_people(described)
    if finding is None:
        pause = people.check_text(text)
        if pause is None:
            return
        if confirmed:
            count_intervention(f"{pause.objection}.confirmed")
            return
        finding = pause
    _refuse(finding)


def _refuse(finding: Finding) -> None:
    count_intervention(finding.objection)
    words = wording.objection(finding.objection)
    data = {"fields": {finding.field: words}, "can_confirm": finding.objection is Objection.TEXT_PROFILING}
    raise Invalid(finding.objection, words, data=data)


def count_intervention(code: str) -> None:
    """Count one stop of the form: day and reason, nothing of the person or the text."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [timezone.now().date(), code])
