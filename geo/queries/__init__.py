"""Reads over places: which areas cover a point, what is publicly said of it, maps, names."""

from geo.queries.areas import (
    CoveringArea,
    Location,
    area,
    area_by_code,
    areas_covering,
    areas_without_snap_points,
    density_of,
    forget_paths,
    locate,
    parent_by_place,
    path_of,
    share_outside,
    share_outside_all,
)
from geo.queries.maps import (
    AreaRow,
    area_feature,
    area_list,
    area_row,
    area_stamp,
    area_tile,
    area_tree,
    served_box,
)
from geo.queries.places import FoundPlace, search_places

__all__ = [
    "AreaRow",
    "CoveringArea",
    "FoundPlace",
    "Location",
    "area",
    "area_by_code",
    "area_feature",
    "area_list",
    "area_row",
    "area_stamp",
    "area_tile",
    "area_tree",
    "areas_covering",
    "areas_without_snap_points",
    "density_of",
    "forget_paths",
    "locate",
    "parent_by_place",
    "path_of",
    "search_places",
    "served_box",
    "share_outside",
    "share_outside_all",
]
