"""What screens are told; `callouts` has the turnout board."""

from dispatch.projections.patrol import (
    position_events,
    position_item,
    unit_events,
    unit_item,
    unit_state,
    unit_streams,
)

__all__ = [
    "position_events",
    "position_item",
    "unit_events",
    "unit_item",
    "unit_state",
    "unit_streams",
]
