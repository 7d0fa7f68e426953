"""Rows of the volunteer brigades, split by meaning."""

from rosters.models.ability import EligibilityGate, GateKind, Inclusion, Qualification, QualificationGrant
from rosters.models.availability import AvailabilityException, Leave, WeeklyPattern
from rosters.models.brigade import (
    Brigade,
    ContactNumber,
    CrewRule,
    CrewRuleSeat,
    FounderKind,
    Neighbour,
    Vehicle,
    VehicleSeat,
    VehicleState,
)
from rosters.models.ledger import Attendance, HoursEntry, HoursKind, TrainingSession
from rosters.models.member import Application, EmergencyContact, Member, MemberKind, MemberState, Standing
from rosters.models.rota import RotaRun, RunMode, RunState
from rosters.models.shift import (
    Assignment,
    AssignmentSource,
    AssignmentState,
    CalendarToken,
    Shift,
    ShiftRule,
    ShiftRuleSeat,
    ShiftSeat,
    ShiftState,
    Swap,
    SwapState,
)
from rosters.models.upkeep import Check, CheckItem, Defect, KitItem, KitKind
from rosters.models.water import WaterCondition, WaterInspection, WaterKind, WaterSource
from rosters.models.wishes import ApartPair, DutyWish

__all__ = [
    "ApartPair",
    "Application",
    "Assignment",
    "AssignmentSource",
    "AssignmentState",
    "Attendance",
    "AvailabilityException",
    "Brigade",
    "CalendarToken",
    "Check",
    "CheckItem",
    "ContactNumber",
    "CrewRule",
    "CrewRuleSeat",
    "Defect",
    "DutyWish",
    "EligibilityGate",
    "EmergencyContact",
    "FounderKind",
    "GateKind",
    "HoursEntry",
    "HoursKind",
    "Inclusion",
    "KitItem",
    "KitKind",
    "Leave",
    "Member",
    "MemberKind",
    "MemberState",
    "Neighbour",
    "Qualification",
    "QualificationGrant",
    "RotaRun",
    "RunMode",
    "RunState",
    "Shift",
    "ShiftRule",
    "ShiftRuleSeat",
    "ShiftSeat",
    "ShiftState",
    "Standing",
    "Swap",
    "SwapState",
    "TrainingSession",
    "Vehicle",
    "VehicleSeat",
    "VehicleState",
    "WaterCondition",
    "WaterInspection",
    "WaterKind",
    "WaterSource",
    "WeeklyPattern",
]
