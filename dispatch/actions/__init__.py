"""Verbs of dispatch: keeping units, duty, positions, sending and working, alerting."""

from dispatch.actions.alerts import consider_incident, sweep_alerts, tell_groups
from dispatch.actions.assignments import arrive, assign, hand_back, resolve, set_out, take
from dispatch.actions.duty import show_crew, sign_off, sign_on
from dispatch.actions.lapses import end_lapsed_duties
from dispatch.actions.positions import Fix, forget_positions, report_positions
from dispatch.actions.units import add_unit, change_unit
from dispatch.actions.viewing import read_nearest, read_units

__all__ = [
    "Fix",
    "add_unit",
    "arrive",
    "assign",
    "change_unit",
    "consider_incident",
    "end_lapsed_duties",
    "forget_positions",
    "hand_back",
    "read_nearest",
    "read_units",
    "report_positions",
    "resolve",
    "set_out",
    "show_crew",
    "sign_off",
    "sign_on",
    "sweep_alerts",
    "take",
    "tell_groups",
]
