"""Every verb of every app runs through `verify_action` somewhere, or a reason stands here why not (P14)."""

from __future__ import annotations

import ast
import importlib
import inspect

from tests.house.tree import APPS, ROOT, parsed, python_files

GRANTS = "changes who may read, told by the control log; no screen shows grants"
ACCOUNT = "changes an account or its sessions; no screen shows them"
READS = "a read that leaves an audit line; what it answers is no stream's"
PLACES = "changes places; an incident, a group and a unit keep what they had when they were made"
BRIGADE = "what a brigade says of itself, and what it drives and keeps: pages load it, no stream carries it"
PAPERS = "a scan for two pairs of eyes, or a look at one that leaves an audit line; no stream carries it"
LEDGER = "lines of the ledger, which pages load; no stream carries it"
CALENDAR = "an address for other programs, which ask by themselves"
RUNS = "a run is asked for by its id; the stream carries its progress alone, no snapshot does"
WISHES = "goes into the next run of the solver; no screen of others shows it"
CATALOGUE = "changes the catalogue of qualifications, which screens load apart from their streams"
WATER = "water points, which maps ask for; no stream carries them"
EXCEPTIONS = {
    "accounts.close_grant": GRANTS,
    "accounts.close_grants": GRANTS,
    "accounts.end_grant": GRANTS,
    "accounts.end_own_sessions": ACCOUNT,
    "accounts.end_sessions": ACCOUNT,
    "accounts.ensure_person": ACCOUNT,
    "accounts.forget_unconfirmed": ACCOUNT,
    "accounts.give_grant": GRANTS,
    "accounts.known_language": "answers a question and changes nothing",
    "accounts.note_change": "is the control log itself",
    "accounts.read_audit": READS,
    "accounts.record_password_changed": ACCOUNT,
    "accounts.record_signed_in": ACCOUNT,
    "accounts.record_signed_out": ACCOUNT,
    "accounts.record_signed_up": ACCOUNT,
    "accounts.set_active": ACCOUNT,
    "accounts.write_grant": GRANTS,
    "dispatch.read_nearest": READS,
    "dispatch.read_units": READS,
    "geo.build_snap_points": PLACES,
    "geo.change_area": PLACES,
    "geo.end_area": PLACES,
    "geo.import_areas": PLACES,
    "geo.import_places": PLACES,
    "geo.replace_area": PLACES,
    "geo.set_parent": PLACES,
    "incidents.forget_receipts": GRANTS,
    "incidents.import_incidents": "a bulk load without events: screens show it from their next snapshot",
    "incidents.open_receipt": GRANTS,
    "incidents.read_contact": READS,
    "incidents.reporter_of": "answers a question and changes nothing",
    "incidents.sync_categories": "changes the catalogue, which screens load apart from their streams",
    "incidents.tally_new": "keeps the counts of map tiles, which no stream carries",
    "notifications.describe_stream": "states who may read a stream; no screen shows it",
    "notifications.record_events": "is the event log itself",
    "notifications.recorded": "is the event log itself, for one statement of a caller",
    "notifications.rotate_epochs": "ends every position: clients are reset and take a new snapshot",
    "dispatch.import_raids": "a bulk load by the operator; it stamps as declare_raid and end_raid do",
    "rosters.add_to_gate": PAPERS,
    "rosters.add_to_grant": PAPERS,
    "rosters.ask_for_rota": RUNS,
    "rosters.cancel_rota": RUNS,
    "rosters.change_brigade": BRIGADE,
    "rosters.check_vehicle": BRIGADE,
    "rosters.clear_defect": BRIGADE,
    "rosters.correct_hours": LEDGER,
    "rosters.drop_crew_rule": BRIGADE,
    "rosters.end_apart": WISHES,
    "rosters.found_brigade": BRIGADE,
    "rosters.import_water": WATER,
    "rosters.include": CATALOGUE,
    "rosters.inspect": WATER,
    "rosters.keep_apart": WISHES,
    "rosters.make_feed": CALENDAR,
    "rosters.mark_attendance": LEDGER,
    "rosters.plan_session": LEDGER,
    "rosters.read_emergency_contact": READS,
    "rosters.read_gate": PAPERS,
    "rosters.read_grant": PAPERS,
    "rosters.record_duties": LEDGER,
    "rosters.record_hours": LEDGER,
    "rosters.remind_of_duties": "tells people; no screen shows that they were reminded",
    "rosters.remind_of_kit": BRIGADE,
    "rosters.report_defect": BRIGADE,
    "rosters.revoke_feed": CALENDAR,
    "rosters.save_crew_rule": BRIGADE,
    "rosters.save_kit": BRIGADE,
    "rosters.save_vehicle": BRIGADE,
    "rosters.set_check_list": BRIGADE,
    "rosters.set_emergency_contact": "whom to call, read one by one, each look recorded",
    "rosters.set_neighbours": BRIGADE,
    "rosters.set_numbers": BRIGADE,
    "rosters.set_terms": BRIGADE,
    "rosters.set_wishes": WISHES,
    "rosters.solve_rota": RUNS,
    "rosters.sync_qualifications": CATALOGUE,
}


def _verbs() -> set[str]:
    """Every public function of the apps' `actions`, as `app.name`."""
    found = set()
    for app in APPS:
        if (ROOT / app / "actions").is_dir():
            room = importlib.import_module(f"{app}.actions")
            found |= {f"{app}.{name}" for name in room.__all__ if inspect.isfunction(getattr(room, name))}
    return found


def _declared() -> set[str]:
    """Verbs that tests say they run through `verify_action`; each test proves it when it runs."""
    return {
        argument.value
        for path in python_files(tests=True)
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_")
        for mark in node.decorator_list
        if isinstance(mark, ast.Call) and isinstance(mark.func, ast.Name) and mark.func.id == "verifies"
        for argument in mark.args
        if isinstance(argument, ast.Constant)
    }


def test_every_verb_is_verified_or_has_a_reason():
    assert sorted(_verbs() - _declared() - EXCEPTIONS.keys()) == []


def test_every_exception_is_still_one():
    assert sorted(EXCEPTIONS.keys() & _declared()) == []


def test_nothing_is_declared_that_is_no_verb():
    assert sorted((_declared() | EXCEPTIONS.keys()) - _verbs()) == []
