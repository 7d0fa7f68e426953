"""Rows of dispatch: patrol and its alerts, call-outs of the fire brigades."""

from dispatch.models.callouts import (
    OPEN_CALLOUTS,
    AirRaid,
    Answer,
    CallOut,
    CallOutMark,
    CallOutState,
    Page,
    PageState,
)
from dispatch.models.patrol import (
    Alert,
    Assignment,
    AssignmentStep,
    Duty,
    Ending,
    GroupNotice,
    Unit,
    UnitKind,
    UnitPosition,
)

__all__ = [
    "OPEN_CALLOUTS",
    "AirRaid",
    "Alert",
    "Answer",
    "Assignment",
    "AssignmentStep",
    "CallOut",
    "CallOutMark",
    "CallOutState",
    "Duty",
    "Ending",
    "GroupNotice",
    "Page",
    "PageState",
    "Unit",
    "UnitKind",
    "UnitPosition",
]
