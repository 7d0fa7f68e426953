"""What is said of a feature or a file of water sources that cannot be used."""

from __future__ import annotations

from django.utils.translation import gettext as _


def fault_words(code: str, value: str = "") -> str:
    """A sentence for `rosters.importers.Unusable`, in the active language."""
    words = {
        "not_json": _("The file cannot be read as JSON (UTF-8)."),
        "not_features": _("The file is neither a GeoJSON collection nor an answer of Overpass."),
        "too_many": _("The file holds more than %(value)s features. Please split it."),
        "not_feature": _("This is no feature."),
        "kind": _("emergency=%(value)s is no water source.") if value else _("It has no tag “emergency”."),
        "id": _("It has no id by which it would be known again."),
        "geometry": _("It is neither a point nor a polygon."),
        "coordinates": _("Its coordinates cannot be read."),
        "outside": _("Its coordinates lie outside the world: %(value)s."),
    }
    return words[code] % {"value": value}
