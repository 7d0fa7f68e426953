"""All reads over incidents. Everything begins at a visibility rule of `policies`."""

from incidents.queries.layers import MAX_FEATURES, feature_collection, layer_stamp, tile, years
from incidents.queries.listing import IncidentFilter, listed, parse_box
from incidents.queries.lookups import area_name, categories, category, forget_lookups
from incidents.queries.one import history_near, incident_for, own_report, photo_for, shown_publicly, similar
from incidents.queries.screens import (
    Rows,
    board,
    contested_or_recent,
    group_screen,
    own_beats,
    own_reports,
    public_screen,
    with_talk,
)

__all__ = [
    "MAX_FEATURES",
    "IncidentFilter",
    "Rows",
    "area_name",
    "board",
    "categories",
    "category",
    "contested_or_recent",
    "feature_collection",
    "forget_lookups",
    "group_screen",
    "history_near",
    "incident_for",
    "layer_stamp",
    "listed",
    "own_beats",
    "own_report",
    "own_reports",
    "parse_box",
    "photo_for",
    "public_screen",
    "shown_publicly",
    "similar",
    "tile",
    "with_talk",
    "years",
]
