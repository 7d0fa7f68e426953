"""Words about people and roles that the server itself says."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _


def emergency_numbers(numbers: Mapping[str, str]) -> list[dict[str, str]]:
    """The configured numbers with their names in the reader's language, in the configured order."""
    labels = {
        "general": _("All emergency services"),
        "fire": _("Fire and rescue"),
        "police": _("Police"),
        "ambulance": _("Ambulance"),
    }
    return [{"key": key, "number": number, "label": labels.get(key, key)} for key, number in numbers.items()]
