"""Verbs of dispatch: units, duty, positions, sending and working, alerting, call-outs and air raids."""

from dispatch.actions.air_raids import RaidReport, declare_raid, end_raid, import_raids
from dispatch.actions.alerts import consider_incident, sweep_alerts, tell_groups
from dispatch.actions.assignments import arrive, assign, hand_back, resolve, set_out, take
from dispatch.actions.callout_answers import answer, answer_by_link
from dispatch.actions.callout_ends import Attended, close, stand_down
from dispatch.actions.callout_marks import Said, mark
from dispatch.actions.callout_reports import consider_fire, follow_incident
from dispatch.actions.callout_starts import confirm, decline, start_callout
from dispatch.actions.callout_sweep import sweep_callouts
from dispatch.actions.duty import show_crew, sign_off, sign_on
from dispatch.actions.lapses import end_lapsed_duties
from dispatch.actions.positions import Fix, forget_positions, report_positions
from dispatch.actions.units import add_unit, change_unit
from dispatch.actions.viewing import read_nearest, read_units

__all__ = [
    "Attended",
    "Fix",
    "RaidReport",
    "Said",
    "add_unit",
    "answer",
    "answer_by_link",
    "arrive",
    "assign",
    "change_unit",
    "close",
    "confirm",
    "consider_fire",
    "consider_incident",
    "declare_raid",
    "decline",
    "end_lapsed_duties",
    "end_raid",
    "follow_incident",
    "forget_positions",
    "hand_back",
    "import_raids",
    "mark",
    "read_nearest",
    "read_units",
    "report_positions",
    "resolve",
    "set_out",
    "show_crew",
    "sign_off",
    "sign_on",
    "stand_down",
    "start_callout",
    "sweep_alerts",
    "sweep_callouts",
    "take",
    "tell_groups",
]
