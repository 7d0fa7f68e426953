"""Verbs over places: one transaction each; policy, change, audit."""

from geo.actions.areas import GROUND_OF_BRIGADE, Outcome, change_area, end_area, replace_area, set_parent
from geo.actions.drafts import AreaDraft
from geo.actions.imports import ImportOptions, ImportReport, import_areas
from geo.actions.places import PlacesReport, RawPlace, import_places
from geo.actions.snapping import SnapReport, build_snap_points

__all__ = [
    "GROUND_OF_BRIGADE",
    "AreaDraft",
    "ImportOptions",
    "ImportReport",
    "Outcome",
    "PlacesReport",
    "RawPlace",
    "SnapReport",
    "build_snap_points",
    "change_area",
    "end_area",
    "import_areas",
    "import_places",
    "replace_area",
    "set_parent",
]
