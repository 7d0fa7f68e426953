"""Verbs over places: one transaction each; policy, change, audit."""

from geo.actions.areas import AreaDraft, Outcome, change_area, end_area, replace_area, set_parent
from geo.actions.imports import ImportOptions, ImportReport, import_areas

__all__ = [
    "AreaDraft",
    "ImportOptions",
    "ImportReport",
    "Outcome",
    "change_area",
    "end_area",
    "import_areas",
    "replace_area",
    "set_parent",
]
