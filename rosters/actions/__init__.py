"""Verbs over brigades, split by meaning; each is one transaction."""

from rosters.actions.brigades import (
    BrigadeDraft,
    change_brigade,
    found_brigade,
    set_neighbours,
    set_numbers,
    set_terms,
)
from rosters.actions.carrying import Carried, import_members
from rosters.actions.chiefs import appoint_chief, end_chief
from rosters.actions.duty_reminders import remind_of_duties
from rosters.actions.evidence import add_to_gate, add_to_grant, read_gate, read_grant
from rosters.actions.feeds import make_feed, revoke_feed
from rosters.actions.ground import GroundDraft
from rosters.actions.hours import record_hours
from rosters.actions.ledger import correct_hours, record_duties
from rosters.actions.members import ApplicationDraft, apply, leave, move
from rosters.actions.moves import move_duty
from rosters.actions.papers import grant_qualification, record_gate, revoke_gate, revoke_qualification
from rosters.actions.proposals import use_rota
from rosters.actions.qualifications import include, sync_qualifications
from rosters.actions.records import read_emergency_contact, set_emergency_contact, set_kind, set_record
from rosters.actions.reminding import remind_of_kit, remind_of_papers
from rosters.actions.rota import ask_for_rota, cancel_rota, solve_rota
from rosters.actions.seats import assign, sign_up, unassign
from rosters.actions.shifts import (
    RuleDraft,
    SeatDraft,
    cancel_shift,
    end_rule,
    keep_ahead,
    publish,
    write_rule,
)
from rosters.actions.swaps import offer, take, void_exchange, withdraw_offer
from rosters.actions.time import end_leave, say, set_week, take_back, take_leave, tell_what_time_changed
from rosters.actions.training import close_session, mark_attendance, plan_session
from rosters.actions.upkeep import (
    KitDraft,
    check_vehicle,
    clear_defect,
    report_defect,
    save_kit,
    set_check_list,
)
from rosters.actions.vehicles import CrewLine, SeatLine, drop_crew_rule, save_crew_rule, save_vehicle
from rosters.actions.water import WaterReport, import_water, inspect
from rosters.actions.wishes import end_apart, keep_apart, set_wishes

__all__ = [
    "ApplicationDraft",
    "BrigadeDraft",
    "Carried",
    "CrewLine",
    "GroundDraft",
    "KitDraft",
    "RuleDraft",
    "SeatDraft",
    "SeatLine",
    "WaterReport",
    "add_to_gate",
    "add_to_grant",
    "apply",
    "appoint_chief",
    "ask_for_rota",
    "assign",
    "cancel_rota",
    "cancel_shift",
    "change_brigade",
    "check_vehicle",
    "clear_defect",
    "close_session",
    "correct_hours",
    "drop_crew_rule",
    "end_apart",
    "end_chief",
    "end_leave",
    "end_rule",
    "found_brigade",
    "grant_qualification",
    "import_members",
    "import_water",
    "include",
    "inspect",
    "keep_ahead",
    "keep_apart",
    "leave",
    "make_feed",
    "mark_attendance",
    "move",
    "move_duty",
    "offer",
    "plan_session",
    "publish",
    "read_emergency_contact",
    "read_gate",
    "read_grant",
    "record_duties",
    "record_gate",
    "record_hours",
    "remind_of_duties",
    "remind_of_kit",
    "remind_of_papers",
    "report_defect",
    "revoke_feed",
    "revoke_gate",
    "revoke_qualification",
    "save_crew_rule",
    "save_kit",
    "save_vehicle",
    "say",
    "set_check_list",
    "set_emergency_contact",
    "set_kind",
    "set_neighbours",
    "set_numbers",
    "set_record",
    "set_terms",
    "set_week",
    "set_wishes",
    "sign_up",
    "solve_rota",
    "sync_qualifications",
    "take",
    "take_back",
    "take_leave",
    "tell_what_time_changed",
    "unassign",
    "use_rota",
    "void_exchange",
    "withdraw_offer",
    "write_rule",
]
