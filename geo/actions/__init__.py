"""Verbs over places: one transaction each; policy, change, audit."""

from geo.actions.areas import AreaDraft, Outcome, change_area, end_area, replace_area

__all__ = ["AreaDraft", "Outcome", "change_area", "end_area", "replace_area"]
